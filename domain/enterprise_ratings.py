"""How a quarter is rated, objected to, published, and rated again."""

from __future__ import annotations

from domain.civil_time import today
from domain.enterprise_findings import Findings
from domain.enterprise_judging_refusals import (
    NoCorrectionPlanDue,
    RatingEarlierQuarterOpen,
    RatingObjectionsOpen,
    RatingObjectionTimeRunning,
    RatingPublishedBefore,
    RatingQuarterNotOver,
    RatingQuarterPassed,
    RatingQuarterTaken,
    RatingQuarterUnknown,
)
from domain.enterprise_rating_facts import QuarterRating, RatingFacts
from domain.enterprise_state import in_china, last_day
from domain.enterprise_words import ObjectionSubject
from domain.facts import Stamp, require_text
from domain.rating import POINT, RatingBasis, RatingColour, RatingDeduction
from domain.rating import rated as rated_by
from domain.rating_counts import RatingInput


class Ratings(RatingFacts, Findings):
    """Commands about ratings."""

    def rate(
        self, stamp: Stamp, *, quarter: str, inputs: tuple[RatingInput, ...]
    ) -> None:
        """Rate a quarter that is over from what was counted in it. The points and
        vetoes of the findings that hold today are taken in by themselves; a colour
        climbs one step at most."""
        self._allow(self.Rated)
        if last_day(quarter) >= today(stamp):
            raise RatingQuarterNotOver(quarter=quarter)
        self._require_turn(quarter)
        holding = self._holding(stamp)
        basis = RatingBasis(
            inputs=inputs,
            deductions=tuple(
                RatingDeduction(number, found.points * POINT)
                for number, found in holding.items()
            ),
            vetoes=tuple(sorted({each.veto for each in holding.values() if each.veto})),
            before=self.colour,
        )
        result = rated_by(stamp.rules, basis)
        span = stamp.rules.values.span("rating.objection")
        before = self.ratings.get(quarter)
        self._record(
            self.Rated,
            stamp,
            quarter=quarter,
            round=before.round + 1 if before else 1,
            inputs=inputs,
            deductions=basis.deductions,
            vetoes=basis.vetoes,
            before=basis.before,
            lines=result.lines,
            score=result.score,
            earned=result.earned,
            colour=result.colour,
            consequences=result.consequences,
            objections_until=stamp.rules.calendar.after(stamp.at, span).at,
        )

    def publish_rating(self, stamp: Stamp, *, quarter: str) -> None:
        """Publish a result after the time to object (D39)."""
        self._allow(self.RatingPublished)
        rating = self._rating(quarter)
        if rating.published:
            raise RatingPublishedBefore(quarter=quarter)
        if rating.upheld or self._unanswered(quarter):
            raise RatingObjectionsOpen
        if stamp.at <= rating.objections_until:
            raise RatingObjectionTimeRunning(until=in_china(rating.objections_until))
        self._record(
            self.RatingPublished,
            stamp,
            quarter=quarter,
            colour=rating.colour,
            plan_due_at=_plan_due(stamp, rating.colour),
        )

    def file_correction_plan(self, stamp: Stamp, *, quarter: str) -> None:
        """File the plan of correction that a published rating asks for."""
        self._allow(self.CorrectionPlanFiled)
        self._require_own(stamp)
        require_text(stamp, "plan")
        if not self._rating(quarter).plan_due:
            raise NoCorrectionPlanDue(quarter=quarter)
        self._record(self.CorrectionPlanFiled, stamp, quarter=quarter)

    def _rating(self, quarter: str) -> QuarterRating:
        if quarter not in self.ratings:
            raise RatingQuarterUnknown(quarter=quarter)
        return self.ratings[quarter]

    def _unanswered(self, quarter: str) -> bool:
        return any(
            each.subject is ObjectionSubject.RATING
            and each.reference == quarter
            and each.upheld is None
            for each in self.objections.values()
        )

    def _require_turn(self, quarter: str) -> None:
        """Quarters are rated in order, and one after the last is published: what comes
        before it decides how far a colour may climb."""
        this = self.ratings.get(quarter)
        if this is not None and (this.published or not this.upheld):
            raise RatingQuarterTaken(quarter=quarter)
        latest = max(self.ratings, default=quarter)
        if latest > quarter:
            raise RatingQuarterPassed(later=latest)
        if latest < quarter and not self.ratings[latest].published:
            raise RatingEarlierQuarterOpen(earlier=latest)


def _plan_due(stamp: Stamp, colour: RatingColour) -> object:
    """By when a plan is due if the colour asks for one."""
    rules = stamp.rules
    named = rules.catalogue("rating_colours")[colour].words("consequences")
    consequences = rules.catalogue("rating_consequences")
    for each in named:
        if consequences[each].has("within"):
            return rules.calendar.after(stamp.at, consequences[each].span("within")).at
    return None
