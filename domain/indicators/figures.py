"""A figure: a numerator, a denominator, what was counted, and how that is printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from domain.coded import Coded


class FigureUnit(Coded):
    """What the value of an indicator is in."""

    PERCENT = "percent", "%", "Percent"
    PER_HUNDRED = "per_hundred", "每百户", "For a hundred units"
    DAYS = "days", "天", "Days"
    COUNT = "count", "个", "A count"


@dataclass(frozen=True, slots=True)
class Part:
    """One of the numbers beside numerator and denominator. code: stable."""

    code: str
    zh: str
    en: str
    amount: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What the counters give for an indicator.

    denominator: None for a mere count. sample: how many were counted, if that is not
    the denominator.
    """

    numerator: int
    denominator: int | None
    sample: int
    parts: tuple[Part, ...] = ()


class Counts:
    """What counters hold for one place and period."""

    def __init__(self, amounts: Mapping[str, Mapping[str, int]]) -> None:
        """amounts: by counter and detail."""
        self._amounts = amounts

    def total(self, counter: str) -> int:
        return sum(self.by(counter).values())

    def by(self, counter: str) -> Mapping[str, int]:
        """What a counter holds of each detail."""
        return self._amounts.get(counter, {})


FACTOR = {
    FigureUnit.PERCENT: 100,
    FigureUnit.PER_HUNDRED: 100,
    FigureUnit.DAYS: 1,
    FigureUnit.COUNT: 1,
}


def value_of(counted: Counted, unit: FigureUnit) -> Fraction | None:
    """The exact value; None if there is nothing to take it of."""
    if counted.denominator is None:
        return Fraction(counted.numerator)
    if not counted.denominator:
        return None
    return Fraction(counted.numerator * FACTOR[unit], counted.denominator)


def printed(value: Fraction, digits: int) -> str:
    """To so many decimals, half to even: `87.2`."""
    scaled = round(value * 10**digits)
    sign, whole = "-" if scaled < 0 else "", abs(scaled)
    if not digits:
        return f"{sign}{whole}"
    return f"{sign}{whole // 10**digits}.{whole % 10**digits:0{digits}d}"
