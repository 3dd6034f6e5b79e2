"""Which cases changed in a stretch of the log? For those who watch."""

from __future__ import annotations

from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import args_row

from projections.case_filters import CaseFilter, where
from projections.case_lists import COLUMNS, row_of
from projections.case_row import CaseRow

STRETCH = 1_000  # positions looked at with one statement


async def changed(
    conn: AsyncConnection[Any], filter: CaseFilter, after: int, until: int
) -> list[CaseRow]:
    """The cases that match now and have facts in (after, until], in their order.

    The stretch is at most `STRETCH` long, so that the answer is bounded.
    """
    condition, values = where(filter)
    statement = f"""
        SELECT {COLUMNS} FROM case_board b
        WHERE b.case_id IN (
            SELECT stream_id FROM event WHERE position > %(after)s
            AND position <= %(until)s
        ) AND {condition}
        ORDER BY b.position
    """
    values |= {"after": after, "until": min(until, after + STRETCH)}
    async with conn.cursor(row_factory=args_row(row_of)) as cursor:
        await cursor.execute(statement, values)
        return await cursor.fetchall()
