"""The lines of a fee account: what is charged for a period, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from uuid import UUID

from domain.fee_words import ChargeKind, Interruption
from domain.household_facts import Holder
from domain.quantities import Dm2, Fen, Rate, rounded
from domain.tariff import BillingCycle, ChargeBasis, PartMonth

MILLION = 1_000_000
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Terms:
    """What an amount was made from, as the contract said on that day.

    rate: in 0.0001 fen for a square metre (or a unit) and a month.
    cycle: with it the level at which the amount was rounded (F4).
    late_fee_per_day: in millionths of the principal, 0: no late fee (F14).
    late_fee_cap: the most of it, in percent of the principal.
    """

    basis: ChargeBasis
    area_dm2: Dm2
    rate: Rate
    cycle: BillingCycle
    part_month: PartMonth
    late_fee_per_day: int
    late_fee_cap: int


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of a bill.

    id: follows from account, item and period. liable: by the start of the fee (F3).
    terms: None for costs, which are no price.
    """

    id: UUID
    kind: ChargeKind
    item: str
    period_from: date
    period_to: date
    amount_fen: Fen
    due_on: date
    liable: Holder
    terms: Terms | None

    def overlaps(self, first: date, last: date) -> bool:
        return self.period_from <= last and first <= self.period_to


@dataclass(frozen=True, slots=True)
class FeeLine:
    """A line as it stands.

    moves: (day, fen) by which the principal became less; negative: a payment fell away.
    late_paid_fen: late fee received. disputed: (from, until) of each dispute, until
        None while it is open. case_id: of the dispute that is open.
    interrupted: what made its limitation run anew, and when.
    demands: how many were sent. answer_by: of the last.
    borne_by: who took the debt over at a transfer; () unless.
    """

    charge: Charge
    moves: tuple[tuple[date, int], ...] = ()
    paid_fen: int = 0
    waived_fen: int = 0
    late_paid_fen: int = 0
    disputed: tuple[tuple[date, date | None], ...] = ()
    case_id: UUID | None = None
    interrupted: tuple[tuple[date, Interruption], ...] = ()
    demands: int = 0
    answer_by: date | None = None
    borne_by: tuple[str, ...] = ()
    reversed: bool = False

    @property
    def id(self) -> UUID:
        return self.charge.id

    @property
    def open_fen(self) -> int:
        """The principal that is still owed."""
        if self.reversed:
            return 0
        return self.charge.amount_fen - self.paid_fen - self.waived_fen

    @property
    def in_dispute(self) -> bool:
        return bool(self.disputed) and self.disputed[-1][1] is None

    def paid(self, on: date, fen: int, late_fen: int = 0) -> FeeLine:
        """After a payment, or, with negative amounts, after one fell away."""
        return replace(
            self,
            moves=(*self.moves, (on, fen)),
            paid_fen=self.paid_fen + fen,
            late_paid_fen=self.late_paid_fen + late_fen,
        )

    def waived(self, on: date, fen: int) -> FeeLine:
        moves = (*self.moves, (on, fen))
        return replace(self, moves=moves, waived_fen=self.waived_fen + fen)

    def interrupted_by(self, kind: Interruption, on: date) -> FeeLine:
        return replace(self, interrupted=(*self.interrupted, (on, kind)))

    def uninterrupted_by(self, kind: Interruption, on: date) -> FeeLine:
        """After that turned out not to have happened."""
        left = list(self.interrupted)
        left.remove((on, kind))
        return replace(self, interrupted=tuple(left))

    def instead_of(self, earlier: FeeLine) -> FeeLine:
        """This line in the place of one that was taken back: the debt is the same, so
        demands and acknowledgements hold for it, too."""
        return replace(
            self,
            interrupted=earlier.interrupted,
            demands=earlier.demands,
            answer_by=earlier.answer_by,
            borne_by=earlier.borne_by,
        )


def late_fee(line: FeeLine, day: date) -> int:
    """The late fee asked for a line on a day, in fen, what was paid of it taken off.

    Simple interest by days on the principal that was open, up to the cap, never while
    the line is disputed, never for the days of a dispute (F14, F21).
    """
    terms = line.charge.terms
    if terms is None or not terms.late_fee_per_day or line.in_dispute or line.reversed:
        return 0
    fen_days = sum(
        _principal(line, start) * (end - start).days
        for start, end in pairwise(_turns(line, day))
        if not _disputed_on(line, start)
    )
    cap = Fraction(line.charge.amount_fen * terms.late_fee_cap, PERCENT)
    accrued = Fraction(fen_days * terms.late_fee_per_day, MILLION)
    return max(0, rounded(min(accrued, cap)) - line.late_paid_fen)


def _turns(line: FeeLine, day: date) -> list[date]:
    """The days between the due day and `day` on which principal or dispute changed."""
    due = line.charge.due_on
    changes = {on for on, _ in line.moves}
    changes |= {each for span in line.disputed for each in span if each is not None}
    within = {each for each in changes if due < each < day}
    return sorted(within | {due, day}) if due < day else []


def _principal(line: FeeLine, day: date) -> int:
    gone = sum(fen for on, fen in line.moves if on <= day)
    return line.charge.amount_fen - gone


def _disputed_on(line: FeeLine, day: date) -> bool:
    return any(
        first <= day and (last is None or day < last) for first, last in line.disputed
    )
