"""The facts of the visits (走访回访) to one household; all of it is restricted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.coded import Coded
from domain.facts import Audience, Label, Mask, sealable
from domain.lifecycle import Beginning, Step

if TYPE_CHECKING:
    from domain.visit import Visit


class VisitStatus(Coded):
    """Where the visits to a household stand; one at a time is under way."""

    PLANNED = "planned", "已计划", "Planned"
    RETURN_PROMISED = "return_promised", "待回访", "Return visit promised"
    SETTLED = "settled", "已办结", "Settled"
    CANCELLED = "cancelled", "已取消", "Cancelled"


class VisitPurpose(Coded):
    """Why a household is visited."""

    ROUTINE = "routine", "定期走访", "Routine"
    CARE = "care", "关怀走访", "Care"
    SURVEY = "survey", "入户调查", "Survey"
    FEES = "fees", "物业费沟通", "About the fee"
    CASE = "case", "诉求走访", "About a case"


PLANNED_VISIT = frozenset({VisitStatus.PLANNED})
PROMISED = frozenset({VisitStatus.RETURN_PROMISED})
OVER = frozenset({VisitStatus.SETTLED, VisitStatus.CANCELLED})


class VisitFacts:
    """The namespace that makes the facts read `Visit.Planned`, ..."""

    class Planned(Beginning):
        """The first visit to a household is planned. visitor: an opaque id."""

        label = Label("计划走访", "Planned")
        audience = Audience.RESTRICTED
        target = VisitStatus.PLANNED
        unit_id: UUID
        visitor: str
        purpose: VisitPurpose
        on: date

        def change(self, visit: Visit) -> None:
            visit.unit_id = self.unit_id
            visit.visitor = self.visitor

    class PlannedAgain(Step):
        """One more visit is planned, the last one being over."""

        label = Label("再次计划走访", "Planned again")
        audience = Audience.RESTRICTED
        sources = OVER
        target = VisitStatus.PLANNED
        visitor: str
        purpose: VisitPurpose
        on: date

        def change(self, visit: Visit) -> None:
            visit.visitor = self.visitor
            visit.cases = ()

    class NobodyMet(Step):
        """Nobody was at home; the visit is still to be made."""

        label = Label("未遇见住户", "Nobody met")
        audience = Audience.RESTRICTED
        sources = PLANNED_VISIT
        on: date

    class Made(Step):
        """The household was visited.

        needs: codes of the taxonomy of cases. cases: those that were made of them.
        """

        label = Label("已走访", "Made")
        audience = Audience.RESTRICTED
        texts = sealable(note=Mask.NEVER)
        sources = PLANNED_VISIT
        target = VisitStatus.SETTLED
        on: date
        needs: tuple[str, ...]
        cases: tuple[UUID, ...]

        def change(self, visit: Visit) -> None:
            visit.made_on = self.on
            visit.cases = self.cases

    class ReturnPromised(Step):
        """The visitor comes back once something was done."""

        label = Label("承诺回访", "Return visit promised")
        audience = Audience.RESTRICTED
        sources = frozenset({VisitStatus.SETTLED})
        target = VisitStatus.RETURN_PROMISED

    class ReturnMade(Step):
        """The promise was kept; content: whether the household is."""

        label = Label("已回访", "Return visit made")
        audience = Audience.RESTRICTED
        texts = sealable(note=Mask.NEVER)
        sources = PROMISED
        target = VisitStatus.SETTLED
        on: date
        content: bool

    class ReturnDropped(Step):
        """The promise is not kept; it stays among those that were made."""

        label = Label("未能回访", "Return visit dropped")
        audience = Audience.RESTRICTED
        texts = sealable(reason=Mask.NEVER)
        sources = PROMISED
        target = VisitStatus.SETTLED

    class Cancelled(Step):
        """The planned visit does not take place."""

        label = Label("取消走访", "Cancelled")
        audience = Audience.RESTRICTED
        texts = sealable(reason=Mask.NEVER)
        sources = PLANNED_VISIT
        target = VisitStatus.CANCELLED
