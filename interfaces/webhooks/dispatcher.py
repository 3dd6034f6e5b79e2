"""Keeps sending: in order within each stream, all streams side by side.

One dispatcher of a deployment acts, others stand by: the acting one holds an advisory
lock of the database, on the connection on which it records what was delivered. Within a
webhook a stream has one message under way at most, so that nothing overtakes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

import structlog

from application.clock import Clock
from application.database import Connection, Database
from application.vault import Vault
from interfaces.acts_alone import ActsAlone
from interfaces.webhooks import queue
from interfaces.webhooks.addresses import Allowed
from interfaces.webhooks.posting import Poster
from interfaces.webhooks.queue import Finished, Message
from interfaces.webhooks.schedule import Schedule
from interfaces.webhooks.sending import Letter, Round, Sending, Stream
from interfaces.webhooks.signing import headers, message_id, signers
from projections import sessions
from projections.progress import Progress

MOST = 256
"""Messages that are under way at once."""
NAMES = 64
"""Threads that ask for the addresses of names."""
DAY = timedelta(days=1)
log = structlog.get_logger("gongshi.webhooks")


class Dispatcher(ActsAlone):
    """Sends the messages of all webhooks of a database."""

    name = "webhooks"

    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Clock,
        allowed: Allowed,
        schedule: Schedule,
        source: str,
        *,
        poll: float = 1.0,
    ) -> None:
        """source: of the CloudEvents. poll: seconds after which it looks whether a
        message has come due."""
        super().__init__(database, poll)
        self._vault = vault
        self._clock = clock
        self._allowed = allowed
        self._schedule = schedule
        self._source = source
        self._pruned: datetime | None = None
        self._end: Callable[[], object] | None = None

    def stop(self) -> None:
        """End; what is under way has a moment to be answered, or is sent again."""
        self._stopping.set()
        if (end := self._end) is not None:
            with suppress(RuntimeError):  # its loop has just ended
                end()
        super().stop()

    def _takes(self, conn: Connection) -> bool:
        return sessions.sends(conn)

    def _act(self, conn: Connection) -> None:
        asyncio.run(self._send_all(conn))

    async def _send_all(self, conn: Connection) -> None:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(NAMES))
        progress = Progress(self._database.url)
        await progress.start()
        try:
            with ThreadPoolExecutor(1, "webhooks") as thread:
                async with Poster(self._allowed) as poster:
                    rounds = partial(self._round, conn)
                    sending = Sending(poster, progress, thread, rounds, self._poll)
                    self._end = partial(loop.call_soon_threadsafe, sending.end)
                    await sending.run(self._stopping.is_set)
        finally:
            self._end = None
            await progress.stop()

    def _round(
        self,
        conn: Connection,
        finished: list[Finished],
        visible: int,
        under_way: set[Stream],
    ) -> Round:
        """Tick off what is finished, take in what is new, pick what is due."""
        now = self._clock()
        if finished:
            queue.record(conn, finished, self._schedule, now)
        more = queue.take_in(conn, visible, now, self._source)
        free = MOST - len(under_way)
        due = queue.due(conn, visible, now, under_way, free) if free > 0 else []
        if self._pruned is None or now >= self._pruned + DAY:
            queue.prune(conn, now)
            self._pruned = now
        bodies: dict[int, bytes] = {}
        for at in {message.position for message in due}:
            for _, sent in queue.events(conn, at - 1, at, self._source):
                bodies[at] = sent.body
        letters = [
            letter(each, bodies[each.position], self._vault, now)
            for each in due
            if each.position in bodies
        ]
        return Round(letters, more)


def letter(message: Message, body: bytes, vault: Vault, now: datetime) -> Letter:
    """A message, signed by every secret that signs now."""
    id = message_id(message.webhook_id, message.position)
    secrets = signers(
        vault, message.webhook_id, message.secret, message.older_until, now
    )
    return Letter(message, headers(id, body, secrets, now), body)
