"""Did this person report the case? Asked of its history, by pseudonym."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

REPORTED_BY = """
    SELECT DISTINCT h.case_id
    FROM unnest(%(case_ids)s::uuid[], %(pseudonyms)s::text[])
        AS asked (case_id, pseudonym)
    JOIN case_history h USING (case_id)
    WHERE h.payload ->> 'reporter' = asked.pseudonym
    OR h.payload -> 'reporters' ? asked.pseudonym
"""


async def reported_by(
    conn: AsyncConnection[Any], pseudonyms: Mapping[UUID, str]
) -> set[UUID]:
    """Those of the cases that have this reporter.

    pseudonyms: case -> what the person is called in that case.
    """
    values = {
        "case_ids": list(pseudonyms),
        "pseudonyms": list(pseudonyms.values()),
    }
    async with conn.cursor() as cursor:
        await cursor.execute(REPORTED_BY, values)
        return {case_id for (case_id,) in await cursor.fetchall()}
