"""What clients see of an enterprise's ratings and findings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry

from application.rules import UnknownProfile
from domain.enterprise_words import FindingAppeal, FindingStage
from domain.rating import (
    RatingBasis,
    RatingCheck,
    RatingColour,
    RatingDeduction,
    RatingResult,
    RatingVeto,
    checked,
)
from domain.rating import RatingLine as Line
from domain.rating_counts import RatingInput
from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.record import part

Day = Annotated[date, strawberry.argument(description="The day.")]


@part("What was counted for one indicator.")
class RatingCount:
    indicator: str = strawberry.field(description="Code of the indicator.")
    numerator: int = strawberry.field(description="How many meet it.")
    denominator: int = strawberry.field(description="All of them.")
    sample: int = strawberry.field(description="How many things were counted.")
    sources: int = strawberry.field(description="From how many records.")


@part("What one indicator brought, in hundredths of a point.")
class RatingLine:
    indicator: str = strawberry.field(description="Code of the indicator.")
    weight: int = strawberry.field(
        description="Its share of 10,000; 0 if it is spread over the others."
    )
    marks: int = strawberry.field(description="What of that was reached.")


@part("What one finding of the negative list takes off.")
class RatingMarksOff:
    finding: int = strawberry.field(description="Number of the finding.")
    marks: int = strawberry.field(description="In hundredths of a point.")


@part("The rating of one quarter (四色评级), with all that it was computed from.")
class EnterpriseRating:
    quarter: str = strawberry.field(description="As in `2026-Q1`.")
    round: int = strawberry.field(
        description="2 and so on if it was rated again after an upheld objection."
    )
    inputs: list[RatingCount] = strawberry.field(description="What was counted.")
    lines: list[RatingLine] = strawberry.field(description="What each brought.")
    deductions: list[RatingMarksOff] = strawberry.field(
        description="What the findings that hold take off."
    )
    vetoes: list[RatingVeto] = strawberry.field(description="What makes it red.")
    before: RatingColour | None = strawberry.field(
        description="The colour published before; it climbs one step at most."
    )
    score: int = strawberry.field(description="In hundredths of a point: 8500 is 85.")
    earned: RatingColour = strawberry.field(description="By score and vetoes alone.")
    colour: RatingColour = strawberry.field(description="As far as it climbs at once.")
    consequences: list[str] = strawberry.field(
        description="Codes of what follows, once it is published."
    )
    rules: str = strawberry.field(description="Version of the rules it rests on.")
    rated_at: datetime = strawberry.field(description="When it was rated.")
    objections_until: datetime = strawberry.field(
        description="When the time to object is over."
    )
    published_at: datetime | None = strawberry.field(description="When it came out.")
    plan_due_at: datetime | None = strawberry.field(
        description="By when a plan of correction is due."
    )
    plan_filed_at: datetime | None = strawberry.field(description="When it came.")

    @resolved("What comes of computing it again, now, from all of the above.")
    def recomputed(self, info: Info) -> RatingCheck:
        return self._check(info)

    @resolved("The recomputed in the client's language.")
    def recomputed_label(self, info: Info) -> str:
        label = self._check(info).label
        return label.zh if info.context.language == "zh" else label.en

    def _check(self, info: Info) -> RatingCheck:
        profile, _, _ = self.rules.partition("@")
        try:
            rules = info.context.services.rules.for_profile(profile)
        except UnknownProfile:
            return RatingCheck.RULES_NOT_LOADED
        return checked(rules, self.rules, self._basis(), self._result())

    def _basis(self) -> RatingBasis:
        return RatingBasis(
            tuple(RatingInput(**vars(each)) for each in self.inputs),
            tuple(RatingDeduction(**vars(each)) for each in self.deductions),
            tuple(self.vetoes),
            self.before,
        )

    def _result(self) -> RatingResult:
        return RatingResult(
            tuple(Line(**vars(each)) for each in self.lines),
            self.score,
            self.earned,
            self.colour,
            tuple(self.consequences),
        )


@part("A finding of the negative list (负面清单), from opening to repair.")
class EnterpriseFinding:
    finding: int = strawberry.field(description="Its number with this enterprise.")
    stage: FindingStage = strawberry.field(description="Where it stands.")
    entry: str = strawberry.field(description="Code of the list, as in `N4`.")
    acted_on: date = strawberry.field(description="When the act was.")
    at_compound: UUID | None = strawberry.field(description="Where it was.")
    evidence: list[str] = strawberry.field(description="Digests or codes of files.")
    heard_on: date | None = strawberry.field(description="When it was heard.")
    attended: bool | None = strawberry.field(description="Whether the enterprise came.")
    points: int | None = strawberry.field(description="Points off the rating.")
    basis: str | None = strawberry.field(description="The article relied on.")
    veto: RatingVeto | None = strawberry.field(description="What makes a rating red.")
    repair_by: date | None = strawberry.field(description="Last day to put it right.")
    appeal_until: datetime | None = strawberry.field(
        description="When the time to appeal is over."
    )
    appealed_at: datetime | None = strawberry.field(description="When it appealed.")
    appeal_due_at: datetime | None = strawberry.field(
        description="By when that is decided."
    )
    appeal_outcome: FindingAppeal | None = strawberry.field(
        description="What was decided."
    )
    final_on: date | None = strawberry.field(description="Since when it is final.")
    valid_until: date | None = strawberry.field(
        description="The last day on which its points count."
    )
    publish_due_at: datetime | None = strawberry.field(
        description="By when it is to be published (D40)."
    )
    published_at: datetime | None = strawberry.field(description="When it was.")
    repaired_on: date | None = strawberry.field(description="When it was put right.")

    @resolved("Whether it is final, in its year, and not repaired on a day.")
    def holds(self, on: Day) -> bool:
        if self.final_on is None or self.valid_until is None:
            return False
        repaired = self.repaired_on is not None and self.repaired_on <= on
        return self.final_on <= on <= self.valid_until and not repaired
