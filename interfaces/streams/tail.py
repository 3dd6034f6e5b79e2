"""The newest part of the log, encoded once for all who follow it.

One task reads what became visible and encodes it; followers share the bytes. Whoever
is farther back reads from the database, stretch by stretch, until the tail reaches it,
so that nobody's slowness costs memory.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import psycopg
from psycopg_pool import PoolTimeout

from interfaces.services import Pool
from interfaces.streams.asked import Asked
from interfaces.streams.envelope import Sent, encoded
from interfaces.streams.frames import Frame
from projections.placed_events import stretch
from projections.progress import Progress

log = logging.getLogger("gongshi.streams")
END = "SELECT position FROM event ORDER BY position DESC LIMIT 1"
STRETCH = 2_000
"""Positions that are read at once; the more, the fewer looks for a stream's places."""
KEPT = 16 << 20
"""Bytes of encoded events that the tail holds."""
SHARED = 8
"""Different wishes for which a stretch is put together once and kept."""
AGAIN = 1.0  # seconds after a look that failed


@dataclass(frozen=True, slots=True)
class Batch:
    """The public events in (after, last] of the log."""

    after: int
    last: int
    events: Sequence[Sent]
    _texts: dict[tuple[Asked, Frame], bytes] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return sum(len(each.body) for each in self.events)

    def text(self, asked: Asked, frame: Frame) -> bytes:
        """What a follower is sent of it; made once for all who ask the same."""
        key = asked, frame
        found = self._texts.get(key)
        if found is None:
            found = frame.events(asked.among(self.events))
            if len(self._texts) < SHARED:
                self._texts[key] = found
        return found

    def beyond(self, after: int, until: int) -> Batch:
        """The part in (after, until]."""
        if after <= self.after and self.last <= until:
            return self
        events = [each for each in self.events if after < each.position <= until]
        return Batch(max(after, self.after), min(until, self.last), events)


class Tail:
    """Follows the log for all followers of one process."""

    def __init__(self, pool: Pool, progress: Progress, source: str) -> None:
        """source: of the CloudEvents, a URI of this deployment."""
        self._pool = pool
        self._progress = progress
        self._source = source
        self._batches: deque[Batch] = deque()
        self._size = 0
        self._moved = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.position = 0
        self.closing = False

    def start(self) -> None:
        if self._task is None:
            self._task = asyncio.create_task(self._follow(), name="tail")

    async def stop(self) -> None:
        """End; followers are told that nothing more comes."""
        self.close()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def close(self) -> None:
        """Let every follower end, as the process is about to."""
        self.closing = True
        self._wake()

    async def reached(self, position: int, timeout: float) -> bool:
        """Wait until there is something after a position; False if there is not."""
        try:
            async with asyncio.timeout(timeout):
                while self.position <= position and not self.closing:
                    await self._moved.wait()
        except TimeoutError:
            return False
        return self.position > position

    @property
    def visible(self) -> int:
        """The last position that the read models show."""
        return self._progress.position

    async def end(self) -> int:
        """The last position of the log, visible yet or not."""
        async with self._pool.connection() as conn:
            row = await (await conn.execute(END)).fetchone()
        return int(row[0]) if row else 0

    async def batch(self, after: int) -> Batch:
        """What follows a position that the tail has reached: from memory, or read."""
        if self._batches and self._batches[0].after <= after:
            for batch in reversed(self._batches):
                if batch.after <= after:
                    return batch.beyond(after, batch.last)
        return await self.read(after, min(after + STRETCH, self.position))

    async def read(self, after: int, until: int) -> Batch:
        """The public events in (after, until], from the database."""
        async with self._pool.connection() as conn:
            found = await stretch(conn, after, until)
        return Batch(after, until, encoded(found, self._source))

    async def _follow(self) -> None:
        """Take in what becomes visible, over every loss of the database."""
        while not self.closing:
            if await self._progress.reached(self.position + 1, AGAIN):
                try:
                    await self._take_in(self._progress.position)
                except (psycopg.Error, PoolTimeout) as error:
                    log.warning("streams wait: %s", error)
                    await asyncio.sleep(AGAIN)

    async def _take_in(self, until: int) -> None:
        if not self._batches:
            # What was there before this process began is read when it is asked for.
            self.position = max(self.position, until - STRETCH)
        while self.position < until:
            end = min(self.position + STRETCH, until)
            batch = await self.read(self.position, end)
            self._batches.append(batch)
            self._size += batch.size
            while self._size > KEPT and len(self._batches) > 1:
                self._size -= self._batches.popleft().size
            self.position = end
            self._wake()

    def _wake(self) -> None:
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()
