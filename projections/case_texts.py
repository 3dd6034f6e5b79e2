"""Which sealed texts does a case carry now? Asked of its history.

The texts of intake, of an import, and of the resolution: the latest sealing of each.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row

LATEST = """
    SELECT DISTINCT ON (h.case_id, path) h.case_id, h.type,
        -- An amended row shows again the text that an earlier version of it sealed.
        min(h.version) OVER (PARTITION BY h.case_id, h.sealed_id, path) AS version,
        h.sealed_id, path
    FROM case_history h CROSS JOIN unnest(h.paths) AS path
    WHERE h.case_id = ANY(%(case_ids)s) AND h.sealed_id IS NOT NULL
    AND h.type IN
        ('Case.Reported', 'Case.Imported', 'Case.ImportAmended', 'Case.Resolved')
    AND (%(until)s::timestamptz IS NULL OR h.recorded_at <= %(until)s)
    ORDER BY h.case_id, path, h.version DESC, h.part DESC
"""


class SealedPath(NamedTuple):
    """A text: its case, name and version of the fact that sealed it, and its path."""

    case_id: UUID
    type: str
    version: int
    sealed_id: UUID
    path: str


async def latest(
    conn: AsyncConnection[Any],
    case_ids: Sequence[UUID],
    until_recorded: datetime | None = None,
) -> dict[UUID, list[SealedPath]]:
    """The texts of each case, sorted by path, in one statement.

    until_recorded: as it was known then.
    """
    values = {"case_ids": list(case_ids), "until": until_recorded}
    async with conn.cursor(row_factory=class_row(SealedPath)) as cursor:
        await cursor.execute(LATEST, values)
        found = await cursor.fetchall()
    texts: dict[UUID, list[SealedPath]] = {case_id: [] for case_id in case_ids}
    for each in found:
        texts[each.case_id].append(each)
    return texts
