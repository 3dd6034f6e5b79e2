"""What the duties remember of a stream: its place, and what later facts leave out.

A head holds JSON values alone, so that a read model can keep it.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from domain.committee_facts import FormationFacts
from domain.compound_contract_facts import ContractFacts
from domain.compound_exit_facts import ExitFacts
from domain.compound_facts import CompoundFacts
from domain.enterprise_facts import RegisterFacts, SubcontractFacts
from domain.facts import Fact, FirstFact
from domain.fund_facts import FundFacts
from domain.fund_use_facts import FundUseFacts
from domain.meeting_facts import TalkFacts
from domain.service_fund_facts import ServiceFundFacts
from domain.survey_facts import SurveyFacts
from domain.tariff import Tariff
from domain.vote_facts import VoteFacts

Head = dict[str, Any]

REMEMBERED = (
    CompoundFacts.Registered,
    ContractFacts.ContractSigned,
    ContractFacts.TariffChanged,
    ExitFacts.ServiceStarted,
    ExitFacts.ServiceEnded,
    RegisterFacts.Registered,
    SubcontractFacts.SubcontractAgreed,
    VoteFacts.Noticed,
    TalkFacts.Convened,
    FormationFacts.Formed,
    FundFacts.Opened,
    FundUseFacts.PlanMade,
    SurveyFacts.Begun,
    ServiceFundFacts.Applied,
)
"""Facts that a head keeps something of; all of them are public."""


def remembered(head: Head | None, fact: Any) -> Head:
    """The head after a fact; the same where the fact adds nothing to it."""
    if isinstance(fact, FirstFact):
        head = _begun(fact)
    if head is None:
        raise LookupError(f"{type(fact).__qualname__} cannot begin a stream")
    return head | _added(head, fact)


def compound_of(head: Head) -> UUID | None:
    return UUID(head["compound"]) if head["compound"] else None


def region_of(head: Head) -> tuple[str, ...]:
    return tuple(head["region"])


def enterprise_of(head: Head) -> UUID | None:
    """The firm that is responsible, as far as the stream says."""
    return UUID(head["enterprise"]) if head["enterprise"] else None


def contract_of(head: Head, number: str) -> Head:
    """A contract of a compound; without a signing on record nothing is known of it."""
    unknown: Head = {
        "enterprise": None,
        "model": "",
        "rates": [],
        "rates_before": [],
    }
    found: Head = head.get("contracts", {}).get(number, unknown)
    return found


def raises(head: Head, number: str) -> bool:
    """Whether the last change of a tariff asks more for something, or for something
    new."""
    contract = contract_of(head, number)
    before = {tuple(what): rate for *what, rate in contract["rates_before"]}
    return any(rate > before.get(tuple(what), 0) for *what, rate in contract["rates"])


def _begun(fact: FirstFact) -> Head:
    compound = getattr(fact, "compound_id", None)
    region = getattr(fact, "region_path", ())
    if isinstance(fact, CompoundFacts.Registered):
        compound, region = fact.originator_id, fact.region_codes
    firm = fact.originator_id if isinstance(fact, RegisterFacts.Registered) else None
    return {
        "compound": str(compound) if compound else None,
        "region": list(region),
        "enterprise": str(firm) if firm else None,
    }


def _added(head: Head, fact: Fact) -> Head:
    match fact:
        case ContractFacts.ContractSigned():
            signed = {
                "enterprise": str(fact.enterprise_id),
                "model": fact.model.value,
                "rates": _rates(fact.tariff),
                "rates_before": [],
            }
            return {"contracts": head.get("contracts", {}) | {fact.number: signed}}
        case ContractFacts.TariffChanged():
            known = contract_of(head, fact.number)
            rates = {"rates": _rates(fact.tariff), "rates_before": known["rates"]}
            changed = {fact.number: known | rates}
            return {"contracts": head.get("contracts", {}) | changed}
        case ExitFacts.ServiceStarted():
            return {"enterprise": contract_of(head, fact.number)["enterprise"]}
        case ExitFacts.ServiceEnded():
            return {"enterprise": None}
        case VoteFacts.Noticed():
            return {
                "matters": [item.matter for item in fact.items],
                "election": any(item.options for item in fact.items),
                "opens_at": fact.opens_at.isoformat(),
            }
        case TalkFacts.Convened():
            return {"kind": fact.kind.value, "body": fact.body.value}
        case FormationFacts.Formed():
            return {"kind": fact.kind.value}
        case FundUseFacts.PlanMade():
            plans = head.get("plans", {}) | {str(fact.use): fact.originator_version}
            return {"plans": plans}
        case SubcontractFacts.SubcontractAgreed():
            at = str(fact.at_compound) if fact.at_compound else None
            return {"agreed": head.get("agreed", {}) | {fact.agreement: at}}
    return {}


def _rates(tariff: Tariff) -> list[list[Any]]:
    return [
        [item.code, item.use.value, item.basis.value, int(item.rate)]
        for item in tariff.items
    ]
