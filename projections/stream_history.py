"""The history of any aggregate: the facts of its stream, straight from the log.

Cases have a read model of their own, which is made for pages of whole histories; all
others are read where they lie.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from psycopg import AsyncConnection

from application.mapper import REGISTRY
from domain.facts import Fact, Label
from projections.cursors import decode, encode, whole

ENTRIES = """
    SELECT e.stream_id, e.position, e.recorded_at, e.type, e.version, e.data
    FROM unnest(%(ids)s::uuid[]) AS wanted (id)
    CROSS JOIN LATERAL (
        SELECT * FROM event
        WHERE stream_id = wanted.id AND version > %(after)s
        AND (%(until)s::timestamptz IS NULL OR recorded_at <= %(until)s)
        ORDER BY version LIMIT %(limit)s
    ) e
    ORDER BY e.stream_id, e.version
"""
CURSOR = "history"
ENVELOPE = {name for name in Fact.__dataclass_fields__} | {"occurred_at"}


class Entry(NamedTuple):
    """A fact, ready to show. payload: its own fields; public: anyone may read them."""

    position: int
    recorded_at: datetime
    type: str
    version: int
    label: Label
    occurred_at: datetime
    actor_id: str
    actor_role: str
    public: bool
    payload: dict[str, Any]


class Entries(NamedTuple):
    """entries: of one page, oldest first. cursors: of each."""

    entries: list[Entry]
    cursors: list[str]
    has_next: bool


async def entries(
    conn: AsyncConnection[Any],
    ids: Sequence[UUID],
    *,
    first: int,
    after: str | None = None,
    until_recorded: datetime | None = None,
) -> dict[UUID, Entries]:
    """A page of each stream's history, in one statement. Raises `BadCursor`.

    until_recorded: as it was known then.
    """
    seen = decode(after, CURSOR, whole)[0] if after else 0
    values = {
        "ids": list(ids),
        "after": seen,
        "until": until_recorded,
        "limit": first + 1,
    }
    found: dict[UUID, list[Entry]] = {id: [] for id in ids}
    async with conn.cursor() as cursor:
        await cursor.execute(ENTRIES, values)
        for id, *row in await cursor.fetchall():
            found[id].append(entry_of(*row))
    return {id: _page(rows, first) for id, rows in found.items()}


def _page(rows: list[Entry], first: int) -> Entries:
    shown = rows[:first]
    return Entries(
        shown, [encode(CURSOR, row.version) for row in shown], len(rows) > first
    )


def entry_of(
    position: int, recorded_at: datetime, stored: str, version: int, data: bytes
) -> Entry:
    """A row of the log, ready to show."""
    kind = REGISTRY.named(stored)
    state = orjson.loads(data)
    return Entry(
        position=position,
        recorded_at=recorded_at,
        type=kind.name,
        version=version,
        label=kind.cls.label,
        occurred_at=datetime.fromisoformat(state["occurred_at"]),
        actor_id=state["actor_id"],
        actor_role=state["actor_role"],
        public=kind.public,
        payload={key: value for key, value in state.items() if key not in ENVELOPE},
    )
