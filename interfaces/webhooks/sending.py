"""The loop of a dispatcher that acts: rounds of the database's part, and what is under
way meanwhile.

A stream has one message of a webhook under way at most, from the round that picked it
to the round that records what became of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import NamedTuple
from uuid import UUID

from interfaces.webhooks.posting import Poster
from interfaces.webhooks.queue import Finished, Message
from projections.progress import Progress
from projections.projection import STUMBLES

AT_LAST = 3.0  # seconds for what is under way when the process ends
TOGETHER = 0.02
"""Seconds between two rounds, so that one ticks off many messages."""

Stream = tuple[UUID, UUID]
"""A webhook, and a stream of the log."""


class Letter(NamedTuple):
    """A message as it is sent."""

    message: Message
    headers: Mapping[str, str]
    body: bytes


class Round(NamedTuple):
    """due: what to send now. more: there was something to take in."""

    due: list[Letter]
    more: bool


Rounds = Callable[[list[Finished], int, set[Stream]], Round]
"""Given what is finished, the last position that may be told, and what is under way."""


class Sending:
    """Sends until told to end. Raises what stood in the way of a round."""

    def __init__(
        self,
        poster: Poster,
        progress: Progress,
        thread: ThreadPoolExecutor,
        rounds: Rounds,
        poll: float,
    ) -> None:
        """thread: that rounds run in, so that they hold up nothing that is sent."""
        self._poster = poster
        self._progress = progress
        self._thread = thread
        self._rounds = rounds
        self._poll = poll
        self._tasks: dict[Stream, asyncio.Task[None]] = {}
        self._finished: list[Finished] = []
        self._failure: BaseException | None = None
        self._wake = asyncio.Event()

    def end(self) -> None:
        """Look at once whether to stop."""
        self._wake.set()

    async def run(self, stopping: Callable[[], bool]) -> None:
        watching = asyncio.create_task(self._watch(), name="visible")
        try:
            while not stopping():
                self._wake.clear()
                more = await self._round()
                await asyncio.sleep(TOGETHER)
                if not more:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(self._poll):
                            await self._wake.wait()
            if self._tasks:
                await asyncio.wait(self._tasks.values(), timeout=AT_LAST)
            await self._round(send=False)
        finally:
            under_way = [watching, *self._tasks.values()]
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def _round(self, *, send: bool = True) -> bool:
        """One round; whether another may find more to do at once."""
        if self._failure is not None:
            raise self._failure
        finished, self._finished = self._finished, []
        # What is answered while the round runs is under way until the next one.
        given = finished, self._progress.position, set(self._tasks)
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._thread, self._rounds, *given)
        if send:
            for letter in found.due:
                stream = letter.message.stream
                self._tasks[stream] = asyncio.create_task(self._send(stream, letter))
        return found.more

    async def _send(self, stream: Stream, letter: Letter) -> None:
        try:
            answer = await self._poster.post(
                letter.message.url, letter.headers, letter.body
            )
            self._finished.append(Finished(letter.message, answer))
        except STUMBLES as error:
            self._failure = error
        finally:
            del self._tasks[stream]
            self._wake.set()

    async def _watch(self) -> None:
        async for _ in self._progress.watch():
            self._wake.set()
