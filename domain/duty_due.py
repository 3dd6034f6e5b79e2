"""When a duty is due and how long it is shown, as the catalogue `duties` says."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from domain.calendar import CHINA, Calendar, Due, Span, Unit
from domain.civil_time import day_in_china
from domain.rule_values import Item
from domain.rulepack import RulePack

_DAY = timedelta(days=1)


class DueTime(NamedTuple):
    """anchor_at: what is counted from. due_at: the last moment in time, None: none.

    provisional: holidays that are not announced yet may still move it.
    """

    anchor_at: datetime
    due_at: datetime | None
    provisional: bool


def start_of(day: date) -> datetime:
    """0:00 of a day in China."""
    return datetime.combine(day, time(), CHINA)


def due_time(rules: RulePack, duty: Item, anchor: date | datetime) -> DueTime:
    """The deadline of a duty of this pack whose event is at `anchor`.

    - `on`: 24:00 of that day; `after`: as deadlines are counted (DOMAIN 2.14).
    - `before` with so many days: all of them lie between the day of the publication
      and the day of the event (strict reading); without: the event itself.
    - `date`: 24:00 of the day that follows the period, moved like any last day.
    """
    at = anchor if isinstance(anchor, datetime) else start_of(anchor)
    due = _due(rules.calendar, duty, at)
    if due is None:
        return DueTime(at.astimezone(UTC), None, False)
    return DueTime(at.astimezone(UTC), due.at.astimezone(UTC), due.provisional)


def shown_until(calendar: Calendar, shown: str, posted_at: datetime) -> datetime:
    """The end of the display of something that was posted then."""
    return calendar.after(posted_at, Span.parse(shown)).at


def required_of(rules: RulePack, duty: Item) -> tuple[str, ...]:
    """The content fields that a publication for this duty must have: the item's, or
    those of the duty where the item is published in parts."""
    if duty.has("content"):
        return duty.words("content")
    return rules.catalogue("disclosure")[duty.word("item")].words("content")


def _due(calendar: Calendar, duty: Item, at: datetime) -> Due | None:
    day = day_in_china(at)
    match duty.word("timing"):
        case "on":
            return Due(start_of(day + _DAY), False)
        case "after":
            return calendar.after(at, duty.span("deadline"))
        case "before" if duty.has("deadline"):
            # All deadlines ahead are in natural days; the pack's test holds it.
            days = duty.span("deadline").amount
            return Due(start_of(day - days * _DAY), False)
        case "before":
            return Due(at, False)
        case "date":
            last = _next(duty.word("by"), day)
            return calendar.after(start_of(last - _DAY), Span(1, Unit.DAY))
    return None


def _next(month_day: str, day: date) -> date:
    """The first day of this name after `day`."""
    month, number = map(int, month_day.split("-"))
    this_year = date(day.year, month, number)
    return this_year if this_year > day else date(day.year + 1, month, number)
