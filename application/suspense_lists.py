"""The use cases of payments that could not be matched (待查款项)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from eventsourcing.domain import Aggregate

from application.commands import R
from application.commit import Receipt
from application.fee_commands import receipted
from application.fee_rows import SUSPENSE_ROWS
from application.order import Order
from application.receipt_books import BooksAtHand, with_books
from application.roles_allowed import Row
from application.steps import Steps
from application.use_cases import UseCases, changing
from domain.facts import Stamp
from domain.fee_account import FeeAccount
from domain.fee_refusals import AccountElsewhere
from domain.fee_words import FeePayer, FeePaymentMethod
from domain.suspense import SuspenseList


class SuspenseLists(UseCases[R]):
    """One list a compound; an import begins it."""

    kind = SuspenseList
    name = "suspense_list"
    public = False
    rows: ClassVar[Mapping[str, Row]] = SUSPENSE_ROWS
    mutations: ClassVar[Mapping[str, str]] = {
        "match": "match_payment",
        "send_back": "send_payment_back",
    }

    def match(
        self,
        order: Order,
        id: UUID,
        *,
        payment_id: UUID,
        account_id: UUID,
        payer: FeePayer = FeePayer.OWNER,
    ) -> R:
        """Give a payment that was kept to the account that it is for, under a receipt;
        list, account and book change together."""
        body = {"payment_id": payment_id, "account_id": account_id, "payer": payer}

        def matching(books: BooksAtHand) -> Steps[Receipt]:
            def decide(found: dict[UUID, Any], stamp: Stamp) -> None:
                listed: SuspenseList = found[id]
                account: FeeAccount = found[account_id]
                if account.compound_id != listed.compound_id:
                    raise AccountElsewhere
                payment = listed.held(payment_id)
                book = books.book(found, stamp)
                number = book.next
                receipted(
                    account,
                    book,
                    stamp,
                    amount_fen=payment.amount_fen,
                    method=FeePaymentMethod.TRANSFER,
                    payer=payer,
                    on=payment.paid_on,
                    reference=payment.reference,
                )
                listed.match(
                    stamp,
                    payment_id=payment_id,
                    account_id=account_id,
                    receipt=number,
                )

            kinds: dict[UUID, type[Aggregate]] = {
                id: SuspenseList,
                account_id: FeeAccount,
                **books.kinds,
            }
            return (
                yield from self._commands.together(
                    order,
                    "suspense_list.match",
                    kinds,
                    body,
                    {},
                    decide,
                    new=books.kinds,
                )
            )

        def steps() -> Steps[Receipt]:
            kept = yield from self._commands.loading(SuspenseList, id)
            store = self._commands.store
            return (yield from with_books(store, kept.place, matching))

        return self._commands.run(steps())

    send_back = changing(SuspenseList.send_back, reason=True)
