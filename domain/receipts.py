"""A compound's book of receipts (收据簿): numbers without a gap (F18).

A receipt is recorded twice in one commit, here and on the account that it is for, so
that two cashiers can never be given the same number, and no number is lost.
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


def receipt_book_id(compound_id: UUID) -> UUID:
    """A compound has one book: its id follows from the compound's."""
    return uuid5(compound_id, "receipt-book")


class ReceiptBookStatus(Coded):
    """Where a book of receipts stands."""

    OPEN = "open", "使用中", "In use"


IN_USE = frozenset({ReceiptBookStatus.OPEN})


class ReceiptBookFacts:
    """The namespace that makes the facts read `ReceiptBook.Issued`, ..."""

    class Begun(Beginning):
        """A compound has a book of receipts."""

        label = Label("启用收据簿", "Begun")
        audience = Audience.RESTRICTED
        target = ReceiptBookStatus.OPEN

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
    """last: the number given last, 0 before the first. voided: how many are void."""

    def __init__(self) -> None:
        self.last = 0
        self.voided = 0

    @property
    def next(self) -> int:
        return self.last + 1

    @classmethod
    def begin(cls, stamp: Stamp, *, place: Place) -> Self:
        """Begin the book of a compound."""
        assert place.compound_id is not None, "a book belongs to a compound"
        id = receipt_book_id(place.compound_id)
        began = stamped(stamp, with_texts=False)
        return cls._create(cls.Begun, id=id, **began, **place.fields())

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
