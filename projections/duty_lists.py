"""Duties by page: those that facts gave and those of the calendar, in one order.

Every statement is bounded by the page: of each period of the calendar only as many rows
are made as the page may hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from psycopg import AsyncConnection
from psycopg.rows import args_row

from domain.duty import Duty, DutyEnd, DutyExemption, DutyKey, Posting
from domain.duty_periods import OWED_BY, DutyPeriod, DutyRules, DutySpan
from domain.duty_standing import Evidence, Standing, answers, standing
from domain.duty_words import DutyStatus
from projections.cursors import decode, encode, moment, word
from projections.duty_filter import DutyFilter
from projections.duty_packs import pack_of
from projections.duty_tables import (
    DutyRow,
    ExemptionRow,
    SpanRow,
    duty_of,
    exemption_of,
    posting_of,
)

Conn = AsyncConnection[Any]
Known = tuple[Duty, DutyEnd | None]
ORDER = "duties"
NEVER = datetime.max.replace(tzinfo=UTC)
"""In the order of due times, what has none comes last."""
FIRST = datetime.min.replace(tzinfo=UTC)
AT_ONCE = 100
"""Periods of the calendar that one statement looks at."""
MOST_LOOKED_AT = 5_000
"""Duties looked at for one page, where a status is asked for."""

DUTY = ", ".join(DutyRow._fields)
_SPAN_OF = ", ".join(f"s.{column}" for column in SpanRow._fields)
KNOWN = "known_at <= %(at)s AND (replaced_at IS NULL OR replaced_at > %(at)s)"
OWES = """
    span.known_at <= %(at)s AND span.since <= p.last AND (
        span.until IS NULL OR span.ended_known > %(at)s OR span.until >= p.last
    )
"""
NAMED = "SELECT rules, known_at FROM duty_rules WHERE known_at <= %s ORDER BY position"
OWED = f"""
    SELECT p.number, {_SPAN_OF} FROM unnest(
        %(numbers)s::int[], %(groups)s::text[], %(profiles)s::text[], %(lasts)s::date[],
        %(dues)s::timestamptz[], %(codes)s::text[], %(occasions)s::text[]
    ) AS p (number, duty_group, profile, last, due_at, code, occasion)
    CROSS JOIN LATERAL (
        SELECT DISTINCT ON (named.id) named.id, span.* FROM duty_span span,
            LATERAL (
                SELECT p.code || '|' || span.subject || '|' || p.occasion COLLATE "C"
            ) AS named (id)
        WHERE span.duty_group = p.duty_group AND span.profile = p.profile
            AND {{where}} AND {OWES}
            AND (p.due_at > %(after)s OR named.id > %(after_id)s)
        ORDER BY named.id, span.position LIMIT %(size)s
    ) AS s
    ORDER BY p.due_at, s.id LIMIT %(size)s
"""
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


class Place(NamedTuple):
    """Where a duty stands in the order."""

    due_at: datetime
    id: str


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
        known = await _next(conn, asked, at, periods, place, size)
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


def place_of(duty: Duty) -> Place:
    return Place(duty.due_at or NEVER, duty.id)


def cursor_of(duty: Duty) -> str:
    due_at, id = place_of(duty)
    return encode(ORDER, due_at.isoformat(), id)


async def rules_known(conn: Conn, at: datetime) -> DutyRules:
    """The rule packs that the log had named until a moment."""
    rules = DutyRules(pack_of)
    async with conn.cursor() as cursor:
        await cursor.execute(NAMED, (at,))
        for named, known_at in await cursor.fetchall():
            rules.see(named, known_at)
    return rules


async def periods_of(conn: Conn, asked: DutyFilter, at: datetime) -> list[DutyPeriod]:
    """The periods that may be owed, by due time."""
    where, values = asked.place()
    rules = await rules_known(conn, at)
    async with conn.cursor() as cursor:
        await cursor.execute(
            f"SELECT profile, min(since) FROM duty_span"
            f" WHERE known_at <= %(at)s AND {where} GROUP BY profile".encode(),
            values | {"at": at},
        )
        firsts = await cursor.fetchall()
    found = [
        period
        for profile, since in firsts
        for period in rules.periods(profile, since, at)
        if asked.takes(period.item, period.due_at)
    ]
    return sorted(found, key=lambda each: (each.due_at or NEVER, each.code))


async def _next(
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


async def owed_by(
    conn: Conn,
    asked: DutyFilter,
    at: datetime,
    periods: Sequence[DutyPeriod],
    place: Place | None,
    size: int,
) -> list[Known]:
    """Of these periods of the calendar: by whoever owes them."""
    where, values = asked.place()
    due_at, id = place or Place(FIRST, "")
    values |= {"at": at, "after": due_at, "after_id": id, "size": size}
    values |= columns_of(periods)
    query = OWED.format(where=where)
    async with conn.cursor() as cursor:
        await cursor.execute(query.encode(), values)
        found = await cursor.fetchall()
    return [
        (periods[number].duty(span_of(SpanRow._make(row))), None)
        for number, *row in found
    ]


def columns_of(periods: Sequence[DutyPeriod]) -> dict[str, list[Any]]:
    """The periods as columns of a statement."""
    return {
        "numbers": list(range(len(periods))),
        "groups": [each.group for each in periods],
        "profiles": [each.profile for each in periods],
        "lasts": [each.last for each in periods],
        "dues": [each.due_at or NEVER for each in periods],
        "codes": [each.code for each in periods],
        "occasions": [each.occasion for each in periods],
    }


def span_of(row: SpanRow) -> DutySpan:
    return DutySpan(
        group=row.duty_group,
        subject=row.subject,
        detail=row.detail,
        compound_id=row.compound_id,
        enterprise_id=row.enterprise_id,
        region_path=tuple(row.region_path),
        profile=row.profile,
        since=row.since,
        known_at=row.known_at.astimezone(UTC),
        until=row.until,
        ended_known=row.ended_known.astimezone(UTC) if row.ended_known else None,
    )


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


async def rows_of(conn: Conn, query: str, values: Any) -> list[DutyRow]:
    async with conn.cursor(row_factory=args_row(DutyRow)) as cursor:
        await cursor.execute(query.encode(), values)
        return await cursor.fetchall()


def _decoded(after: str) -> tuple[datetime, str]:
    due_at, id = decode(after, ORDER, moment, word)
    return datetime.fromisoformat(due_at), id
