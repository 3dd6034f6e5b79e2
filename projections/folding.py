"""How a batch of events becomes rows: one read, a pure fold, one write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar
from uuid import UUID

from application.database import Connection
from application.event_store import Recorded
from projections.tables import Table


class Versioned(Protocol):
    """A row that knows which fact of its stream it has seen last."""

    @property
    def version(self) -> int: ...


class OutOfOrder(LookupError):
    """A fact came whose predecessor the row has not seen."""


class UnhandledFact(LookupError):
    """The rules of a read model do not say what this kind of fact means."""


R = TypeVar("R", bound=tuple[Any, ...])


def of_aggregate(name: str, batch: Iterable[Recorded]) -> list[Recorded]:
    """The facts of one kind of aggregate (`Case`), in order."""
    prefix = f"{name}."
    return [recorded for recorded in batch if recorded.type.startswith(prefix)]


def is_next(row: Versioned | None, recorded: Recorded) -> bool:
    """Whether a row has still to see a fact; False if it has seen it already.

    Raises `OutOfOrder` if the row has not seen the fact before this one.
    """
    fact, seen = recorded.fact, row.version if row is not None else 0
    if fact.originator_version > seen + 1:
        raise OutOfOrder(f"version {fact.originator_version} follows {seen}")
    return fact.originator_version > seen


def fold(
    conn: Connection,
    table: Table[R],
    batch: Sequence[Recorded],
    evolve: Callable[[R | None, Recorded], R | None],
) -> None:
    """Bring the rows of the batch's streams up to date.

    evolve: the row after a fact; None while the stream has no row.
    """
    streams = {recorded.fact.originator_id for recorded in batch}
    rows: dict[UUID, R] = table.of(conn, streams)
    changed: dict[UUID, R] = {}
    for recorded in batch:
        stream = recorded.fact.originator_id
        row = rows.get(stream)
        if is_next(row, recorded):  # type: ignore[arg-type]
            evolved = evolve(row, recorded)
            if evolved is not None:
                rows[stream] = changed[stream] = evolved
    table.put(conn, changed.values())
