"""Keeps the log: follows the events, signs now and then, survives what breaks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Event, Thread

import structlog

from application.database import Connection, Database
from domain.errors import Refusal
from projections import sessions
from projections.engine import LONGEST_DELAY, Role
from projections.projection import STUMBLES
from projections.transparency import checkpoints
from projections.transparency.checkpoints import Signed
from projections.transparency.folder import LogFolder
from projections.transparency.publisher import BATCH, Publisher
from projections.transparency.refusals import LogFolderInUse, LogFolderUnwritable
from projections.transparency.signer import Keys
from projections.transparency.witnesses import Witnesses

SHORTEST = 1.0  # seconds between two checkpoints, however many events come
log = structlog.get_logger("gongshi.transparency")


class LogKeeper:
    """Keeps the log of one database. One keeper acts, others stand by.

    The acting one holds an advisory lock of the database, on the connection on which
    it records what it signs, and a lock of the folder.
    """

    def __init__(
        self,
        database: Database,
        folder: LogFolder,
        keys: Keys,
        witnesses: Witnesses | None = None,
        *,
        events: int = 256,
        seconds: float = 10.0,
        poll: float = 1.0,
    ) -> None:
        """events, seconds: a checkpoint is due after so many events, or after so long
        if there was one. poll: seconds after which it looks without notification."""
        self.role = Role.STOPPED
        self._database = database
        self._folder = folder
        self._keys = keys
        self._witnesses = witnesses or Witnesses()
        self._events = events
        self._seconds = seconds
        self._poll = poll
        self._stopping = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Keep the log in a thread until `stop`."""
        self._stopping.clear()
        self._thread = Thread(target=self._supervise, name="log", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the step in hand."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    @contextmanager
    def alone(self) -> Iterator[Publisher | None]:
        """A publisher while nobody else publishes; None if somebody does."""
        with (
            closing(sessions.opened(self._database, "log")) as conn,
            self._folder.written_by_us() as ours,
        ):
            if ours and sessions.signs(conn):
                yield self._publisher(conn)
            else:
                yield None

    @contextmanager
    def looking(self) -> Iterator[Publisher]:
        """A publisher that may `verify`, whoever publishes meanwhile."""
        with closing(sessions.opened(self._database, "log")) as conn:
            yield self._publisher(conn)

    def run_until_signed(self) -> Signed | None:
        """Sign the log as it is now, and return the last signed tree.

        Raises `LogFolderInUse` while another process keeps it, and what a publisher
        raises.
        """
        with self.alone() as publisher:
            if publisher is None:
                raise LogFolderInUse
            publisher.recover()
            while publisher.take() == BATCH:
                pass
            if publisher.pending:
                publisher.sign()
            return publisher.signed

    def _publisher(self, conn: Connection) -> Publisher:
        return Publisher(conn, self._folder, self._keys, self._witnesses)

    def _supervise(self) -> None:
        """Run, and after whatever broke run again, until stopped."""
        delay = 0.1
        try:
            while not self._stopping.is_set():
                try:
                    self._run()
                    delay = 0.1
                except Refusal as refusal:
                    self._halted(refusal)
                    self._stopping.wait(LONGEST_DELAY)
                except STUMBLES as error:
                    self.role = Role.WAITING
                    said = {"reason": repr(error), "seconds": delay}
                    log.warning("transparency.waiting", **said)
                    self._stopping.wait(delay)
                    delay = min(delay * 2, LONGEST_DELAY)
        finally:
            self.role = Role.STOPPED

    def _run(self) -> None:
        with closing(sessions.opened(self._database, "log")) as conn:
            while not self._stopping.is_set():
                if sessions.signs(conn):
                    self._write(conn)
                    return
                self.role = Role.STANDBY
                self._stopping.wait(self._poll)

    def _write(self, conn: Connection) -> None:
        try:
            with self._folder.written_by_us() as ours:
                if not ours:
                    raise LogFolderInUse
                self._follow(conn)
        except OSError as error:
            raise LogFolderUnwritable(reason=error) from error

    def _follow(self, conn: Connection) -> None:
        conn.execute("LISTEN gongshi_log")
        publisher = self._publisher(conn)
        publisher.recover()
        checkpoints.go_on(conn)
        self.role = Role.ACTING
        last = float("-inf")
        while not self._stopping.is_set():
            taken = publisher.take()
            since = time.monotonic() - last
            if self._due(publisher, since):
                publisher.sign()
                last = time.monotonic()
            elif not publisher.published and since >= self._seconds:
                publisher.publish()
                last = time.monotonic()
            if taken < BATCH:
                for _ in conn.notifies(timeout=self._poll, stop_after=1):
                    pass

    def _due(self, publisher: Publisher, since: float) -> bool:
        if publisher.pending >= self._events:
            return since >= min(SHORTEST, self._seconds)
        return publisher.pending > 0 and since >= self._seconds

    def _halted(self, refusal: Refusal) -> None:
        """Say why nothing is signed, here and to whoever asks the database."""
        self.role = Role.WAITING
        try:
            with self._database.connection() as conn:
                checkpoints.halt(conn, refusal)
        except STUMBLES as error:
            log.warning("transparency.waiting", reason=repr(error))
        log.error("transparency.halted", code=refusal.code, reason=str(refusal))
