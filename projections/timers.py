"""What happens by itself at an announced time, cases apart: votes open and close,
findings become final. One row an aggregate: when does it need a look?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

import orjson

from application.database import Connection
from application.event_store import Recorded
from domain.enterprise_facts import RegisterFacts
from domain.enterprise_finding_facts import FindingFacts
from domain.vote_facts import VoteFacts
from domain.vote_words import VoteChannel
from projections.folding import OutOfOrder, of_aggregate
from projections.memory import Memory
from projections.projection import Projection
from projections.tables import Table

COUNTED_BY_THEN = timedelta(minutes=1)
"""Whoever closes a vote counts it too; one that is not counted so long after its close
was broken off."""

DDL: LiteralString = """
    CREATE TABLE timers (
        id        uuid PRIMARY KEY,
        version   integer NOT NULL,
        kind      text NOT NULL,
        running   jsonb NOT NULL,
        due_at    timestamptz,
        due_until timestamptz
    )
"""
INDEXES: LiteralString = """
    CREATE INDEX timers_due ON timers (due_at, id) WHERE due_at IS NOT NULL
"""
DUE = """
    SELECT id, kind, due_at FROM timers
    WHERE due_at <= %(now)s AND due_at > %(after)s
        AND (due_until IS NULL OR due_until > %(now)s)
    ORDER BY due_at, id LIMIT %(limit)s
"""


class TimerRow(NamedTuple):
    """The times of an aggregate; kind: as its facts are named.

    running: of a vote `closes_at`, unless another system closes it; of an enterprise
        until when an appeal may be made, by the finding's number.
    due_at: when something is to happen next; due_until: when it is too late for it.
    """

    id: UUID
    version: int
    kind: str
    running: Mapping[str, datetime]
    due_at: datetime | None
    due_until: datetime | None


class DueTimer(NamedTuple):
    id: UUID
    kind: str
    due_at: datetime


def of_vote(row: TimerRow | None, recorded: Recorded) -> TimerRow:
    """The row of a vote after a fact."""
    fact, version = recorded.fact, recorded.fact.originator_version
    if isinstance(fact, VoteFacts.Noticed):
        official = VoteChannel.OFFICIAL in fact.channels
        running = {} if official else {"closes_at": fact.closes_at}
        due = fact.opens_at, fact.closes_at
        return TimerRow(fact.originator_id, version, "Vote", running, *due)
    if row is None:
        raise OutOfOrder(f"{recorded.type} cannot begin a vote")
    row = row._replace(version=version)
    match fact:
        case VoteFacts.Opened():
            return row._replace(due_at=row.running.get("closes_at"), due_until=None)
        case VoteFacts.Extended():
            closes = {"closes_at": fact.closes_at}
            return row._replace(running=closes, due_at=fact.closes_at)
        case VoteFacts.Closed():
            return row._replace(due_at=fact.timestamp + COUNTED_BY_THEN)
        case VoteFacts.Withdrawn() | VoteFacts.Counted():
            return row._replace(due_at=None, due_until=None)
    return row


def of_enterprise(row: TimerRow | None, recorded: Recorded) -> TimerRow:
    """The row of an enterprise after a fact."""
    fact, version = recorded.fact, recorded.fact.originator_version
    if isinstance(fact, RegisterFacts.Registered):
        return TimerRow(fact.originator_id, version, "Enterprise", {}, None, None)
    if row is None:
        raise OutOfOrder(f"{recorded.type} cannot begin an enterprise")
    running = dict(row.running)
    match fact:
        case FindingFacts.FindingDecided():
            running[str(fact.finding)] = fact.appeal_until
        case FindingFacts.FindingAppealed() | FindingFacts.FindingFinal():
            running.pop(str(fact.finding), None)
    # An appeal at the last moment is in time: nothing is final before the next one.
    ends = min(running.values(), default=None)
    due = None if ends is None else ends + datetime.resolution
    return row._replace(version=version, running=running, due_at=due)


def _stored(row: TimerRow) -> tuple[object, ...]:
    running = orjson.dumps(dict(row.running), option=orjson.OPT_UTC_Z)
    return (*row[:3], running, *row[4:])


def _loaded(row: TimerRow) -> TimerRow:
    stored: Any = row.running
    return row._replace(
        running={name: datetime.fromisoformat(at) for name, at in stored.items()}
    )


TABLE = Table("timers", TimerRow, ("id",), stored=_stored, loaded=_loaded)


def apply(memory: Memory, batch: Sequence[Recorded]) -> None:
    """Bring the times of the batch's votes and enterprises up to date."""
    memory.fold(TABLE, of_aggregate("Vote", batch), of_vote)
    memory.fold(TABLE, of_aggregate("Enterprise", batch), of_enterprise)


TIMERS = Projection("timers", 1, DDL, INDEXES, (TABLE,), apply)


def due(conn: Connection, now: datetime, limit: int, after: datetime) -> list[DueTimer]:
    """What is due by `now` and since `after`, the longest due first."""
    asked = {"now": now, "after": after, "limit": limit}
    return [DueTimer(*row) for row in conn.execute(DUE, asked).fetchall()]
