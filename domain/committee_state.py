"""What a body remembers between two commands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from domain.civil_time import day_in_china
from domain.codes import require_code
from domain.committee_facts import BodySeat, FormationFacts
from domain.committee_life_facts import CrossPost, LifeFacts
from domain.committee_milestones import milestones_after
from domain.committee_refusals import BodyDayAhead
from domain.committee_rules import Body
from domain.committee_words import (
    IN_OFFICE,
    BodyKind,
    BodyLevel,
    BodyOffice,
    MemberPartyStatus,
    SeatKind,
    SeatSource,
)
from domain.facts import Fact, Stamp
from domain.member_refusals import NotSeated
from domain.text_release import Releasing


class CommitteeState(FormationFacts, LifeFacts, Releasing):
    """The state that facts assign to; public attributes may be read by anyone.

    members, officers: of this term; coming, coming_officers: of the one that is being
        elected, while `electing`; nominated: who stands for a seat, and for whom.
    left: persons whose membership ended, with the last day of which that was said.
    seats: how many members the term began with. posts: second posts that are held.
    milestones: days of its life by name, for its duties.
    party: what its office holders told of their Party membership, by consent.
    """

    def __init__(self) -> None:
        self.kind = BodyKind.OWNERS_COMMITTEE
        self.level = BodyLevel.COMPOUND
        self.units: int | None = None
        self.electing = True
        self.term = 0
        self.seats = 0
        self.term_ends_on: date | None = None
        self.nominated: dict[str, SeatSource] = {}
        self.members: dict[str, BodySeat] = {}
        self.officers: dict[BodyOffice, str] = {}
        self.left: dict[str, date] = {}
        self.coming: dict[str, BodySeat] = {}
        self.coming_officers: dict[BodyOffice, str] = {}
        self.milestones: dict[str, date] = {}
        self.posts: tuple[CrossPost, ...] = ()
        self.seal: str | None = None
        self.seal_keeper: str | None = None
        self.branch: str | None = None
        self.successor_id: UUID | None = None
        self.party: dict[str, MemberPartyStatus] = {}

    @property
    def in_office(self) -> bool:
        return self.status in IN_OFFICE

    @property
    def bench(self) -> dict[str, BodySeat]:
        """Those who are being seated now: of the coming term, else of this one."""
        return self.coming if self.electing else self.members

    def roster(self) -> tuple[BodySeat, ...]:
        """Its members of this term, without alternates."""
        return tuple(
            each for each in self.members.values() if each.seat is SeatKind.MEMBER
        )

    def remember(self, fact: Fact) -> None:
        """Keep the days that its duties run from; for facts."""
        self.milestones = milestones_after(self.milestones, fact)

    def reseat(self, person: str, **changes: Any) -> None:
        """Change somebody's seat in this term and in the coming one; for facts."""
        for name in ("members", "coming"):
            seats: dict[str, BodySeat] = getattr(self, name)
            if person in seats:
                changed = replace(seats[person], **changes)
                setattr(self, name, seats | {person: changed})

    def take_office(self, on: date) -> None:
        """Let those of the coming term be the body, and the last ones go; for facts."""
        relieved = self.members.keys() - self.coming.keys()
        self.left = self.left | dict.fromkeys(relieved, on)
        self.members, self.officers = self.coming, self.coming_officers
        self.coming, self.coming_officers, self.nominated = {}, {}, {}
        self.electing = False

    def unseat(self, person: str, on: date) -> None:
        """Take somebody out of the body; for facts."""
        self.left = self.left | {person: on}
        for name in ("members", "coming", "nominated", "party"):
            seats = {
                key: each for key, each in getattr(self, name).items() if key != person
            }
            setattr(self, name, seats)
        for name in ("officers", "coming_officers"):
            held = getattr(self, name).items()
            setattr(self, name, {key: each for key, each in held if each != person})

    def _body(self, stamp: Stamp) -> Body:
        return Body(stamp.rules, self.kind)

    def _require_seated(self, person: str) -> BodySeat:
        require_code("person", person)
        seat = self.members.get(person) or self.coming.get(person)
        if seat is None:
            raise NotSeated(person=person)
        return seat


def require_not_ahead(stamp: Stamp, on: date, field: str = "on") -> None:
    """Refuse a day that is still to come, in China."""
    today = day_in_china(stamp.at)
    if on > today:
        raise BodyDayAhead(field, day=on, today=today)
