"""Did this person report the case? Asked of its history, by pseudonym."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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


ABSORBED_BY = """
    SELECT h.case_id, d.id
    FROM case_history h CROSS JOIN LATERAL (
        SELECT h.payload ->> 'duplicate'
        UNION SELECT jsonb_array_elements_text(h.payload -> 'earlier')
    ) d (id)
    WHERE h.case_id = ANY(%(case_ids)s) AND h.type = 'Case.DuplicateAbsorbed'
"""


async def absorbed_by(
    conn: AsyncConnection[Any], case_ids: Sequence[UUID]
) -> dict[UUID, set[UUID]]:
    """Case -> the duplicates that go on as it; their reporters keep their names."""
    found: dict[UUID, set[UUID]] = {}
    async with conn.cursor() as cursor:
        await cursor.execute(ABSORBED_BY, {"case_ids": list(case_ids)})
        for case_id, duplicate in await cursor.fetchall():
            found.setdefault(case_id, set()).add(UUID(duplicate))
    return found


async def reported_by(
    conn: AsyncConnection[Any], pseudonyms: Mapping[UUID, Iterable[str]]
) -> set[UUID]:
    """Those of the cases that have this reporter.

    pseudonyms: case -> what the person may be called in that case.
    """
    pairs = [(case_id, name) for case_id, names in pseudonyms.items() for name in names]
    values = {
        "case_ids": [case_id for case_id, _ in pairs],
        "pseudonyms": [name for _, name in pairs],
    }
    async with conn.cursor() as cursor:
        await cursor.execute(REPORTED_BY, values)
        return {case_id for (case_id,) in await cursor.fetchall()}
