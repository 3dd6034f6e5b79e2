"""What clients see of an enterprise's organisation, Party, training and lists."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry

from domain.enterprise_words import (
    CreditList,
    ListingEnd,
    ObjectionSubject,
    OfficeKind,
    TrainingTrack,
)
from domain.party_coverage import PartyCoverageMode
from interfaces.graphql.fields import resolved
from interfaces.graphql.record import part

Day = Annotated[date, strawberry.argument(description="The day.")]


@part("A part of an enterprise's organisation (一室五部、项目部).")
class EnterpriseOffice:
    office: str = strawberry.field(description="Its code.")
    kind: OfficeKind = strawberry.field(description="What part it is.")
    name: str = strawberry.field(description="Its name.")
    areas: list[str] = strawberry.field(description="Areas that a site office serves.")
    on: date = strawberry.field(description="When it was set up.")
    manager_id: str | None = strawberry.field(
        description="Opaque id of who answers for the site."
    )
    manager_since: date | None = strawberry.field(description="Since when they do.")
    report_due_at: datetime | None = strawberry.field(
        description="By when they report to the neighbourhood committee (京66)."
    )
    reported_on: date | None = strawberry.field(description="When they did.")


@part("A specialist who does one service (专项分包).")
class EnterpriseSubcontract:
    agreement: str = strawberry.field(description="Its code.")
    contractor: str = strawberry.field(description="Credit code of the specialist.")
    service: str = strawberry.field(description="Code of the service.")
    at_compound: UUID | None = strawberry.field(
        description="The compound; null: wherever the enterprise serves."
    )
    since: date = strawberry.field(description="The first day.")
    until: date = strawberry.field(description="The last day.")


@part("How the Party covers an enterprise or one of its sites.")
class EnterprisePartyBody:
    body: str = strawberry.field(description="Its code.")
    coverage: PartyCoverageMode = strawberry.field(description="In which way.")
    site: str | None = strawberry.field(
        description="The site office that it is for; null: the enterprise."
    )
    superior: str = strawberry.field(description="Code of the Party body above it.")
    partners: list[str] = strawberry.field(description="Partners of a joint body.")
    instructor_id: str | None = strawberry.field(
        description="Opaque id of the instructor who was sent."
    )
    until: date | None = strawberry.field(description="The last day of their term.")
    members: int = strawberry.field(description="How many full members.")
    probationary: int = strawberry.field(description="How many probationary members.")
    founded_on: date = strawberry.field(description="When it was formed.")
    counted_on: date = strawberry.field(description="When members were counted.")


@part("A Party organisation of the trade to which it belongs (行业党组织).")
class EnterpriseIndustryParty:
    organisation: str = strawberry.field(description="Its code.")
    superior: str | None = strawberry.field(description="Code of the one above it.")
    on: date = strawberry.field(description="Since when.")


@part("Training of one track in one year: person-sessions, no persons.")
class EnterpriseTraining:
    track: TrainingTrack = strawberry.field(description="Which track.")
    year: int = strawberry.field(description="Which year.")
    sessions: int = strawberry.field(description="How many sessions.")
    attended: int = strawberry.field(description="How often somebody took part.")
    passed: int = strawberry.field(
        description="How often with success, where that was examined."
    )


@part("One aim of a growth plan.")
class EnterpriseGrowthMilestone:
    code: str = strawberry.field(description="Names it in its plan.")
    due_on: date = strawberry.field(description="By when it is to be reached.")
    reached_on: date | None = strawberry.field(description="When it was.")


@part("A plan of growth (“攀登”计划).")
class EnterpriseGrowthPlan:
    plan: str = strawberry.field(description="Its code.")
    year: int = strawberry.field(description="Its year.")
    key: bool = strawberry.field(description="It is a key enterprise of that year.")
    milestones: list[EnterpriseGrowthMilestone] = strawberry.field(
        description="What is to be reached."
    )


@part("An entry of the red, black or praise list (红黑榜). Never a natural person.")
class EnterpriseListing:
    listing: int = strawberry.field(description="Its number with this enterprise.")
    credit_list: CreditList = strawberry.field(description="Which list.")
    finding: int | None = strawberry.field(
        description="The finding that the black list rests on."
    )
    quarter: str | None = strawberry.field(
        description="The quarter whose green rating the other lists rest on."
    )
    listed_at: datetime = strawberry.field(description="When it was put there.")
    until: date = strawberry.field(description="The last day on which it is shown.")
    ended_at: datetime | None = strawberry.field(description="When it was taken off.")
    end: ListingEnd | None = strawberry.field(description="Why it was taken off.")

    @resolved("Whether it is shown on a day.")
    def shown(self, on: Day) -> bool:
        return self.ended_at is None and on <= self.until


@part("An objection to a rating or to an entry of a list, and its answer.")
class EnterpriseObjection:
    objection: int = strawberry.field(description="Its number with this enterprise.")
    subject: ObjectionSubject = strawberry.field(description="What it is about.")
    reference: str = strawberry.field(description="The quarter, or the listing.")
    raised_at: datetime = strawberry.field(description="When it was raised.")
    answer_due_at: datetime = strawberry.field(description="By when it is answered.")
    answered_at: datetime | None = strawberry.field(description="When it was.")
    upheld: bool | None = strawberry.field(description="Whether it was upheld.")
