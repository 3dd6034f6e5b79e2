"""The maintenance funds: what does each hold, which uses are there, what is low?

All of it is public, down to the building; what a unit holds is in `fund_accounts`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from application.event_store import Recorded
from domain.fund_facts import FundBooking, FundFacts
from domain.fund_income_facts import FundIncomeFacts
from domain.fund_statement import FundStatement
from domain.fund_use_facts import FundUseFacts, NewUse, UseBooking, UseStep
from domain.fund_words import BuildingAmount, FundAccount, FundBuilding
from domain.fund_works_facts import FundWorksFacts
from projections.documents import View, plain, stated
from projections.records import Records

EMPTY: View = {
    "units": 0,
    "area_dm2": 0,
    "buildings": [],
    "uses": [],
    "incomes": [],
    "raises": [],
    "low": None,
    "statements": [],
}
USE: View = {
    "budget": None,
    "quotes": None,
    "shares": [],
    "posted_on": None,
    "vote_id": None,
    "question": None,
    "review_due_at": None,
    "payee": None,
    "paid": 0,
    "audited": None,
    "settled": None,
    "accepted_on": None,
}
OF_A_USE = (UseStep, UseBooking)


def evolve(view: View, recorded: Recorded) -> View:
    """The document of a fund after a fact."""
    fact: Any = recorded.fact
    if isinstance(fact, FundBooking):
        view = _booked(view, fact)
    match fact:
        case FundFacts.Opened():
            accounts = {account.value: 0 for account in FundAccount}
            return {**EMPTY, "accounts": accounts, "profile": fact.profile}
        case FundFacts.RollChanged():
            return view | _roll(view, fact.buildings)
        case FundFacts.RaiseDecided():
            return view | {"raises": [*view["raises"], stated(fact)]}
        case FundFacts.LowBalancesFound():
            return view | {"low": stated(fact)}
        case FundFacts.Reconciled():
            return view | {"statements": [*view["statements"], _closed(fact)]}
        case (
            FundIncomeFacts.IncomeReceived()
            | FundIncomeFacts.IncomeTransferred()
            | FundIncomeFacts.IncomeDistributed()
        ):
            return view | {"incomes": _incomes(view["incomes"], fact)}
        case NewUse():
            begun = stated(fact, "use", "units")
            affected = {"number": fact.use, "units": [str(id) for id in fact.units]}
            emergency = isinstance(fact, FundUseFacts.EmergencyReported)
            begun |= affected | {"emergency": emergency, "stage": fact.first.value}
            begun["profile"] = view["profile"]
            return view | {"uses": [*view["uses"], USE | begun]}
    if isinstance(fact, OF_A_USE):
        uses = list(view["uses"])
        uses[fact.use - 1] = _use(uses[fact.use - 1], fact)
        return view | {"uses": uses}
    return view


def _use(use: View, fact: Any) -> View:
    """The document of a use after a fact about it."""
    if fact.stage is not None:
        use = use | {"stage": fact.stage.value}
    match fact:
        case FundUseFacts.PlanMade():
            return use | stated(fact, "use")
        case FundUseFacts.PlanPosted():
            return use | {"posted_on": plain(fact.posted_on)}
        case FundUseFacts.UseVoteNamed():
            return use | {"vote_id": plain(fact.vote_id), "question": fact.question}
        case FundUseFacts.StreetConfirmed():
            return use | {"review_due_at": plain(fact.due.due_at)}
        case FundUseFacts.UseApproved():
            return use | {"budget": fact.budget}
        case FundWorksFacts.FirstPaid() | FundWorksFacts.FinalPaid():
            return use | {"payee": fact.payee, "paid": use["paid"] + fact.amount}
        case FundWorksFacts.WorksAccepted():
            return use | {"accepted_on": plain(fact.on)}
        case FundWorksFacts.UseAudited():
            return use | {"audited": fact.amount}
        case FundWorksFacts.UseSettled():
            return use | {"settled": fact.amount}
    return use


def _booked(view: View, fact: FundBooking) -> View:
    accounts = dict(view["accounts"])
    for line in fact.postings:
        side = 1 if line.account is FundAccount.BANK else -1
        accounts[line.account.value] += side * line.amount
    return view | {
        "accounts": accounts,
        "buildings": _buildings(view["buildings"], fact.buildings),
    }


def _buildings(known: list[View], gained: Iterable[BuildingAmount]) -> list[View]:
    amounts = {each.building: each.amount for each in gained}
    return [
        each | {"balance": each["balance"] + amounts.get(each["building"], 0)}
        for each in known
    ]


def _roll(view: View, buildings: tuple[FundBuilding, ...]) -> View:
    held = {each["building"]: each["balance"] for each in view["buildings"]}
    return {
        "units": sum(each.units for each in buildings),
        "area_dm2": sum(each.area_dm2 for each in buildings),
        "buildings": [
            plain(each) | {"balance": held.get(each.building, 0)} for each in buildings
        ],
    }


def _incomes(known: list[View], fact: Any) -> list[View]:
    """Common income by year, the earliest first."""
    received = isinstance(fact, FundIncomeFacts.IncomeReceived)
    year = fact.on.year if received else fact.year
    none = {"gross": 0, "cost": 0, "to_fund": 0, "spent": 0}
    of_year = next(
        (each for each in known if each["year"] == year), {"year": year} | none
    )
    if received:
        gains = {"gross": fact.gross, "cost": fact.cost}
    elif isinstance(fact, FundIncomeFacts.IncomeTransferred):
        gains = {"to_fund": fact.amount}
    else:
        gains = {"spent": fact.amount}
    of_year = of_year | {name: of_year[name] + gain for name, gain in gains.items()}
    net = of_year["gross"] - of_year["cost"]
    of_year["left"] = net - of_year["to_fund"] - of_year["spent"]
    others = [each for each in known if each["year"] != year]
    return sorted([*others, of_year], key=lambda each: int(each["year"]))


def _closed(fact: FundFacts.Reconciled) -> View:
    closed: FundStatement = fact.statement
    return plain(closed) | {"bank": fact.bank, "in_books": fact.in_books}  # type: ignore[no-any-return]


MAINTENANCE_FUNDS = Records("maintenance_funds", "MaintenanceFund", evolve, version=2)
