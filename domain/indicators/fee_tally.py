"""What a fee account counts for: what falls due, what came of it, what came when (F20).

Costs that a court awards are money that came, but no fee that falls due. A line that
is taken back no longer falls due; what was paid for it stays money of its day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from domain.civil_time import day_in_china
from domain.fee_facts import FeeAccountFacts as FeeAccount
from domain.fee_words import ChargeKind
from domain.indicators.bookings import Booking, Follower, day_number, month_number

AHEAD = "ahead"
"""Prepaid: for no line yet."""


@dataclass(frozen=True, slots=True)
class DueLine:
    """A line. month: in which it falls due. owed: waivers taken off; 0 unless it is a
    fee that stands."""

    month: int
    owed: int
    paid: int
    falls_due: bool


@dataclass(frozen=True, slots=True)
class PaidIn:
    """A payment. parts: fen by the month in which the line paid for is due."""

    month: int
    parts: dict[str, int]


@dataclass(frozen=True, slots=True)
class FeeTally:
    """lines: by id. receipts: those that stand, by number."""

    compound_id: UUID | None
    region_path: tuple[str, ...]
    opened_on: int
    lines: dict[str, DueLine]
    receipts: dict[str, PaidIn]

    def bookings(self) -> Iterator[tuple[Booking, int]]:
        yield Booking("fee.accounts", self.opened_on), 1
        for line in self.lines.values():
            if line.falls_due:
                yield Booking("fee.lines", line.month), 1
                yield Booking("fee.due", line.month), line.owed
                yield Booking("fee.received", line.month), line.paid
        for receipt in self.receipts.values():
            for due, fen in receipt.parts.items():
                yield Booking("fee.paid", receipt.month, due), fen


def _opened(fact: Any) -> FeeTally:
    day = day_number(day_in_china(fact.timestamp))
    return FeeTally(fact.compound_id, fact.region_path, day, {}, {})


def _charged(tally: FeeTally, fact: Any) -> FeeTally:
    charge = fact.charge
    falls_due = charge.kind is ChargeKind.FEE
    line = DueLine(month_number(charge.due_on), charge.amount_fen, 0, falls_due)
    return _with(tally, {str(charge.id): line})


def _paid(tally: FeeTally, fact: Any) -> FeeTally:
    parts: dict[str, int] = {}
    lines: dict[str, DueLine] = {}
    for each in fact.allocations:
        line = tally.lines[str(each.line_id)]
        lines[str(each.line_id)] = replace(line, paid=line.paid + each.principal_fen)
        due = str(line.month)
        parts[due] = parts.get(due, 0) + each.principal_fen
    if fact.prepaid_fen:
        parts[AHEAD] = fact.prepaid_fen
    paid = PaidIn(month_number(fact.on), parts)
    receipts = {**tally.receipts, str(fact.receipt): paid}
    return replace(_with(tally, lines), receipts=receipts)


def _voided(tally: FeeTally, fact: Any) -> FeeTally:
    lines: dict[str, DueLine] = {}
    for each in fact.allocations:
        line = tally.lines[str(each.line_id)]
        lines[str(each.line_id)] = replace(line, paid=line.paid - each.principal_fen)
    void = str(fact.receipt)
    left = {each: paid for each, paid in tally.receipts.items() if each != void}
    return replace(_with(tally, lines), receipts=left)


def _altered(tally: FeeTally, id: UUID, **changes: Any) -> FeeTally:
    return _with(tally, {str(id): replace(tally.lines[str(id)], **changes)})


def _waived(tally: FeeTally, fact: Any) -> FeeTally:
    owed = tally.lines[str(fact.line_id)].owed - fact.amount_fen
    return _altered(tally, fact.line_id, owed=owed)


def _released(tally: FeeTally, fact: Any) -> FeeTally:
    paid = tally.lines[str(fact.line_id)].paid + fact.amount_fen
    return _altered(tally, fact.line_id, paid=paid)


def _with(tally: FeeTally, lines: dict[str, DueLine]) -> FeeTally:
    return replace(tally, lines={**tally.lines, **lines})


FEES = Follower(
    FeeTally,
    {FeeAccount.Opened: _opened},
    {
        FeeAccount.Charged: _charged,
        FeeAccount.CostsAwarded: _charged,
        FeeAccount.Paid: _paid,
        FeeAccount.ReceiptVoided: _voided,
        FeeAccount.PrepaymentReleased: _released,
        FeeAccount.Waived: _waived,
        FeeAccount.LineReversed: lambda tally, fact: _altered(
            tally, fact.line_id, falls_due=False
        ),
    },
)
