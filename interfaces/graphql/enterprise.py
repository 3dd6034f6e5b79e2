"""What clients see of an enterprise (物业企业)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import strawberry

from application.enterprises import Enterprises
from domain.enterprise_words import EnterpriseKind, EnterpriseStatus
from domain.rating import RatingColour
from interfaces.graphql.enterprise_parts import (
    EnterpriseGrowthPlan,
    EnterpriseIndustryParty,
    EnterpriseListing,
    EnterpriseObjection,
    EnterpriseOffice,
    EnterprisePartyBody,
    EnterpriseSubcontract,
    EnterpriseTraining,
)
from interfaces.graphql.enterprise_rating import EnterpriseFinding, EnterpriseRating
from interfaces.graphql.record import RecordNode, shown
from projections.enterprise_register import ENTERPRISE_REGISTER

FIELDS: Mapping[str, str] = {
    "credit_code": "Its unified social credit code (GB 32100-2015); it never changes.",
    "name": "Its name, or that of the office.",
    "kind": "What kind of enterprise, or of office, it is.",
    "mandate": "Number of the document that mandates a state backstop.",
    "office": "Code of the office.",
    "areas": "Codes of the areas that a site office serves; no other site has them.",
    "area": "Code of the area whose neighbourhood committee it was.",
    "manager_id": "Opaque id of who answers for the site.",
    "agreement": "Code of the subcontract.",
    "contractor": "Unified social credit code of the specialist.",
    "service": "Code of the one service that the specialist does.",
    "at_compound": "The compound where it is; null: everywhere, or unknown.",
    "since": "The first day.",
    "until": "The last day.",
    "body": "Code of the Party body.",
    "coverage": "In which way the Party covers it.",
    "site": "The site office that it is for; null: the enterprise.",
    "superior": "Code of the Party body above it.",
    "partners": "Codes of the organisations that a joint body is formed with.",
    "instructor_id": "Opaque id of the instructor who is sent.",
    "members": "How many full members; no names.",
    "probationary": "How many probationary members; no names.",
    "founded_on": "When it was formed.",
    "organisation": "Code of the Party organisation of the trade.",
    "session": "Code of the session.",
    "track": "Which talent track.",
    "attended": "How many took part; of a hearing, whether the enterprise came.",
    "passed": "How many with success; null where nothing was examined.",
    "plan": "Code of the growth plan; or the plan of correction, which is sealed.",
    "year": "Its year.",
    "key": "Whether it is a key enterprise of that year.",
    "milestones": "What is to be reached.",
    "milestone": "Code of what was reached.",
    "entry": "Code of the negative list, as in `N4`.",
    "acted_on": "When the act was.",
    "evidence": "Digests of the evidence, or codes of its files.",
    "act": "What was done. Free text; sealed.",
    "finding": "Number of the finding.",
    "statement": "What the enterprise said. Free text; sealed.",
    "points": "Points off the rating; 0 if the finding is annulled.",
    "veto": "What makes the rating red, if the act is that grave.",
    "repair_by": "The last day to put it right.",
    "correction": "What is to be put right. Free text; sealed.",
    "grounds": "Why. Free text; sealed.",
    "outcome": "How the appeal ended.",
    "answer": "What is answered. Free text; sealed.",
    "measure": "What was done about it. Free text; sealed.",
    "quarter": "The quarter, as in `2026-Q1`.",
    "inputs": "What was counted for each indicator; where there was nothing, 0.",
    "credit_list": "Which list.",
    "subject": "Whom or what it is about.",
    "listing": "Number of the entry.",
    "end": "Why it leaves its list.",
    "reference": "The quarter of the rating, or the number of the listing.",
    "objection": "Number of the objection.",
    "upheld": "Whether it is right.",
    "reason": "Why. Free text; sealed.",
    "on": "The day on which it happened.",
}


@shown(
    ENTERPRISE_REGISTER,
    Enterprises,
    "A property service enterprise (物业企业). Lists are filtered by the colour of its"
    " last published rating, which is its `kind` there.",
    FIELDS,
)
class Enterprise(RecordNode):
    status: EnterpriseStatus = strawberry.field(description="Where it stands.")
    credit_code: str = strawberry.field(
        description="Its unified social credit code (统一社会信用代码)."
    )
    name: str = strawberry.field(description="Its name.")
    enterprise_kind: EnterpriseKind = strawberry.field(
        description="Who stands behind it."
    )
    mandate: str | None = strawberry.field(
        description="Number of the document that mandates a state backstop."
    )
    exited_on: date | None = strawberry.field(description="When it left the trade.")
    colour: RatingColour | None = strawberry.field(
        description="Of the rating published last; null before the first."
    )
    ratings: list[EnterpriseRating] = strawberry.field(
        description="By quarter, the latest last; of a quarter, its last rating."
    )
    findings: list[EnterpriseFinding] = strawberry.field(
        description="Of the negative list, each with its stage."
    )
    listings: list[EnterpriseListing] = strawberry.field(
        description="Entries of the red, black and praise lists."
    )
    objections: list[EnterpriseObjection] = strawberry.field(
        description="To ratings and to entries of lists."
    )
    offices: list[EnterpriseOffice] = strawberry.field(
        description="How it is organised."
    )
    subcontracts: list[EnterpriseSubcontract] = strawberry.field(
        description="What specialists do for it."
    )
    party_bodies: list[EnterprisePartyBody] = strawberry.field(
        description="How the Party covers it."
    )
    industry_party: list[EnterpriseIndustryParty] = strawberry.field(
        description="Party organisations of the trade to which it belongs."
    )
    trainings: list[EnterpriseTraining] = strawberry.field(
        description="Totals by track and year."
    )
    growth_plans: list[EnterpriseGrowthPlan] = strawberry.field(
        description="Its plans of growth."
    )
