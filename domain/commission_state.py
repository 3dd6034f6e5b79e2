"""What an account under commission remembers, and what follows from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date

from domain.commission_facts import CommissionFacts
from domain.commission_words import (
    CommissionItem,
    CommissionLedger,
    CommissionRequest,
    CommissionRequestStage,
    CommissionTerms,
    CommissionYear,
)
from domain.ledger import Books, moved, posted
from domain.lifecycle import Living
from domain.quantities import Fen


@dataclass
class YearSums:
    """What moved in a year."""

    receipts: Counter[str] = field(default_factory=Counter)
    costs: Counter[str] = field(default_factory=Counter)
    commission: int = 0
    returned: int = 0


class CommissionState(CommissionFacts, Living):
    """fees: what a commission that is a share is measured by. taken: of the commission
    so far. carried: what the last closed year left; next_year: the one after it."""

    contract: str
    terms: CommissionTerms
    signed_on: date
    starts_on: date
    next_year: int

    def __init__(self) -> None:
        self.books: Books = {}
        self.fees = 0
        self.taken = 0
        self.carried = Fen(0)
        self.payments: dict[int, CommissionRequest] = {}
        self.years: dict[int, YearSums] = {}

    @property
    def in_account(self) -> Fen:
        """What the shared account holds."""
        return Fen(self.books.get(CommissionLedger.BANK, 0))

    @property
    def owed(self) -> Fen:
        """What the firm advanced and was not paid back."""
        return Fen(-self.books.get(CommissionLedger.FIRM, 0))

    def to_take(self, day: date) -> Fen:
        """The commission that is earned by a day and not taken."""
        first = self.starts_on
        months = (day.year - first.year) * 12 + day.month - first.month
        months -= day.day < first.day
        return Fen(self.terms.earned(max(months, 0), self.fees) - self.taken)

    def statement(self, year: int) -> CommissionYear:
        """The account of the year that is closed next, as the books stand."""
        sums = self.years.get(year, YearSums())
        received, spent = sums.receipts.total(), sums.costs.total()
        closing = self.carried + received - spent - sums.commission - sums.returned
        return CommissionYear(
            year=year,
            opening=self.carried,
            receipts=_items(sums.receipts),
            costs=_items(sums.costs),
            commission=Fen(sums.commission),
            returned=Fen(sums.returned),
            closing=Fen(closing),
        )

    def book(
        self, debit: CommissionLedger, credit: CommissionLedger, amount: int
    ) -> None:
        self.books = posted(self.books, moved(amount, debit=debit, credit=credit))

    def mark(self, payment: int, stage: CommissionRequestStage) -> None:
        self.payments[payment] = replace(self.payments[payment], stage=stage)

    def sums(self, year: int) -> YearSums:
        return self.years.setdefault(year, YearSums())


def _items(sums: Counter[str]) -> tuple[CommissionItem, ...]:
    return tuple(CommissionItem(code, Fen(sums[code])) for code in sorted(sums))
