"""What a body counts for: that it is in office, and how many of an owners' committee
are in the Party. Party membership is told by consent, and counted, never named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from domain.civil_time import day_in_china
from domain.committee_facts import FormationFacts
from domain.committee_life_facts import LifeFacts
from domain.committee_words import IN_OFFICE, BodyKind, MemberPartyStatus, SeatKind
from domain.indicators.bookings import Booking, Follower, day_number, steps

OF_OWNERS = frozenset(
    {BodyKind.OWNERS_COMMITTEE.value, BodyKind.PROPERTY_MANAGEMENT_COMMITTEE.value}
)
"""The bodies that the formation rate counts (业委会、物管会)."""
KNOWN = (MemberPartyStatus.FULL.value, MemberPartyStatus.PROBATIONARY.value)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the body counts for since a day. party: members by their status."""

    day: int
    in_office: int
    members: int
    party: dict[str, int]


@dataclass(frozen=True, slots=True)
class CommitteeTally:
    """electing: seats that are filled now are those of the next term, `coming`.
    members, coming: the kind of seat by person; party: the status of each, if told."""

    compound_id: UUID | None
    region_path: tuple[str, ...]
    kind: str
    status: str
    electing: bool
    members: dict[str, str]
    coming: dict[str, str]
    party: dict[str, str]
    standings: tuple[Standing, ...] = ()

    def bookings(self) -> Iterator[tuple[Booking, int]]:
        if self.kind in OF_OWNERS:
            yield from steps("formed", _by_day(self.standings, "in_office"))
        if self.kind == BodyKind.OWNERS_COMMITTEE.value:
            yield from steps("committee.members", _by_day(self.standings, "members"))
            for status in KNOWN:
                told = {each.day: each.party.get(status, 0) for each in self.standings}
                yield from steps("committee.party", told, status)

    def standing(self, day: date) -> CommitteeTally:
        """The same, with what it counts for from the day on, or, if the last change
        came later, from then on."""
        in_office = self.status in {each.value for each in IN_OFFICE}
        seated = [
            person
            for person, seat in self.members.items()
            if in_office and seat == SeatKind.MEMBER.value
        ]
        told = [self.party.get(person) for person in seated]
        party = {status: told.count(status) for status in KNOWN if status in told}
        last = self.standings[-1] if self.standings else Standing(0, 0, 0, {})
        at = max(day_number(day), last.day)
        now = Standing(at, int(in_office), len(seated), party)
        if replace(last, day=at) == now:
            return self
        before = tuple(each for each in self.standings if each.day != at)
        return replace(self, standings=(*before, now))


def _by_day(standings: tuple[Standing, ...], name: str) -> dict[int, int]:
    return {each.day: getattr(each, name) for each in standings}


def _formed(fact: Any) -> CommitteeTally:
    status, kind = fact.target.value, fact.kind.value
    place = fact.compound_id, fact.region_path
    return CommitteeTally(*place, kind, status, True, {}, {}, {})


def _day(fact: Any) -> date:
    said = getattr(fact, "on", None)
    return said if said is not None else day_in_china(fact.timestamp)


def _moved(tally: CommitteeTally, fact: Any) -> CommitteeTally:
    target = type(fact).target
    changed = tally if target is None else replace(tally, status=target.value)
    return changed.standing(_day(fact))


def _constituted(tally: CommitteeTally, fact: Any) -> CommitteeTally:
    term = replace(tally, electing=False, members=tally.coming, coming={})
    return _moved(term, fact)


def _election(tally: CommitteeTally, fact: Any) -> CommitteeTally:
    return replace(tally, electing=True)


def _seated(tally: CommitteeTally, fact: Any) -> CommitteeTally:
    seat = {fact.person: fact.seat.value}
    if tally.electing:
        return replace(tally, coming={**tally.coming, **seat})
    return _moved(replace(tally, members={**tally.members, **seat}), fact)


def _moved_up(tally: CommitteeTally, fact: Any) -> CommitteeTally:
    seats = {**tally.members, fact.person: SeatKind.MEMBER.value}
    return _moved(replace(tally, members=seats), fact)


def _ended(tally: CommitteeTally, fact: Any) -> CommitteeTally:
    left = replace(
        tally,
        members=_without(tally.members, fact.person),
        coming=_without(tally.coming, fact.person),
        party=_without(tally.party, fact.person),
    )
    return _moved(left, fact)


def _told(tally: CommitteeTally, fact: Any) -> CommitteeTally:
    party = _without(tally.party, fact.person)
    if fact.party_status is not None:
        party[fact.person] = fact.party_status.value
    return _moved(replace(tally, party=party), fact)


def _without(people: dict[str, str], person: str) -> dict[str, str]:
    return {each: said for each, said in people.items() if each != person}


COMMITTEES = Follower(
    CommitteeTally,
    {FormationFacts.Formed: _formed},
    {
        FormationFacts.Constituted: _constituted,
        FormationFacts.FellBelowHalf: _election,
        LifeFacts.ReelectionBegun: _election,
        FormationFacts.MemberSeated: _seated,
        FormationFacts.AlternateMovedUp: _moved_up,
        FormationFacts.MemberEnded: _ended,
        LifeFacts.PartyStatusStated: _told,
        LifeFacts.Filed: _moved,
        LifeFacts.TermExpired: _moved,
        LifeFacts.Dissolved: _moved,
    },
)
