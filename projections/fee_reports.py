"""Totals of a compound's fee accounts: each is one statement on their documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from domain.fee_watch import Falling, Owing, Received
from domain.receipts import receipt_book_id, volume_of

Connection = AsyncConnection[tuple[Any, ...]]

OWING = """
    SELECT (line->'charge'->>'due_on')::date AS due_on,
        sum((line->>'open_fen')::bigint)::bigint
    FROM fee_accounts, jsonb_array_elements(view->'lines') AS line
    WHERE compound_id = %(compound)s AND (line->>'open_fen')::bigint > 0
    GROUP BY due_on ORDER BY due_on
"""
FALLING = """
    SELECT (line->'charge'->>'due_on')::date AS due_on,
        sum((line->'charge'->>'amount_fen')::bigint
            - (line->>'waived_fen')::bigint)::bigint,
        sum((line->>'paid_fen')::bigint)::bigint
    FROM fee_accounts, jsonb_array_elements(view->'lines') AS line
    WHERE compound_id = %(compound)s AND line->>'reversed' = 'false'
        AND line->'charge'->>'kind' = 'fee'
        AND (line->'charge'->>'due_on')::date BETWEEN %(first)s AND %(last)s
    GROUP BY due_on
"""
RECEIVED = """
    SELECT (receipt->>'on')::date AS paid_on, part.due_on, sum(part.fen)::bigint
    FROM fee_accounts, jsonb_array_elements(view->'receipts') AS receipt,
        LATERAL (
            SELECT (each->>'due_on')::date AS due_on,
                (each->>'principal_fen')::bigint AS fen
            FROM jsonb_array_elements(receipt->'allocations') AS each
            UNION ALL SELECT NULL, (receipt->>'prepaid_fen')::bigint
        ) AS part
    WHERE compound_id = %(compound)s AND receipt->>'voided' = 'false'
        AND (receipt->>'on')::date BETWEEN %(first)s AND %(last)s AND part.fen > 0
    GROUP BY paid_on, part.due_on
"""
GENUINE = """
    SELECT view->'codes'->>%(number)s = %(code)s FROM receipt_books WHERE id = %(id)s
"""


async def owing(conn: Connection, compound_id: UUID) -> list[Owing]:
    """What is open in a compound, by due day."""
    rows = await _rows(conn, OWING, compound=compound_id)
    return [Owing(*row) for row in rows]


async def falling(
    conn: Connection, compound_id: UUID, first: date, last: date
) -> list[Falling]:
    """The fees of a compound that fall due in a period, by due day."""
    rows = await _rows(conn, FALLING, compound=compound_id, first=first, last=last)
    return [Falling(*row) for row in rows]


async def received(
    conn: Connection, compound_id: UUID, first: date, last: date
) -> list[Received]:
    """The money that came in a period, by day and by the due day of what it paid."""
    rows = await _rows(conn, RECEIVED, compound=compound_id, first=first, last=last)
    return [Received(*row) for row in rows]


async def is_genuine(
    conn: Connection, compound_id: UUID, number: int, code: str
) -> bool:
    """Whether a receipt with this number and this code was given and stands."""
    id = receipt_book_id(compound_id, volume_of(number))
    rows = await _rows(conn, GENUINE, id=id, number=str(number), code=code)
    return bool(rows and rows[0][0])


async def _rows(
    conn: Connection, query: str, **values: Any
) -> Sequence[tuple[Any, ...]]:
    async with conn.cursor() as cursor:
        await cursor.execute(query.encode(), values)
        return await cursor.fetchall()
