"""Commands about the members of a body (DOMAIN 2.7; 京39, 46-48)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.codes import require_code
from domain.committee_refusals import TooManyAlternates, WrongOfficer
from domain.committee_rules import Body
from domain.committee_state import CommitteeState, require_not_ahead
from domain.committee_words import (
    BodyOffice,
    EndGround,
    EndWay,
    MemberCondition,
    SeatKind,
    SeatSource,
)
from domain.facts import Stamp
from domain.lifecycle import invalid, require_between, require_distinct
from domain.member_refusals import (
    AlreadySeated,
    AlreadySuspended,
    AlternateHoldsNoOffice,
    EndNeedsVote,
    NominationNeeded,
    NoSeatFree,
    NotAnAlternate,
    NotElected,
    NotSentHere,
    NotSuspended,
    OwnersMustElect,
    ResidentsMustElect,
    ResidentsQuorumMissed,
    SourceNotForBody,
)
from domain.shares import reaches

MOST_RESIDENTS = 1_000_000


class Members(CommitteeState):
    """Who sits in a body, from nomination to the end of the membership."""

    def nominate_member(
        self,
        stamp: Stamp,
        *,
        person: str,
        source: SeatSource,
        met: tuple[MemberCondition, ...] = (),
    ) -> None:
        """Let somebody stand for a seat, with the conditions that were found met."""
        self._allow(self.MemberNominated)
        self._require_free(stamp, person, source, met)
        self._record(self.MemberNominated, stamp, person=person, source=source, met=met)

    def seat_member(
        self,
        stamp: Stamp,
        *,
        person: str,
        source: SeatSource,
        on: date,
        seat: SeatKind = SeatKind.MEMBER,
        met: tuple[MemberCondition, ...] = (),
        vote_id: UUID | None = None,
        question: str | None = None,
        eligible: int | None = None,
        present: int | None = None,
        in_favour: int | None = None,
    ) -> None:
        """Record that somebody was elected or appointed; the conditions are checked
        again.

        vote_id: of the owners, who elect their committee. eligible, present,
        in_favour: of the residents, where they elect (V12).
        """
        self._allow(self.MemberSeated)
        body = self._require_free(stamp, person, source, met)
        require_not_ahead(stamp, on)
        if body.conditions and self.nominated.get(person) is not source:
            raise NominationNeeded(person=person)
        if body.elected_by == "vote" and vote_id is None:
            raise OwnersMustElect
        if body.elected_by == "residents":
            _require_residents(body, eligible, present, in_favour)
        if not self.electing:
            self._require_room(body, seat)
        self._record(
            self.MemberSeated,
            stamp,
            person=person,
            source=source,
            seat=seat,
            met=met,
            vote_id=vote_id,
            question=question,
            eligible=eligible,
            present=present,
            in_favour=in_favour,
            on=on,
        )

    def name_officer(
        self, stamp: Stamp, *, person: str, office: BodyOffice, on: date
    ) -> None:
        """Record that a member was chosen for an office."""
        self._allow(self.OfficerNamed)
        seat = self._require_seated(person)
        require_not_ahead(stamp, on)
        if seat.seat is SeatKind.ALTERNATE:
            raise AlternateHoldsNoOffice
        wanted = self._body(stamp).source_of(office)
        if wanted is not None and seat.source is not wanted:
            raise WrongOfficer(
                office=office.label.en,
                office_zh=office.label.zh,
                source=wanted.label.en,
                source_zh=wanted.label.zh,
            )
        self._record(self.OfficerNamed, stamp, person=person, office=office, on=on)

    def check_member(
        self, stamp: Stamp, *, person: str, failing: tuple[MemberCondition, ...] = ()
    ) -> None:
        """Look at a member's conditions again; `failing` are those found unmet."""
        self._allow(self.ConditionsChecked)
        self._require_seated(person)
        require_distinct("failing", failing)
        asked = self._body(stamp).conditions
        if not set(failing) <= set(asked):
            raise invalid("failing", "不是该组织的任职条件", "a condition of the body")
        self._record(self.ConditionsChecked, stamp, person=person, failing=failing)

    def suspend_member(self, stamp: Stamp, *, person: str) -> None:
        """Let a member not act until the assembly has decided (京47)."""
        self._allow(self.MemberSuspended)
        if self._require_seated(person).suspended:
            raise AlreadySuspended(person=person)
        self._record(self.MemberSuspended, stamp, person=person)

    def reinstate_member(self, stamp: Stamp, *, person: str) -> None:
        """Let a suspended member act again."""
        self._allow(self.MemberReinstated)
        if not self._require_seated(person).suspended:
            raise NotSuspended(person=person)
        self._record(self.MemberReinstated, stamp, person=person)

    def end_member(
        self,
        stamp: Stamp,
        *,
        person: str,
        ground: EndGround,
        on: date,
        vote_id: UUID | None = None,
        question: str | None = None,
    ) -> None:
        """End a membership: by itself, by the owners' vote, or by the sender.

        A body of which fewer than half of the seats are left owes a new election.
        """
        self._allow(self.MemberEnded)
        self._require_seated(person)
        require_not_ahead(stamp, on)
        body = self._body(stamp)
        needs = stamp.rules.catalogue("end_grounds")[ground.value].word("needs")
        if needs == "vote" and body.elected_by == "vote" and vote_id is None:
            raise EndNeedsVote(ground=ground.label.en, ground_zh=ground.label.zh)
        if needs == "sender" and body.elected_by != "appointed":
            raise NotSentHere
        self._record(
            self.MemberEnded,
            stamp,
            person=person,
            way=EndWay.of(needs),
            vote_id=vote_id,
            question=question,
            on=on,
        )
        self._follow(self.EndGroundStated, stamp, person=person, ground=ground)
        if self.in_office and body.elected_by != "appointed" and not self.electing:
            self._look_at_half(stamp, body, on)

    def move_up_alternate(self, stamp: Stamp, *, person: str, on: date) -> None:
        """Let an alternate take a seat that fell vacant."""
        self._allow(self.AlternateMovedUp)
        seat = self.members.get(person)
        if seat is None or seat.seat is not SeatKind.ALTERNATE:
            raise NotAnAlternate(person=person)
        require_not_ahead(stamp, on)
        if len(self.roster()) >= self.seats:
            raise NoSeatFree(seats=self.seats)
        self._record(self.AlternateMovedUp, stamp, person=person, on=on)

    def _require_room(self, body: Body, seat: SeatKind) -> None:
        """Refuse more members in office than the body began with, or may have."""
        members = self.roster()
        if seat is SeatKind.ALTERNATE:
            count = len(self.members) - len(members) + 1
            most = body.most_alternates(len(members))
            if count > most:
                raise TooManyAlternates(count=count, most=most)
            return
        most = self.seats if body.fixed else body.item.number("most")
        if len(members) >= most:
            raise NoSeatFree(seats=most)

    def _look_at_half(self, stamp: Stamp, body: Body, on: date) -> None:
        # Alternates count: they take the seats that fell vacant (京48).
        if body.below_half(min(len(self.members), self.seats), self.seats):
            self._follow(self.FellBelowHalf, stamp, on=on)

    def _require_free(
        self,
        stamp: Stamp,
        person: str,
        source: SeatSource,
        met: tuple[MemberCondition, ...],
    ) -> Body:
        require_code("person", person)
        require_distinct("met", met)
        body = self._body(stamp)
        if source not in body.sources:
            raise SourceNotForBody(source=source.label.en, source_zh=source.label.zh)
        if person in self.bench:
            raise AlreadySeated(person=person)
        body.require_fit(person, met)
        return body


def _require_residents(
    body: Body, eligible: int | None, present: int | None, in_favour: int | None
) -> None:
    if eligible is None or present is None or in_favour is None:
        raise ResidentsMustElect
    require_between("eligible", eligible, 1, MOST_RESIDENTS)
    require_between("present", present, 0, eligible)
    require_between("in_favour", in_favour, 0, present)
    if not reaches(present, eligible, body.values.share("residents.quorum")):
        raise ResidentsQuorumMissed(present=present, eligible=eligible)
    if not reaches(in_favour, present, body.values.share("residents.pass")):
        raise NotElected(in_favour=in_favour, present=present)
