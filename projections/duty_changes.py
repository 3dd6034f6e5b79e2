"""Which duties changed within a stretch of the log? For those who watch.

What a fact did to a duty that was there already is found by the time at which it was
recorded; a duty may therefore be told once more than it changed, never once less.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from domain.duty_standing import Standing
from projections.duty_calendar import owed_by, periods_of
from projections.duty_evidence import Conn, Known, standings
from projections.duty_filter import DutyFilter
from projections.duty_lists import DUTY, KNOWN, rows_of
from projections.duty_tables import duty_of

STRETCH = 1_000  # positions looked at together

CHANGED = f"""
    SELECT {DUTY} FROM duty
    WHERE {{where}} AND {KNOWN} AND (
        (position > %(after)s AND position <= %(until)s)
        OR known_at = ANY(%(moments)s) OR ended_known = ANY(%(moments)s)
        OR (subject, item) IN (
            SELECT * FROM unnest(%(subjects)s::text[], %(items)s::text[])
        )
    )
    ORDER BY position, number
"""
MOMENTS = """
    SELECT DISTINCT recorded_at FROM event
    WHERE position > %s AND position <= %s AND salt IS NULL
"""
ANSWERED = """
    SELECT DISTINCT p.subject, p.item, p.occasion FROM event e
    JOIN (
        SELECT id, subject, item, occasion FROM duty_posting
        UNION ALL SELECT id, subject, item, occasion FROM duty_exemption
    ) p ON p.id = e.stream_id
    WHERE e.position > %s AND e.position <= %s
"""


async def changed(
    conn: Conn, asked: DutyFilter, after: int, until: int, at: datetime
) -> list[Standing]:
    """The duties that changed in (after, until], as they are at a moment.

    The stretch is at most `STRETCH` long. Of the calendar's duties those that a
    publication or an exemption is about: nothing else about them changes by a fact.
    """
    moments = [row[0] for row in await _rows(conn, MOMENTS, after, until)]
    if not moments:
        return []
    keys = await _rows(conn, ANSWERED, after, until)
    where, values = asked.place()
    values |= {"after": after, "until": until, "at": at, "moments": moments}
    values["subjects"] = [subject for subject, _, _ in keys]
    values["items"] = [item for _, item, _ in keys]
    rows = await rows_of(conn, CHANGED.format(where=where), values)
    known: list[Known] = [duty_of(row) for row in rows]
    for subject, item, occasion in keys:
        one = DutyFilter(
            compound=asked.compound, region=asked.region, subject=subject, items=[item]
        )
        periods = await periods_of(conn, one, at)
        some = [each for each in periods if each.occasion == occasion]
        known += await owed_by(conn, one, at, some, None, len(some))
    return await standings(conn, known, at)


async def _rows(conn: Conn, query: str, after: int, until: int) -> list[Any]:
    found = await conn.execute(query.encode(), (after, until))
    return await found.fetchall()
