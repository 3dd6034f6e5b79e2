"""The engine of the read models: follows the log, survives what breaks."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from threading import Event, Thread

import psycopg
import structlog

from application.database import Connection, Database
from application.event_store import EventStore
from projections import batches, positions, proof
from projections.projection import Projection

# Advisory locks of this database: who runs the read models, and who makes tables.
RUNNER, MAKER = 0x676F_6E67_0001, 0x676F_6E67_0002
LEAD = "SELECT pg_try_advisory_lock(%s)"
MAKE = "SELECT pg_advisory_xact_lock(%s)"
LONGEST_DELAY = 5.0
log = structlog.get_logger("gongshi.projections")


class Engine:
    """Keeps read models up to date. One engine of a database acts, others stand by.

    The acting engine works on one connection of its own, which holds the advisory
    lock, listens and writes: when it breaks, lock and unfinished work go together.
    """

    def __init__(
        self,
        database: Database,
        store: EventStore,
        projections: Sequence[Projection],
        *,
        poll: float = 1.0,
        batch: int = 1000,
    ) -> None:
        """poll: seconds after which the log is read even if no notification came, and
        a standby tries to take over. batch: events in one transaction."""
        self._database = database
        self._store = store
        self._projections = tuple(projections)
        self._poll = poll
        self._batch = batch
        self._stopping = Event()
        self._thread: Thread | None = None

    def prepare(self) -> None:
        """Create the tables that are missing, so that readers find them."""
        with self._database.connection() as conn:
            conn.execute(MAKE, (MAKER,))
            conn.execute(positions.DDL)
            known = positions.versions(conn)
            for projection in self._projections:
                if projection.name not in known:
                    projection.create(conn)

    def start(self) -> None:
        """Follow the log in a thread until `stop`."""
        self.prepare()
        self._stopping.clear()
        self._thread = Thread(target=self._supervise, name="read-models", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread after the batch in hand; takes at most `poll` seconds."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def run_until_caught_up(self) -> int:
        """Bring every read model to the end of the log as it is now; its position.

        Works itself, or waits for the engine that holds the lock.
        """
        self.prepare()
        target = self._store.position()
        with closing(self._database.dedicated()) as conn:
            conn.execute("LISTEN gongshi_projected")
            while positions.lowest(conn) < target or self._is_outdated(conn):
                if _leads(conn):
                    self._rebuild_outdated(conn)
                    while self._advance(conn):
                        pass
                else:
                    _wait(conn, self._poll)
            return positions.lowest(conn)

    def position(self) -> int:
        """The position in the log that every read model has reached."""
        with self._database.connection() as conn:
            return positions.lowest(conn)

    def lag(self) -> int:
        """How many events the slowest read model has not seen yet."""
        return max(0, self._store.position() - self.position())

    def retry(self) -> int:
        """Apply parked events, after what stopped them was mended; how many went."""
        with closing(self._database.dedicated()) as conn:
            return sum(
                batches.retry(conn, self._store, projection)
                for projection in self._projections
            )

    def verify(self) -> list[proof.Verification]:
        """Compare each read model with a fresh replay of the log."""
        return [
            proof.verify(self._database, self._store, projection, self._batch)
            for projection in self._projections
        ]

    def _supervise(self) -> None:
        """Run, and after a broken connection run again, until stopped."""
        delay = 0.1
        while not self._stopping.is_set():
            try:
                with closing(self._database.dedicated()) as conn:
                    while not self._stopping.is_set() and not _leads(conn):
                        self._stopping.wait(self._poll)
                    delay = 0.1
                    self._follow(conn)
            except psycopg.Error as error:
                # Also SQL that fails for every event: it is retried, and the log
                # says why the read models stand still.
                log.warning("projections.waiting", reason=str(error), seconds=delay)
                self._stopping.wait(delay)
                delay = min(delay * 2, LONGEST_DELAY)

    def _follow(self, conn: Connection) -> None:
        conn.execute("LISTEN gongshi_log")
        self._rebuild_outdated(conn)
        while not self._stopping.is_set():
            if not self._advance(conn):
                _wait(conn, self._poll)

    def _advance(self, conn: Connection) -> bool:
        """One batch for every read model; those at one position share it.

        A read model that is being rebuilt so never holds up the others.
        """
        at = batches.by_position(conn, self._projections)
        moved = [
            batches.step(conn, self._store, together, after, self._batch)
            for after, together in at
        ]
        if any(moved):
            positions.announce(conn)
        return any(moved)

    def _is_outdated(self, conn: Connection) -> bool:
        known = positions.versions(conn)
        return known != {each.name: each.version for each in self._projections}

    def _rebuild_outdated(self, conn: Connection) -> None:
        """Begin anew what another version of the code built; forget what is gone."""
        known = positions.versions(conn)
        for projection in self._projections:
            if known.pop(projection.name, None) != projection.version:
                with conn.transaction():
                    projection.create(conn)
                log.info("projections.rebuild", projection=projection.name)
        for name in known:
            conn.execute(positions.REMOVE, (name,))


def _leads(conn: Connection) -> bool:
    """Whether this connection is the one that may move the read models."""
    found = conn.execute(LEAD, (RUNNER,)).fetchone()
    return bool(found and found[0])


def _wait(conn: Connection, seconds: float) -> None:
    """Until the next notification, or for so long."""
    for _ in conn.notifies(timeout=seconds, stop_after=1):
        pass
