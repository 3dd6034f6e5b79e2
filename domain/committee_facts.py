"""The facts of a body: how it is formed, who sits in it, and who holds its offices.

How it goes on from there stands in `committee_life_facts`. Persons are opaque ids.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from domain.committee_words import (
    FORMING,
    IN_OFFICE,
    STANDING,
    BodyKind,
    BodyLevel,
    BodyOffice,
    CommitteeStatus,
    EndGround,
    EndWay,
    MemberCondition,
    PmcGround,
    SeatKind,
    SeatSource,
)
from domain.facts import Audience, Label, Mask, sealable
from domain.lifecycle import Beginning, Step
from domain.vote_based import OnVote

if TYPE_CHECKING:
    from domain.committee_state import CommitteeState


@dataclass(frozen=True, slots=True)
class BodySeat:
    """Somebody in a body. suspended: keeps the seat, but does not act meanwhile.

    failing: conditions found unmet since.
    """

    person: str
    source: SeatSource
    seat: SeatKind
    since: date
    suspended: bool
    failing: tuple[MemberCondition, ...]


class BodyStep(Step):
    """A fact of a body. mark: the milestone that its day `on` is, for the duties."""

    mark: ClassVar[str | None] = None

    def apply(self, aggregate: CommitteeState) -> None:
        super().apply(aggregate)
        aggregate.remember(self)


class FormationFacts:
    """The namespace of how a body comes to be."""

    class Formed(Beginning):
        """A body begins to be formed, or a forum is set up.

        number: which of its kind in its place, from 1.
        parent_id: the forum of the next level up; units: of the compound, if known.
        ground, failed_attempts: of a property management committee (京53).
        """

        label = Label("启动组建", "Formation begun")
        target = CommitteeStatus.FORMING
        kind: BodyKind
        level: BodyLevel
        number: int
        parent_id: UUID | None
        units: int | None
        ground: PmcGround | None
        failed_attempts: int
        started_on: date

        def change(self, committee: CommitteeState) -> None:
            committee.kind = self.kind
            committee.level = self.level
            committee.units = self.units
            committee.remember(self)

    class MemberNominated(BodyStep):
        """Somebody stands for a seat. met: conditions that were checked and found."""

        label = Label("提名候选人", "Member nominated")
        sources = STANDING
        person: str
        source: SeatSource
        met: tuple[MemberCondition, ...]

        def change(self, committee: CommitteeState) -> None:
            committee.nominated = committee.nominated | {self.person: self.source}

    class MemberSeated(OnVote, BodyStep):
        """Somebody was elected or appointed.

        vote_id: of the owners' vote. eligible, present, in_favour: of the residents'.
        """

        label = Label("成员当选或者委派", "Member seated")
        sources = STANDING
        person: str
        source: SeatSource
        seat: SeatKind
        met: tuple[MemberCondition, ...]
        vote_id: UUID | None
        question: str | None
        eligible: int | None
        present: int | None
        in_favour: int | None
        on: date

        def change(self, committee: CommitteeState) -> None:
            seat = BodySeat(self.person, self.source, self.seat, self.on, False, ())
            if committee.electing:
                committee.coming = committee.coming | {self.person: seat}
            else:
                committee.members = committee.members | {self.person: seat}

    class OfficerNamed(BodyStep):
        """A member was chosen for an office; whoever held it gives it up."""

        label = Label("推选主任、副主任", "Officer named")
        sources = STANDING
        mark = "officers_named"
        person: str
        office: BodyOffice
        on: date

        def change(self, committee: CommitteeState) -> None:
            if self.person in committee.coming:
                named = {**committee.coming_officers, self.office: self.person}
                committee.coming_officers = named
            else:
                committee.officers = {**committee.officers, self.office: self.person}

    class Constituted(BodyStep):
        """Those seated are the body from this day on; the last ones are relieved.

        term: which one, from 1; seats: how many members it has.
        """

        label = Label("组成(换届完成)", "Constituted")
        sources = FORMING | IN_OFFICE | {CommitteeStatus.EXPIRED}
        target = CommitteeStatus.CONSTITUTED
        mark = "constituted"
        term: int
        seats: int
        term_ends_on: date | None
        on: date

        def change(self, committee: CommitteeState) -> None:
            committee.term = self.term
            committee.seats = self.seats
            committee.term_ends_on = self.term_ends_on
            committee.take_office(self.on)

    class ConditionsChecked(BodyStep):
        """The conditions of a member were looked at again. failing: those unmet, which
        may be somebody's credit (鲁信用20)."""

        label = Label("复核任职条件", "Conditions checked")
        audience = Audience.RESTRICTED
        sources = STANDING
        person: str
        failing: tuple[MemberCondition, ...]

        def change(self, committee: CommitteeState) -> None:
            committee.reseat(self.person, failing=self.failing)

    class MemberSuspended(BodyStep):
        """A member does not act until the assembly has decided (京47)."""

        label = Label("暂停履职", "Member suspended")
        texts = sealable(reason=Mask.M3)
        sources = IN_OFFICE
        person: str

        def change(self, committee: CommitteeState) -> None:
            committee.reseat(self.person, suspended=True)

    class MemberReinstated(BodyStep):
        """A suspended member acts again."""

        label = Label("恢复履职", "Member reinstated")
        sources = IN_OFFICE
        person: str

        def change(self, committee: CommitteeState) -> None:
            committee.reseat(self.person, suspended=False)

    class MemberEnded(OnVote, BodyStep):
        """A membership ended. way: by itself, by the assembly, or by the sender;
        vote_id: of the owners, where they must decide it."""

        label = Label("成员职务终止", "Membership ended")
        texts = sealable(reason=Mask.M3)
        sources = STANDING
        person: str
        way: EndWay
        vote_id: UUID | None
        question: str | None
        on: date

        def change(self, committee: CommitteeState) -> None:
            committee.unseat(self.person, self.on)

    class EndGroundStated(BodyStep):
        """Why a membership ended; health and credit are nobody else's concern."""

        label = Label("登记终止事由", "Ground stated")
        audience = Audience.RESTRICTED
        sources = STANDING
        person: str
        ground: EndGround

    class AlternateMovedUp(BodyStep):
        """An alternate took a seat that fell vacant."""

        label = Label("候补委员递补", "Alternate moved up")
        sources = IN_OFFICE
        person: str
        on: date

        def change(self, committee: CommitteeState) -> None:
            moved = replace(
                committee.members[self.person], seat=SeatKind.MEMBER, since=self.on
            )
            committee.members = committee.members | {self.person: moved}

    class FellBelowHalf(BodyStep):
        """Fewer than half of the seats are left: a new election is due (京48)."""

        label = Label("委员不足半数", "Fell below half")
        sources = IN_OFFICE
        mark = "below_half"
        on: date

        def change(self, committee: CommitteeState) -> None:
            committee.electing = True
