"""Ratings of an enterprise (四色评级), quarter by quarter. Each stores all that it was
computed from, and its envelope the rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from domain.enterprise_words import EVERYWHERE, IN_TRADE
from domain.facts import Label, Mask, sealable
from domain.lifecycle import Step
from domain.rating import (
    RatingColour,
    RatingDeduction,
    RatingLine,
    RatingVeto,
)
from domain.rating_counts import RatingInput

if TYPE_CHECKING:
    from domain.enterprise import Enterprise


@dataclass(frozen=True, slots=True)
class QuarterRating:
    """A rating as the enterprise remembers it.

    upheld: an objection was, so that the quarter is rated again.
    plan_due: a plan of correction is due and was not filed.
    """

    round: int
    colour: RatingColour
    objections_until: datetime
    upheld: bool = False
    published: bool = False
    plan_due: bool = False


class RatingFacts:
    """A quarter from its rating to the published result."""

    class Rated(Step):
        """A quarter was rated.

        quarter: as in `2026-Q1`; round: 2 and so on after an objection was upheld.
        inputs: what was counted; deductions and vetoes: of the findings that hold;
        before: the colour last published. lines, score, earned, colour and
            consequences follow from these by the rules (`domain.rating`).
        objections_until: when the time to object is over.
        """

        label = Label("评级", "Rated")
        sources = IN_TRADE
        quarter: str
        round: int
        inputs: tuple[RatingInput, ...]
        deductions: tuple[RatingDeduction, ...]
        vetoes: tuple[RatingVeto, ...]
        before: RatingColour | None
        lines: tuple[RatingLine, ...]
        score: int
        earned: RatingColour
        colour: RatingColour
        consequences: tuple[str, ...]
        objections_until: datetime

        def change(self, enterprise: Enterprise) -> None:
            new = QuarterRating(self.round, self.colour, self.objections_until)
            enterprise.ratings = {**enterprise.ratings, self.quarter: new}

    class RatingPublished(Step):
        """The result of a quarter is out (D39), and what follows from it holds.

        plan_due_at: by when a plan of correction is due, None if none is.
        """

        label = Label("评级公布", "Rating published")
        sources = EVERYWHERE
        quarter: str
        colour: RatingColour
        plan_due_at: datetime | None

        def change(self, enterprise: Enterprise) -> None:
            rating = enterprise.ratings[self.quarter]
            plan_due = self.plan_due_at is not None
            now = replace(rating, published=True, plan_due=plan_due)
            enterprise.ratings = {**enterprise.ratings, self.quarter: now}
            enterprise.colour = self.colour

    class CorrectionPlanFiled(Step):
        """The enterprise says how it will do better."""

        label = Label("提交整改方案", "Correction plan filed")
        texts = sealable(plan=Mask.M0)
        sources = EVERYWHERE
        quarter: str

        def change(self, enterprise: Enterprise) -> None:
            now = replace(enterprise.ratings[self.quarter], plan_due=False)
            enterprise.ratings = {**enterprise.ratings, self.quarter: now}
