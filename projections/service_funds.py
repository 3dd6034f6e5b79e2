"""The Party service fund: what was asked for, what was granted, what became of it?"""

from __future__ import annotations

from application.event_store import Recorded
from domain.service_fund_facts import ServiceFundFacts as ServiceFund
from projections.documents import View, stated
from projections.records import Records


def evolve(view: View, recorded: Recorded) -> View:
    """The document of an application after a fact."""
    match recorded.fact:
        case ServiceFund.Applied() as fact:
            return {
                "purpose": fact.purpose,
                "kind": fact.purpose,
                "profile": fact.profile,
                "asked": fact.amount,
                "granted": None,
                "spent": 0,
                "returned": None,
                "payments": [],
                "closed_on": None,
                "sort": fact.timestamp.isoformat(),
            }
        case ServiceFund.Approved() as fact:
            return view | {"granted": fact.amount}
        case ServiceFund.Spent() as fact:
            payments = [*view["payments"], stated(fact)]
            return view | {"payments": payments, "spent": view["spent"] + fact.amount}
        case ServiceFund.Closed() as fact:
            return view | {"returned": fact.returned, "closed_on": fact.on.isoformat()}
    return view


SERVICE_FUNDS = Records("service_funds", "ServiceFund", evolve)
