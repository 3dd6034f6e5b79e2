"""A body or forum (业委会, 物管会, 联席会议, ...): one aggregate, its kind is data.

committee_words        kinds, levels, offices, grounds
committee_facts        how it is formed and who sits in it
committee_life_facts   what it goes through in office
committee_milestones   the days that its duties run from
committee_state        what it remembers
committee_rules        its make-up, as the rule pack has it
committee_members      nominate, seat, suspend, end
committee_posts        second posts, Party branch and membership
committee_terms        constitute, file, seal, re-elect, hand over, dissolve
committee_duties       what it owes, and when
meeting                its meetings, each a stream of its own
"""

from __future__ import annotations

from datetime import date
from typing import Self
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.domain import Aggregate

from domain.committee_facts import FormationFacts
from domain.committee_life_facts import LifeFacts
from domain.committee_members import Members
from domain.committee_posts import Posts
from domain.committee_refusals import (
    AttemptsMissing,
    CompoundNeeded,
    GroundNeeded,
    GroundNotForBody,
    LevelNotForBody,
    NoSuccession,
    SuccessorNotFiled,
)
from domain.committee_rules import Body
from domain.committee_state import require_not_ahead
from domain.committee_terms import SUCCEEDED, Terms
from domain.committee_words import BodyKind, BodyLevel, CommitteeStatus, PmcGround
from domain.facts import Stamp, stamped
from domain.lifecycle import require_between
from domain.meeting_words import MeetingKind
from domain.place import Place
from domain.rulepack import RulePack


def committee_id(place: Place, kind: BodyKind, level: BodyLevel, number: int) -> UUID:
    """A body's id follows from its place, kind and number, so that the store's
    uniqueness of streams keeps a compound from having two committees by mistake."""
    where = place.compound_id or uuid5(NAMESPACE_URL, "/".join(place.region_path))
    return uuid5(where, f"committee/{kind.value}/{level.value}/{number}")


class Committee(Members, Terms, Posts, FormationFacts, LifeFacts, Aggregate):
    """One body or forum. Commands take a `Stamp` and their own arguments, record
    facts, and raise a `Refusal` where a rule says no."""

    @classmethod
    def form(
        cls,
        stamp: Stamp,
        *,
        id: UUID,
        place: Place,
        kind: BodyKind,
        level: BodyLevel = BodyLevel.COMPOUND,
        number: int = 1,
        parent_id: UUID | None = None,
        units: int | None = None,
        ground: PmcGround | None = None,
        failed_attempts: int = 0,
        started_on: date,
    ) -> Self:
        """Begin to form a body, or set up a forum.

        units: of the compound; a small one may have a smaller committee (京).
        ground, failed_attempts: of a property management committee (京53, 淄65).
        """
        body = Body(stamp.rules, kind)
        require_between("number", number, 1, 99)
        require_between("failed_attempts", failed_attempts, 0, 99)
        if level not in body.levels:
            raise LevelNotForBody(kind=kind.label.en, kind_zh=kind.label.zh)
        if level is BodyLevel.COMPOUND and place.compound_id is None:
            raise CompoundNeeded
        _require_ground(stamp.rules, body, ground, failed_attempts)
        require_not_ahead(stamp, started_on, "started_on")
        return cls._create(
            cls.Formed,
            id=id,
            **stamped(stamp),
            **place.fields(),
            kind=kind,
            level=level,
            number=number,
            parent_id=parent_id,
            units=units,
            ground=ground,
            failed_attempts=failed_attempts,
            started_on=started_on,
        )

    def note_successor(self, stamp: Stamp, *, successor: Committee) -> None:
        """Note that an owners' committee of the compound was filed (京59)."""
        self._allow(self.SuccessorFiled)
        if self.kind not in SUCCEEDED:
            raise NoSuccession
        if (
            successor.kind is not BodyKind.OWNERS_COMMITTEE
            or successor.status is not CommitteeStatus.FILED
            or successor.compound_id != self.compound_id
        ):
            raise SuccessorNotFiled
        self._record(
            self.SuccessorFiled,
            stamp,
            successor_id=successor.id,
            on=successor.milestones["filed"],
        )

    def hold_meeting(
        self, stamp: Stamp, *, meeting_id: UUID, meeting: MeetingKind, on: date
    ) -> None:
        """Take note of a meeting that was closed; its duties run from it."""
        self._follow(
            self.MeetingHeld, stamp, meeting_id=meeting_id, meeting=meeting, on=on
        )


def _require_ground(
    rules: RulePack, body: Body, ground: PmcGround | None, attempts: int
) -> None:
    if not body.item.flag("grounds"):
        if ground is not None:
            raise GroundNotForBody
        return
    if ground is None:
        raise GroundNeeded
    least = rules.values.number("pmc.failed_attempts")
    if attempts < least:
        raise AttemptsMissing(least=least, count=attempts)
