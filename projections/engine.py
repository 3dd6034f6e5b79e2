"""The engine of the read models: follows the log, survives what breaks."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from enum import StrEnum
from threading import Event, Thread

import structlog

from application.database import Connection, Database
from application.event_store import EventStore
from projections import batches, positions, proof, sessions
from projections.projection import STUMBLES, Projection
from projections.reading import read
from projections.rebuild import RebuildRunning, clear, rebuild
from projections.versions import NewerTables, movable, outdated, refuse_newer

BATCH = 5_000
LONGEST_DELAY = 2.0
LONGEST_REBUILD_DELAY = 300.0
log = structlog.get_logger("gongshi.projections")


class Role(StrEnum):
    """What an engine does at the moment."""

    STOPPED = "stopped"
    WAITING = "waiting"  # for the database
    STANDBY = "standby"
    ACTING = "acting"
    OUTDATED = "outdated"  # a newer version of the code has made the tables


class Engine:
    """Keeps read models up to date. One engine of a database acts, others stand by.

    The acting engine works on one connection of its own, which holds the advisory
    lock, listens and writes: when it breaks, lock and unfinished work go together.
    What an older version of the code built is built anew beside it, by whichever
    engine of the newer version comes first.
    """

    def __init__(
        self,
        database: Database,
        store: EventStore,
        projections: Sequence[Projection],
        *,
        poll: float = 1.0,
        batch: int = BATCH,
    ) -> None:
        """poll: seconds after which the log is read even if no notification came, and
        a standby tries to take over. batch: events in one transaction."""
        self.role = Role.STOPPED
        self._database = database
        self._store = store
        self._projections = tuple(projections)
        self._names = [each.name for each in self._projections]
        self._poll = poll
        self._batch = batch
        self._stopping = Event()
        self._threads: list[Thread] = []

    @property
    def runs(self) -> bool:
        """Whether it was started, and has neither been stopped nor failed."""
        return bool(self._threads) and self._threads[0].is_alive()

    def prepare(self) -> None:
        """Create the tables that are missing, so that readers find them.

        One that is added to others is built beside, as one of an older version is.
        """
        with self._database.connection() as conn:
            sessions.alone(conn)
            positions.make(conn)
            known = positions.states(conn)
            for projection in self._projections:
                if projection.name not in known:
                    projection.create(conn, version=0 if known else None)

    def start(self) -> None:
        """Follow the log in a thread until `stop`."""
        self.prepare()
        self._stopping.clear()
        for name, work in (("read-models", self._supervise), ("rebuild", self._renew)):
            thread = Thread(target=work, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """End the threads after the batch in hand, or the index that a build makes."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def run_until_caught_up(self) -> int:
        """Bring every read model to the end of the log as it is now; its position.

        Works itself, or waits for the engine that holds the lock. Raises
        `NewerTables` if a newer version of the code made them.
        """
        self.prepare()
        target = self._store.position()
        with closing(sessions.opened(self._database, "read-models")) as conn:
            conn.execute("LISTEN gongshi_projected")
            memories = batches.Memories(conn, self._projections)
            while positions.lowest(conn, self._names) < target or outdated(
                self._projections, positions.states(conn)
            ):
                if self._caught_up_by_others(conn):
                    continue
                if not self._advance(conn, memories):
                    _wait(conn, self._poll)  # for the commit that fills a gap
                while self._advance(conn, memories):
                    pass
            return positions.lowest(conn, self._names)

    def position(self) -> int:
        """The position in the log that every read model has reached."""
        with self._database.connection() as conn:
            return positions.lowest(conn, self._names)

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
        return list(proof.verify(self._database, self._store, self._projections))

    def _caught_up_by_others(self, conn: Connection) -> bool:
        """Whether another engine or a rebuild was given time to do the work."""
        try:
            if self._renewed():
                return True
        except RebuildRunning:
            _wait(conn, self._poll)
            return True
        if sessions.leads(conn):
            return False
        _wait(conn, self._poll)
        return True

    def _supervise(self) -> None:
        """Run, and after a broken connection run again, until stopped."""
        delay = 0.1
        try:
            while not self._stopping.is_set():
                try:
                    with closing(sessions.opened(self._database, "read-models")) as c:
                        self._stand_by(c)
                        delay = 0.1
                        self._follow(c)
                except NewerTables as refusal:
                    if self.role is not Role.OUTDATED:
                        log.warning("projections.outdated", reason=str(refusal))
                    self.role = Role.OUTDATED
                    self._stopping.wait(self._poll)
                except STUMBLES as error:
                    # Also a mistake that fails at every event: it is retried, and the
                    # log says why the read models stand still.
                    self.role = Role.WAITING
                    log.warning(
                        "projections.waiting", reason=repr(error), seconds=delay
                    )
                    self._stopping.wait(delay)
                    delay = min(delay * 2, LONGEST_DELAY)
        finally:
            self.role = Role.STOPPED

    def _stand_by(self, conn: Connection) -> None:
        """Until this engine leads, or is to stop."""
        while not self._stopping.is_set():
            refuse_newer(self._projections, positions.states(conn))
            if sessions.leads(conn):
                return
            self.role = Role.STANDBY
            self._stopping.wait(self._poll)

    def _follow(self, conn: Connection) -> None:
        self.role = Role.ACTING
        conn.execute("LISTEN gongshi_log")
        clear(conn)
        memories = batches.Memories(conn, self._projections)
        while not self._stopping.is_set():
            if not self._advance(conn, memories):
                _wait(conn, self._poll)

    def _advance(self, conn: Connection, memories: batches.Memories) -> bool:
        """One batch for every read model; those at one position share it.

        One that is far behind so never holds up the others.
        """
        moved = False
        at = movable(self._projections, positions.states(conn))
        for after, together in at.items():
            batch = read(self._store, after, self._batch)
            if batch.last > after or not all(each.complete for each in together):
                names = [each.name for each in together]
                batches.step(conn, memories, names, batch)
            moved = moved or batch.last > after
        if moved:
            positions.announce(conn)
        return moved

    def _renew(self) -> None:
        """Build anew what an older version of the code built, whenever there is such.

        Also later on: a process of an older version may still come and go.
        """
        delay = self._poll
        while not self._stopping.is_set():
            try:
                self._renewed()
                delay = self._poll
            except (RebuildRunning, NewerTables):
                pass  # Others do it, or `_supervise` says why not.
            except STUMBLES as error:
                # Begun anew it reads the whole log: not every second, in vain.
                delay = min(delay * 2, LONGEST_REBUILD_DELAY)
                said = {"reason": repr(error), "seconds": delay}
                log.warning("projections.rebuild_waiting", **said)
            self._stopping.wait(delay)

    def _renewed(self) -> bool:
        """Whether there was something to build anew; then it is done."""
        with self._database.connection() as conn:
            old = outdated(self._projections, positions.states(conn))
        if old:
            log.info("projections.rebuild", projections=[each.name for each in old])
            rebuild(self._database, self._store, old, stopping=self._stopping)
        return bool(old)


def _wait(conn: Connection, seconds: float) -> None:
    """Until the next notification, or for so long."""
    for _ in conn.notifies(timeout=seconds, stop_after=1):
        pass
