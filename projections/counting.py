"""How many rows match? Exact while they are few, else as the planner thinks."""

from __future__ import annotations

from typing import Any, NamedTuple

from psycopg import AsyncConnection
from psycopg.rows import scalar_row

EXACT_BELOW = 10_000
"""Counting so many takes some milliseconds, however large the table is."""


class Count(NamedTuple):
    """How many match; `exact` is False where that is estimated."""

    value: int
    exact: bool


async def counted(conn: AsyncConnection[Any], matching: str, values: Any) -> Count:
    """matching: a `SELECT FROM ... WHERE ...` without any column."""
    async with conn.cursor(row_factory=scalar_row) as cursor:
        limited = f"SELECT count(*) FROM ({matching} LIMIT {EXACT_BELOW}) counted"
        await cursor.execute(limited.encode(), values)
        found: Any = await cursor.fetchone()
        if found < EXACT_BELOW:
            return Count(found, True)
        await cursor.execute(f"EXPLAIN (FORMAT JSON) {matching}".encode(), values)
        plan: Any = await cursor.fetchone()
        return Count(max(EXACT_BELOW, plan[0]["Plan"]["Plan Rows"]), False)
