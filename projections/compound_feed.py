"""What happened in a compound or a region? Its public facts, for those who watch.

Each fact belongs where `projections.event_places` says that it happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from projections.event_places import PUBLIC_EVENTS
from projections.stream_history import Entry, entry_of

STRETCH = 1_000  # positions looked at with one statement

EVENTS = f"""
    SELECT stream_id, compound_id, position, recorded_at, type, version, data
    FROM ({PUBLIC_EVENTS}) e
    WHERE (%(compound)s::uuid IS NULL OR compound_id = %(compound)s)
    AND (%(region)s::text IS NULL OR region_path @> ARRAY[%(region)s::text])
    ORDER BY position
"""


class FeedEntry(NamedTuple):
    """A public fact, and of what it is told. compound_id: None for a region's."""

    id: UUID
    compound_id: UUID | None
    entry: Entry


async def events(
    conn: AsyncConnection[Any],
    after: int,
    until: int,
    *,
    compound_id: UUID | None = None,
    region: str | None = None,
) -> Sequence[FeedEntry]:
    """The public facts in (after, until] of a compound, or of a region, in order.

    The stretch is at most `STRETCH` long, so that the answer is bounded.
    """
    values = {
        "after": after,
        "until": min(until, after + STRETCH),
        "compound": compound_id,
        "region": region,
    }
    async with conn.cursor() as cursor:
        await cursor.execute(EVENTS.encode(), values)
        return [
            FeedEntry(id, compound, entry_of(*row))
            for id, compound, *row in await cursor.fetchall()
        ]
