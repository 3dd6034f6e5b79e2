"""A compound's books of receipts (收据簿): numbers without a gap (F18).

A receipt is recorded twice in one commit, here and on the account that it is for, so
that two cashiers can never be given the same number, and no number is lost. Like those
of paper a book has so many pages: when it is full the next one goes on, which keeps
what a payment has to read small.
"""

from __future__ import annotations

from typing import Self
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate

from domain.coded import Coded
from domain.facts import Audience, Label, Stamp, stamped
from domain.fee_refusals import ReceiptNumberGap, ReceiptNumberTaken
from domain.lifecycle import Beginning, Living, Step
from domain.place import Place
from domain.quantities import Fen

PAGES = 500
"""Receipts of one book."""


def receipt_book_id(compound_id: UUID, volume: int = 0) -> UUID:
    """A book's id follows from its compound and its place in the row of books."""
    return uuid5(compound_id, f"receipt-book/{volume}")


def volume_of(number: int) -> int:
    """The book that has a number."""
    return (number - 1) // PAGES


class ReceiptBookStatus(Coded):
    """Where a book of receipts stands."""

    OPEN = "open", "使用中", "In use"


IN_USE = frozenset({ReceiptBookStatus.OPEN})


class ReceiptBookFacts:
    """The namespace that makes the facts read `ReceiptBook.Issued`, ..."""

    class Begun(Beginning):
        """A book was begun. volume: its place in the row, from 0; it gives the numbers
        from `volume * PAGES + 1` on."""

        label = Label("启用收据簿", "Begun")
        audience = Audience.RESTRICTED
        target = ReceiptBookStatus.OPEN
        volume: int
        first_number: int

        def change(self, book: ReceiptBook) -> None:
            book.volume = self.volume
            book.first = self.first_number
            book.last = self.first_number - 1

    class Issued(Step):
        """The next number was given to a payment. verify: as on the receipt."""

        label = Label("开具收据", "Issued")
        audience = Audience.RESTRICTED
        sources = IN_USE
        number: int
        account_id: UUID
        amount_fen: Fen
        verify: str

        def change(self, book: ReceiptBook) -> None:
            book.last = self.number

    class Voided(Step):
        """A receipt is void by a counter-entry; its number is never given again."""

        label = Label("收据作废", "Voided")
        audience = Audience.RESTRICTED
        sources = IN_USE
        number: int

        def change(self, book: ReceiptBook) -> None:
            book.voided += 1


class ReceiptBook(ReceiptBookFacts, Living, Aggregate):
    """first: its first number. last: the number given last; before the first one that
    of the book before. voided: how many are void."""

    def __init__(self) -> None:
        self.volume = 0
        self.first = 1
        self.last = 0
        self.voided = 0

    @property
    def next(self) -> int:
        return self.last + 1

    @property
    def full(self) -> bool:
        return self.last - self.first + 1 >= PAGES

    @classmethod
    def begin(cls, stamp: Stamp, *, place: Place, volume: int = 0) -> Self:
        """Begin a book of a compound; those before it are full."""
        assert place.compound_id is not None, "a book belongs to a compound"
        return cls._create(
            cls.Begun,
            id=receipt_book_id(place.compound_id, volume),
            **stamped(stamp, with_texts=False),
            **place.fields(),
            volume=volume,
            first_number=volume * PAGES + 1,
        )

    def require_number(self, number: int) -> None:
        """Refuse a printed number that is not the next one."""
        if number < self.next:
            raise ReceiptNumberTaken(number=number, next=self.next)
        if number > self.next:
            raise ReceiptNumberGap(number=number, next=self.next)

    def issue(
        self, stamp: Stamp, *, account_id: UUID, amount_fen: Fen, verify: str
    ) -> None:
        """Give the next number to a payment."""
        assert not self.full, "the next book goes on"
        self._follow(
            self.Issued,
            stamp,
            number=self.next,
            account_id=account_id,
            amount_fen=amount_fen,
            verify=verify,
        )

    def void(self, stamp: Stamp, *, number: int) -> None:
        """Note that a receipt is void; the account makes the counter-entry."""
        self._follow(self.Voided, stamp, number=number)
