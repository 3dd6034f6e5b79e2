"""What an enterprise does for the Party, its people and its growth: recorded, not
judged (SEED S0, S1, S2, S4). Members are counted, never named."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from domain.enterprise_words import (
    ACTIVE,
    EVERYWHERE,
    IN_TRADE,
    GrowthMilestone,
    TrainingTrack,
)
from domain.facts import Label
from domain.lifecycle import Step
from domain.party_coverage import PartyCoverageMode

if TYPE_CHECKING:
    from domain.enterprise import Enterprise


class PartyFacts:
    """Party bodies of the enterprise and of its site offices."""

    class PartyBodyFormed(Step):
        """The enterprise, or one of its sites, is covered by a Party body.

        body: its code. site: the site office that it is for, None: the enterprise.
        superior: code of the Party body above it. partners: those of a joint body.
        instructor_id: who was sent, opaque; until: the last day of their term.
        members: full members; probationary: those not yet full.
        """

        label = Label("建立党组织", "Party body formed")
        sources = ACTIVE
        body: str
        coverage: PartyCoverageMode
        site: str | None
        superior: str
        partners: tuple[str, ...]
        instructor_id: str | None
        until: date | None
        members: int
        probationary: int
        founded_on: date

        def change(self, enterprise: Enterprise) -> None:
            covered = {**enterprise.party_bodies, self.body: (self.site, self.coverage)}
            enterprise.party_bodies = covered

    class PartyMembersCounted(Step):
        """So many members the body had on a day (发展党员, SEED S4)."""

        label = Label("党员人数", "Party members counted")
        sources = IN_TRADE
        body: str
        members: int
        probationary: int
        on: date

    class PartyBodyDissolved(Step):
        """The body is no more."""

        label = Label("撤销党组织", "Party body dissolved")
        sources = EVERYWHERE
        body: str
        on: date

        def change(self, enterprise: Enterprise) -> None:
            rest = dict(enterprise.party_bodies)
            del rest[self.body]
            enterprise.party_bodies = rest

    class IndustryPartyJoined(Step):
        """The enterprise belongs to a Party organisation of the trade (SEED S0).

        organisation: its code; superior: code of the one above it.
        """

        label = Label("加入行业党组织", "Industry Party organisation joined")
        sources = ACTIVE
        organisation: str
        superior: str | None
        on: date

        def change(self, enterprise: Enterprise) -> None:
            enterprise.industry_party = enterprise.industry_party | {self.organisation}

    class IndustryPartyLeft(Step):
        """It belongs to it no longer."""

        label = Label("退出行业党组织", "Industry Party organisation left")
        sources = EVERYWHERE
        organisation: str
        on: date

        def change(self, enterprise: Enterprise) -> None:
            enterprise.industry_party = enterprise.industry_party - {self.organisation}


class GrowthFacts:
    """Training and the growth plan."""

    class TrainingHeld(Step):
        """A session of one of the five tracks.

        attended: how many of the enterprise took part; passed: how many with success,
        None where nothing was examined.
        """

        label = Label("素质提升培训", "Training held")
        sources = IN_TRADE
        session: str
        track: TrainingTrack
        attended: int
        passed: int | None
        on: date

        def change(self, enterprise: Enterprise) -> None:
            enterprise.sessions = enterprise.sessions | {self.session}

    class GrowthPlanned(Step):
        """A plan of growth (“攀登”计划). plan: its code; key: it is a key enterprise of
        that year."""

        label = Label("制定攀登计划", "Growth planned")
        sources = ACTIVE
        plan: str
        year: int
        key: bool
        milestones: tuple[GrowthMilestone, ...]

        def change(self, enterprise: Enterprise) -> None:
            aims = frozenset(each.code for each in self.milestones)
            enterprise.growth_open = {**enterprise.growth_open, self.plan: aims}

    class GrowthMilestoneReached(Step):
        """One aim of the plan was reached."""

        label = Label("攀登计划节点完成", "Growth milestone reached")
        sources = IN_TRADE
        plan: str
        milestone: str
        on: date

        def change(self, enterprise: Enterprise) -> None:
            left = enterprise.growth_open[self.plan] - {self.milestone}
            enterprise.growth_open = {**enterprise.growth_open, self.plan: left}
