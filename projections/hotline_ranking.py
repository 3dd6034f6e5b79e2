"""The compounds with the most hotline orders of a month (2-1): who, how many, and how
many for a hundred units?"""

from __future__ import annotations

from datetime import datetime
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import args_row

from domain.indicators.periods import Period

# Equal numbers of orders are ordered by those of a hundred units; what is equal in both
# shares its place, and all who share the last place are shown.
RANKING: LiteralString = """
    WITH counted AS (
        SELECT r.area AS compound_id,
            coalesce(sum(r.amount) FILTER (WHERE r.counter = 'hotline.orders'), 0)
                AS orders,
            coalesce(sum(r.amount) FILTER (WHERE r.counter = 'units'), 0) AS units
        FROM {rows} r JOIN indicator_area a USING (area)
        WHERE (r.counter = 'units' OR r.counter = 'hotline.orders'
            AND r.day BETWEEN %(first)s AND %(last)s)
        AND a.compound_id IS NOT NULL
        AND (%(region)s::text IS NULL OR a.region_path @> ARRAY[%(region)s::text])
        AND (%(as_of)s::timestamptz IS NULL {cut})
        GROUP BY 1
    ), ranked AS (
        SELECT rank() OVER (
            ORDER BY orders DESC, orders / nullif(units, 0) DESC NULLS LAST
        ) AS place, * FROM counted WHERE orders > 0
    )
    SELECT place, compound_id, orders::bigint, units::bigint FROM ranked
    WHERE place <= %(most)s ORDER BY place, compound_id
"""


class RankedCompound(NamedTuple):
    """place: from 1; equal ones have the same. units: 0 if nobody knows them."""

    place: int
    compound_id: UUID
    orders: int
    units: int


def asked(
    month: Period,
    most: int,
    *,
    region: str | None = None,
    as_of: datetime | None = None,
) -> tuple[str, dict[str, Any]]:
    """The statement that answers with `RankedCompound`s, and its values."""
    rows: LiteralString = "indicator_sum" if as_of is None else "indicator_ledger"
    cut: LiteralString = "" if as_of is None else "OR r.recorded_at <= %(as_of)s"
    first, last = month.numbers
    values = {"first": first, "last": last, "most": most}
    values_of_place = {"region": region, "as_of": as_of}
    return RANKING.format(rows=rows, cut=cut), values | values_of_place


async def ranking(
    conn: AsyncConnection[Any],
    month: Period,
    most: int,
    *,
    region: str | None = None,
    as_of: datetime | None = None,
) -> list[RankedCompound]:
    """The compounds of the first places, up to `most` and whoever shares that place.

    as_of: as it was known then; None: now.
    """
    query, values = asked(month, most, region=region, as_of=as_of)
    async with conn.cursor(row_factory=args_row(RankedCompound)) as cursor:
        await cursor.execute(query.encode(), values)
        return await cursor.fetchall()
