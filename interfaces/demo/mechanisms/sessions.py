"""Sessions in which a body of a compound decides for itself (V11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from domain.committee import committee_id
from domain.committee_words import BodyKind, BodyLevel, SeatSource
from domain.meeting_words import MeetingKind
from domain.place import Place
from interfaces.demo.place import Estate
from interfaces.demo.stage import Story
from interfaces.demo.world import World, moment, spread

DAY = timedelta(days=1)
POSTED = 21 * DAY
"""More than ten working days, whatever holidays lie between."""


def pmc_sat(
    world: World,
    estates: Sequence[Estate],
    *,
    first: date,
    last: date,
    subjects: Sequence[str],
    members: int,
    in_favour: int,
) -> Iterable[Story]:
    """The property management committee of each compound meets over a period, all of
    its members; each session decides one matter, which is signed, posted and public.

    in_favour: how many of the members agree; the others are against.
    """
    meetings = world.meeting

    def story(estate: Estate, day: date, subject: str) -> Story:
        place = Place(estate.id, estate.region_codes, estate.profile)
        kind = BodyKind.PROPERTY_MANAGEMENT_COMMITTEE
        body = committee_id(place, kind, BodyLevel.COMPOUND, 1)
        begins = moment(day, 15)
        (convened,) = yield [
            world.act(
                moment(day - 7 * DAY), "pmc", meetings.convene, committee_id=body,
                kind=MeetingKind.PMC_SESSION, starts_at=begins, subject=subject,
            )
        ]  # fmt: skip
        id = convened.ids[0]

        def step(minute: int, command: Any, **given: Any) -> list[Any]:
            at = begins + timedelta(minutes=minute)
            return [world.act(at, "pmc", command, id, **given)]

        yield step(-60, meetings.add_item, subject=subject)
        yield step(0, meetings.open)
        for number in range(1, members + 1):
            person = f"{estate.code}-{kind}-{number}"
            # The seat says for whom a member sits; the role is of those without one.
            yield step(number, meetings.attend, person=person, role=SeatSource.OWNER)
        yield step(
            50, meetings.decide_item, item=1, in_favour=in_favour,
            against=members - in_favour, signed=in_favour,
        )  # fmt: skip
        yield step(60, meetings.take_minutes, minutes="委员已签字，会议记录归档。")
        yield step(70, meetings.post_decision, item=1, on=day, until=day + POSTED)
        yield step(80, meetings.close)

    days = spread(first, last, len(subjects))
    return [
        story(estate, day, subject)
        for estate in estates
        for day, subject in zip(days, subjects, strict=True)
    ]
