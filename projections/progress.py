"""How far the read models are, for those who wait: one's own write, a subscription."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import psycopg
import structlog

from application.database import ENCODING
from application.vanished import noticing
from projections.positions import LOWEST
from projections.read_models import NAMES

LONGEST_DELAY = 2.0
log = structlog.get_logger("gongshi.progress")


class Progress:
    """Follows the position that every read model has reached; one per process.

    It listens on one connection and reads the position every `poll` seconds besides,
    so a lost notification or connection delays those who wait and no more.
    """

    def __init__(self, url: str, *, poll: float = 1.0) -> None:
        self._url = url
        self._poll = poll
        self._position = 0
        self._moved = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None

    @property
    def position(self) -> int:
        """The position that every read model has reached, as far as is known here."""
        return self._position

    async def start(self) -> None:
        """Begin to follow; returns at once, also while the database is away."""
        if self._task is None:
            self._task = asyncio.create_task(self._supervise(), name="progress")

    async def stop(self) -> None:
        """Stop following; those who still wait get no further news."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def reached(self, position: int, timeout: float) -> bool:
        """Wait until the read models show `position`; False if they are later than
        `timeout` seconds: the write stands, only its view is late."""
        try:
            async with asyncio.timeout(timeout), self._moved:
                await self._moved.wait_for(lambda: self._position >= position)
        except TimeoutError:
            return False
        return True

    async def watch(self) -> AsyncIterator[int]:
        """Every new position, from the next one on; a slow reader skips some."""
        seen = self._position
        while True:
            async with self._moved:
                while self._position == seen:
                    await self._moved.wait()
                seen = self._position
            yield seen

    async def _supervise(self) -> None:
        """Follow, and after a broken connection follow again, until cancelled."""
        delay = 0.1
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    noticing(self._url), autocommit=True, client_encoding=ENCODING
                ) as conn:
                    await conn.execute("LISTEN gongshi_projected")
                    await self._read(conn)
                    delay = 0.1
                    await self._follow(conn)
            except psycopg.Error as error:
                log.warning("progress.waiting", reason=str(error), seconds=delay)
                await asyncio.sleep(delay)
                delay = min(delay * 2, LONGEST_DELAY)

    async def _follow(self, conn: psycopg.AsyncConnection[Any]) -> None:
        while True:
            async for _ in conn.notifies(timeout=self._poll, stop_after=1):
                pass
            await self._read(conn)

    async def _read(self, conn: psycopg.AsyncConnection[Any]) -> None:
        found = await (await conn.execute(LOWEST, (NAMES,))).fetchone()
        await self._move(int(found[0]) if found else 0)

    async def _move(self, position: int) -> None:
        # Also downwards: a read model that this version adds begins at the first event.
        if position != self._position:
            async with self._moved:
                self._position = position
                self._moved.notify_all()
