"""What a fee account remembers, and how its commands look at it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID, uuid5

from domain import lifecycle
from domain.facts import Stamp
from domain.fee_billing import DAY
from domain.fee_facts import FeeAccountFacts
from domain.fee_lines import FeeLine, late_fee
from domain.fee_refusals import LineDisputed, LineNotOpen, NoSuchLine
from domain.fee_words import FeeBook, FeePaymentMethod
from domain.household_facts import Holder
from domain.ledger import Books
from domain.lifecycle import Living, require_distinct

EARLIEST = date(1990, 1, 1)


class FeeState(FeeAccountFacts, Living):
    """unit_id: the household. books: the double entry underneath.

    hands: who held the unit since when. receipts: of every payment, by number; voided:
    numbers of those taken back. references: of payments that came through a bank.
    prepaid_since: when the present prepayment began. claims: numbers of lawsuits.
    """

    def __init__(self) -> None:
        self.unit_id = UUID(int=0)
        self.number = ""
        self.hands: tuple[tuple[date, Holder, tuple[str, ...]], ...] = ()
        self.lines: dict[UUID, FeeLine] = {}
        self.books: Books = {}
        self.receipts: dict[int, FeeAccountFacts.Paid] = {}
        self.voided: frozenset[int] = frozenset()
        self.references: frozenset[tuple[FeePaymentMethod, str | None]] = frozenset()
        self.prepaid_since: date | None = None
        self.claims: tuple[str, ...] = ()

    @property
    def open_lines(self) -> list[FeeLine]:
        """Lines of which something is owed, in the order charged."""
        return [line for line in self.lines.values() if line.open_fen]

    @property
    def open_fen(self) -> int:
        return sum(line.open_fen for line in self.lines.values())

    @property
    def prepaid_fen(self) -> int:
        """What is owed to the payer."""
        return -self.books.get(FeeBook.PREPAYMENT, 0)

    def has_seen(self, reference: str) -> bool:
        """Whether a payment with this reference ever came, even if it was taken back
        since: a bank's list that is read again brings nothing new."""
        return any(paid.reference == reference for paid in self.receipts.values())

    def put(self, line: FeeLine) -> None:
        self.lines[line.id] = line

    def note_prepaid(self, on: date) -> None:
        """Before money is added to the prepayments."""
        if not self.prepaid_fen:
            self.prepaid_since = on

    def liable(self, line: FeeLine) -> tuple[tuple[tuple[str, ...], int], ...]:
        """Who owes a line, and for how many of its days (F7)."""
        if line.borne_by:
            return ((line.borne_by, _days(*_span(line))),)
        first, last = _span(line)
        found = []
        ends = [since - DAY for since, _, _ in self.hands[1:]] + [date.max]
        for (since, _, owners), until in zip(self.hands, ends, strict=True):
            days = _days(max(first, since), min(last, until))
            if days > 0:
                found.append((owners, days))
        return tuple(found)

    def _new_id(self, item: str, first: date, last: date) -> UUID:
        """The id of a line follows from what it charges; where one was taken back, the
        next has the next number."""
        name = f"{item}/{first}/{last}"
        id, again = uuid5(self.id, name), 1
        while id in self.lines:
            again += 1
            id = uuid5(self.id, f"{name}/{again}")
        return id

    def _covered(self, item: str, first: date, last: date, *, live: bool) -> bool:
        """Whether a line charges the item within these days; live: taken-back lines
        do not count."""
        return any(
            line.charge.item == item
            and line.charge.overlaps(first, last)
            and not (live and line.reversed)
            for line in self.lines.values()
        )

    def _line(self, id: UUID) -> FeeLine:
        line = self.lines.get(id)
        if line is None:
            raise NoSuchLine(line=id)
        return line

    def _owed(self, ids: Sequence[UUID], on: date) -> list[FeeLine]:
        """Lines of which something is owed on a day, late fee included."""
        require_distinct("lines", ids)
        lines = [self._line(id) for id in ids]
        for line in lines:
            if not line.open_fen and not late_fee(line, on):
                raise LineNotOpen(line=line.id)
        return lines

    def _due(self, on: date) -> list[FeeLine]:
        """Open lines that fell due by a day and are not disputed, the oldest first."""
        found = [
            line
            for line in self.open_lines
            if line.charge.due_on <= on and not line.in_dispute
        ]
        return sorted(found, key=lambda line: line.charge.due_on)


def require_undisputed(lines: Iterable[FeeLine]) -> None:
    for line in lines:
        if line.in_dispute:
            raise LineDisputed(line=line.id)


def require_past(field: str, day: date, stamp: Stamp) -> None:
    """Refuse a day that is not here yet, or that nobody means."""
    lifecycle.require_past(field, day, stamp, EARLIEST)


def _span(line: FeeLine) -> tuple[date, date]:
    return line.charge.period_from, line.charge.period_to


def _days(first: date, last: date) -> int:
    return (last - first).days + 1
