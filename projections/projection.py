"""What a read model is to the engine, and how a batch of events goes into it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg

from application.database import Connection
from application.event_store import Recorded
from projections import positions
from projections.memory import UNFOLDABLE, Memory
from projections.tables import Table

UNAPPLICABLE = (psycopg.Error, *UNFOLDABLE)
# What must not end an engine: the database's errors, and mistakes in the code.
STUMBLES = (*UNAPPLICABLE, OSError, RuntimeError)
# Classes of SQLSTATE that a row's own values cause: data, integrity, a limit (of the
# size of an index entry, say). All others concern the server or the code's SQL.
STATES_OF_AN_EVENT = ("22", "23", "54")


@dataclass(frozen=True)
class Projection:
    """A read model: its tables and how a batch of events changes them.

    name: never changes once released; version: raise it when `ddl` or the rules
    change, and the read model is built anew from the first event.
    ddl: the tables with their keys; indexes: the others, made after a rebuild.
    apply: folds the batch into the rows that the engine remembers.
    """

    name: str
    version: int
    ddl: LiteralString
    indexes: LiteralString
    tables: tuple[Table[Any], ...]
    apply: Callable[[Memory, Sequence[Recorded]], None]

    def create(
        self, conn: Connection, *, indexes: bool = True, version: int | None = None
    ) -> None:
        """Begin at the first event with empty tables; drops what was there.

        version: 0 lets them be built anew beside these, which only fill their place.
        """
        for table in self.tables:
            table.drop(conn)
        conn.execute(self.ddl)
        if indexes:
            self.index(conn)
        made = self.version if version is None else version
        positions.begin(conn, self.name, made)

    def index(self, conn: Connection) -> None:
        """Make the indexes beside the keys."""
        if self.indexes:
            conn.execute(self.indexes)


def apply_or_park(conn: Connection, memory: Memory, batch: Sequence[Recorded]) -> int:
    """Apply the events in order and write the rows; park those that cannot be, and
    what follows them in their stream. Return how many were parked."""
    try:
        with conn.transaction():
            return memory.take(batch)
    except UNAPPLICABLE as error:
        if not of_an_event(error):
            raise
    return _safely(conn, memory.renewed(), batch)


def _safely(conn: Connection, memory: Memory, batch: Sequence[Recorded]) -> int:
    """The same over rows that may be there already; a batch that the database refuses
    is halved until the event that fails is alone."""
    try:
        with conn.transaction():
            return memory.take(batch, safely=True)
    except UNAPPLICABLE as error:
        if not of_an_event(error):
            raise
        memory.renewed()
        if len(batch) == 1:
            memory.park(batch[0], f"{type(error).__name__}: {error}")
            return memory.write()
    middle = len(batch) // 2
    first = _safely(conn, memory, batch[:middle])
    return first + _safely(conn, memory, batch[middle:])


def of_an_event(error: Exception) -> bool:
    """Whether an event causes the error, not the server and not the code's SQL."""
    if not isinstance(error, psycopg.Error):
        return True
    if error.sqlstate is None:  # found by the driver while it converted a value
        return isinstance(error, psycopg.DataError)
    return error.sqlstate.startswith(STATES_OF_AN_EVENT)
