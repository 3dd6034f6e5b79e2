"""Read models built from the first event, into empty tables that nobody reads yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event

from application.database import Connection
from projections import positions
from projections.batches import Memories, step
from projections.projection import UNAPPLICABLE, Projection, of_an_event
from projections.reading import Batch, Reader

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
        log: Reader,
        projections: Sequence[Projection],
        *,
        indexed: bool = False,
    ) -> None:
        """indexed: with the indexes from the start, which takes longer."""
        self.position = 0
        self._conn = conn
        self._log = log
        self._projections = projections
        self._names = [each.name for each in projections]
        self._memories = Memories(conn, projections)
        self._suspect = 0  # up to here the database refused a row
        positions.make(conn)
        for projection in projections:
            projection.create(conn, indexes=indexed)

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
            batch = self._log.read(self.position, until)
            if batch.last == batch.after:
                return
            if batch.unreadable or batch.after < self._suspect:
                step(self._conn, self._memories, self._names, batch)
                self.position = batch.last
            else:
                self._stride(batch, until, tell)
            tell(self.position)
            if batch.end:
                return

    def finish(self) -> None:
        """Make the indexes that were left out, and let the planner know the tables."""
        for projection in self._projections:
            projection.index(self._conn)
            for table in projection.tables:
                table.analyze(self._conn)

    def _stride(self, batch: Batch, until: int | None, tell: Tell) -> None:
        """Many batches in one transaction; if the database refuses a row of it, they
        are to be taken again one by one."""
        last = batch.after
        try:
            with self._conn.transaction():
                memories = self._memories.held(self._names, batch.after)
                for _ in range(BATCHES):
                    last = batch.last
                    for memory in memories:
                        memory.projection.apply(memory, batch.events)
                        memory.write(rows=False)
                    tell(last)
                    batch = self._log.read(last, until)
                    if batch.unreadable or batch.last == batch.after:
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
