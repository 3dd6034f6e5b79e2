"""What a read model is to the engine, and how a batch of events goes into it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from application.database import Connection
from application.event_store import Recorded
from projections import positions
from projections.tables import Table

UNAPPLICABLE = (
    psycopg.Error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
# Classes of SQLSTATE that a row's own values cause: data, integrity, a limit (of the
# size of an index entry, say). All others concern the server or the code's SQL.
STATES_OF_AN_EVENT = ("22", "23", "54")


@dataclass(frozen=True)
class Projection:
    """A read model: its tables and how a batch of events changes them.

    name: never changes once released; version: raise it when `ddl` or the rules
    change, and the read model is built anew from the first event.
    apply: folds the batch and writes the rows; idempotent, in the caller's transaction.
    """

    name: str
    version: int
    ddl: LiteralString
    tables: tuple[Table[Any], ...]
    apply: Callable[[Connection, Sequence[Recorded]], None]

    def create(self, conn: Connection) -> None:
        """Begin at the first event with empty tables; drops what was there."""
        for table in self.tables:
            table.drop(conn)
        conn.execute(self.ddl)
        conn.execute(positions.FORGET_PARKED, (self.name,))
        conn.execute(positions.REMOVE, (self.name,))
        conn.execute(positions.ADD, (self.name, self.version))


def apply_or_park(
    conn: Connection, projection: Projection, batch: Sequence[Recorded]
) -> int:
    """Apply the events in order; park those that cannot be, and what follows them in
    their stream. Return how many were parked."""
    streams = list({recorded.fact.originator_id for recorded in batch})
    parked = positions.parked_among(conn, projection.name, streams)
    return _apply(conn, projection, batch, parked)


def _apply(
    conn: Connection,
    projection: Projection,
    batch: Sequence[Recorded],
    parked: set[UUID],
) -> int:
    """`parked` grows by the streams that fail; a failing batch is halved until the
    event that fails is alone."""
    behind = [each for each in batch if each.fact.originator_id in parked]
    for each in behind:
        _park(conn, projection, each, "an earlier event of its stream is parked")
    ahead = [each for each in batch if each.fact.originator_id not in parked]
    if not ahead:
        return len(behind)
    try:
        with conn.transaction():
            projection.apply(conn, ahead)
    except UNAPPLICABLE as error:
        if isinstance(error, psycopg.Error) and not _is_of_an_event(error):
            raise
        if len(ahead) > 1:
            middle = len(ahead) // 2
            first = _apply(conn, projection, ahead[:middle], parked)
            second = _apply(conn, projection, ahead[middle:], parked)
            return len(behind) + first + second
        _park(conn, projection, ahead[0], f"{type(error).__name__}: {error}")
        parked.add(ahead[0].fact.originator_id)
        return len(behind) + 1
    return len(behind)


def _park(
    conn: Connection, projection: Projection, recorded: Recorded, error: str
) -> None:
    stream = recorded.fact.originator_id
    positions.park(conn, projection.name, recorded.position, stream, error)


def _is_of_an_event(error: psycopg.Error) -> bool:
    if error.sqlstate is None:  # found by the driver while it converted a value
        return isinstance(error, psycopg.DataError)
    return error.sqlstate.startswith(STATES_OF_AN_EVENT)
