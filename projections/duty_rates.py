"""How much of what was due is published: counted in the database, as far as it can.

A duty with at most one publication, never corrected and never taken down, is counted
there; whatever is not so plain is looked at by the domain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.duty_rates import NOTHING_DUE, DutyCount, counted
from projections.duty_calendar import OWES, columns_of, owed_by, periods_of
from projections.duty_evidence import Conn, Known, standings
from projections.duty_filter import DutyFilter
from projections.duty_lists import DUTY, KNOWN, rows_of
from projections.duty_tables import duty_of

LOOKED_AT = 1_000
"""Duties that the domain looks at with one statement each for what is about them."""

# What there is about a duty `d`. whole: of its one publication, whether it has all.
_ABOUT = """
    LEFT JOIN LATERAL (
        SELECT count(*) AS postings, bool_and(p.plain) AS plain,
            min(p.posted_at) AS posted_at, bool_and(p.filled @> d.required) AS whole
        FROM duty_posting p
        WHERE p.subject = d.subject AND p.item = d.item AND p.occasion = d.occasion
            AND p.known_at <= %(at)s
    ) AS p ON TRUE
"""
_PLAIN = """
    NOT d.ahead AND p.postings <= 1 AND coalesce(p.plain, TRUE) AND NOT EXISTS (
        SELECT FROM duty_exemption e WHERE e.subject = d.subject AND e.item = d.item
            AND e.occasion = d.occasion AND e.approved <= %(at)s
    )
"""
_COUNTS = """
    count(*), count(*) FILTER (WHERE p.whole AND p.posted_at <= d.due_at),
    count(*) FILTER (WHERE p.whole AND p.posted_at > d.due_at)
"""
GIVEN = f"""
    WITH d AS (
        SELECT *, ended_known <= %(at)s AS over FROM duty
        WHERE {{where}} AND {KNOWN} AND due_at < %(at)s
    )
    SELECT d.item, CASE WHEN {_PLAIN} THEN NULL ELSE d.id END, {_COUNTS}
    FROM d {_ABOUT}
    WHERE NOT ({_PLAIN} AND d.over IS TRUE AND (
        d.void OR (d.ended_at <= d.due_at AND p.whole IS NOT TRUE)
    ))
    GROUP BY 1, 2
"""
OWED = f"""
    WITH d AS (
        SELECT DISTINCT p.number, p.item, p.occasion, p.due_at, span.subject,
            string_to_array(p.required, ' ') AS required, FALSE AS ahead
        FROM unnest(
            %(numbers)s::int[], %(groups)s::text[], %(profiles)s::text[],
            %(lasts)s::date[], %(dues)s::timestamptz[], %(items)s::text[],
            %(occasions)s::text[], %(required)s::text[]
        ) AS p (
            number, duty_group, profile, last, due_at, item, occasion, required
        )
        JOIN duty_span span
            ON span.duty_group = p.duty_group AND span.profile = p.profile
        WHERE {{where}} AND {OWES}
    )
    SELECT d.number, CASE WHEN {_PLAIN} THEN NULL ELSE d.subject END, {_COUNTS}
    FROM d {_ABOUT} GROUP BY 1, 2
"""


async def counts(
    conn: Conn, asked: DutyFilter, at: datetime
) -> Mapping[str, DutyCount]:
    """The count of each item of which anything was due, as it was known then."""
    found: dict[str, DutyCount] = defaultdict(lambda: NOTHING_DUE)
    periods = [
        each
        for each in await periods_of(conn, asked, at)
        if each.due_at is not None and each.due_at < at
    ]
    where, values = asked.given()
    query = GIVEN.format(where=where)
    ids: list[str] = []
    for item, id, *numbers in await _counted(conn, query, values | {"at": at}):
        if id is None:
            found[item] += DutyCount(*numbers)
        else:
            ids.append(id)
    query = f"SELECT {DUTY} FROM duty WHERE id = ANY(%(ids)s) AND {KNOWN}"
    rows = await rows_of(conn, query, {"ids": ids, "at": at})
    unclear: list[Known] = [duty_of(row) for row in rows]
    where, values = asked.place()
    values |= columns_of(periods) | {"at": at}
    values["items"] = [each.item for each in periods]
    values["required"] = [" ".join(each.required) for each in periods]
    query = OWED.format(where=where)
    for number, subject, *numbers in await _counted(conn, query, values):
        period = periods[number]
        if subject is None:
            found[period.item] += DutyCount(*numbers)
        else:
            of_subject = DutyFilter(subjects=[subject])
            unclear += await owed_by(conn, of_subject, at, [period], None, 1)
    for start in range(0, len(unclear), LOOKED_AT):
        some = await standings(conn, unclear[start : start + LOOKED_AT], at)
        for item, count in counted(some, at).items():
            found[item] += count
    return dict(sorted(each for each in found.items() if each[1].due))


async def _counted(conn: Conn, query: str, values: Any) -> Sequence[Any]:
    async with conn.cursor() as cursor:
        await cursor.execute(query.encode(), values)
        return await cursor.fetchall()
