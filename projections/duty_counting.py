"""How many duties match? Exact while they are few.

Where a status is asked for, the domain looks at one duty after another, so that beyond
so many of them the rest is taken to be like those.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.duty_periods import DutyPeriod
from domain.duty_words import DutyStatus
from projections.counting import EXACT_BELOW, Count, counted
from projections.duty_calendar import FIRST, OWED, columns_of, periods_of, place_of
from projections.duty_evidence import Conn, standings
from projections.duty_filter import DutyFilter
from projections.duty_lists import AT_ONCE, KNOWN, MOST_LOOKED_AT, following

LOOKED_AT = 1_000
"""Duties whose status is found together."""


async def count(
    conn: Conn, asked: DutyFilter, at: datetime, status: DutyStatus | None
) -> Count:
    """Of the duties that match, as they were known at a moment."""
    periods = await periods_of(conn, asked, at)
    where, values = asked.given()
    matching = f"SELECT FROM duty WHERE {where} AND {KNOWN}"
    given = await counted(conn, matching, values | {"at": at})
    owed = await _owed(conn, asked, at, periods)
    every = Count(given.value + owed.value, given.exact and owed.exact)
    if status is None:
        return every
    return await _of_status(conn, asked, at, periods, every, status)


async def _owed(
    conn: Conn, asked: DutyFilter, at: datetime, periods: Sequence[DutyPeriod]
) -> Count:
    """Those of the calendar; of more than enough, as many a period as until then."""
    where, values = asked.place()
    values |= {"at": at, "after": FIRST, "after_id": "", "size": EXACT_BELOW}
    query = f"SELECT count(*) FROM ({OWED.format(where=where)}) owed"
    found = 0
    for start in range(0, len(periods), AT_ONCE):
        some = columns_of(periods[start : start + AT_ONCE])
        row = await (await conn.execute(query.encode(), values | some)).fetchone()
        assert row is not None, "an aggregate without GROUP BY has one row"
        found += row[0]
        looked_at = min(start + AT_ONCE, len(periods))
        if found >= EXACT_BELOW:
            return Count(found * len(periods) // looked_at, False)
    return Count(found, True)


async def _of_status(
    conn: Conn,
    asked: DutyFilter,
    at: datetime,
    periods: Sequence[DutyPeriod],
    every: Count,
    status: DutyStatus,
) -> Count:
    place, found, looked_at = None, 0, 0
    while looked_at < MOST_LOOKED_AT:
        known = await following(conn, asked, at, periods, place, LOOKED_AT)
        rows = await standings(conn, known, at)
        found += sum(each.status is status for each in rows)
        looked_at += len(known)
        if len(known) < LOOKED_AT:
            return Count(found, True)
        place = place_of(known[-1][0])
    return Count(max(every.value, looked_at) * found // looked_at, False)
