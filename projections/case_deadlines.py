"""The clocks that run: which case needs a look, and when? One row a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

import orjson

from application.database import Connection
from application.event_store import Recorded
from domain.case_facts import CaseFact
from domain.case_facts import CaseFacts as Case
from domain.case_words import Status
from domain.facts import Milestone
from projections import case_clocks
from projections.folding import OutOfOrder, of_aggregate
from projections.memory import Memory
from projections.projection import Projection
from projections.tables import Table

DDL: LiteralString = """
    CREATE TABLE case_deadlines (
        case_id      uuid PRIMARY KEY,
        version      integer NOT NULL,
        status       text NOT NULL,
        milestones   jsonb NOT NULL,
        missed       jsonb NOT NULL,
        paused_until timestamptz,
        name         text,
        due_at       timestamptz
    )
"""
INDEXES: LiteralString = """
    CREATE INDEX case_deadlines_due ON case_deadlines (due_at, case_id)
        WHERE due_at IS NOT NULL
"""
DUE = """
    SELECT case_id, name, due_at FROM case_deadlines
    WHERE due_at <= %s AND (due_at, case_id) > (%s, %s)
    ORDER BY due_at, case_id LIMIT %s
"""
PAUSE_ENDS = "pause"


class Due(NamedTuple):
    """A clock that ran out; name: of the milestone, or `pause` for a pause's end."""

    case_id: UUID
    name: str
    due_at: datetime


class ClockRow(NamedTuple):
    """The clocks of a case.

    milestones: open ones by name. missed: name and time of all that were recorded as
    missed, which fire no more. name, due_at: what runs out next.
    """

    case_id: UUID
    version: int
    status: str
    milestones: Mapping[str, Milestone]
    missed: frozenset[tuple[str, datetime]]
    paused_until: datetime | None
    name: str | None
    due_at: datetime | None


def evolve(row: ClockRow | None, recorded: Recorded) -> ClockRow:
    """The row after a fact. Pure, so its rules are tested without a database."""
    fact = recorded.fact
    if isinstance(fact, Case.Reported | Case.Imported):
        begun = Status.REPORTED
        row = ClockRow(fact.originator_id, 0, begun, {}, frozenset(), None, None, None)
    elif row is None or not isinstance(fact, CaseFact):
        raise OutOfOrder(f"{recorded.type} cannot begin a case")
    status, missed, paused_until = row.status, row.missed, row.paused_until
    if isinstance(fact, Case.Imported | Case.ImportAmended):
        status = fact.status.value
    elif isinstance(fact, Case.DeadlineMissed):
        missed |= {(fact.milestone, fact.due_at)}
    elif isinstance(fact, CaseFact) and fact.target is not None:
        status = fact.target.value
        paused_until = fact.until if isinstance(fact, Case.Paused) else None
    clocks = fact.clocks(row.milestones)
    name, due_at = _next(clocks, status, missed, paused_until)
    version = fact.originator_version
    return ClockRow(
        row.case_id, version, status, clocks, missed, paused_until, name, due_at
    )


def _next(
    clocks: Mapping[str, Milestone],
    status: str,
    missed: frozenset[tuple[str, datetime]],
    paused_until: datetime | None,
) -> tuple[str | None, datetime | None]:
    """While a case is paused, only the end of the pause comes nearer."""
    if paused_until is not None:
        return PAUSE_ENDS, paused_until
    if missed:
        running = clocks.items()
        clocks = {n: each for n, each in running if (n, each.due_at) not in missed}
    first = case_clocks.next_due(clocks, status)
    return (first.name, first.due_at) if first else (None, None)


def _stored(row: ClockRow) -> tuple[object, ...]:
    milestones = case_clocks.to_json(row.milestones)
    missed = orjson.dumps(sorted(row.missed), option=orjson.OPT_UTC_Z)
    return (*row[:3], milestones, missed, *row[5:])


def _loaded(row: ClockRow) -> ClockRow:
    milestones: Any = row.milestones
    missed: Any = row.missed
    return row._replace(
        milestones=case_clocks.from_json(milestones),
        missed=frozenset((name, datetime.fromisoformat(at)) for name, at in missed),
    )


TABLE = Table("case_deadlines", ClockRow, ("case_id",), stored=_stored, loaded=_loaded)


def apply(memory: Memory, batch: Sequence[Recorded]) -> None:
    """Bring the clocks of the batch's cases up to date."""
    memory.fold(TABLE, of_aggregate("Case", batch), evolve)


CASE_DEADLINES = Projection("case_deadlines", 1, DDL, INDEXES, (TABLE,), apply)


class Place(NamedTuple):
    """How far somebody has come who looks at what is due, in its order."""

    due_at: datetime
    case_id: UUID


BEGINNING = Place(datetime.min.replace(tzinfo=UTC), UUID(int=0))


def end_of(moment: datetime) -> Place:
    """The place after everything that is due by then."""
    return Place(moment, UUID(int=2**128 - 1))


def due(
    conn: Connection, now: datetime, limit: int, after: Place = BEGINNING
) -> list[Due]:
    """What has run out by `now`, a line a case, the longest due first."""
    found = conn.execute(DUE, (now, *after, limit))
    return [Due(*row) for row in found.fetchall()]
