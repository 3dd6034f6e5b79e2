"""Keeps sending: in order within each stream, all streams side by side.

One dispatcher of a deployment acts, others stand by: the acting one holds an advisory
lock of the database, on the connection on which it records what was delivered. Within a
webhook a stream has one message under way at most, so that nothing overtakes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import datetime, timedelta
from functools import partial
from threading import Event, Thread

import structlog

from application.clock import Clock
from application.database import Connection, Database
from application.vault import Vault
from application.vault_keys import WrongVaultKey
from interfaces.webhooks import queue
from interfaces.webhooks.addresses import Allowed
from interfaces.webhooks.posting import Poster
from interfaces.webhooks.queue import Finished, Message
from interfaces.webhooks.schedule import Schedule
from interfaces.webhooks.sending import Letter, Round, Sending, Stream
from interfaces.webhooks.signing import headers, message_id, signers
from projections import sessions
from projections.engine import LONGEST_DELAY, Role
from projections.progress import Progress
from projections.projection import STUMBLES

MOST = 256
"""Messages that are under way at once."""
NAMES = 64
"""Threads that ask for the addresses of names."""
DAY = timedelta(days=1)
log = structlog.get_logger("gongshi.webhooks")


class Dispatcher:
    """Sends the messages of all webhooks of a database, in a thread of its own."""

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
        self.role = Role.STOPPED
        self._database = database
        self._vault = vault
        self._clock = clock
        self._allowed = allowed
        self._schedule = schedule
        self._source = source
        self._poll = poll
        self._stopping = Event()
        self._thread: Thread | None = None
        self._pruned: datetime | None = None
        self._end: Callable[[], object] | None = None

    def start(self) -> None:
        """Send in a thread until `stop`."""
        self._stopping.clear()
        self._thread = Thread(target=self._supervise, name="webhooks", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; what is under way has a moment to be answered, or is sent again."""
        self._stopping.set()
        if (end := self._end) is not None:
            with suppress(RuntimeError):  # its loop has just ended
                end()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _supervise(self) -> None:
        """Run, and after whatever broke run again, until stopped."""
        delay = 0.1
        while not self._stopping.is_set():
            begun = time.monotonic()
            try:
                self._run()
            except (*STUMBLES, WrongVaultKey) as error:
                self.role = Role.WAITING
                if time.monotonic() - begun > LONGEST_DELAY:
                    delay = 0.1  # it went well for a while
                log.warning("webhooks.waiting", reason=repr(error), seconds=delay)
                self._stopping.wait(delay)
                delay = min(delay * 2, LONGEST_DELAY)
        self.role = Role.STOPPED

    def _run(self) -> None:
        with closing(sessions.opened(self._database, "webhooks")) as conn:
            while not self._stopping.is_set():
                if sessions.sends(conn):
                    self.role = Role.ACTING
                    asyncio.run(self._send_all(conn))
                    return
                self.role = Role.STANDBY
                self._stopping.wait(self._poll)

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
