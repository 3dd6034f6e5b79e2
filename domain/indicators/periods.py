"""Months, quarters and years, as people write them: `2021-06`, `2021-Q3`, `2021`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from domain.civil_time import months_after
from domain.coded import Coded
from domain.errors import Refusal
from domain.indicators.bookings import day_number

_WRITTEN = re.compile(r"([12][0-9]{3})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")
MOST_STEPS = 240


class PeriodStep(Coded):
    """How long each figure of a series is for."""

    MONTH = "month", "月", "Month"
    QUARTER = "quarter", "季度", "Quarter"
    YEAR = "year", "年", "Year"


MONTHS = {PeriodStep.MONTH: 1, PeriodStep.QUARTER: 3, PeriodStep.YEAR: 12}


class NoSuchPeriod(Refusal):
    zh = "期间应写作 2021、2021-Q3、2021-06，或起止 2019..2021，不是 {period}。"
    en = (
        "A period is written 2021, 2021-Q3 or 2021-06, or from one to another as in "
        "2019..2021; not {period}."
    )
    fields = ("period",)


class SeriesTooLong(Refusal):
    zh = "序列最多 {most} 期。"
    en = "A series has at most {most} periods."
    fields = ("period",)


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to another, both included; it begins and ends with a month."""

    first: date
    last: date

    @classmethod
    def of(cls, year: int, month: int, months: int) -> Period:
        first = date(year, month, 1)
        return cls(first, months_after(first, months) - timedelta(days=1))

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `2021-Q3`, or `2019..2021`. Raises `NoSuchPeriod`."""
        first, _, last = text.partition("..")
        begins, ends = _read(first, text), _read(last or first, text)
        if ends.last < begins.first:
            raise NoSuchPeriod(period=text)
        return cls(begins.first, ends.last)

    @property
    def months(self) -> int:
        years = self.last.year - self.first.year
        return years * 12 + self.last.month - self.first.month + 1

    @property
    def name(self) -> str:
        """As it is written, the shortest way."""
        year, month, months = self.first.year, self.first.month, self.months
        if months == 12 and month == 1:
            return f"{year}"
        if months == 3 and month % 3 == 1:
            return f"{year}-Q{(month + 2) // 3}"
        first = f"{year}-{month:02}"
        return first if months == 1 else f"{first}..{self.last:%Y-%m}"

    @property
    def numbers(self) -> tuple[int, int]:
        """Its first and last day, as bookings have them."""
        return day_number(self.first), day_number(self.last)

    def steps(self, step: PeriodStep) -> list[Period]:
        """The months, quarters or years that lie in it or reach into it."""
        months = MONTHS[step]
        begin = self.first.replace(month=(self.first.month - 1) // months * months + 1)
        found: list[Period] = []
        while begin <= self.last:
            if len(found) == MOST_STEPS:
                raise SeriesTooLong(most=MOST_STEPS)
            found.append(Period.of(begin.year, begin.month, months))
            begin = months_after(begin, months)
        return found


def _read(text: str, whole: str) -> Period:
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise NoSuchPeriod(period=whole)
    year, quarter, month = int(found[1]), found[2], found[3]
    if quarter:
        return Period.of(year, int(quarter) * 3 - 2, 3)
    return Period.of(year, int(month), 1) if month else Period.of(year, 1, 12)
