"""What cases are sorted into: categories, parties, regions; and who is asking."""

from __future__ import annotations

from datetime import datetime
from typing import Self

import strawberry

from domain.calendar import Span
from domain.rulepack import Category, Party, RulePack
from projections.compound_directory import Region


@strawberry.type(description="How long a milestone may take.")
class MilestoneRule:
    name: str = strawberry.field(description="Stable name, as in `contact`.")
    zh: str = strawberry.field(description="Its name in Chinese.")
    en: str = strawberry.field(description="Its name in English.")
    decides: bool = strawberry.field(
        description="If it is missed, the case climbs one level."
    )
    within: str = strawberry.field(description="How long, as in `2 h`, `3 d`, `5 wd`.")


@strawberry.type(name="Category", description="One row of the taxonomy of cases.")
class CategoryNode:
    code: str = strawberry.field(description="Stable code, as in `SAF-01`.")
    zh: str = strawberry.field(description="Its name in Chinese.")
    en: str = strawberry.field(description="Its name in English.")
    receivers: list[str] = strawberry.field(
        description="Codes of the parties that answer first, the leading one first."
    )
    departments: list[str] = strawberry.field(
        description="Codes of the competent departments."
    )
    origin: str = strawberry.field(
        description="Where it comes from: SEED, LAW or DEFAULT, with the source."
    )
    milestones: list[MilestoneRule] = strawberry.field(
        description="Its deadlines at the first level."
    )
    urgent: list[MilestoneRule] = strawberry.field(
        description="Those that replace them in urgent cases."
    )

    @classmethod
    def of(cls, category: Category, rules: RulePack) -> Self:
        return cls(
            code=category.code,
            zh=category.zh,
            en=category.en,
            receivers=list(category.receivers),
            departments=list(category.departments),
            origin=category.origin,
            milestones=[_rule(rules, *each) for each in category.milestones],
            urgent=[_rule(rules, *each) for each in category.urgent],
        )


@strawberry.type(name="Party", description="Who can receive a case or be called.")
class PartyNode:
    code: str = strawberry.field(description="Stable code, as in `P` for the firm.")
    zh: str = strawberry.field(description="Its name in Chinese.")
    en: str = strawberry.field(description="Its name in English.")
    department: bool = strawberry.field(description="It can be whistled for (吹哨).")

    @classmethod
    def of(cls, party: Party) -> Self:
        return cls(
            code=party.code, zh=party.zh, en=party.en, department=party.department
        )


@strawberry.type(name="Region", description="A region in which compounds lie.")
class RegionNode:
    code: str = strawberry.field(description="Its code.")
    name: str = strawberry.field(description="Its name.")
    parent: str | None = strawberry.field(description="Code of the region around it.")
    depth: int = strawberry.field(
        description="1 a city, 2 a district, 3 a street, 4 a community."
    )
    compounds: int = strawberry.field(description="How many compounds lie in it.")

    @classmethod
    def of(cls, region: Region) -> Self:
        return cls(**region._asdict())


@strawberry.type(description="A role held in a scope.")
class ViewerGrant:
    role: str = strawberry.field(description="Role, as in `StreetOfficer`.")
    scope: str = strawberry.field(
        description="`*`, a region's code, `compound:<id>` or `own`."
    )


@strawberry.type(description="Who is asking, as the token says.")
class Viewer:
    id: str = strawberry.field(description="Opaque id; `anonymous` without a token.")
    signed_in: bool = strawberry.field(description="Whether there is a token.")
    grants: list[ViewerGrant] = strawberry.field(description="Roles and scopes.")
    expires_at: datetime | None = strawberry.field(
        description="When the token runs out."
    )


def _rule(rules: RulePack, name: str, span: Span) -> MilestoneRule:
    kind = rules.kinds[name]
    return MilestoneRule(
        name=name, zh=kind.zh, en=kind.en, decides=kind.decides, within=str(span)
    )
