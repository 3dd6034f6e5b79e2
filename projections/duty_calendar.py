"""The calendar's duties: made, when asked for, of what owes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from domain.duty import Duty
from domain.duty_periods import DutyPeriod, DutyRules, DutySpan
from projections.duty_evidence import Conn, Known
from projections.duty_filter import DutyFilter
from projections.duty_packs import pack_of
from projections.duty_tables import (
    SpanRow,
)

NEVER = datetime.max.replace(tzinfo=UTC)
"""In the order of due times, what has none comes last."""
FIRST = datetime.min.replace(tzinfo=UTC)

_SPAN_OF = ", ".join(f"s.{column}" for column in SpanRow._fields)
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


class Place(NamedTuple):
    """Where a duty stands in the order."""

    due_at: datetime
    id: str


def place_of(duty: Duty) -> Place:
    return Place(duty.due_at or NEVER, duty.id)


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
