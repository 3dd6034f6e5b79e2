"""Months and years of the civil calendar, and days as China counts them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime

from domain.calendar import CHINA
from domain.facts import Stamp


def months_after(day: date, months: int) -> date:
    """The same day so many months on (or back), or the last of that month (民202)."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_in_china(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()


def today(stamp: Stamp) -> date:
    """The day in China on which a command is given."""
    return day_in_china(stamp.at)
