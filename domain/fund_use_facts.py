"""The facts of uses of a maintenance fund, ordinary and emergency, from the request to
the review; what follows is in `fund_works_facts`. The stages that each fact names are
the table of what may follow what."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from domain.facts import Audience, Label, Mask, Milestone, sealable
from domain.fund_facts import KEPT, FundBooking
from domain.fund_words import POOLS, BuildingAmount, FundUseStage, UnitAmount
from domain.lifecycle import Step
from domain.quantities import Fen
from domain.text_release import ReleasedText
from domain.vote_based import OnVote

if TYPE_CHECKING:
    from domain.fund_state import FundState

Stages = frozenset[FundUseStage]
S = FundUseStage
NOTE = sealable(note=Mask.M2)


class UseStep(Step):
    """A fact about one use. use: its number in this fund, from 1.

    stages: in which it may be recorded; stage: the one it leads to, None if it stays.
    """

    sources = KEPT
    stages: ClassVar[Stages]
    stage: ClassVar[FundUseStage | None] = None
    use: int

    def change(self, fund: FundState) -> None:
        if self.stage is not None:
            fund.uses[self.use].stage = self.stage
        self.tell_use(fund)

    def tell_use(self, fund: FundState) -> None:
        """Assign what the fact makes true beside the stage."""


class NewUse(Step):
    """The fact that begins a use, in the stage `first`.

    use: the number that it gets. cause: code of `fund_causes`; scope: code of the part
    concerned. buildings: all of their units are affected; units: those beside.
    """

    sources = KEPT
    first: ClassVar[FundUseStage]
    use: int
    cause: str
    scope: str
    buildings: tuple[str, ...]
    units: tuple[UUID, ...]


class UseBooking(FundBooking):
    """The same for a fact that moves money."""

    stages: ClassVar[Stages]
    stage: ClassVar[FundUseStage]
    use: int

    def tell(self, fund: FundState) -> None:
        use = fund.uses[self.use]
        use.stage = self.stage
        for line in self.postings:
            if line.account in POOLS:
                use.pools[line.account] = use.pools.get(line.account, 0) + line.amount
        self.tell_use(fund)

    def tell_use(self, fund: FundState) -> None:
        """Assign what the fact makes true beside the stage."""


class FundUseFacts:
    """The third part of the namespace: uses up to their review."""

    class UseRequested(NewUse):
        """Somebody sees a need."""

        label = Label("提出使用", "Use requested")
        texts = NOTE
        first = S.REQUESTED

        def change(self, fund: FundState) -> None:
            fund.begin_use(self)

    class EmergencyReported(NewUse):
        """A listed danger; no vote is needed (民281)."""

        label = Label("报告应急使用", "Emergency reported")
        texts = NOTE
        first = S.REPORTED
        budget: Fen
        shares: tuple[BuildingAmount, ...]

        def change(self, fund: FundState) -> None:
            fund.begin_use(self).planned = self.budget

    class NeedSurveyed(UseStep):
        """The need was looked at on the spot."""

        label = Label("现场勘验", "Need surveyed")
        texts = NOTE
        stages = frozenset({S.REQUESTED})
        stage = S.SURVEYED

    class PlanMade(UseStep):
        """What is done, what it costs, and what falls on each building."""

        label = Label("编制方案和预算", "Plan made")
        texts = NOTE
        stages = frozenset({S.SURVEYED})
        stage = S.PLANNED
        budget: Fen
        quotes: int
        shares: tuple[BuildingAmount, ...]

        def tell_use(self, fund: FundState) -> None:
            fund.uses[self.use].planned = self.budget

    class SharesPlanned(UseStep):
        """The same unit by unit, by area."""

        label = Label("分摊到户", "Shares planned")
        audience = Audience.RESTRICTED
        stages = frozenset({S.PLANNED, S.REPORTED})
        shares: tuple[UnitAmount, ...]

        def tell_use(self, fund: FundState) -> None:
            use = fund.uses[self.use]
            use.shares = {each.unit_id: each.amount for each in self.shares}

    class PlanPosted(UseStep):
        """The plan is shown to the owners (D12)."""

        label = Label("公示方案", "Plan posted")
        stages = frozenset({S.PLANNED})
        stage = S.POSTED
        posted_on: date

        def tell_use(self, fund: FundState) -> None:
            fund.uses[self.use].posted_on = self.posted_on

    class UseVoteNamed(OnVote, UseStep):
        """The vote of the affected owners (V4) that decides."""

        label = Label("交付表决", "Vote named")
        stages = frozenset({S.POSTED})
        stage = S.VOTING
        vote_id: UUID
        question: str | None
        opens_on: date

        def tell_use(self, fund: FundState) -> None:
            fund.votes.add((self.vote_id, self.question))
            fund.use_votes[self.use] = self.vote_id, self.question

    class UseVotePassed(UseStep):
        """The owners agreed (民278(5))."""

        label = Label("表决通过", "Vote passed")
        stages = frozenset({S.VOTING})
        stage = S.PASSED
        on: date

    class UseVoteFailed(UseStep):
        """The owners did not agree; another use has to be requested."""

        label = Label("表决未通过", "Vote failed")
        stages = frozenset({S.VOTING})
        stage = S.FAILED
        on: date

    class UseApplied(UseStep):
        """The money was applied for."""

        label = Label("申请使用", "Applied for")
        texts = NOTE
        stages = frozenset({S.PASSED})
        stage = S.APPLIED

        def tell_use(self, fund: FundState) -> None:
            fund.uses[self.use].people.add(self.actor_id)

    class SiteConfirmed(UseStep):
        """The owners' body or the community saw the danger on the spot (淄66, 滨42)."""

        label = Label("现场确认", "Confirmed on site")
        texts = NOTE
        stages = frozenset({S.REPORTED})
        stage = S.ON_SITE

        def tell_use(self, fund: FundState) -> None:
            fund.uses[self.use].people.add(self.actor_id)

    class StreetConfirmed(UseStep):
        """The street confirms it; the review is due soon. due: when (滨43)."""

        label = Label("街道确认", "Confirmed by the street")
        stages = frozenset({S.ON_SITE})
        stage = S.CONFIRMED
        due: Milestone

    class UseApproved(UseBooking):
        """Approved; the budget is taken from sub-accounts and pools and kept for the
        works."""

        label = Label("审核通过", "Approved")
        stages = frozenset({S.APPLIED, S.CONFIRMED})
        stage = S.APPROVED
        budget: Fen

        def tell_use(self, fund: FundState) -> None:
            fund.uses[self.use].budget = self.budget

    class UseDenied(UseStep):
        """Not approved."""

        label = Label("审核不通过", "Denied")
        texts = sealable(reason=Mask.M2)
        stages = frozenset({S.APPLIED, S.CONFIRMED})
        stage = S.DENIED

    class TextReleased(ReleasedText):
        """A sealed text is released under the mask class of its item."""

        sources = KEPT
