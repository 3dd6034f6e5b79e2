"""The use cases of payments that could not be matched (待查款项)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from eventsourcing.domain import Aggregate

from application.commands import R
from application.commit import Receipt
from application.fee_commands import receipted
from application.fee_rows import SUSPENSE_ROWS
from application.order import Order
from application.receipt_books import book_among, books_from, present_volume
from application.roles_allowed import Row
from application.steps import Blocking, Steps
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

        def steps() -> Steps[Receipt]:
            kept = yield from self._commands.loading(SuspenseList, id)
            assert kept.compound_id is not None, "a list belongs to a compound"
            looking = partial(present_volume, self._commands.store, kept.compound_id)
            volume: int = yield Blocking(looking)
            books = books_from(kept.compound_id, volume)

            def decide(found: dict[UUID, Any], stamp: Stamp) -> None:
                listed: SuspenseList = found[id]
                account: FeeAccount = found[account_id]
                if account.compound_id != listed.compound_id:
                    raise AccountElsewhere
                payment = listed.held(payment_id)
                book = book_among(found, listed.place, volume, stamp)
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
                **books,
            }
            return (
                yield from self._commands.together(
                    order,
                    "suspense_list.match",
                    kinds,
                    body,
                    {},
                    decide,
                    new=books,
                )
            )

        return self._commands.run(steps())

    send_back = changing(SuspenseList.send_back, reason=True)
