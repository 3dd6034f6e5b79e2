"""Which facts make something due: the catalogue's events, said in facts.

Each `Trigger` gives a duty of the catalogue `duties`; what ends duties is in
`duty_endings`, and those that a calendar brings are in `duty_periods`. All these facts
are public: whoever reads the public log alone computes the same duties.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.committee_facts import FormationFacts as Body
from domain.committee_life_facts import LifeFacts as Life
from domain.committee_words import BodyKind, BodyOffice
from domain.compound_contract_facts import ContractFacts as Contract
from domain.compound_exit_facts import ExitFacts as Service
from domain.compound_people_facts import PeopleFacts as People
from domain.compound_site_facts import SiteFacts as Site
from domain.compound_trial_facts import TrialFacts as Trial
from domain.compound_words import ContractModel
from domain.duty_heads import Head, contract_of, raises
from domain.duty_told import (
    Told,
    always,
    called_by,
    day,
    happened,
    itself,
    kind,
    nothing,
    of,
    stream,
)
from domain.duty_words import DutySubject
from domain.enterprise_facts import SubcontractFacts as Subcontract
from domain.enterprise_finding_facts import FindingFacts as Finding
from domain.enterprise_rating_facts import RatingFacts as Rating
from domain.enterprise_state import last_day
from domain.facts import Fact
from domain.fund_use_facts import FundUseFacts as FundUse
from domain.fund_works_facts import FundWorksFacts as FundWorks
from domain.meeting_facts import TalkFacts as Talk
from domain.meeting_outcome_facts import OutcomeFacts as Outcome
from domain.meeting_words import MeetingKind
from domain.service_fund_facts import ServiceFundFacts as ServiceMoney
from domain.survey_facts import SurveyFacts as Survey
from domain.vote_facts import VoteFacts as Vote


@dataclass(frozen=True, slots=True)
class Trigger:
    """A fact that gives a duty.

    anchor: the day or the moment that the deadline is counted from.
    when: whether this fact does. detail: tells apart what goes on side by side.
    occasion: by which a publication names it. ahead: the fact comes after the
    publication, which may name the day of the anchor instead.
    waits: the duty shows once another fact wakes it. not_before: a moment before which
    it is not due.
    """

    code: str
    fact: type[Fact]
    anchor: Told
    when: Told = always
    detail: Told = nothing
    occasion: Told = itself
    subject: DutySubject = DutySubject.COMPOUND
    ahead: bool = False
    waits: bool = False
    not_before: Told | None = None


COMMITTEES = kind(BodyKind.OWNERS_COMMITTEE)
PMCS = kind(BodyKind.PROPERTY_MANAGEMENT_COMMITTEE)
OWNERS_BODIES = kind(BodyKind.OWNERS_COMMITTEE, BodyKind.PROPERTY_MANAGEMENT_COMMITTEE)
THREE_MEETINGS = kind(
    MeetingKind.CANDID_TALK,
    MeetingKind.COORDINATION,
    MeetingKind.HEARING,
    MeetingKind.REVIEW,
)


def emergency(fact: Any, head: Head) -> bool:
    return bool(contract_of(head, fact.number)["model"] == ContractModel.EMERGENCY)


def decided(kind: MeetingKind) -> Told:
    """A decision of such a session that was taken, or is left to the owners."""
    return lambda fact, head: head["kind"] == kind and fact.passed is not False


def chairs(fact: Any, head: Head) -> bool:
    return head["kind"] == BodyKind.OWNERS_COMMITTEE and fact.office in (
        BodyOffice.CHAIR,
        BodyOffice.VICE_CHAIR,
    )


def plan(fact: Any, head: Head) -> str:
    """The plan that is put to the vote."""
    version = head.get("plans", {}).get(str(fact.use), fact.originator_version)
    return f"{fact.originator_id}.{version}"


TRIGGERS = (
    Trigger("D01-start", Service.ServiceStarted, day("on")),
    Trigger("D01-change", People.SiteManagerNamed, day("since")),
    Trigger("D02-start", Service.ServiceStarted, day("on")),
    Trigger("D03-start", Service.ServiceStarted, day("on")),
    Trigger("D03-change", Contract.TariffChanged, day("effective_on")),
    Trigger(
        "D03-rise",
        Contract.TariffChanged,
        day("effective_on"),
        when=lambda fact, head: raises(head, fact.number),
        ahead=True,
    ),
    Trigger(
        "D04-signing", Contract.ContractSigned, day("signed_on"), detail=of("number")
    ),
    Trigger("D04-signing", Contract.ContractRenewed, happened, detail=of("number")),
    Trigger(
        "D05-draft",
        Contract.ContractSigned,
        day("signed_on"),
        when=lambda fact, head: fact.vote_id is not None,
        detail=of("number"),
        ahead=True,
    ),
    Trigger(
        "D06-start",
        Contract.SubcontractAgreed,
        day("starts_on"),
        detail=lambda fact, head: f"{fact.number}:{fact.enterprise_id}",
    ),
    Trigger(
        "D06-start",
        Subcontract.SubcontractAgreed,
        day("since"),
        when=lambda fact, head: fact.at_compound is not None,
        detail=of("agreement"),
    ),
    Trigger(
        "D06-change",
        Subcontract.SubcontractEnded,
        day("on"),
        when=lambda fact, head: head["agreed"].get(fact.agreement) is not None,
        detail=of("agreement"),
    ),
    Trigger(
        "D12-plan", FundUse.UseVoteNamed, day("opens_on"), occasion=plan, ahead=True
    ),
    Trigger(
        "D13-work",
        FundWorks.WorksAccepted,
        day("on"),
        when=lambda fact, head: fact.emergency,
    ),
    Trigger(
        "D16-notice",
        Talk.Convened,
        day("starts_at"),
        when=kind(MeetingKind.OWNERS_ASSEMBLY),
        detail=stream,
    ),
    Trigger(
        "D16-notice",
        Talk.Rescheduled,
        day("starts_at"),
        when=kind(MeetingKind.OWNERS_ASSEMBLY),
        detail=stream,
    ),
    Trigger("D16-notice", Vote.Noticed, day("opens_at"), detail=stream),
    Trigger("D17-decision", Vote.Counted, happened, detail=stream),
    Trigger("D17-decision", Vote.OfficialResultImported, happened, detail=stream),
    Trigger(
        "D17-decision",
        Vote.Recounted,
        happened,
        when=lambda fact, head: not fact.equal,
        detail=stream,
    ),
    Trigger("D18-close", Vote.Closed, happened, detail=stream),
    Trigger(
        "D19-notice",
        Talk.Convened,
        day("starts_at"),
        when=kind(MeetingKind.COMMITTEE_SESSION),
        detail=stream,
    ),
    Trigger(
        "D19-notice",
        Talk.Rescheduled,
        day("starts_at"),
        when=kind(MeetingKind.COMMITTEE_SESSION),
        detail=stream,
    ),
    Trigger(
        "D20-decision",
        Outcome.Decided,
        happened,
        when=decided(MeetingKind.COMMITTEE_SESSION),
    ),
    Trigger("D21-officers", Body.OfficerNamed, day("on"), when=chairs, detail=stream),
    Trigger(
        "D23-formed",
        Body.Constituted,
        day("on"),
        when=kind(BodyKind.PREPARATION_GROUP),
    ),
    Trigger(
        "D24-matters",
        Talk.Convened,
        day("starts_at"),
        when=called_by(BodyKind.PREPARATION_GROUP, MeetingKind.OWNERS_ASSEMBLY),
        detail=stream,
    ),
    Trigger(
        "D24-matters",
        Talk.Rescheduled,
        day("starts_at"),
        when=called_by(BodyKind.PREPARATION_GROUP, MeetingKind.OWNERS_ASSEMBLY),
        detail=stream,
    ),
    Trigger(
        "D25-list",
        Vote.Noticed,
        day("opens_at"),
        when=lambda fact, head: head["election"],
        detail=stream,
        ahead=True,
    ),
    Trigger("D26-formed", Body.Constituted, day("on"), when=PMCS, ahead=True),
    Trigger(
        "D27-decision",
        Outcome.Decided,
        happened,
        when=decided(MeetingKind.PMC_SESSION),
    ),
    Trigger("D28-filed", Life.SuccessorFiled, day("on"), when=PMCS),
    Trigger("D30-ended", Body.MemberEnded, day("on"), when=OWNERS_BODIES),
    Trigger("D30-ended", Body.MemberSuspended, happened, when=OWNERS_BODIES),
    Trigger("D31-record", Service.TakeoverInspected, day("on")),
    Trigger("D32-start", Service.ServiceStarted, day("on"), when=emergency),
    Trigger(
        "D33-audit",
        Vote.Noticed,
        day("opens_at"),
        when=lambda fact, head: "V3" in head["matters"],
        detail=stream,
        ahead=True,
        waits=True,
    ),
    Trigger(
        "D33-plan",
        Vote.Noticed,
        day("opens_at"),
        when=lambda fact, head: "V3" in head["matters"],
        detail=stream,
        ahead=True,
        waits=True,
    ),
    Trigger("D33-result", Contract.TariffChanged, happened),
    Trigger("D34-order", Vote.Annulled, day("on")),
    Trigger("D34-order", Vote.CorrectionOrdered, day("on")),
    Trigger(
        "D35-closed", Outcome.Closed, day("on"), when=kind(MeetingKind.JOINT_MEETING)
    ),
    Trigger("D36-closed", Outcome.Closed, day("on"), when=THREE_MEETINGS),
    Trigger(
        "D39-quarter",
        Rating.Rated,
        lambda fact, head: last_day(fact.quarter),
        occasion=lambda fact, head: fact.quarter,
        not_before=day("objections_until"),
        subject=DutySubject.ENTERPRISE,
    ),
    Trigger(
        "D40-final",
        Finding.FindingFinal,
        day("on"),
        subject=DutySubject.ENTERPRISE,
    ),
    Trigger(
        "D42-change", People.ResponsibilityAssigned, day("since"), detail=of("matter")
    ),
    Trigger("D43-closed", Survey.Closed, happened),
    Trigger("D44-terms", Trial.TrialBegun, day("starts_on"), ahead=True),
    Trigger("D44-result", Trial.TrialEnded, day("on")),
    Trigger("D45-opening", Site.HelpPointOpened, day("since"), detail=of("code")),
    Trigger("D45-change", Site.HelpPointClosed, day("on"), detail=of("code")),
    Trigger(
        "D46-collection",
        Site.EntryDeviceInstalled,
        day("since"),
        detail=of("code"),
        ahead=True,
    ),
    Trigger(
        "D46-change",
        Site.PlatformConnected,
        day("on"),
        when=lambda fact, head: fact.connected,
        detail=of("platform"),
        ahead=True,
    ),
    Trigger("D48-report", FundWorks.UseAudited, happened),
    Trigger("D49-accepted", Site.WorkAccepted, day("on")),
    Trigger("D50-closed", ServiceMoney.Closed, day("on")),
)

UNTRIGGERED: Mapping[str, tuple[str, str]] = {
    "D02-change": (
        "服务内容随合同而定；新合同进驻即由 D02-start 触发",
        "what is served follows the contract; a new one begins with D02-start",
    ),
    "D08-bill": (
        "账单属住户隐私，不公开；由 D08-year 按年公示",
        "bills are the households' own and restricted; D08-year publishes the year",
    ),
    "D14-start": (
        "本系统不记录业主装修",
        "an owner's decoration work is not recorded here",
    ),
    "D41-decision": (
        "执法决定在执法部门系统作出，本系统只记录对诉求的反馈",
        "enforcement is decided elsewhere; here a department only answers a case",
    ),
    "D47-demand": (
        "书面催告属住户隐私，且国家规则默认不公示欠费",
        "a demand is the household's own and restricted, and the notices are off",
    ),
}
"""Duties of the catalogue that no fact can give, and why."""

AGGREGATES: Mapping[type, str] = {
    Body: "Committee",
    Life: "Committee",
    Contract: "Compound",
    Service: "Compound",
    People: "Compound",
    Site: "Compound",
    Trial: "Compound",
    Subcontract: "Enterprise",
    Finding: "Enterprise",
    Rating: "Enterprise",
    FundUse: "MaintenanceFund",
    FundWorks: "MaintenanceFund",
    Talk: "Meeting",
    Outcome: "Meeting",
    ServiceMoney: "ServiceFund",
    Survey: "Survey",
    Vote: "Vote",
}
_NAMES = {
    getattr(space, name): f"{aggregate}.{name}"
    for space, aggregate in AGGREGATES.items()
    for name in dir(space)
    if isinstance(getattr(space, name), type)
}


def name_of(fact: type[Fact]) -> str:
    """A trigger's fact by its stored name: `Compound.ServiceStarted`."""
    return _NAMES[fact]
