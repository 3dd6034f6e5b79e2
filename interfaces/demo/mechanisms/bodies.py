"""Bodies of a compound: an owners' committee that is elected, and others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from domain.committee_words import (
    BodyKind,
    BodyOffice,
    BranchForm,
    MemberCondition,
    MemberPartyStatus,
    PmcGround,
    PostOrganisation,
    SeatSource,
)
from interfaces.demo.mechanisms.votes import NOTICE, WINDOW, held
from interfaces.demo.place import Estate
from interfaces.demo.stage import Story
from interfaces.demo.world import World, moment

DAY = timedelta(days=1)
FIT = (
    MemberCondition.FULL_CAPACITY,
    MemberCondition.LAW_ABIDING,
    MemberCondition.NO_PROHIBITED_USE,
    MemberCondition.NO_FIRM_TIE,
    MemberCondition.NO_JUDGEMENT_DEFAULT,
)


def elected(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    title: str,
    text: str,
    yes: int,
    no: int,
    abstain: int,
    members: int,
    in_party: int,
) -> Iterable[Story]:
    """The owners elect their committee (V2), which has a branch. in_party: how many of
    the members told that they are full members of the Party; one of them has a second
    post in the firm's Party body. Nothing is known of the others."""
    bodies = world.committee

    def story(estate: Estate) -> Story:
        people = [f"{estate.code}-member-{number + 1}" for number in range(members)]
        (formed,) = yield [
            world.act(
                moment(on - 20 * DAY), "street", bodies.form, compound_id=estate.id,
                kind=BodyKind.OWNERS_COMMITTEE, started_on=on - 20 * DAY,
            )
        ]  # fmt: skip
        id = formed.ids[0]

        def each(day: date, hour: int, command: Any, who: str = "street") -> Any:
            def of(person: str, **given: Any) -> Any:
                at = moment(day, hour)
                return world.act(at, who, command, id, person=person, **given)

            return of

        nominated = each(on - 15 * DAY, 10, bodies.nominate_member)
        for person in people:
            yield [nominated(person, source=SeatSource.OWNER, met=FIT)]
        vote = yield from held(
            world, estate, on=on, matter="V2", title=title, text=text, yes=yes,
            no=no, abstain=abstain, options=people,
        )  # fmt: skip
        day = on + NOTICE + WINDOW + 15 * DAY
        seated = each(day, 9, bodies.seat_member)
        for person in people:
            yield [
                seated(
                    person, source=SeatSource.OWNER, met=FIT, vote_id=vote,
                    question="A", on=day,
                )
            ]  # fmt: skip
        yield [each(day, 10, bodies.name_officer)(people[0], office=BodyOffice.CHAIR,
                                                  on=day)]  # fmt: skip
        yield [world.act(moment(day, 11), "street", bodies.constitute, id, on=day)]
        told = each(day + DAY, 9, bodies.state_party_status, "community")
        for person in people[:in_party]:
            yield [told(person, party_status=MemberPartyStatus.FULL, consent=True)]
        yield [
            world.act(
                moment(day + DAY, 10), "community", bodies.state_branch, id,
                branch=f"{estate.code}-branch", form=BranchForm.BRANCH, on=day + DAY,
            )
        ]  # fmt: skip
        yield [
            each(day + 2 * DAY, 9, bodies.appoint_crosswise, "community")(
                people[0], organisation=PostOrganisation.FIRM_PARTY_BODY,
                organisation_id="body-1", post="part-time-member", paid=False,
                since=day + 2 * DAY,
            )
        ]  # fmt: skip

    return [story(estate) for estate in estates]


def formed(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    kind: str,
    seats: Sequence[str],
    fit: Sequence[str] = (),
    officers: Sequence[tuple[str, int]] = (),
    ground: str | None = None,
    residents: Sequence[int] = (),
) -> Iterable[Story]:
    """Every one of the compounds has a body of this kind.

    seats: for whom each member sits. fit: the conditions that were found met. officers:
    an office, and which member holds it. residents: where they elect, how many may take
    part, do so, and are in favour.
    """
    bodies = world.committee
    met = tuple(MemberCondition.of(each) for each in fit)
    count = dict(zip(("eligible", "present", "in_favour"), residents, strict=False))

    def story(estate: Estate) -> Story:
        people = [f"{estate.code}-{kind}-{place}" for place in range(1, len(seats) + 1)]
        whom = list(zip(people, map(SeatSource.of, seats), strict=True))
        (begun,) = yield [
            world.act(
                moment(on - 10 * DAY), "street", bodies.form, compound_id=estate.id,
                kind=BodyKind.of(kind), started_on=on - 10 * DAY,
                ground=PmcGround.of(ground) if ground else None,
            )
        ]  # fmt: skip
        id = begun.ids[0]

        def step(hour: int, command: Any, **given: Any) -> list[Any]:
            return [world.act(moment(on, hour), "street", command, id, **given)]

        for person, source in whom if met else ():
            yield step(9, bodies.nominate_member, person=person, source=source, met=met)
        for person, source in whom:
            yield step(
                10, bodies.seat_member, person=person, source=source, met=met,
                on=on, **count,
            )  # fmt: skip
        for office, place in officers:
            yield step(
                11, bodies.name_officer, person=people[place - 1],
                office=BodyOffice.of(office), on=on,
            )  # fmt: skip
        yield step(12, bodies.constitute, on=on)

    return [story(estate) for estate in estates]
