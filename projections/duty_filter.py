"""Which duties are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from domain.duty_due import start_of

_DAY = timedelta(days=1)
_LEAST = timedelta(microseconds=1)

PLACES = {
    "compound": "compound_id = %(compound)s",
    "enterprise": "enterprise_id = %(enterprise)s",
    "region": "region_path @> ARRAY[%(region)s::text]",
    "subjects": "subject = ANY(%(subjects)s::text[])",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyFilter:
    """Every condition given must hold; None stands for no condition.

    items: codes, as in `D16`. due_from, due_before: bounds of the due time; without
    them duties that have none are found, too.
    """

    compound: UUID | None = None
    enterprise: UUID | None = None
    region: str | None = None
    subjects: list[str] | None = None
    items: list[str] | None = None
    due_from: datetime | None = None
    due_before: datetime | None = None

    def place(self) -> tuple[str, dict[str, Any]]:
        """The conditions about who and where, as SQL, and their values."""
        values = {name: getattr(self, name) for name in PLACES}
        values = {name: each for name, each in values.items() if each is not None}
        return " AND ".join([PLACES[name] for name in values]) or "TRUE", values

    def given(self) -> tuple[str, dict[str, Any]]:
        """All conditions, on duties that facts gave."""
        where, values = self.place()
        for name, condition in (
            ("items", "item = ANY(%(items)s::text[])"),
            ("due_from", "due_at >= %(due_from)s"),
            ("due_before", "due_at < %(due_before)s"),
        ):
            if (value := getattr(self, name)) is not None:
                where += f" AND {condition}"
                values[name] = value
        return where, values

    def takes(self, item: str, due_at: datetime | None) -> bool:
        """Whether a duty with this item and due time is asked for."""
        if self.items is not None and item not in self.items:
            return False
        if due_at is None:
            return self.due_from is None and self.due_before is None
        return (self.due_from is None or due_at >= self.due_from) and (
            self.due_before is None or due_at < self.due_before
        )


def due_bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """`due_from` and `due_before` of what is due on these days in China.

    A deadline that ends at 24:00 belongs to the day that it ends.
    """
    return start_of(first) + _LEAST, start_of(last + _DAY) + _LEAST
