"""Debts: disputes, demands, acknowledgements, and the way to court."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from domain.calendar import CHINA
from domain.civil_time import day_in_china, today
from domain.codes import require_number
from domain.facts import Stamp
from domain.fee_lines import Charge, FeeLine, late_fee
from domain.fee_refusals import (
    ClaimMissing,
    DemandRunning,
    DemandsMissing,
    LineNotDisputed,
    MeasureForbidden,
    NothingDue,
    PaymentNotPositive,
)
from domain.fee_state import FeeState, require_past, require_undisputed
from domain.fee_words import ChargeKind, ClaimForum, DisputeOutcome
from domain.household_facts import Holder
from domain.lifecycle import invalid, require_distinct
from domain.quantities import Fen

MOMENT = timedelta(microseconds=1)


class FeeClaiming(FeeState):
    """Commands about what is owed and not paid. None of them stops a payment."""

    def dispute(
        self, stamp: Stamp, *, lines: tuple[UUID, ...], case_id: UUID, on: date
    ) -> None:
        """Record that the payer contests lines; no late fee runs until it is settled.

        case_id: the case (FEE-01) in which it is settled.
        """
        self._allow(self.Disputed)
        require_past("on", on, stamp)
        _require_some(lines)
        require_undisputed(self._owed(lines, on))
        self._record(self.Disputed, stamp, lines=lines, case_id=case_id, on=on)

    def settle_dispute(
        self,
        stamp: Stamp,
        *,
        lines: tuple[UUID, ...],
        outcome: DisputeOutcome,
        on: date,
    ) -> None:
        """Record how a dispute ended; a waiver or a counter-line follows from it, if
        anything does."""
        self._allow(self.DisputeSettled)
        if on != today(stamp):  # Days in dispute bear no late fee (F21).
            raise invalid("on", "争议于记录当日了结", "a dispute ends when it is told")
        _require_some(lines)
        require_distinct("lines", lines)
        for id in lines:
            if not self._line(id).in_dispute:
                raise LineNotDisputed(line=id)
        self._record(self.DisputeSettled, stamp, lines=lines, outcome=outcome, on=on)

    def demand(
        self, stamp: Stamp, *, lines: tuple[UUID, ...] = (), sent_on: date
    ) -> None:
        """Record a written demand for lines that are due, for all of them if none is
        named. It gives a reasonable time, which the rules fix (F16)."""
        self._allow(self.Demanded)
        require_past("sent_on", sent_on, stamp)
        due = self._due(sent_on)
        found = self._owed(lines, sent_on) if lines else due
        require_undisputed(found)
        if not found or any(line not in due for line in found):
            raise NothingDue
        running = [each.answer_by for each in found if each.answer_by is not None]
        if running and sent_on <= max(running):
            raise DemandRunning(until=max(running))
        self._record(
            self.Demanded,
            stamp,
            lines=tuple(line.id for line in found),
            amount_fen=Fen(
                sum(line.open_fen + late_fee(line, sent_on) for line in found)
            ),
            sent_on=sent_on,
            answer_by=_last_day(stamp, sent_on),
        )

    def acknowledge(self, stamp: Stamp, *, lines: tuple[UUID, ...], on: date) -> None:
        """Record that the debtor said that lines are owed, or will be paid."""
        self._allow(self.Acknowledged)
        require_past("on", on, stamp)
        _require_some(lines)
        self._owed(lines, on)
        self._record(self.Acknowledged, stamp, lines=lines, on=on)

    def take_measure(self, stamp: Stamp, *, measure: str, on: date) -> None:
        """Record what was done to collect; what the law forbids is refused (F17)."""
        self._allow(self.MeasureTaken)
        require_past("on", on, stamp)
        known = stamp.rules.catalogue("fee_measures").get(measure)
        if known is None:
            raise invalid("measure", "不是列明的措施", "not a listed measure")
        if not known.flag("allowed"):
            raise MeasureForbidden(
                measure=known.en, measure_zh=known.zh, origin=known.origin
            )
        self._record(self.MeasureTaken, stamp, measure=measure, on=on)

    def file_claim(
        self,
        stamp: Stamp,
        *,
        lines: tuple[UUID, ...],
        forum: ClaimForum,
        reference: str,
        on: date,
    ) -> None:
        """Record a lawsuit or an arbitration, after the demands (民944)."""
        self._allow(self.ClaimFiled)
        require_number("reference", reference)
        require_past("on", on, stamp)
        _require_some(lines)
        needed = stamp.rules.values.number("fee.demands")
        for line in self._owed(lines, on):
            if line.demands < needed or not _answered(line, on):
                raise DemandsMissing(needed=needed, sent=line.demands)
        self._record(
            self.ClaimFiled,
            stamp,
            lines=lines,
            forum=forum,
            reference=reference,
            on=on,
        )

    def award_costs(
        self, stamp: Stamp, *, amount_fen: Fen, reference: str, due_on: date
    ) -> None:
        """Record costs that a court or an arbitrator awarded; they are paid before the
        debt itself (民561)."""
        self._allow(self.CostsAwarded)
        require_number("reference", reference)
        if amount_fen <= 0:
            raise PaymentNotPositive
        if reference not in self.claims:
            raise ClaimMissing
        charge = Charge(
            id=self._new_id(f"costs/{reference}", due_on, due_on),
            kind=ChargeKind.COSTS,
            item="costs",
            period_from=due_on,
            period_to=due_on,
            amount_fen=amount_fen,
            due_on=due_on,
            liable=Holder.OWNER,
            terms=None,
        )
        self._record(self.CostsAwarded, stamp, charge=charge, reference=reference)


def _answered(line: FeeLine, on: date) -> bool:
    """Whether the time that the last demand gave has run out."""
    return line.answer_by is not None and line.answer_by < on


def _last_day(stamp: Stamp, sent_on: date) -> date:
    span = stamp.rules.values.span("fee.demand_period")
    sent = datetime.combine(sent_on, time(), CHINA)
    due = stamp.rules.calendar.after(sent, span)
    return day_in_china(due.at - MOMENT)


def _require_some(lines: tuple[UUID, ...]) -> None:
    if not lines:
        raise invalid("lines", "至少一笔费用", "at least one line expected")
