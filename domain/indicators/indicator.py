"""An indicator for a place and a period, with all that a reader needs to check it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.civil_time import day_in_china
from domain.errors import Refusal
from domain.indicators.counting import days_to_ripen
from domain.indicators.figures import (
    Counts,
    FigureUnit,
    Part,
    printed,
    value_of,
)
from domain.indicators.formulas import FORMULAS, Formula
from domain.indicators.periods import Period
from domain.rulepack import RulePack


class UnknownIndicator(Refusal):
    zh = "没有指标“{code}”。现有：{known}。"
    en = "There is no indicator {code}. There are: {known}."
    fields = ("code",)


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator.

    numerator, denominator, sample: None if withheld; denominator also of a mere count.
    value: to the digits of the rules, half to even; None if there is nothing to take
        it of. parts: further numbers that belong to it.
    complete: the period is over, and so is the time of whatever was counted in it.
    withheld: too few households for those who may not read the facts behind it.
    rules: the version of the rules by which it was made. known_at: as of when.
    """

    code: str
    period: Period
    numerator: int | None
    denominator: int | None
    sample: int | None
    value: str | None
    unit: FigureUnit
    parts: tuple[Part, ...]
    complete: bool
    withheld: bool
    rules: str
    known_at: datetime


def formulas_of(codes: tuple[str, ...] | None) -> Mapping[str, Formula]:
    """The formulas of these indicators, or of all. Raises `UnknownIndicator`."""
    for code in codes or ():
        if code not in FORMULAS:
            raise UnknownIndicator(code=code, known=", ".join(FORMULAS))
    return {code: FORMULAS[code] for code in codes or FORMULAS}


def figure(
    code: str,
    counts: Counts,
    rules: RulePack,
    period: Period,
    moment: datetime,
    *,
    open: bool,
) -> Figure:
    """The indicator from what was counted up to a moment.

    open: whoever asks may read the facts behind it, also where they are restricted.
    """
    formula = FORMULAS[code]
    counted = formula.count(counts, rules, period)
    least = rules.values.number("indicator.least_sample")
    withheld = bool(formula.restricted) and not open and counted.sample < least
    exact = None if withheld else value_of(counted, formula.unit)
    ends = period.last
    if formula.ripe:
        ends += timedelta(days=days_to_ripen(rules) - 1)
    return Figure(
        code=code,
        period=period,
        numerator=None if withheld else counted.numerator,
        denominator=None if withheld else counted.denominator,
        sample=None if withheld else counted.sample,
        value=None if exact is None else printed(exact, _digits(formula, rules)),
        unit=formula.unit,
        parts=() if withheld else counted.parts,
        complete=ends < day_in_china(moment),
        withheld=withheld,
        rules=rules.id,
        known_at=moment,
    )


def _digits(formula: Formula, rules: RulePack) -> int:
    whole = formula.unit is FigureUnit.COUNT
    return 0 if whole else rules.values.number("indicator.digits")


def by_period(rows: Iterator[tuple[int, str, str, int]], periods: int) -> list[Counts]:
    """Rows of (number of the period from 1, counter, detail, amount) as counts."""
    found: list[dict[str, dict[str, int]]] = [{} for _ in range(periods)]
    for number, counter, detail, amount in rows:
        details = found[number - 1].setdefault(counter, {})
        details[detail] = details.get(detail, 0) + amount
    return [Counts(each) for each in found]
