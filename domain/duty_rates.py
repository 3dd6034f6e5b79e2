"""Rates of publication: how much of what was due is published, and how much in time.

    publication rate = (valid + late) / due        on-time rate = valid / due

Due is what is past its deadline and neither exempted nor superseded. Where nothing was
due there is no obligation, and no rate; never 100%.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from domain.duty_standing import Standing
from domain.duty_words import COUNTED, DutyStatus


@dataclass(frozen=True, slots=True)
class DutyCount:
    """How many duties that were due stand where."""

    due: int
    on_time: int
    late: int

    @property
    def published(self) -> int:
        return self.on_time + self.late

    @property
    def publication_rate(self) -> Fraction | None:
        """None: no obligation."""
        return Fraction(self.published, self.due) if self.due else None

    @property
    def on_time_rate(self) -> Fraction | None:
        """None: no obligation."""
        return Fraction(self.on_time, self.due) if self.due else None

    def __add__(self, other: DutyCount) -> DutyCount:
        return DutyCount(
            self.due + other.due, self.on_time + other.on_time, self.late + other.late
        )


NOTHING_DUE = DutyCount(0, 0, 0)


def is_due(each: Standing, at: datetime) -> bool:
    """Whether it counts: past its deadline, and not lifted."""
    due_at = each.duty.due_at
    return due_at is not None and due_at < at and each.status in COUNTED


def counted(standings: Iterable[Standing], at: datetime) -> Mapping[str, DutyCount]:
    """The count of each item of which anything is due."""
    found: dict[str, DutyCount] = defaultdict(lambda: NOTHING_DUE)
    for each in standings:
        if is_due(each, at):
            found[each.duty.item] += DutyCount(
                1,
                int(each.status is DutyStatus.VALID),
                int(each.status is DutyStatus.LATE),
            )
    return dict(sorted(found.items()))


def total(counts: Iterable[DutyCount]) -> DutyCount:
    return sum(counts, NOTHING_DUE)
