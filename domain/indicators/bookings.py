"""What a stream adds to the counters, and how that changes with a fact.

A tally is the little that must be remembered of one stream. What it books follows from
the tally alone; so a fact that corrects, reopens or voids something takes back what had
been booked: the difference of two tallies is what the fact adds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, Protocol, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from domain.civil_time import day_in_china
from domain.facts import Fact

NOBODY = UUID(int=0)


class Booking(NamedTuple):
    """What is counted.

    counter: its name, as in `case.received`.
    day: as a number, 20210630. Of a step of a stock, the day; of what is counted by
        months, the first of the month.
    detail: what a counter is divided by, such as the level at which a case closed.
    party: the enterprise that a step of `served` is about; `NOBODY` elsewhere.
    """

    counter: str
    day: int
    detail: str = ""
    party: UUID = NOBODY


class Tally(Protocol):
    """The memory of one stream. Frozen, and nothing in it but JSON's values, ids and
    times, since it is stored between two facts."""

    @property
    def compound_id(self) -> UUID | None: ...

    @property
    def region_path(self) -> tuple[str, ...]: ...

    def bookings(self) -> Iterator[tuple[Booking, int]]:
        """Everything that the stream counts for, as far as it is known."""
        ...


T = TypeVar("T")


class Follower(Generic[T]):
    """How the tally of one kind of aggregate begins and goes on."""

    def __init__(
        self,
        tally: type[T],
        begin: Mapping[type[Fact], Callable[[Any], T]],
        rules: Mapping[type[Fact], Callable[[T, Any], T]],
    ) -> None:
        """rules: by kind of fact; one that has none changes no counter."""
        self.tally = tally
        self._begin = begin
        self._rules = rules
        self._known: dict[type[Fact], Callable[[Any, Any], T] | None] = {}

    def begun(self, fact: Fact) -> T:
        """The tally after the first fact. Raises `LookupError` for any other."""
        for known in type(fact).__mro__:
            if known in self._begin:
                return self._begin[known](fact)
        raise LookupError(f"{type(fact).__name__} cannot begin a tally")

    def after(self, tally: T, fact: Fact) -> T:
        """The tally after a further fact; the same object if nothing changes."""
        kind = type(fact)
        if kind not in self._known:
            rules = (self._rules[each] for each in kind.__mro__ if each in self._rules)
            self._known[kind] = next(rules, None)
        rule = self._known[kind]
        return tally if rule is None else rule(tally, fact)


Changes = dict[tuple[UUID, Booking], int]
"""What is added, by area and booking; never 0."""


def changes(before: Tally | None, after: Tally) -> Changes:
    """What the counters gain when one tally takes the place of another."""
    found: Changes = {}
    for tally, sign in ((before, -1), (after, 1)):
        if tally is None:
            continue
        area = area_of(tally.compound_id, tally.region_path)
        for booking, amount in tally.bookings():
            key = area, booking
            found[key] = found.get(key, 0) + sign * amount
    return {key: amount for key, amount in found.items() if amount}


def area_of(compound_id: UUID | None, region_path: tuple[str, ...]) -> UUID:
    """Where something is counted: its compound, else its innermost region."""
    return compound_id or uuid5(NAMESPACE_URL, f"region:{'/'.join(region_path)}")


def day_number(day: date) -> int:
    """20210630"""
    return day.year * 10_000 + day.month * 100 + day.day


def month_number(day: date) -> int:
    """The first of the day's month: 20210601"""
    return day.year * 10_000 + day.month * 100 + 1


def month_of(moment: datetime) -> int:
    """The month of a moment as China counts it."""
    return month_number(day_in_china(moment))


def steps(
    counter: str, values: Mapping[int, int], detail: str = ""
) -> Iterator[tuple[Booking, int]]:
    """The steps of a stock from its value since each day, in the order of the days."""
    before = 0
    for day, value in values.items():
        if value != before:
            yield Booking(counter, day, detail), value - before
        before = value
