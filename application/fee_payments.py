"""Payments and their receipts: account and book change together."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from application.commands import R
from application.commit import Receipt
from application.fee_commands import FeeCommands, receipted
from application.order import Order
from application.receipt_books import BooksAtHand, with_books
from application.steps import Steps
from domain.facts import Stamp
from domain.fee_account import FeeAccount
from domain.fee_billing import month_fen
from domain.fee_words import FeePayer, FeePaymentMethod
from domain.quantities import Fen
from domain.receipts import ReceiptBook, receipt_book_id, volume_of


class FeePayments(FeeCommands[R]):
    """The use cases of a fee account that need the compound's books of receipts."""

    def pay(
        self,
        order: Order,
        id: UUID,
        *,
        amount_fen: Fen,
        method: FeePaymentMethod,
        on: date,
        payer: FeePayer = FeePayer.OWNER,
        reference: str | None = None,
        signature: str | None = None,
        lines: tuple[UUID, ...] = (),
        prepay_fen: Fen | None = None,
        receipt_number: int | None = None,
        payer_name: str | None = None,
    ) -> R:
        """Take a payment and give its receipt, with the next number of the compound."""
        payment: dict[str, Any] = {
            "amount_fen": amount_fen,
            "method": method,
            "on": on,
            "payer": payer,
            "reference": reference,
            "signature": signature,
            "lines": lines,
            "prepay_fen": prepay_fen,
        }
        body = {**payment, "receipt_number": receipt_number}
        texts = {"payer_name": payer_name} if payer_name is not None else {}

        def steps() -> Steps[Receipt]:
            account, unit, compound = yield from self._loaded(id)
            tariff = compound.tariff_on(on)
            month = None if tariff is None else month_fen(unit, tariff, on)

            def paying(books: BooksAtHand) -> Steps[Receipt]:
                def decide(found: dict[UUID, Any], stamp: Stamp) -> None:
                    book = books.book(found, stamp)
                    if receipt_number is not None:
                        book.require_number(receipt_number)
                    receipted(found[id], book, stamp, month_fen=month, **payment)

                return self._commands.together(
                    order,
                    "fee_account.pay",
                    {id: FeeAccount, **books.kinds},
                    body,
                    texts,
                    decide,
                    new=books.kinds,
                )

            store = self._commands.store
            return (yield from with_books(store, account.place, paying))

        return self._commands.run(steps())

    def void_receipt(self, order: Order, id: UUID, *, receipt: int, reason: str) -> R:
        """Take a payment back by a counter-entry; its number stays used."""

        def steps() -> Steps[Receipt]:
            account = yield from self._commands.loading(FeeAccount, id)
            assert account.compound_id is not None, "a household lies in a compound"
            book_id = receipt_book_id(account.compound_id, volume_of(receipt))

            def decide(found: dict[UUID, Any], stamp: Stamp) -> None:
                found[id].void_receipt(stamp, receipt=receipt)
                found[book_id].void(stamp, number=receipt)

            return (
                yield from self._commands.together(
                    order,
                    "fee_account.void_receipt",
                    {id: FeeAccount, book_id: ReceiptBook},
                    {"receipt": receipt},
                    {"reason": reason},
                    decide,
                )
            )

        return self._commands.run(steps())
