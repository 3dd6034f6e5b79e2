"""Making charges: periods, months, amounts (F1 to F6). All of it is pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from typing import Protocol
from uuid import UUID

from domain.compound_words import ContractModel
from domain.fee_lines import Charge, Terms
from domain.fee_words import ChargeKind
from domain.household import Household
from domain.household_facts import Holder
from domain.quantities import Dm2, Fen, Rate, rounded
from domain.tariff import BillingCycle, ChargeBasis, FeeItem, PartMonth, Tariff

DAY = timedelta(days=1)
DM2_PER_M2 = 100
RATE_PER_FEN = 10_000


class Tariffed(Protocol):
    """What charging needs to know of a compound."""

    @property
    def charged_from(self) -> date | None:
        """The first day that is charged; None if nothing was said of it (3-16)."""

    def tariff_on(self, day: date) -> Tariff | None:
        """What is charged on a day; None: nothing may be."""

    def model_on(self, day: date) -> ContractModel | None:
        """By which model of contract a day is charged; None: by none."""

    def in_trial(self, day: date) -> bool:
        """Whether the day lies in a trial service: `tariff_on` says whether a price was
        posted for it, otherwise it costs nothing."""


def add_months(day: date, months: int) -> date:
    """The same day of another month, or the last that there is."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def cycle_around(cycle: BillingCycle, day: date) -> tuple[date, date]:
    """The first and the last day of the billing period that a day lies in; periods
    follow the calendar year."""
    begun = (day.month - 1) // cycle.months * cycle.months + 1
    first = date(day.year, begun, 1)
    return first, add_months(first, cycle.months) - DAY


def months_of(first: date, last: date) -> Iterator[tuple[date, date]]:
    """What lies in a period of each month: its first and its last day."""
    while first <= last:
        end = min(last, add_months(first.replace(day=1), 1) - DAY)
        yield first, end
        first = end + DAY


def month_shares(first: date, last: date, part_month: PartMonth) -> Fraction:
    """How many months are charged: a part by its days only if the contract says so,
    otherwise the whole month (F5)."""
    if part_month is PartMonth.WHOLE:
        return Fraction(sum(1 for _ in months_of(first, last)))
    return sum(
        (
            Fraction((end - start).days + 1, monthrange(start.year, start.month)[1])
            for start, end in months_of(first, last)
        ),
        Fraction(0),
    )


def amount_fen(
    basis: ChargeBasis,
    area_dm2: int,
    rate: Rate,
    first: date,
    last: date,
    part_month: PartMonth,
) -> Fen:
    """Area, rate and months multiplied, rounded half up at the line (F1)."""
    units = Fraction(area_dm2, DM2_PER_M2) if basis is ChargeBasis.AREA else 1
    months = month_shares(first, last, part_month)
    return Fen(rounded(units * Fraction(rate, RATE_PER_FEN) * months))


def month_fen(unit: Household, tariff: Tariff, day: date) -> Fen:
    """What a month costs the unit, all items together: the measure of prepayments."""
    first, last = cycle_around(BillingCycle.MONTH, day)
    return Fen(
        sum(
            amount_fen(
                item.basis,
                unit.area_on(day),
                item.rate,
                first,
                last,
                PartMonth.WHOLE,
            )
            for item in tariff.items
            if item.use is unit.use
        )
    )


def liable_in(unit: Household, month: date) -> Holder:
    """Who owes the fee of a month: the owner from the month after delivery, before it
    the developer (F3, 京22)."""
    delivered = unit.delivered_on
    if unit.holder is Holder.DEVELOPER or delivered is None:
        return Holder.DEVELOPER
    following = add_months(delivered.replace(day=1), 1)
    return Holder.OWNER if month >= following else Holder.DEVELOPER


@dataclass(frozen=True, slots=True)
class Billing:
    """By what a period is charged.

    tariff_on: the tariff of a day; a month goes by that of its first day (F9).
    days_to_pay: after the period's last day.
    id_of: gives the id of a line from item, first and last day.
    """

    tariff_on: Callable[[date], Tariff | None]
    days_to_pay: int
    id_of: Callable[[str, date, date], UUID]

    def charges(
        self,
        unit: Household,
        code: str,
        first: date,
        last: date,
        *,
        covered: Callable[[date, date], bool] = lambda first, last: False,
    ) -> list[Charge]:
        """The lines of a period for a listed item: one, unless area, debtor or price
        change within it.

        The area of a month is that of its first day. covered: months that are charged
        already; they are left out.
        """

        def key(month: tuple[date, date]) -> tuple[int, Holder, Tariff] | None:
            # A contract that begins within a month has its tariff from that day on.
            tariff = self.tariff_on(month[0])
            if tariff is None or covered(*month) or not tariff.item(code, unit.use):
                return None
            begun = month[0].replace(day=1)
            return unit.area_on(begun), liable_in(unit, begun), tariff

        made = []
        for found, group in groupby(months_of(first, last), key):
            if found is not None:
                months = list(group)
                area, liable, tariff = found
                item = tariff.item(code, unit.use)
                assert item is not None, "or the month would have been left out"
                terms = _terms(item, tariff, area)
                span = months[0][0], months[-1][1]
                made.append(self._charge(code, *span, last, liable, terms))
        return made

    def _charge(
        self,
        code: str,
        first: date,
        last: date,
        period_end: date,
        liable: Holder,
        terms: Terms,
    ) -> Charge:
        return Charge(
            id=self.id_of(code, first, last),
            kind=ChargeKind.FEE,
            item=code,
            period_from=first,
            period_to=last,
            amount_fen=amount_fen(
                terms.basis, terms.area_dm2, terms.rate, first, last, terms.part_month
            ),
            due_on=period_end + self.days_to_pay * DAY,
            liable=liable,
            terms=terms,
        )


def _terms(item: FeeItem, tariff: Tariff, area: int) -> Terms:
    return Terms(
        basis=item.basis,
        area_dm2=Dm2(area),
        rate=item.rate,
        cycle=tariff.cycle,
        part_month=tariff.part_month,
        late_fee_per_day=tariff.late_fee_per_day,
        late_fee_cap=tariff.late_fee_cap,
    )


def recharged(
    charge: Charge, unit: Household, id_of: Callable[[str, date, date], UUID]
) -> list[Charge]:
    """What a line should have been by the areas that hold now, at its own price and
    due day. It carries no late fee: the mistake was not the payer's."""
    terms = charge.terms
    assert terms is not None, "costs are not charged by area"
    item = FeeItem(charge.item, unit.use, terms.basis, terms.rate)
    tariff = Tariff((item,), terms.cycle, terms.part_month, 0, 0)
    made = Billing(lambda day: tariff, 0, id_of).charges(
        unit, charge.item, charge.period_from, charge.period_to
    )
    return [replace(each, due_on=charge.due_on) for each in made]
