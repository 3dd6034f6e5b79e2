"""What happened in a compound or a region? Its public facts, for those who watch.

The log does not say where a fact belongs; the read models of what it is about do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from projections.read_models import RECORDS
from projections.stream_history import Entry, entry_of

STRETCH = 1_000  # positions looked at with one statement

PLACES = (
    ("case_board", "case_id", "compound_id", "region_path"),
    ("compound_directory", "compound_id", "compound_id", "region_codes"),
    *((each.name, "id", "compound_id", "region_path") for each in RECORDS),
)
"""Where the place of each aggregate stands: table, id, compound and region path."""

EVENTS = f"""
    WITH seen AS (
        SELECT stream_id, position, recorded_at, type, version, data FROM event
        WHERE position > %(after)s AND position <= %(until)s AND salt IS NULL
    ), place (id, compound_id, region_path) AS (
        {
    " UNION ALL ".join(
        f"SELECT {id}, {compound}, {path} FROM {table}"
        f" WHERE {id} IN (SELECT stream_id FROM seen)"
        for table, id, compound, path in PLACES
    )
}
    )
    SELECT p.id, p.compound_id, s.position, s.recorded_at, s.type, s.version, s.data
    FROM seen s JOIN place p ON p.id = s.stream_id
    WHERE (%(compound)s::uuid IS NULL OR p.compound_id = %(compound)s)
    AND (%(region)s::text IS NULL OR p.region_path @> ARRAY[%(region)s::text])
    ORDER BY s.position
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
