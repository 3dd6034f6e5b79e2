"""Deadlines around real Chinese holidays, and the laws that every calendar obeys."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.rules import load_calendar
from domain.calendar import CHINA, Calendar, Span, Unit

CALENDAR = load_calendar()
MOMENTS = st.datetimes(
    datetime(2024, 1, 1), datetime(2026, 10, 1), timezones=st.just(UTC)
)
DAY = timedelta(days=1)


def local(day: str, hour: int = 10) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(hour), CHINA)


def end_of(day: str) -> datetime:
    """24:00 of a day in China."""
    return local(day, 0) + DAY


@pytest.mark.parametrize(
    ("start", "span", "last_day"),
    [
        ("2026-03-10", "3 d", "2026-03-13"),  # Tuesday to Friday
        ("2026-03-10", "4 d", "2026-03-16"),  # a Saturday: on to Monday
        ("2026-03-10", "1 wd", "2026-03-11"),
        ("2026-03-13", "1 wd", "2026-03-16"),  # over a weekend
        # National Day and Mid-Autumn 2025: off from 1 to 8 October; Sunday 28
        # September and Saturday 11 October are worked.
        ("2025-09-26", "1 wd", "2025-09-28"),
        ("2025-09-30", "1 wd", "2025-10-09"),
        ("2025-09-30", "3 d", "2025-10-09"),
        ("2025-10-09", "2 wd", "2025-10-11"),
        ("2025-10-08", "3 d", "2025-10-11"),  # ends on a worked Saturday
        # Spring Festival 2026: off from 15 to 23 February; Saturdays 14 and 28
        # February are worked.
        ("2026-02-13", "1 wd", "2026-02-14"),
        ("2026-02-13", "2 wd", "2026-02-24"),
        ("2026-02-14", "1 d", "2026-02-24"),
        ("2026-02-27", "1 wd", "2026-02-28"),
    ],
)
def test_days_and_working_days_end_at_midnight(
    start: str, span: str, last_day: str
) -> None:
    due = CALENDAR.after(local(start), Span.parse(span))

    assert due == (end_of(last_day), False)


@pytest.mark.parametrize("hour", [0, 23])
def test_the_day_of_the_event_is_its_day_in_china(hour: int) -> None:
    # 23:00 in China is 15:00 UTC of the same day, 00:00 the day before in UTC.
    due = CALENDAR.after(local("2026-03-10", hour), Span(1, Unit.DAY))

    assert due.at == end_of("2026-03-11")


def test_hours_and_minutes_run_through_holidays() -> None:
    start = local("2026-02-15", 23)

    assert CALENDAR.after(start, Span(24, Unit.HOUR)).at == start + DAY
    assert CALENDAR.after(start, Span(10, Unit.MINUTE)).at == start + timedelta(
        minutes=10
    )


def test_a_year_not_announced_is_provisional() -> None:
    last = max(CALENDAR.announced)

    assert not CALENDAR.after(local(f"{last}-06-01"), Span(5, Unit.WORKDAY)).provisional
    assert CALENDAR.after(local(f"{last}-12-28"), Span(9, Unit.WORKDAY)).provisional
    assert CALENDAR.after(local(f"{last + 1}-06-01"), Span(1, Unit.DAY)).provisional
    assert not CALENDAR.after(local("2100-01-01"), Span(2, Unit.HOUR)).provisional


@pytest.mark.parametrize(
    ("moment", "working"),
    [
        (local("2026-03-10", 8), False),
        (local("2026-03-10", 9), True),
        (local("2026-03-10", 17), True),
        (local("2026-03-10", 18), False),
        (local("2026-03-14", 10), False),  # a Saturday
        (local("2026-02-14", 10), True),  # a worked Saturday
        (local("2026-02-17", 10), False),  # New Year's Day of the lunar calendar
    ],
)
def test_working_hours(moment: datetime, working: bool) -> None:
    opens, closes = time(8, 30), time(17, 30)

    assert CALENDAR.in_working_hours(moment, opens, closes) is working


@pytest.mark.parametrize("text", ["", "2", "2h", "0 h", "-1 d", "1.5 h", "3 weeks"])
def test_what_is_no_span(text: str) -> None:
    with pytest.raises(ValueError, match="no span"):
        Span.parse(text)


@given(MOMENTS, st.integers(1, 60))
def test_a_span_reads_as_it_is_written(_: datetime, amount: int) -> None:
    for unit in Unit:
        assert Span.parse(str(Span(amount, unit))) == (amount, unit)


@given(MOMENTS, st.integers(1, 30), st.sampled_from([Unit.DAY, Unit.WORKDAY]))
def test_a_deadline_in_days_ends_a_working_day_in_china(
    start: datetime, amount: int, unit: Unit
) -> None:
    due = CALENDAR.after(start, Span(amount, unit)).at

    last = (due - timedelta(microseconds=1)).astimezone(CHINA)
    assert due.astimezone(CHINA).time() == time()
    assert CALENDAR.is_workday(last.date())
    assert due - start >= amount * DAY - DAY


@given(MOMENTS, st.integers(1, 20))
def test_working_days_count_the_days_that_are_worked(
    start: datetime, amount: int
) -> None:
    due = CALENDAR.after(start, Span(amount, Unit.WORKDAY)).at

    day, last = start.astimezone(CHINA).date(), due.astimezone(CHINA).date()
    between = [day + n * DAY for n in range(1, (last - day).days)]
    assert sum(map(CALENDAR.is_workday, between)) == amount


@given(MOMENTS, MOMENTS, st.integers(1, 20), st.sampled_from(list(Unit)))
def test_who_comes_later_is_never_due_earlier(
    one: datetime, other: datetime, amount: int, unit: Unit
) -> None:
    first, second = sorted((one, other))
    span = Span(amount, unit)

    assert CALENDAR.after(first, span).at <= CALENDAR.after(second, span).at


def test_a_calendar_without_holidays_knows_weekdays() -> None:
    bare = Calendar("none", frozenset(), frozenset(), frozenset())

    assert bare.after(local("2026-02-13"), Span(1, Unit.WORKDAY)) == (
        end_of("2026-02-16"),
        True,
    )
