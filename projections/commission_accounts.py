"""The accounts under commission: what came in, what was paid, what each year left."""

from __future__ import annotations

from application.event_store import Recorded
from domain.commission_facts import CommissionFacts as Account
from domain.commission_words import (
    SIDES,
    CommissionLedger,
    CommissionMove,
    CommissionRequestStage,
)
from projections.documents import View, stated
from projections.records import Records


def evolve(view: View, recorded: Recorded) -> View:
    """The document of an account after a fact."""
    match recorded.fact:
        case Account.Opened() as fact:
            return {
                "kind": fact.terms.basis.value,
                "profile": fact.profile,
                "contract": fact.contract,
                "basis": fact.terms.basis.value,
                "rate": fact.terms.rate,
                "in_account": 0,
                "advanced": 0,
                "commission_taken": 0,
                "receipts": [],
                "payments": [],
                "years": [],
                "surplus": None,
                "shortfall": None,
                "sort": fact.timestamp.isoformat(),
            }
        case Account.MoneyReceived() as fact:
            receipts = [*view["receipts"], stated(fact)]
            held = view["in_account"] + fact.amount
            return view | {"receipts": receipts, "in_account": held}
        case Account.PaymentRequested() as fact:
            asked = {
                **stated(fact),
                "stage": CommissionRequestStage.REQUESTED.value,
                "on": None,
            }
            return view | {"payments": [*view["payments"], asked]}
        case Account.PaymentCountersigned() as fact:
            paid = {"on": fact.on.isoformat()}
            stage = CommissionRequestStage.PAID
            return _moved(_marked(view, fact.payment, stage, **paid), fact)
        case Account.PaymentRefused() as fact:
            return _marked(view, fact.payment, CommissionRequestStage.REFUSED)
        case Account.YearClosed() as fact:
            return view | {"years": [*view["years"], stated(fact)["statement"]]}
        case Account.Closed() as fact:
            return view | {
                "surplus": fact.surplus,
                "shortfall": fact.shortfall,
                "in_account": 0,
            }
    return view


def _marked(
    view: View, number: int, stage: CommissionRequestStage, **more: str
) -> View:
    payments = list(view["payments"])
    payments[number - 1] = payments[number - 1] | {"stage": stage.value, **more}
    return view | {"payments": payments}


def _moved(view: View, fact: Account.PaymentCountersigned) -> View:
    debit, credit = SIDES[fact.move]
    held, owed = view["in_account"], view["advanced"]
    if credit is CommissionLedger.BANK:
        held -= fact.amount
    if credit is CommissionLedger.FIRM:
        owed += fact.amount
    if debit is CommissionLedger.FIRM:
        owed -= fact.amount
    taken = view["commission_taken"]
    taken += fact.amount if fact.move is CommissionMove.COMMISSION else 0
    return view | {"in_account": held, "advanced": owed, "commission_taken": taken}


COMMISSION_ACCOUNTS = Records("commission_accounts", "CommissionAccount", evolve)
