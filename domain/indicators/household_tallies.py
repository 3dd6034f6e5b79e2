"""What households and the visits to them count for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from domain.civil_time import day_in_china
from domain.household_facts import HouseholdFacts, UnitUse
from domain.indicators.bookings import (
    Booking,
    Follower,
    day_number,
    month_number,
    month_of,
)
from domain.visit_facts import VisitFacts

LIVED_IN = frozenset({UnitUse.DWELLING, UnitUse.BUSINESS})
"""Units in which somebody can be visited."""


@dataclass(frozen=True, slots=True)
class HouseholdTally:
    """When the unit entered the register, and left it."""

    compound_id: UUID | None
    region_path: tuple[str, ...]
    lived_in: bool
    entered_on: int
    left_on: int | None = None

    def bookings(self) -> Iterator[tuple[Booking, int]]:
        if self.lived_in:
            yield Booking("household", self.entered_on), 1
            if self.left_on is not None:
                yield Booking("household", self.left_on), -1


@dataclass(frozen=True, slots=True)
class Promise:
    """A promised return visit, counted in the month of the promise."""

    month: int
    kept: bool = False


@dataclass(frozen=True, slots=True)
class VisitTally:
    """months: in which the household was visited, in order."""

    compound_id: UUID | None
    region_path: tuple[str, ...]
    months: tuple[int, ...] = ()
    promises: tuple[Promise, ...] = ()

    def bookings(self) -> Iterator[tuple[Booking, int]]:
        """A household counts once in a month, once in a quarter and once in a year:
        the detail is the longest of these that the visit is the first of."""
        seen: set[tuple[int, int]] = set()
        for month in self.months:
            year, number = divmod(month // 100, 100)
            quarter = (year, (number + 2) // 3)
            known = "month" if quarter in seen else "quarter"
            detail = known if (year, 0) in seen else "year"
            seen |= {quarter, (year, 0)}
            yield Booking("visit.household", month, detail), 1
        for each in self.promises:
            yield Booking("visit.promised", each.month), 1
            if each.kept:
                yield Booking("visit.kept", each.month), 1


def _entered(fact: Any) -> HouseholdTally:
    day = day_number(day_in_china(fact.timestamp))
    lived_in = fact.use in LIVED_IN
    return HouseholdTally(fact.compound_id, fact.region_path, lived_in, day)


def _left(tally: HouseholdTally, fact: Any) -> HouseholdTally:
    return replace(tally, left_on=day_number(day_in_china(fact.timestamp)))


def _made(tally: VisitTally, fact: Any) -> VisitTally:
    months = tuple(sorted({*tally.months, month_number(fact.on)}))
    return replace(tally, months=months)


def _promised(tally: VisitTally, fact: Any) -> VisitTally:
    promise = Promise(month_of(fact.timestamp))
    return replace(tally, promises=(*tally.promises, promise))


def _kept(tally: VisitTally, fact: Any) -> VisitTally:
    *rest, last = tally.promises
    return replace(tally, promises=(*rest, replace(last, kept=True)))


HOUSEHOLDS = Follower(
    HouseholdTally,
    {HouseholdFacts.Registered: _entered},
    {HouseholdFacts.Removed: _left},
)
VISITS = Follower(
    VisitTally,
    {VisitFacts.Planned: lambda fact: VisitTally(fact.compound_id, fact.region_path)},
    {
        VisitFacts.Made: _made,
        VisitFacts.ReturnPromised: _promised,
        VisitFacts.ReturnMade: _kept,
    },
)
