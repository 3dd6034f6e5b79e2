"""Findings of the negative list (负面清单认定), and what each fact makes of one.

Each fact lists the stages of the finding in which it may be recorded, and the stage
that it leads to: opened, heard, decided, appealed, final, repaired.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from domain.enterprise_words import EVERYWHERE, FindingAppeal, FindingStage
from domain.facts import Label, Mask, sealable
from domain.lifecycle import Step
from domain.rating import RatingVeto

if TYPE_CHECKING:
    from domain.enterprise import Enterprise


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as the enterprise remembers it.

    points: whole points; decided_by: who decided it, opaque.
    """

    stage: FindingStage
    entry: str
    acted_on: date
    heard_on: date | None = None
    points: int = 0
    veto: RatingVeto | None = None
    decided_by: str | None = None
    appeal_until: datetime | None = None
    final_on: date | None = None
    valid_until: date | None = None
    published: bool = False

    def holds(self, day: date, *, repaired: bool) -> bool:
        """Whether it is final and in its year. repaired: it holds though repaired."""
        if self.final_on is None or self.valid_until is None:
            return False
        if self.stage is FindingStage.REPAIRED and not repaired:
            return False
        return self.final_on <= day <= self.valid_until


class FindingStep(Step):
    """A fact about one finding, which has the number `finding`.

    stages: in which it may be recorded; leads_to: None if the stage stays.
    """

    sources = EVERYWHERE
    stages: ClassVar[frozenset[FindingStage]]
    leads_to: ClassVar[FindingStage | None] = None
    finding: int

    def change(self, enterprise: Enterprise) -> None:
        found = enterprise.findings[self.finding]
        stage = self.leads_to or found.stage
        now = replace(found, stage=stage, **self.found())
        enterprise.findings = {**enterprise.findings, self.finding: now}

    def found(self) -> dict[str, Any]:
        """What else is true of the finding now."""
        return {}


class FindingFacts:
    """A finding from its opening to its repair."""

    class FindingOpened(Step):
        """An act of the list is looked into.

        finding: its number with this enterprise, from 1. entry: code of the list.
        at_compound: where it was; evidence: digests or file codes.
        """

        label = Label("负面清单立项", "Finding opened")
        texts = sealable(act=Mask.M0)
        sources = EVERYWHERE
        finding: int
        entry: str
        acted_on: date
        at_compound: UUID | None
        evidence: tuple[str, ...]

        def change(self, enterprise: Enterprise) -> None:
            opened = Finding(FindingStage.OPENED, self.entry, self.acted_on)
            enterprise.findings = {**enterprise.findings, self.finding: opened}

    class FindingHeard(FindingStep):
        """A hearing was held. attended: the enterprise came; it had been invited."""

        label = Label("听证", "Hearing held")
        texts = sealable(statement=Mask.M0)
        stages = frozenset({FindingStage.OPENED})
        leads_to = FindingStage.HEARD
        on: date
        attended: bool

        def found(self) -> dict[str, Any]:
            return {"heard_on": self.on}

    class FindingDecided(FindingStep):
        """The act was found.

        points: off the rating once it is final. basis: the article relied on.
        veto: what makes the rating red. repair_by: the last day to put it right.
        """

        label = Label("认定", "Finding decided")
        texts = sealable(correction=Mask.M0)
        stages = frozenset({FindingStage.HEARD})
        leads_to = FindingStage.DECIDED
        points: int
        basis: str
        veto: RatingVeto | None
        repair_by: date
        appeal_until: datetime

        def found(self) -> dict[str, Any]:
            return {
                "points": self.points,
                "veto": self.veto,
                "decided_by": self.actor_id,
                "appeal_until": self.appeal_until,
            }

    class FindingDropped(FindingStep):
        """Nothing was found, or it is not followed up."""

        label = Label("不予认定", "Finding dropped")
        texts = sealable(reason=Mask.M0)
        stages = frozenset({FindingStage.OPENED, FindingStage.HEARD})
        leads_to = FindingStage.DROPPED

    class FindingAppealed(FindingStep):
        """The enterprise appeals. answer_due_at: by when that is decided."""

        label = Label("申诉", "Appeal made")
        texts = sealable(grounds=Mask.M0)
        stages = frozenset({FindingStage.DECIDED})
        leads_to = FindingStage.APPEALED
        answer_due_at: datetime

    class FindingAppealDecided(FindingStep):
        """Somebody else than who found it decided on the appeal. points: that are
        left, 0 if it is annulled."""

        label = Label("申诉决定", "Appeal decided")
        texts = sealable(answer=Mask.M0)
        stages = frozenset({FindingStage.APPEALED})
        outcome: FindingAppeal
        points: int

        def found(self) -> dict[str, Any]:
            if self.outcome is FindingAppeal.ANNULLED:
                return {"stage": FindingStage.ANNULLED, "points": 0, "veto": None}
            return {"points": self.points}

        def change(self, enterprise: Enterprise) -> None:
            now = replace(enterprise.findings[self.finding], **self.found())
            enterprise.findings = {**enterprise.findings, self.finding: now}

    class FindingFinal(FindingStep):
        """Nobody can appeal any more. valid_until: the last day on which its points
        count; publish_due_at: by when it is to be published (D40)."""

        label = Label("认定生效", "Finding final")
        stages = frozenset({FindingStage.DECIDED, FindingStage.APPEALED})
        leads_to = FindingStage.FINAL
        on: date
        valid_until: date
        publish_due_at: datetime

        def found(self) -> dict[str, Any]:
            return {"final_on": self.on, "valid_until": self.valid_until}

    class FindingPublished(FindingStep):
        """It was published (D40)."""

        label = Label("认定公开", "Finding published")
        stages = frozenset({FindingStage.FINAL, FindingStage.REPAIRED})

        def found(self) -> dict[str, Any]:
            return {"published": True}

    class FindingRepaired(FindingStep):
        """The enterprise put it right, and that was checked."""

        label = Label("信用修复", "Finding repaired")
        texts = sealable(measure=Mask.M0)
        stages = frozenset({FindingStage.FINAL})
        leads_to = FindingStage.REPAIRED
        on: date
