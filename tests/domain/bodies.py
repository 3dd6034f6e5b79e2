"""Bodies as the tests of committees and meetings begin with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from domain.committee import Committee, committee_id
from domain.committee_rules import Body
from domain.committee_words import (
    BodyKind,
    BodyLevel,
    BodyOffice,
    MemberCondition,
    PmcGround,
    SeatKind,
    SeatSource,
)
from domain.place import Place
from tests.scenario import COMPOUND_ID, PACKS, STREET, stamp

TODAY = date(2026, 3, 10)
PATH = ("c", "d", "s", "m")
VOTE = UUID(int=40)
EVERY = tuple(MemberCondition)
COMMITTEE, PMC = BodyKind.OWNERS_COMMITTEE, BodyKind.PROPERTY_MANAGEMENT_COMMITTEE
SELF = BodyKind.SELF_MANAGEMENT_COMMITTEE
SUPERVISION = BodyKind.SUPERVISION_COMMITTEE
OWNER, NC = SeatSource.OWNER, SeatSource.NEIGHBOURHOOD_COMMITTEE
PROFILES = ("national", "beijing", "shandong", "heze", "weihai")


def body_of(kind: BodyKind, profile: str) -> Body:
    return Body(PACKS.for_profile(profile), kind)


def forming(
    kind: BodyKind, profile: str = "national", *, units: int | None = 860, **given: Any
) -> Committee:
    """A body whose formation was begun."""
    level = body_of(kind, profile).levels[0]
    compound = COMPOUND_ID if level is BodyLevel.COMPOUND else None
    place = Place(compound, PATH, profile)
    usual = {
        "level": level,
        "ground": PmcGround.HARD_TO_HOLD if kind is PMC else None,
        "started_on": date(2026, 1, 5),
    }
    made = Committee.form(
        stamp(STREET, profile=profile),
        id=committee_id(place, kind, level, 1),
        place=place,
        kind=kind,
        units=units,
        **usual | given,
    )
    made.collect_events()
    return made


def sources(kind: BodyKind, profile: str = "national") -> Iterator[SeatSource]:
    """For whom the members of a body sit: the required ones first, then others until
    there are as many as needed, then whoever the rules favour."""
    body = body_of(kind, profile)
    required = [SeatSource.of(each) for each in body.item.words("required")]
    others = [each for each in body.sources if each not in required]
    yield from (first := (required + others)[: max(len(required), 1)])
    yield from others[: max(0, body.item.number("distinct") - len(first))]
    usual = OWNER if OWNER in body.sources else body.sources[0]
    while True:
        yield usual


def seat(committee: Committee, person: str, source: SeatSource, **given: Any) -> None:
    """Nominate and seat somebody, as this kind of body asks."""
    by = stamp(STREET, profile=committee.profile)
    body = body_of(committee.kind, committee.profile)
    if body.conditions and person not in committee.nominated:
        committee.nominate_member(by, person=person, source=source, met=EVERY)
    usual: dict[str, Any] = {"on": TODAY, "met": EVERY}
    if body.elected_by == "vote":
        usual["vote_id"] = VOTE
    if body.elected_by == "residents":
        usual |= {"eligible": 100, "present": 60, "in_favour": 31}
    committee.seat_member(by, person=person, source=source, **usual | given)


def fill(committee: Committee, size: int) -> None:
    """Seat so many members, `m-1` and so on, and name the officers that it needs."""
    kind, profile = committee.kind, committee.profile
    for number, source in enumerate(islice(sources(kind, profile), size), start=1):
        seat(committee, f"m-{number}", source)
    name_officers(committee)


def name_officers(committee: Committee) -> None:
    by = stamp(STREET, profile=committee.profile)
    body = body_of(committee.kind, committee.profile)
    for word in body.item.words("officers"):
        office = BodyOffice.of(word)
        source = body.source_of(office)
        person = next(
            each.person for each in committee.coming.values() if each.source is source
        )
        committee.name_officer(by, person=person, office=office, on=TODAY)


def constituted(
    kind: BodyKind,
    profile: str = "national",
    *,
    size: int | None = None,
    alternates: Sequence[str] = (),
    on: date = TODAY,
    **given: Any,
) -> Committee:
    """A body in office, of the least size unless another is given."""
    committee = forming(kind, profile, **given)
    fill(committee, size or body_of(kind, profile).item.number("least"))
    for person in alternates:
        seat(committee, person, OWNER, seat=SeatKind.ALTERNATE)
    committee.constitute(stamp(STREET, profile=profile), on=on)
    committee.collect_events()
    return committee
