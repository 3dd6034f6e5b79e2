"""Occasions: which obligation a publication answers.

A period as `2021`, `2021-H1`, `2021-Q3` or `2021-06`; the fact that an obligation
follows from, as `<stream>.<version>`; or the day of an event that nothing here records,
as `2021-06-05`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from domain.civil_time import months_after

_YEAR = r"(20\d{2})"
_PERIODS = {
    "year": (re.compile(_YEAR), 12),
    "half_year": (re.compile(rf"{_YEAR}-H([12])"), 6),
    "quarter": (re.compile(rf"{_YEAR}-Q([1-4])"), 3),
    "month": (re.compile(rf"{_YEAR}-(0[1-9]|1[0-2])"), 1),
}
"""By the codes of the catalogue `periods`, with their months."""

_FACT = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([1-9]\d{0,8})")
FORMS = {
    "year": "2021",
    "half_year": "2021-H1",
    "quarter": "2021-Q3",
    "month": "2021-06",
    "fact": "<uuid>.<version>",
    "day": "2021-06-05",
}
"""What each looks like, for people."""


@dataclass(frozen=True, slots=True)
class OccasionPeriod:
    """A period by its kind (catalogue `periods`), with both its days."""

    kind: str
    first: date
    last: date


class OccasionFact(NamedTuple):
    """The fact that an obligation follows from: its stream, its version there."""

    id: UUID
    version: int


def period_of(occasion: str) -> OccasionPeriod | None:
    """The period that an occasion names; None if it names none."""
    for kind, (pattern, months) in _PERIODS.items():
        if match := pattern.fullmatch(occasion):
            part = int(match[2]) if match.lastindex == 2 else 1
            first = months_after(date(int(match[1]), 1, 1), (part - 1) * months)
            last = months_after(first, months) - timedelta(days=1)
            return OccasionPeriod(kind, first, last)
    return None


def fact_of(occasion: str) -> OccasionFact | None:
    """The fact that an occasion names; None if it names none."""
    match = _FACT.fullmatch(occasion)
    return OccasionFact(UUID(match[1]), int(match[2])) if match else None


def day_of(occasion: str) -> date | None:
    """The day that an occasion names; None if it names none."""
    try:
        day = date.fromisoformat(occasion)
    except ValueError:
        return None
    return day if occasion == day.isoformat() else None
