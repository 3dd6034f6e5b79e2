"""What there is about duties: their publications and exemptions, and where that puts
them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from domain.duty import Duty, DutyEnd, DutyExemption, DutyKey, Posting
from domain.duty_standing import Evidence, Standing, answers, standing
from projections.duty_packs import pack_of
from projections.duty_tables import (
    ExemptionRow,
    exemption_of,
    posting_of,
)

Conn = AsyncConnection[Any]
Known = tuple[Duty, DutyEnd | None]

POSTINGS = """
    SELECT document FROM duty_posting
    WHERE (subject, item) IN (SELECT * FROM unnest(%s::text[], %s::text[]))
        AND known_at <= %s
"""
EXEMPTIONS = f"""
    SELECT {", ".join(ExemptionRow._fields)} FROM duty_exemption
    WHERE (subject, item, occasion)
        IN (SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]))
"""


async def standings(conn: Conn, known: Sequence[Known], at: datetime) -> list[Standing]:
    """Where these duties stand."""
    postings = await _postings(conn, [duty for duty, _ in known], at)
    exemptions = await _exemptions(conn, [duty for duty, _ in known])
    return [
        standing(
            duty,
            Evidence(
                end,
                [
                    each
                    for each in postings.get((duty.item, duty.subject), ())
                    if answers(duty, each, pack_of)
                ],
                exemptions.get(duty.key, ()),
            ),
            at,
            pack_of,
        )
        for duty, end in known
    ]


async def _postings(
    conn: Conn, duties: Sequence[Duty], at: datetime
) -> dict[tuple[str, str], list[Posting]]:
    """The publications of the items and subjects of these duties."""
    wanted = {(each.subject, each.item) for each in duties}
    found: dict[tuple[str, str], list[Posting]] = {}
    async with conn.cursor() as cursor:
        await cursor.execute(
            POSTINGS.encode(),
            ([key[0] for key in wanted], [key[1] for key in wanted], at),
        )
        for (document,) in await cursor.fetchall():
            posting = posting_of(document)
            found.setdefault((posting.item, posting.subject), []).append(posting)
    return found


async def _exemptions(
    conn: Conn, duties: Sequence[Duty]
) -> dict[DutyKey, list[DutyExemption]]:
    """The exemptions of these duties."""
    keys = {each.key for each in duties}
    found: dict[DutyKey, list[DutyExemption]] = {}
    async with conn.cursor() as cursor:
        await cursor.execute(
            EXEMPTIONS.encode(),
            (
                [key.subject for key in keys],
                [key.item for key in keys],
                [key.occasion for key in keys],
            ),
        )
        for row in await cursor.fetchall():
            exemption = exemption_of(row)
            found.setdefault(exemption.key, []).append(exemption)
    return found
