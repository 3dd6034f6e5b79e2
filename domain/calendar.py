"""How deadlines are counted (DOMAIN 2.14): hours, days and working days.

- Hours and minutes run from the moment itself.
- Days exclude the day of the event and end at 24:00 of the last day in China. If that
  day is no working day, the period ends with the next working day. 民203 says
  法定休假日; we read it as every legal day of rest, weekly ones included, since a
  period that ends on a Sunday would otherwise end where nobody can act on it.
- Working days (`wd`) exclude the day of the event; Saturdays and Sundays declared
  working days count, holidays on weekdays do not.
- A deadline that depends on a year whose holidays are not announced yet is counted by
  weekdays alone and marked provisional.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import NamedTuple

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""A fixed offset: China has kept no summer time since 1991, and deadlines are only
counted for cases handled here."""

_DAY = timedelta(days=1)
_SPAN = re.compile(r"([1-9][0-9]{0,3}) (min|h|d|wd)")


class Unit(StrEnum):
    MINUTE = "min"
    HOUR = "h"
    DAY = "d"
    WORKDAY = "wd"


class Span(NamedTuple):
    """A length of time as rules write it: `10 min`, `2 h`, `3 d`, `5 wd`."""

    amount: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Span:
        """Read `2 h`; anything else raises ValueError."""
        match = _SPAN.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is no span such as '10 min', '2 h' or '3 wd'")
        return cls(int(match[1]), Unit(match[2]))

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"


Spans = tuple[tuple[str, Span], ...]
"""Milestone names and how long each may take, in the order written."""


class Due(NamedTuple):
    """A moment in UTC, and whether unannounced holidays may still move it."""

    at: datetime
    provisional: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked.

    version: names the table, so that a deadline can be traced to it.
    rest_days: weekdays that are holidays or moved rest days.
    worked_days: Saturdays and Sundays that are worked instead.
    announced: years that the table covers.
    """

    version: str
    rest_days: frozenset[date]
    worked_days: frozenset[date]
    announced: frozenset[int]

    def is_workday(self, day: date) -> bool:
        if day in self.worked_days:
            return True
        return day.weekday() < 5 and day not in self.rest_days

    def after(self, start: datetime, span: Span) -> Due:
        """The end of the period of `span` that begins at `start` (timezone-aware)."""
        amount, unit = span
        if unit is Unit.MINUTE:
            return Due(_utc(start + timedelta(minutes=amount)), False)
        if unit is Unit.HOUR:
            return Due(_utc(start + timedelta(hours=amount)), False)
        first = start.astimezone(CHINA).date()
        if unit is Unit.DAY:
            return self._end_of(first + amount * _DAY)
        return self._end_of_workday(first, amount)

    def in_working_hours(self, moment: datetime, opens: time, closes: time) -> bool:
        """True on a working day from `opens` on and before `closes`, China time."""
        local = moment.astimezone(CHINA)
        return self.is_workday(local.date()) and opens <= local.time() < closes

    def _end_of(self, last: date) -> Due:
        """24:00 of `last`, or of the next working day if `last` is none."""
        worked = next(day for day in _days_from(last) if self.is_workday(day))
        return Due(_midnight_after(worked), self._unsure(last, worked))

    def _end_of_workday(self, first: date, amount: int) -> Due:
        day = first
        for _ in range(amount):
            day = next(d for d in _days_from(day + _DAY) if self.is_workday(d))
        return Due(_midnight_after(day), self._unsure(first, day))

    def _unsure(self, first: date, last: date) -> bool:
        years = range(first.year, last.year + 1)
        return not self.announced.issuperset(years)


def _days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += _DAY


def _midnight_after(day: date) -> datetime:
    return _utc(datetime.combine(day + _DAY, time(), CHINA))


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
