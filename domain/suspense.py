"""A compound's payments that could not be matched (待查款项): kept until they are given
to an account or sent back, never dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate

from domain.coded import Coded
from domain.codes import require_code
from domain.facts import Audience, Label, Mask, Stamp, sealable, stamped
from domain.fee_moves import MovesMoney
from domain.fee_refusals import NoSuchPayment, PaymentNotHeld, PaymentNotPositive
from domain.fee_words import FeeBook
from domain.ledger import Books, Postings, moved
from domain.lifecycle import Beginning, Living
from domain.place import Place
from domain.quantities import Fen


def suspense_list_id(compound_id: UUID) -> UUID:
    """A compound has one list: its id follows from the compound's."""
    return uuid5(compound_id, "suspense-list")


class SuspenseListStatus(Coded):
    """Where a list of unmatched payments stands."""

    OPEN = "open", "使用中", "In use"


class HoldCause(Coded):
    """Why a payment could not be given to an account."""

    UNIT_MISSING = "unit_missing", "未注明房号", "No unit is named"
    UNIT_UNKNOWN = "unit_unknown", "房号未登记", "The unit is not registered"
    UNIT_AMBIGUOUS = "unit_ambiguous", "房号不唯一", "More than one unit is named"
    NO_ACCOUNT = "no_account", "该户无账户", "The unit has no fee account"
    REFUSED = "refused", "账户拒收", "The account refused it"


IN_USE = frozenset({SuspenseListStatus.OPEN})


@dataclass(frozen=True, slots=True)
class HeldPayment:
    """A payment on the list; held: neither matched nor returned yet."""

    reference: str
    amount_fen: Fen
    paid_on: date
    held: bool


class _Moving(MovesMoney):
    audience = Audience.RESTRICTED
    sources = IN_USE


class SuspenseFacts:
    """The namespace that makes the facts read `SuspenseList.Held`, ..."""

    class Begun(Beginning):
        """A compound has a list of unmatched payments."""

        label = Label("启用待查款项", "Begun")
        audience = Audience.RESTRICTED
        target = SuspenseListStatus.OPEN

    class Held(_Moving):
        """A payment came that no account could take.

        reference: of the bank, or made from the file and the row.
        refusal: the code with which the account refused it, if one did.
        """

        label = Label("挂账", "Held")
        texts = sealable(payer_name=Mask.NEVER, said=Mask.NEVER)
        payment_id: UUID
        reference: str
        amount_fen: Fen
        paid_on: date
        cause: HoldCause
        refusal: str | None

        def postings(self) -> Postings:
            fen, held = self.amount_fen, FeeBook.SUSPENSE
            return moved(fen, debit=FeeBook.CASH, credit=held)

        def change(self, kept: SuspenseList) -> None:
            kept.payments[self.payment_id] = HeldPayment(
                self.reference, self.amount_fen, self.paid_on, True
            )

    class Matched(_Moving):
        """The payment was given to an account, under a receipt."""

        label = Label("匹配入账", "Matched")
        payment_id: UUID
        account_id: UUID
        amount_fen: Fen
        receipt: int

        def postings(self) -> Postings:
            return _gone(self.amount_fen)

        def change(self, kept: SuspenseList) -> None:
            kept.settle(self.payment_id)

    class Returned(_Moving):
        """The payment was sent back. reference: of the transfer."""

        label = Label("退回", "Returned")
        texts = sealable(reason=Mask.NEVER)
        payment_id: UUID
        amount_fen: Fen
        reference: str

        def postings(self) -> Postings:
            return _gone(self.amount_fen)

        def change(self, kept: SuspenseList) -> None:
            kept.settle(self.payment_id)


def _gone(fen: int) -> Postings:
    return moved(fen, debit=FeeBook.SUSPENSE, credit=FeeBook.CASH)


class SuspenseList(SuspenseFacts, Living, Aggregate):
    """payments: every payment that was ever on the list, by id."""

    def __init__(self) -> None:
        self.books: Books = {}
        self.payments: dict[UUID, HeldPayment] = {}

    @classmethod
    def begin(cls, stamp: Stamp, *, place: Place) -> Self:
        """Begin the list of a compound."""
        assert place.compound_id is not None, "a list belongs to a compound"
        id = suspense_list_id(place.compound_id)
        began = stamped(stamp, with_texts=False)
        return cls._create(cls.Begun, id=id, **began, **place.fields())

    def payment_id(self, reference: str) -> UUID:
        """The same payment is on the list once: its id follows from its reference."""
        return uuid5(self.id, reference)

    def knows(self, reference: str) -> bool:
        return self.payment_id(reference) in self.payments

    def hold(
        self,
        stamp: Stamp,
        *,
        reference: str,
        amount_fen: Fen,
        paid_on: date,
        cause: HoldCause,
        refusal: str | None = None,
    ) -> None:
        """Keep a payment; one that is known already changes nothing."""
        require_code("reference", reference)
        if amount_fen <= 0:
            raise PaymentNotPositive
        if self.knows(reference):
            return
        self._record(
            self.Held,
            stamp,
            payment_id=self.payment_id(reference),
            reference=reference,
            amount_fen=amount_fen,
            paid_on=paid_on,
            cause=cause,
            refusal=refusal,
        )

    def held(self, payment_id: UUID) -> HeldPayment:
        """The payment, if it is still here."""
        payment = self.payments.get(payment_id)
        if payment is None:
            raise NoSuchPayment(payment=payment_id)
        if not payment.held:
            raise PaymentNotHeld(payment=payment_id)
        return payment

    def match(
        self, stamp: Stamp, *, payment_id: UUID, account_id: UUID, receipt: int
    ) -> None:
        """Note that an account took the payment."""
        payment = self.held(payment_id)
        self._record(
            self.Matched,
            stamp,
            payment_id=payment_id,
            account_id=account_id,
            amount_fen=payment.amount_fen,
            receipt=receipt,
        )

    def send_back(self, stamp: Stamp, *, payment_id: UUID, reference: str) -> None:
        """Send a payment back to whoever paid it."""
        require_code("reference", reference)
        payment = self.held(payment_id)
        self._record(
            self.Returned,
            stamp,
            payment_id=payment_id,
            amount_fen=payment.amount_fen,
            reference=reference,
        )

    def settle(self, payment_id: UUID) -> None:
        gone = self.payments[payment_id]
        self.payments[payment_id] = HeldPayment(
            gone.reference, gone.amount_fen, gone.paid_on, False
        )
