"""What contract, exit and trial facts say of how a compound is served."""

from __future__ import annotations

from typing import Any

from domain.civil_time import day_in_china
from domain.compound_contract_facts import ContractFacts
from domain.compound_exit_facts import ExitFacts
from domain.compound_trial_facts import TrialFacts
from projections.documents import View, plain, stated
from projections.listed import added, removed

EMPTY: View = {
    "status": "unstated",
    "managed_since": None,
    "management_history": [],
    "contract": None,
    "next_contract": None,
    "past_contracts": [],
    "tariffs": [],
    "subcontracts": [],
    "handed_over": [],
    "hand_over_refused": [],
    "trials": [],
    "serve_first": None,
}
UNDONE: View = {
    "filed_on": None,
    "inspected_on": None,
    "started_on": None,
    "notice_side": None,
    "last_day": None,
    "hand_over_by": None,
    "ended_on": None,
    "charged_until": None,
    "end_cause": None,
    "refused": [],
}
"""What a contract has still before it."""


def evolve(view: View, fact: Any) -> View:
    """The document after a fact about how the compound is served."""
    match fact:
        case ExitFacts.ManagementStated():
            return _managed(view, fact.management, fact.since, fact.cause)
        case ExitFacts.ServiceStarted():
            view = _contract(view, fact.number, started_on=plain(fact.on))
            return _managed(view, fact.target, fact.on, None)
        case ExitFacts.ServiceEnded():
            return _ended(view, fact)
        case ExitFacts.TakeoverInspected():
            return _contract(view, fact.number, inspected_on=plain(fact.on))
        case ExitFacts.TerminationNoticed():
            given = stated(fact, "number", "side", "vote_id", "question", "noticed_on")
            view = _contract(view, fact.number, notice_side=plain(fact.side), **given)
            return _managed(view, fact.target, fact.noticed_on, None)
        case ExitFacts.HandedOver():
            kept = [x for x in view["hand_over_refused"] if x not in fact.items]
            gone = [x for x in fact.items if x not in view["handed_over"]]
            handed = [*view["handed_over"], *gone]
            return view | {"handed_over": handed, "hand_over_refused": kept}
        case ExitFacts.HandoverRefused():
            more = [x for x in fact.items if x not in view["hand_over_refused"]]
            return view | {"hand_over_refused": [*view["hand_over_refused"], *more]}
    return _trial(_contracted(view, fact), fact)


def _contracted(view: View, fact: Any) -> View:
    match fact:
        case ContractFacts.ContractSigned():
            name = "contract" if view["contract"] is None else "next_contract"
            view = view | {name: stated(fact) | UNDONE}
            if name == "contract":
                view["serve_first"] = None
            return _priced(view, fact.number, fact.starts_on, fact.tariff)
        case ContractFacts.ContractFiled():
            return _contract(view, fact.number, filed_on=plain(fact.on))
        case ContractFacts.ContractCancelled():
            return _cancelled(view, fact.number)
        case ContractFacts.ContractRenewed():
            void = {"notice_side": None, "last_day": None, "hand_over_by": None}
            given = stated(fact, "number") | void
            view = _contract(view, fact.number, **given)
            day = day_in_china(fact.timestamp)
            return _managed(view, fact.target, day, None)
        case ContractFacts.TariffChanged():
            return _priced(view, fact.number, fact.effective_on, fact.tariff)
        case ContractFacts.SubcontractAgreed():
            return added(view, "subcontracts", stated(fact))
    return view


def _trial(view: View, fact: Any) -> View:
    match fact:
        case TrialFacts.TrialBegun():
            begun = {"checked_on": None, "survey": None, "outcome": None}
            ended = {"vote_id": None, "question": None, "ended_on": None}
            return added(view, "trials", stated(fact) | begun | ended)
        case TrialFacts.TrialChecked():
            return _of_trial(view, checked_on=plain(fact.on))
        case TrialFacts.TrialSurveyed():
            return _of_trial(view, survey=stated(fact))
        case TrialFacts.TrialEnded():
            ended = stated(fact, "on", "handed_over") | {"ended_on": plain(fact.on)}
            return _of_trial(view, **ended)
        case TrialFacts.ServeFirstAgreed():
            agreed = {"accepted_on": None, "posted_on": None, "first_charge_on": None}
            return view | {"serve_first": stated(fact) | agreed}
        case TrialFacts.ServiceAccepted():
            passed = all(each.passed for each in fact.checklist)
            accepted = {"accepted_on": plain(fact.on) if passed else None}
            return view | {"serve_first": view["serve_first"] | accepted}
        case TrialFacts.ChargeDatePosted():
            posted = stated(fact, "number")
            return view | {"serve_first": view["serve_first"] | posted}
    return view


def _managed(view: View, management: Any, since: Any, cause: Any) -> View:
    """The document with another status, if it is another, and its history."""
    if view["status"] == plain(management):
        return view
    entry = {
        "management": plain(management),
        "since": plain(since),
        "cause": plain(cause),
    }
    view = added(view, "management_history", entry)
    return view | {"status": entry["management"], "managed_since": entry["since"]}


def _contract(view: View, number: str, **changes: Any) -> View:
    """The document with other values in the contract of this number."""
    found = {
        name: view[name] | changes
        for name in ("contract", "next_contract")
        if view[name] is not None and view[name]["number"] == number
    }
    return view | found


def _cancelled(view: View, number: str) -> View:
    """The document as if the contract of this number had never been."""
    contract, following = view["contract"], view["next_contract"]
    if contract["number"] == number:
        view = view | {"contract": following, "serve_first": None}
    view = view | {"next_contract": None}
    return removed(view, "tariffs", number=number)


def _priced(view: View, number: str, first: Any, tariff: Any) -> View:
    term = {"number": number, "first": plain(first), "last": None}
    return added(view, "tariffs", term | {"tariff": plain(tariff)})


def _ended(view: View, fact: ExitFacts.ServiceEnded) -> View:
    """The contract is a past one, and the next one is the present."""
    last = plain(fact.charged_until)
    past = view["contract"] | {
        "ended_on": plain(fact.on),
        "charged_until": last,
        "end_cause": plain(fact.cause),
        "refused": view["hand_over_refused"],
    }
    tariffs = [
        term | {"last": last}
        if term["number"] == fact.number and term["last"] is None
        else term
        for term in view["tariffs"]
    ]
    view = _managed(view, fact.management, fact.on, fact.cause)
    return added(view, "past_contracts", past) | {
        "contract": view["next_contract"],
        "next_contract": None,
        "tariffs": tariffs,
        "subcontracts": [],
        "handed_over": [],
        "hand_over_refused": [],
        "serve_first": None,
    }


def _of_trial(view: View, **changes: Any) -> View:
    *before, last = view["trials"]
    return view | {"trials": [*before, last | changes]}
