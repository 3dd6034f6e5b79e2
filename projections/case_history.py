"""The history of cases: what happened, in order? Every entry of every case.

What an entry shows is in `case_entry`; here are the tables, and the queries for many
cases at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

import orjson
from psycopg import AsyncConnection
from psycopg.rows import args_row

from application.event_store import EventStore, Recorded
from projections import case_clocks
from projections.case_entry import Head, HistoryRow, Void, write
from projections.cursors import decode, encode, whole
from projections.folding import of_aggregate
from projections.imported_parts import Shown
from projections.memory import Memory
from projections.projection import Projection
from projections.tables import Table

DDL: LiteralString = """
    CREATE TABLE case_history (
        case_id     uuid NOT NULL,
        version     integer NOT NULL,
        part        smallint NOT NULL,
        position    bigint NOT NULL,
        type        text NOT NULL,
        label_zh    text NOT NULL,
        label_en    text NOT NULL,
        occurred_at timestamptz,
        recorded_at timestamptz NOT NULL,
        actor_role  text NOT NULL,
        actor_id    text NOT NULL,
        level       smallint,
        due_at      timestamptz,
        payload     jsonb NOT NULL,
        sealed_id   uuid,
        paths       text[] NOT NULL,
        void_at     timestamptz,
        PRIMARY KEY (case_id, version, part)
    );
    CREATE TABLE case_history_head (
        case_id    uuid PRIMARY KEY,
        version    integer NOT NULL,
        status     text NOT NULL,
        level      smallint,
        milestones jsonb NOT NULL,
        parts      jsonb NOT NULL
    )
"""
VOID = """
    UPDATE case_history h SET void_at = v.at
    FROM unnest(%s::uuid[], %s::int[], %s::int[], %s::timestamptz[])
        AS v (case_id, version, part, at)
    WHERE h.case_id = v.case_id AND h.version = v.version AND h.part = v.part
    AND h.void_at IS NULL
"""
COLUMNS = ", ".join(f"h.{column}" for column in HistoryRow._fields)
# Each case reads its own stretch of the primary key, never more than it shows.
ENTRIES = f"""
    SELECT {COLUMNS} FROM unnest(%(case_ids)s::uuid[]) AS asked (case_id)
    CROSS JOIN LATERAL (
        SELECT * FROM case_history e
        WHERE e.case_id = asked.case_id
        AND (e.version, e.part) > (%(version)s, %(part)s)
        AND (%(until)s::timestamptz IS NULL OR e.recorded_at <= %(until)s)
        ORDER BY e.version, e.part LIMIT %(limit)s
    ) h
    ORDER BY h.case_id, h.version, h.part
"""
COUNTS = """
    SELECT case_id, count(*) FROM case_history
    WHERE case_id = ANY(%(case_ids)s)
    AND (%(until)s::timestamptz IS NULL OR recorded_at <= %(until)s)
    GROUP BY case_id
"""


def _stored_head(row: Head) -> tuple[object, ...]:
    parts = orjson.dumps({name: list(part) for name, part in row.parts.items()})
    return (*row[:4], case_clocks.to_json(row.milestones), parts)


def _loaded_head(row: Head) -> Head:
    milestones: Any = row.milestones
    parts: Any = row.parts
    return row._replace(
        milestones=case_clocks.from_json(milestones),
        parts={name: _shown(*part) for name, part in parts.items()},
    )


def _shown(
    version: int, part: int, sealed_id: str | None, paths: Sequence[str]
) -> Shown:
    return Shown(version, part, UUID(sealed_id) if sealed_id else None, tuple(paths))


KEY = ("case_id", "version", "part")
TABLE = Table("case_history", HistoryRow, KEY, guard="position")
HEADS = Table(
    "case_history_head", Head, KEY[:1], stored=_stored_head, loaded=_loaded_head
)


def apply(memory: Memory, batch: Sequence[Recorded]) -> None:
    """Add the entries of the batch."""
    adding = memory.adding(TABLE)
    voids: list[Void] = []

    def evolve(head: Head | None, recorded: Recorded) -> Head:
        written = write(head, recorded)
        adding.add(written.entries)
        voids.extend(written.voids)
        return written.head

    memory.fold(HEADS, of_aggregate("Case", batch), evolve)
    if voids:
        memory.update(VOID, [list(column) for column in zip(*voids, strict=True)])


CASE_HISTORY = Projection("case_history", 1, DDL, "", (TABLE, HEADS), apply)


class History(NamedTuple):
    """Some entries of one case, in order.

    cursors: of each entry, opaque. has_next: whether others follow.
    """

    entries: list[HistoryRow]
    cursors: list[str]
    has_next: bool


async def entries(
    conn: AsyncConnection[Any],
    case_ids: Sequence[UUID],
    *,
    first: int = 50,
    after: str | None = None,
    until_recorded: datetime | None = None,
) -> dict[UUID, History]:
    """The first entries of each case, or those after a cursor, in one statement.

    until_recorded: the history as it was known then. Raises `BadCursor`.
    """
    version, part = decode(after, "history", whole, whole) if after else (0, 0)
    values = {
        "case_ids": list(dict.fromkeys(case_ids)),
        "version": version,
        "part": part if after else -1,
        "until": until_recorded,
        "limit": first + 1,
    }
    async with conn.cursor(row_factory=args_row(_entry)) as cursor:
        await cursor.execute(ENTRIES, values)
        found = [_known_by(row, until_recorded) for row in await cursor.fetchall()]
    by_case: dict[UUID, list[HistoryRow]] = {case_id: [] for case_id in case_ids}
    for entry in found:
        by_case[entry.case_id].append(entry)
    return {case_id: _history(rows, first) for case_id, rows in by_case.items()}


async def counts(
    conn: AsyncConnection[Any],
    case_ids: Sequence[UUID],
    until_recorded: datetime | None = None,
) -> dict[UUID, int]:
    """How many entries each case has; 0 for one that is not known."""
    async with conn.cursor() as cursor:
        values = {"case_ids": list(case_ids), "until": until_recorded}
        await cursor.execute(COUNTS, values)
        found: dict[UUID, int] = dict(await cursor.fetchall())
    return {case_id: found.get(case_id, 0) for case_id in case_ids}


def as_of(store: EventStore, case_id: UUID, moment: datetime) -> list[HistoryRow]:
    """All entries of a case as they were known at a moment, from its own facts."""
    head: Head | None = None
    known: dict[tuple[int, int], HistoryRow] = {}
    for recorded in store.stream(case_id, until=moment):
        written = write(head, recorded)
        head = written.head
        known |= {(entry.version, entry.part): entry for entry in written.entries}
        for void in written.voids:
            place = (void.version, void.part)
            known[place] = known[place]._replace(void_at=void.at)
    return list(known.values())


def _entry(*values: Any) -> HistoryRow:
    entry = HistoryRow._make(values)
    return entry._replace(paths=tuple(entry.paths))


def _known_by(entry: HistoryRow, moment: datetime | None) -> HistoryRow:
    """What became void later was not void then."""
    later = moment and entry.void_at and entry.void_at > moment
    return entry._replace(void_at=None) if later else entry


def _history(rows: list[HistoryRow], first: int) -> History:
    shown = rows[:first]
    cursors = [encode("history", entry.version, entry.part) for entry in shown]
    return History(shown, cursors, len(rows) > first)
