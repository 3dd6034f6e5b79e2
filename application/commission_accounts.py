"""The use cases of an account under commission (酬金制共管账户)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar
from uuid import UUID

from application.commands import R
from application.commit import Receipt
from application.order import Order
from application.roles_allowed import COORDINATORS, OWNERS_BODIES, Row, row
from application.steps import Steps
from application.use_cases import UseCases, changing
from domain.commission_account import CommissionAccount, commission_account_id
from domain.commission_refusals import CommissionAccountThere, NotOnCommission
from domain.commission_words import CommissionBasis, CommissionTerms
from domain.compound import Compound
from domain.compound_contract import ServiceContract
from domain.facts import Stamp
from domain.roles import Role

_FIRM = {Role.SITE_MANAGER, Role.CASHIER}
_OWNERS_SIDE = OWNERS_BODIES | {Role.NEIGHBOURHOOD_COMMITTEE}
_READERS = COORDINATORS | OWNERS_BODIES | _FIRM | {Role.AUDITOR}


class CommissionAccounts(UseCases[R]):
    """Owners' money that a firm manages for a commission."""

    kind = CommissionAccount
    name = "commission_account"
    rows: ClassVar[Mapping[str, Row]] = {
        "open": row({Role.SITE_MANAGER} | _OWNERS_SIDE),
        "receive": row(_FIRM),
        "request_payment": row(_FIRM),
        "countersign": row(_OWNERS_SIDE),
        "refuse_payment": row(_OWNERS_SIDE),
        "close_year": row({Role.SITE_MANAGER}),
        "close": row(_OWNERS_SIDE),
        "read": {},
        "read_restricted": row(_READERS),
        "read_text": row(_READERS),
    }
    mutations: ClassVar[Mapping[str, str]] = {
        "receive": "receive_money_under_commission",
        "request_payment": "request_commission_payment",
        "countersign": "countersign_commission_payment",
        "refuse_payment": "refuse_commission_payment",
    }

    def open(
        self,
        order: Order,
        *,
        compound_id: UUID,
        contract: str,
        basis: CommissionBasis,
        rate: int,
    ) -> R:
        """Open the shared account of a contract that is under commission.

        contract: its number.
        rate: fen for a year, or hundredths of a percent of the fees prepaid.
        """
        body = {
            "compound_id": compound_id,
            "contract": contract,
            "basis": basis,
            "rate": rate,
        }
        id = commission_account_id(compound_id, contract)

        def steps() -> Steps[Receipt]:
            place = yield from self.place(body)
            compound = yield from self._commands.loading(Compound, compound_id)
            signed = _contract(compound, contract)

            def begin(stamp: Stamp) -> CommissionAccount:
                if signed is None:
                    raise NotOnCommission(contract=contract)
                terms = CommissionTerms(basis, rate)
                return CommissionAccount.open(
                    stamp, id=id, place=place, contract=signed, terms=terms
                )

            return (
                yield from self._commands.creating(
                    order,
                    "commission_account.open",
                    place.profile,
                    body,
                    {},
                    begin,
                    id,
                    taken=CommissionAccountThere(id=id),
                )
            )

        return self._commands.run(steps())

    receive = changing(CommissionAccount.receive)
    request_payment = changing(CommissionAccount.request_payment, note=False)
    countersign = changing(CommissionAccount.countersign)
    refuse_payment = changing(CommissionAccount.refuse_payment, reason=True)
    close_year = changing(CommissionAccount.close_year)

    def close(self, order: Order, id: UUID, *, payee: str, on: date) -> R:
        """Settle the account after the contract: the last open account, and the
        owners' money to whoever they name."""

        def steps() -> Steps[Receipt]:
            account = yield from self._commands.loading(CommissionAccount, id)
            assert account.compound_id is not None, "a contract is a compound's"
            compound = yield from self._commands.loading(Compound, account.compound_id)
            running = _contract(compound, account.contract) is not None

            def settle(account: CommissionAccount, stamp: Stamp) -> None:
                account.close(stamp, running=running, payee=payee, on=on)

            body = {"payee": payee, "on": on}
            return (
                yield from self._commands.changing(
                    order,
                    "commission_account.close",
                    CommissionAccount,
                    id,
                    body,
                    {},
                    settle,
                )
            )

        return self._commands.run(steps())


def _contract(compound: Compound, number: str) -> ServiceContract | None:
    """The running contract or the next one, if it has this number."""
    for each in (compound.contract, compound.next_contract):
        if each is not None and each.number == number:
            return each
    return None
