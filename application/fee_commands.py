"""What the commands of fee accounts have in common: what they load, and receipts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast
from uuid import UUID

from application.chance import some_bytes
from application.commands import R
from application.commit import Receipt
from application.order import Order
from application.steps import Steps
from application.use_cases import UseCases
from domain.compound import Compound
from domain.facts import Stamp
from domain.fee_account import FeeAccount
from domain.fee_billing import Tariffed
from domain.household import Household
from domain.place import Place
from domain.receipts import ReceiptBook


class FeeCommands(UseCases[R]):
    """Use cases that look at an account's household, its compound and its books."""

    def place(self, given: Mapping[str, Any]) -> Steps[Place]:
        """A new account belongs where its household is."""
        unit = yield from self._commands.loading(Household, given["unit_id"])
        return unit.place

    def _with_unit(
        self,
        order: Order,
        name: str,
        id: UUID,
        body: Mapping[str, Any],
        decide: Callable[[FeeAccount, Household, Tariffed, Stamp], None],
    ) -> R:
        """A command on one account that looks at its household and its compound."""

        def steps() -> Steps[Receipt]:
            _, unit, compound = yield from self._loaded(id)

            def change(account: FeeAccount, stamp: Stamp) -> None:
                decide(account, unit, compound, stamp)

            return (
                yield from self._commands.changing(
                    order, f"fee_account.{name}", FeeAccount, id, body, {}, change
                )
            )

        return self._commands.run(steps())

    def _loaded(self, id: UUID) -> Steps[tuple[FeeAccount, Household, Tariffed]]:
        account = yield from self._commands.loading(FeeAccount, id)
        unit = yield from self._commands.loading(Household, account.unit_id)
        assert account.compound_id is not None, "a household lies in a compound"
        compound = yield from self._commands.loading(Compound, account.compound_id)
        return account, unit, cast(Tariffed, compound)


def receipted(
    account: FeeAccount, book: ReceiptBook, stamp: Stamp, **payment: Any
) -> None:
    """Take a payment under the next number of the book; both are to be saved."""
    number = book.next
    verify = account.pay(stamp, receipt=number, nonce=some_bytes(16).hex(), **payment)
    book.issue(
        stamp, account_id=account.id, amount_fen=payment["amount_fen"], verify=verify
    )
