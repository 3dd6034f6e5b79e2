"""Duties by page: those that facts gave and those of the calendar, in one order.

Every statement is bounded by the page: of each period of the calendar only as many rows
are made as the page may hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg.rows import args_row

from domain.duty import Duty
from domain.duty_periods import OWED_BY, DutyPeriod
from domain.duty_standing import Standing
from domain.duty_words import DutyStatus
from projections.cursors import decode, encode, moment, word
from projections.duty_calendar import FIRST, NEVER, Place, owed_by, periods_of, place_of
from projections.duty_evidence import Conn, Known, standings
from projections.duty_filter import DutyFilter
from projections.duty_tables import (
    DutyRow,
    duty_of,
)

ORDER = "duties"
AT_ONCE = 100
"""Periods of the calendar that one statement looks at."""
MOST_LOOKED_AT = 5_000
"""Duties looked at for one page, where a status is asked for."""

DUTY = ", ".join(DutyRow._fields)
KNOWN = "known_at <= %(at)s AND (replaced_at IS NULL OR replaced_at > %(at)s)"


class DutyPage(NamedTuple):
    """rows: of one page, in order. cursors: of each row, opaque. last: the cursor after
    which more may follow, None at the end; where a status was asked for, it may be that
    of a duty which is not shown."""

    rows: list[Standing]
    cursors: list[str]
    last: str | None

    @property
    def has_next(self) -> bool:
        return self.last is not None


async def page(
    conn: Conn,
    asked: DutyFilter,
    at: datetime,
    *,
    status: DutyStatus | None = None,
    first: int = 50,
    after: str | None = None,
) -> DutyPage:
    """The first duties that match, as they were known at a moment, or those after a
    cursor. Raises `BadCursor`."""
    place = Place(*_decoded(after)) if after is not None else None
    periods = await periods_of(conn, asked, at)
    found: list[Standing] = []
    looked_at, more = 0, True
    while more and len(found) <= first and looked_at < MOST_LOOKED_AT:
        size = first + 1
        known = await following(conn, asked, at, periods, place, size)
        more = len(known) == size
        looked_at += len(known)
        if known:
            place = place_of(known[-1][0])
        rows = await standings(conn, known, at)
        found += [each for each in rows if status in (None, each.status)]
    shown = found[:first]
    cursors = [cursor_of(each.duty) for each in shown]
    last = None
    if len(found) > first:
        last = cursors[-1]
    elif more and place is not None:
        last = encode(ORDER, place.due_at.isoformat(), place.id)
    return DutyPage(shown, cursors, last)


async def by_id(conn: Conn, id: str, at: datetime) -> Standing | None:
    """The duty with this id, as it was known at a moment; None if there is none."""
    parts = id.split("|")
    if len(parts) != 3:
        return None
    rows = await rows_of(
        conn,
        f"SELECT {DUTY} FROM duty WHERE id = %(id)s AND {KNOWN}",
        {"id": id, "at": at},
    )
    known = [duty_of(row) for row in rows]
    code, subject, occasion = parts
    if not known and code in OWED_BY:
        asked = DutyFilter(subject=subject)
        for period in await periods_of(conn, asked, at):
            if (period.code, period.occasion) == (code, occasion):
                known += await owed_by(conn, asked, at, [period], None, 1)
    found = await standings(conn, known[:1], at)
    return found[0] if found else None


def cursor_of(duty: Duty) -> str:
    due_at, id = place_of(duty)
    return encode(ORDER, due_at.isoformat(), id)


async def following(
    conn: Conn,
    asked: DutyFilter,
    at: datetime,
    periods: Sequence[DutyPeriod],
    place: Place | None,
    size: int,
) -> list[Known]:
    """So many duties after a place in the order."""
    found = await _given(conn, asked, at, place, size)
    bound = place_of(found[-1][0]).due_at if len(found) == size else NEVER
    start = place.due_at if place is not None else FIRST
    within = [each for each in periods if start <= (each.due_at or NEVER) <= bound]
    owed: list[Known] = []
    for chunk in range(0, len(within), AT_ONCE):
        owed += await owed_by(
            conn, asked, at, within[chunk : chunk + AT_ONCE], place, size
        )
        if len(owed) >= size:
            break
    return sorted([*found, *owed], key=lambda each: place_of(each[0]))[:size]


async def _given(
    conn: Conn, asked: DutyFilter, at: datetime, place: Place | None, size: int
) -> list[Known]:
    """Of those that facts gave."""
    where, values = asked.given()
    where += f" AND {KNOWN}"
    values["at"] = at
    if place is not None and place.due_at < NEVER:
        where += " AND ((due_at, id) > (%(due)s, %(id)s) OR due_at IS NULL)"
        values |= {"due": place.due_at, "id": place.id}
    elif place is not None:
        where += " AND due_at IS NULL AND id > %(id)s"
        values["id"] = place.id
    query = f"SELECT {DUTY} FROM duty WHERE {where} ORDER BY due_at, id LIMIT {size}"
    return [duty_of(row) for row in await rows_of(conn, query, values)]


async def rows_of(conn: Conn, query: str, values: Any) -> list[DutyRow]:
    async with conn.cursor(row_factory=args_row(DutyRow)) as cursor:
        await cursor.execute(query.encode(), values)
        return await cursor.fetchall()


def _decoded(after: str) -> tuple[datetime, str]:
    due_at, id = decode(after, ORDER, moment, word)
    return datetime.fromisoformat(due_at), id
