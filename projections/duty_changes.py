"""Which duties changed within a stretch of the log? For those who watch.

What a fact did to a duty that was there already is found by the time at which it was
recorded; a duty may therefore be told once more than it changed, never once less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from domain.duty_standing import Standing
from projections.duty_calendar import owed_by, periods_of
from projections.duty_evidence import Conn, Known, standings
from projections.duty_filter import DutyFilter
from projections.duty_lists import DUTY, KNOWN, rows_of
from projections.duty_tables import duty_of

STRETCH = 1_000  # positions looked at together

CHANGED = f"""
    WITH touched AS (
        SELECT position, number FROM duty
        WHERE position > %(after)s AND position <= %(until)s
        UNION SELECT position, number FROM duty WHERE known_at = ANY(%(moments)s)
        UNION SELECT position, number FROM duty WHERE ended_known = ANY(%(moments)s)
        UNION SELECT position, number FROM duty JOIN (
            SELECT * FROM unnest(%(answered)s::text[], %(items)s::text[])
        ) AS key (subject, item) USING (subject, item)
    )
    SELECT {DUTY} FROM duty JOIN touched USING (position, number)
    WHERE {{where}} AND {KNOWN} ORDER BY position, number
"""
MOMENTS = """
    SELECT DISTINCT recorded_at FROM event
    WHERE position > %(after)s AND position <= %(until)s AND salt IS NULL
"""
ANSWERED = """
    SELECT DISTINCT p.subject, p.item, p.occasion FROM event e
    JOIN (
        SELECT id, subject, item, occasion FROM duty_posting
        UNION ALL SELECT id, subject, item, occasion FROM duty_exemption
    ) p ON p.id = e.stream_id
    WHERE e.position > %(after)s AND e.position <= %(until)s
"""


BEGUN = """
    SELECT DISTINCT subject, duty_group FROM duty_span
    WHERE position > %(after)s AND position <= %(until)s AND {where}
"""


class Key(NamedTuple):
    """What a publication or an exemption is about."""

    subject: str
    item: str
    occasion: str


async def changed(
    conn: Conn, asked: DutyFilter, after: int, until: int, at: datetime
) -> list[Standing]:
    """The duties that changed in (after, until], as they are at a moment.

    The stretch is at most `STRETCH` long.
    """
    values: dict[str, Any] = {"after": after, "until": until}
    moments = [row[0] for row in await _rows(conn, MOMENTS, values)]
    if not moments:
        return []
    keys = {Key(*row) for row in await _rows(conn, ANSWERED, values)}
    where, place = asked.place()
    values |= place | {"at": at, "moments": moments}
    values["answered"] = [key.subject for key in keys]
    values["items"] = [key.item for key in keys]
    rows = await rows_of(conn, CHANGED.format(where=where), values)
    known: list[Known] = [duty_of(row) for row in rows]
    begun = {tuple(row) for row in await _rows(conn, BEGUN.format(where=where), values)}
    known += await _of_calendar(conn, asked, at, keys, begun)
    return await standings(conn, known, at)


async def _of_calendar(
    conn: Conn, asked: DutyFilter, at: datetime, keys: set[Key], begun: set[Any]
) -> list[Known]:
    """Of the calendar's duties: those that a publication or an exemption is about, and
    all that somebody owes from the beginning of what makes them owe, as a contract that
    is recorded late. Nothing else about them changes by a fact.

    begun: subjects, each with the group of what they owe.
    """
    subjects = {key.subject for key in keys} | {subject for subject, _ in begun}
    if not subjects:
        return []
    one = replace(asked, subjects=sorted(subjects))
    about, groups = {key[1:] for key in keys}, {group for _, group in begun}
    periods = [
        each
        for each in await periods_of(conn, one, at)
        if (each.item, each.occasion) in about or each.group in groups
    ]
    group_of = {each.code: each.group for each in periods}
    owed = await owed_by(conn, one, at, periods, None, len(periods) * len(subjects))
    return [
        (duty, end)
        for duty, end in owed
        if (duty.subject, duty.item, duty.occasion) in keys
        or (duty.subject, group_of[duty.code]) in begun
    ]


async def _rows(conn: Conn, query: str, values: Mapping[str, Any]) -> list[Any]:
    found = await conn.execute(query.encode(), values)
    return await found.fetchall()
