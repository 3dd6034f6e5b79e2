"""Charging: the lines of a bill, what is taken back, and what is let off."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.civil_time import today
from domain.facts import Stamp
from domain.fee_billing import (
    Billing,
    Tariffed,
    cycle_around,
    months_of,
    recharged,
)
from domain.fee_empty import empty_discount
from domain.fee_lines import Charge, FeeLine
from domain.fee_paying import FeePaying
from domain.fee_refusals import (
    AlreadyCharged,
    BeforeChargedFrom,
    ChargeInTrial,
    ChargeNotListed,
    LineNotOpen,
    NoTariff,
    NothingToRebill,
    PaymentNotPositive,
    PeriodBeyondCycle,
    UnitRemoved,
    WaiverBeyondLine,
)
from domain.fee_state import require_past, require_undisputed
from domain.fee_words import (
    ReversalCause,
    WaiverAuthority,
    WaiverReason,
)
from domain.household import Household
from domain.household_facts import HouseholdStatus
from domain.lifecycle import invalid
from domain.quantities import Fen
from domain.tariff import ChargeBasis, Tariff


class FeeCharging(FeePaying):
    """Commands that make lines or take from them."""

    def bill(
        self, stamp: Stamp, *, unit: Household, compound: Tariffed, month: date
    ) -> list[Charge]:
        """Charge what is not charged yet of the billing period around a month, and
        release prepayments for what is due. The lines made; none: all was charged.

        A line that was taken back counts as charged: whoever took it back decides.
        """
        self._allow(self.Charged)
        tariff = _tariff(unit, compound, month)
        first, last = cycle_around(tariff.cycle, month)
        since = compound.charged_from
        if since is not None:
            if last < since:
                raise BeforeChargedFrom(charged_from=since)
            first = max(first, since)
        if all(_free(compound, *month) for month in months_of(first, last)):
            raise ChargeInTrial(day=first)
        billing = self._billing(stamp, compound)
        made: list[Charge] = []
        for code in dict.fromkeys(each.code for each in tariff.items):
            if tariff.item(code, unit.use) is None:
                continue

            def covered(start: date, end: date, code: str = code) -> bool:
                charged = self._covered(code, start, end, live=False)
                return charged or _free(compound, start, end)

            made += billing.charges(unit, code, first, last, covered=covered)
        self._charge(stamp, unit, compound, made)
        self._release(stamp, today(stamp))
        return made

    def charge(
        self,
        stamp: Stamp,
        *,
        unit: Household,
        compound: Tariffed,
        item: str,
        period_from: date,
        period_to: date,
    ) -> None:
        """Charge one listed item for a period by hand, within one billing period."""
        self._allow(self.Charged)
        tariff = _tariff(unit, compound, period_from)
        if period_to < period_from:
            raise invalid("period_to", "不能早于起始日", "not before the first day")
        if tariff.item(item, unit.use) is None:
            raise ChargeNotListed(item=item)
        first, last = cycle_around(tariff.cycle, period_from)
        if period_to > last:
            raise PeriodBeyondCycle(first=first, last=last)
        since = compound.charged_from
        if since is not None and period_from < since:
            raise BeforeChargedFrom(charged_from=since)
        for month in months_of(period_from, period_to):
            if _free(compound, *month):
                raise ChargeInTrial(day=month[0])
        if self._covered(item, period_from, period_to, live=True):
            raise AlreadyCharged(item=item, first=period_from, last=period_to)
        billing = self._billing(stamp, compound)
        made = billing.charges(unit, item, period_from, period_to)
        self._charge(stamp, unit, compound, made)

    def rebill(self, stamp: Stamp, *, unit: Household) -> None:
        """Charge anew what the corrected areas change: a counter-line and a new line
        for each, and what was paid stays paid (F2)."""
        self._allow(self.Charged)
        wrong = [
            (line, new)
            for line in self.lines.values()
            if (new := self._corrected(line, unit)) is not None
        ]
        if not wrong:
            raise NothingToRebill
        require_undisputed(line for line, _ in wrong)
        for line, new in wrong:
            self._take_back(stamp, line, ReversalCause.AREA_CORRECTED)
            for charge in new:
                self._follow(self.Charged, stamp, charge=charge, replaces=line.id)
        self._release(stamp, today(stamp))

    def reverse_line(
        self, stamp: Stamp, *, line_id: UUID, cause: ReversalCause
    ) -> None:
        """Take a line back by a counter-line; what was paid of it is prepaid then."""
        self._allow(self.LineReversed)
        line = self._line(line_id)
        if line.reversed:
            raise LineNotOpen(line=line_id)
        self._take_back(stamp, line, cause)

    def waive(
        self,
        stamp: Stamp,
        *,
        line_id: UUID,
        amount_fen: Fen,
        authority: WaiverAuthority,
        reason: WaiverReason,
        on: date,
    ) -> None:
        """Let the debtor off a part of a line, by whose authority and why (F19)."""
        self._allow(self.Waived)
        line = self._line(line_id)
        require_past("on", on, stamp)
        if amount_fen <= 0:
            raise PaymentNotPositive
        if amount_fen > line.open_fen:
            raise WaiverBeyondLine(balance=line.open_fen, fen=amount_fen)
        self._record(
            self.Waived,
            stamp,
            line_id=line_id,
            amount_fen=amount_fen,
            authority=authority,
            reason=reason,
            on=on,
        )

    def _billing(self, stamp: Stamp, compound: Tariffed) -> Billing:
        days = stamp.rules.values.number("fee.due_days")
        return Billing(compound.tariff_on, days, self._new_id)

    def _charge(
        self,
        stamp: Stamp,
        unit: Household,
        compound: Tariffed,
        charges: list[Charge],
    ) -> None:
        for charge in charges:
            self._record(self.Charged, stamp, charge=charge, replaces=None)
            discount = empty_discount(charge, unit, compound, stamp.rules.values)
            if discount:
                self._follow(
                    self.Waived,
                    stamp,
                    line_id=charge.id,
                    amount_fen=discount,
                    authority=WaiverAuthority.REGULATION,
                    reason=WaiverReason.EMPTY_UNIT,
                    on=min(charge.due_on, today(stamp)),
                )

    def _take_back(self, stamp: Stamp, line: FeeLine, cause: ReversalCause) -> None:
        self._record(
            self.LineReversed,
            stamp,
            line_id=line.id,
            open_fen=Fen(line.open_fen),
            paid_fen=Fen(line.paid_fen),
            waived_fen=Fen(line.waived_fen),
            late_fen=Fen(line.late_paid_fen),
            cause=cause,
            on=today(stamp),
        )

    def _corrected(self, line: FeeLine, unit: Household) -> list[Charge] | None:
        """The lines that should stand in its place; None if it is right."""
        charge = line.charge
        terms = charge.terms
        if line.reversed or terms is None or terms.basis is not ChargeBasis.AREA:
            return None
        new = recharged(charge, unit, self._new_id)
        areas = [each.terms.area_dm2 for each in new if each.terms is not None]
        return None if set(areas) == {terms.area_dm2} else new


def _tariff(unit: Household, compound: Tariffed, day: date) -> Tariff:
    if unit.status is HouseholdStatus.REMOVED:
        raise UnitRemoved
    tariff = compound.tariff_on(day)
    if tariff is None:
        raise ChargeInTrial(day=day) if compound.in_trial(day) else NoTariff(day=day)
    return tariff


def _free(compound: Tariffed, *days: date) -> bool:
    """Whether one of the days lies in a trial service for which no price was posted."""
    return any(compound.in_trial(day) and not compound.tariff_on(day) for day in days)
