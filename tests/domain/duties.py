"""Facts that give duties, and publications of them, for the tests of the register."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from domain.committee_words import BodyKind
from domain.compound_contract_facts import ContractFacts as Contract
from domain.compound_exit_facts import ExitFacts as Service
from domain.compound_facts import CompoundFacts
from domain.duty_register import Register
from domain.duty_standing import Standing
from domain.exemption_facts import ExemptionFacts
from domain.facts import Fact
from domain.meeting_facts import TalkFacts as Talk
from domain.meeting_words import MeetingKind
from domain.publication_facts import PublicationFacts
from domain.rulepack import RulePack
from tests.projections.samples import fact
from tests.scenario import DAY, HOUR, NOW, PACKS

COMPOUND, MEETING, NOTICE, WAIVER = (UUID(int=each) for each in (77, 78, 79, 80))
REGION = ("3710", "371002", "001", "01")
PLACE: dict[str, Any] = {"compound_id": COMPOUND, "region_path": REGION}
TODAY = date(2026, 3, 10)
SECOND = timedelta(seconds=1)


def pack_of(rules: str) -> RulePack:
    return PACKS.for_profile(rules.split("@")[0])


def register(*facts: Fact) -> Register:
    """The register of facts that were recorded a second after they happened."""
    found = Register(pack_of)
    for each in sorted(facts, key=lambda each: each.timestamp):
        found.add(each, each.timestamp + SECOND)
    return found


def standing(facts: list[Fact], code: str, at: datetime = NOW + 400 * DAY) -> Standing:
    """Where the last duty with this code stands."""
    found = [s for s in register(*facts).standings(at) if s.duty.code == code]
    return found[-1]


def status(facts: list[Fact], code: str, at: datetime) -> str:
    return standing(facts, code, at).status.value


def registered(at: datetime = NOW - DAY, **given: Any) -> Fact:
    return fact(CompoundFacts.Registered, 1, COMPOUND, at, region_codes=REGION, **given)


def signed(version: int = 2, at: datetime = NOW, **given: Any) -> Fact:
    own = {"number": "c1", "signed_on": TODAY, "enterprise_id": UUID(int=5)}
    return fact(Contract.ContractSigned, version, COMPOUND, at, **own | given)


def started(version: int = 3, at: datetime = NOW + HOUR, **given: Any) -> Fact:
    own = {"number": "c1", "on": TODAY}
    return fact(Service.ServiceStarted, version, COMPOUND, at, **own | given)


def convened(
    kind: MeetingKind = MeetingKind.COMMITTEE_SESSION, at: datetime = NOW, **given: Any
) -> Fact:
    own = PLACE | {
        "kind": kind,
        "body": BodyKind.OWNERS_COMMITTEE,
        "starts_at": NOW + 10 * DAY,
    }
    return fact(Talk.Convened, 1, MEETING, at, **own | given)


def published(
    item: str, occasion: str, at: datetime, *, id: UUID = NOTICE, **given: Any
) -> Fact:
    """A publication of everything that the item needs, unless told."""
    filled = PACKS.for_profile("national").catalogue("disclosure")[item]
    own = PLACE | {
        "item": item,
        "occasion": occasion,
        "enterprise_id": None,
        "filled": filled.words("content"),
    }
    return fact(PublicationFacts.Published, 1, id, at, **own | given)


def later(kind: type[Fact], version: int, at: datetime, **given: Any) -> Fact:
    """A further fact of that publication."""
    return fact(kind, version, given.pop("id", NOTICE), at, **given)


def requested(item: str, occasion: str, at: datetime) -> Fact:
    own = PLACE | {"item": item, "occasion": occasion, "enterprise_id": None}
    return fact(ExemptionFacts.Requested, 1, WAIVER, at, **own)
