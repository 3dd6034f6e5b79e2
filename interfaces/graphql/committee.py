"""What clients see of a body or forum (组织)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from application.committees import Committees
from domain.civil_time import day_in_china
from domain.committee_duties import BodyDuty as Owed
from domain.committee_duties import duties
from domain.committee_rules import Body, is_red
from domain.committee_words import (
    BodyKind,
    BodyLevel,
    BodyOffice,
    BranchForm,
    CommitteeStatus,
    MemberPartyStatus,
    PmcGround,
    PostOrganisation,
    SeatKind,
    SeatSource,
)
from domain.meeting_words import MeetingKind
from domain.rulepack import RulePack
from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.record import RecordNode, part, shown
from projections.committee_registry import COMMITTEE_REGISTRY, milestones

FIELDS: Mapping[str, str] = {
    "kind": "What sort of body or forum it is.",
    "level": "At which level it works.",
    "number": "Which of its kind in its place, from 1.",
    "parent_id": "The forum of the next level up.",
    "ground": "Why a property management committee is formed, or a membership ends.",
    "failed_attempts": "How often a committee was tried for before.",
    "started_on": "The day on which the formation began.",
    "person": "Opaque id of the person; never a name.",
    "source": "For whom the person sits.",
    "met": "The conditions that were checked and found fulfilled.",
    "failing": "The conditions that were found unmet.",
    "seat": "Member, or alternate.",
    "vote_id": "The owners' vote that decided it.",
    "question": "Code of the question of that vote; needed if it has several such.",
    "eligible": "Adults, households or delegates who may take part.",
    "present": "How many took part.",
    "in_favour": "How many were in favour.",
    "office": "The office.",
    "term_years": "Length of the term; the longest of its kind unless given.",
    "filing": "Number of the filing.",
    "certificate": "Number of the certificate.",
    "what": "Which list.",
    "seal": "Code by which the seal is known.",
    "keeper": "Id of whoever keeps the seal.",
    "meeting_id": "The meeting that decided it.",
    "item": "The item of that meeting.",
    "purpose": "Under what the seal was set. Free text; sealed.",
    "by_street": "Whether the street stepped in.",
    "items": "What is handed over.",
    "receiver": "Id of whoever takes it.",
    "successor_id": "The owners' committee that was filed.",
    "organisation": "Where the second post is.",
    "organisation_id": "Code of that organisation.",
    "post": "Code of the post.",
    "paid": "Whether that organisation pays for it.",
    "since": "The first day.",
    "until": "The last day; open unless given.",
    "branch": "Code of the Party branch or group.",
    "form": "Branch or group; null if it is dissolved.",
    "secretary": "Id of its secretary.",
    "party_status": "What the person told; null to forget it.",
    "consent": "Whether the person consents to its being kept.",
    "on": "The day on which it happened.",
    "reason": "Why: one of the listed reasons, or a free text, which is sealed.",
    "note": "Free text; sealed.",
}


@part("A member of a body, by opaque id.")
class BodyMember:
    person: str = strawberry.field(description="Opaque id; never a name.")
    source: SeatSource = strawberry.field(description="For whom they sit.")
    seat: SeatKind = strawberry.field(description="Member, or alternate.")
    since: date = strawberry.field(description="Since when.")
    suspended: bool = strawberry.field(description="Does not act meanwhile.")


@part("Who holds an office of a body.")
class BodyOfficer:
    office: BodyOffice = strawberry.field(description="The office.")
    person: str = strawberry.field(description="Opaque id; never a name.")


@part("A second post of a member (交叉任职).")
class CrossAppointment:
    person: str = strawberry.field(description="Opaque id; never a name.")
    organisation: PostOrganisation = strawberry.field(description="Where it is.")
    organisation_id: str = strawberry.field(description="Code of the organisation.")
    post: str = strawberry.field(description="Code of the post.")
    paid: bool = strawberry.field(description="Whether that organisation pays it.")
    since: date = strawberry.field(description="The first day.")
    until: date | None = strawberry.field(description="The last day, if set.")


@part("A meeting that the body held.")
class HeldMeeting:
    meeting_id: UUID = strawberry.field(description="Id of the meeting.")
    meeting: MeetingKind = strawberry.field(description="What sort of meeting.")
    on: date = strawberry.field(description="The day of the meeting.")


@strawberry.type(description="What a body owes, and by when.")
class BodyDuty:
    owed: strawberry.Private[Owed]
    rules: strawberry.Private[RulePack]

    code: str = strawberry.field(description="Code of the duty in the rules.")
    due_on: date = strawberry.field(description="The last day.")
    overdue: bool = strawberry.field(description="Whether that day is past.")
    provisional: bool = strawberry.field(
        description="Holidays that are not announced yet may still move it."
    )
    party: str = strawberry.field(description="Code of the party that must act now.")
    origin: str = strawberry.field(description="SEED, LAW or DEFAULT, and the source.")

    @resolved("What is to be done, in the client's language.")
    def name(self, info: Info) -> str:
        return self.owed.zh if info.context.language == "zh" else self.owed.en

    @resolved("The party that must act now, in the client's language.")
    def party_label(self, info: Info) -> str:
        party = self.rules.party(self.party)
        return party.zh if info.context.language == "zh" else party.en

    @classmethod
    def of(cls, owed: Owed, rules: RulePack) -> BodyDuty:
        return cls(
            owed=owed,
            rules=rules,
            code=owed.code,
            due_on=owed.due_on,
            overdue=owed.overdue,
            provisional=owed.provisional,
            party=owed.party,
            origin=owed.origin,
        )


@shown(COMMITTEE_REGISTRY, Committees, "One body or forum (组织).", FIELDS)
class Committee(RecordNode):
    status: CommitteeStatus = strawberry.field(description="Where it stands.")
    kind: BodyKind = strawberry.field(description="What sort of body or forum.")
    level: BodyLevel = strawberry.field(description="At which level it works.")
    number: int = strawberry.field(description="Which of its kind in its place.")
    parent_id: UUID | None = strawberry.field(description="The next level up.")
    profile: str = strawberry.field(description="Jurisdiction profile of its rules.")
    ground: PmcGround | None = strawberry.field(
        description="Why a property management committee was formed."
    )
    started_on: date = strawberry.field(description="When its formation began.")
    term: int = strawberry.field(description="Which term, from 1; 0 before the first.")
    term_ends_on: date | None = strawberry.field(description="Its term's last day.")
    electing: bool = strawberry.field(description="Whether a term is being formed.")
    filing: str | None = strawberry.field(description="Number of its filing.")
    certificate: str | None = strawberry.field(description="Number of its certificate.")
    members: list[BodyMember] = strawberry.field(description="Of this term.")
    officers: list[BodyOfficer] = strawberry.field(description="Of this term.")
    coming: list[BodyMember] = strawberry.field(
        description="Those seated for the term that is being formed."
    )
    coming_officers: list[BodyOfficer] = strawberry.field(
        description="Their officers, as far as chosen."
    )
    posts: list[CrossAppointment] = strawberry.field(
        description="Second posts that its members hold."
    )
    held: list[HeldMeeting] = strawberry.field(description="Meetings, oldest first.")
    seal: str | None = strawberry.field(description="Code of its seal.")
    seal_keeper: str | None = strawberry.field(description="Who keeps the seal.")
    branch: str | None = strawberry.field(description="Its Party branch or group.")
    branch_form: BranchForm | None = strawberry.field(description="Which of the two.")
    successor_id: UUID | None = strawberry.field(
        description="The owners' committee that takes its place."
    )

    @resolved("What it owes as of a day (today unless given), the most urgent first.")
    def duties(
        self,
        info: Info,
        on: Annotated[
            date | None, strawberry.argument(description="As of this day.")
        ] = None,
    ) -> list[BodyDuty]:
        rules = self._rules(info)
        day = on or day_in_china(info.context.services.clock())
        owed = duties(self.kind, milestones(self.record.view), rules, day)
        return [BodyDuty.of(each, rules) for each in owed]

    @resolved("Whether it is a red owners' committee (红色业委会): computed.")
    def is_red(self, info: Info) -> bool:
        party = self.record.view["party"]
        none = (None, MemberPartyStatus.NONE.value)
        seated = [each for each in self.members if each.seat is SeatKind.MEMBER]
        in_party = sum(party.get(each.person) not in none for each in seated)
        return self.kind is BodyKind.OWNERS_COMMITTEE and is_red(
            self._rules(info), len(seated), in_party, branch=self.branch is not None
        )

    @resolved("Parties that it is made of whose slot nobody fills.")
    def vacant(self, info: Info) -> list[SeatSource]:
        filled = {each.source for each in self.members}
        slots = Body(self._rules(info), self.kind).slots
        return [each for each in slots if each not in filled]

    def _rules(self, info: Info) -> RulePack:
        return info.context.services.rules.for_profile(self.profile)
