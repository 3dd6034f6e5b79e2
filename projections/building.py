"""Read models built from the first event, into empty tables that nobody reads yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event

from application.database import Connection
from application.event_store import EventStore
from projections import positions
from projections.batches import Memories, step
from projections.projection import UNAPPLICABLE, Projection, of_an_event
from projections.reading import Batch, read

BATCH = 5_000
BATCHES = 20
"""Batches of one transaction: rows that change often are written once in it."""
Tell = Callable[[int], None]
"""Told the position that a build has reached."""


def silently(position: int) -> None:
    """Tells nobody."""


class Build:
    """Read models on their way through the log, on a connection of their own.

    The connection sees the tables that are being filled and no others.
    """

    def __init__(
        self,
        conn: Connection,
        store: EventStore,
        projections: Sequence[Projection],
        *,
        batch: int = BATCH,
        indexed: bool = False,
    ) -> None:
        """indexed: with the indexes from the start, which takes longer."""
        self.position = 0
        self._conn = conn
        self._store = store
        self._batch = batch
        self._projections = projections
        self._names = [each.name for each in projections]
        self._memories = Memories(conn, projections)
        self._suspect = 0  # up to here the database refused a row
        positions.make(conn)
        for projection in projections:
            projection.create(conn, indexes=indexed)
            for table in projection.tables:
                # Or a swap would wait until the server has vacuumed it.
                table.leave_alone(conn)

    def go_on(
        self,
        until: int | None = None,
        tell: Tell = silently,
        stopping: Event | None = None,
    ) -> None:
        """Take in all events up to `until`, or to the end of the log."""
        while until is None or self.position < until:
            if stopping is not None and stopping.is_set():
                return
            batch = self._read(self.position, until)
            if batch.last == batch.after:
                return
            if batch.unreadable or batch.after < self._suspect:
                step(self._conn, self._memories, self._names, batch)
                self.position = batch.last
            else:
                self._stride(batch, until, tell, stopping)
            tell(self.position)
            if batch.end:
                return

    def rolled_back(self) -> None:
        """Go back to where the tables are, after a transaction around this failed."""
        self.position = positions.states(self._conn)[self._names[0]].position
        self._memories.forget()

    def again_with_indexes(self) -> Build:
        """A build from the first event, in the place of this one."""
        conn, store, projections = self._conn, self._store, self._projections
        return Build(conn, store, projections, batch=self._batch, indexed=True)

    def finish(self) -> None:
        """Make the indexes that were left out, and let the planner know the tables."""
        for projection in self._projections:
            projection.index(self._conn)
            for table in projection.tables:
                table.analyze(self._conn)

    def _read(self, after: int, until: int | None) -> Batch:
        limit = self._batch if until is None else min(self._batch, until - after)
        return read(self._store, after, limit) if limit else Batch(after, after, [])

    def _stride(
        self, batch: Batch, until: int | None, tell: Tell, stopping: Event | None
    ) -> None:
        """Many batches in one transaction; if the database refuses a row of it, they
        are to be taken again one by one."""
        last = batch.after
        try:
            with self._conn.transaction():
                memories = self._memories.held(self._names, batch.after)
                if len(memories) < len(self._names):
                    raise RuntimeError("somebody else moves the tables of a build")
                for _ in range(BATCHES):
                    last = batch.last
                    for memory in memories:
                        memory.take(batch.events, rows=False)
                    tell(last)
                    batch = self._read(last, until)
                    if batch.unreadable or batch.last == batch.after:
                        break
                    if stopping is not None and stopping.is_set():
                        break
                for memory in memories:
                    memory.write()
                positions.move(self._conn, self._names, last)
        except UNAPPLICABLE as error:
            if not of_an_event(error):
                raise
            self._memories.forget()
            self._suspect = last
        else:
            self.position = last
