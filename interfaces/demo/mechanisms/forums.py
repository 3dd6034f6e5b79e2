"""Bodies and forums: set up, and their meetings held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from domain.committee import committee_id
from domain.committee_words import BodyKind, BodyLevel, SeatSource
from domain.meeting_words import ItemOutcome, MeetingKind
from domain.place import Place
from interfaces.demo.place import Estate
from interfaces.demo.stage import Story
from interfaces.demo.world import World, moment, spread

DAY = timedelta(days=1)


def forum_id(world: World, region: Sequence[str], kind: str, level: str) -> UUID:
    """The forum of a region."""
    place = Place(None, tuple(region), world.place.profile)
    return committee_id(place, BodyKind.of(kind), BodyLevel.of(level), 1)


def set_up(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    kind: str,
    level: str,
    region: Sequence[str],
    seats: Sequence[str],
) -> Iterable[Story]:
    """A forum of a region, with a member for each source of `seats`."""
    id = forum_id(world, region, kind, level)

    def story() -> Story:
        yield [
            world.act(
                moment(on), "street", world.committee.form, kind=BodyKind.of(kind),
                level=BodyLevel.of(level), region_path=tuple(region),
                profile=world.place.profile, started_on=on,
            )
        ]  # fmt: skip
        for number, source in enumerate(seats, 1):
            yield [
                world.act(
                    moment(on, 10, number), "street", world.committee.seat_member, id,
                    person=f"{source}-{number}", source=SeatSource.of(source), on=on,
                )
            ]  # fmt: skip
        yield [
            world.act(moment(on, 12), "street", world.committee.constitute, id, on=on)
        ]

    return [story()]


def met(
    world: World,
    estates: Sequence[Estate],
    *,
    first: date,
    last: date,
    count: int,
    forum: str,
    level: str,
    region: Sequence[str],
    meeting: str,
    attending: Sequence[str],
    subject: str,
) -> Iterable[Story]:
    """So many meetings of a forum over a period, each with one matter, solved there."""
    forum_of = forum_id(world, region, forum, level)

    def story(day: date) -> Story:
        meetings = world.meeting
        begins = moment(day, 15)
        (convened,) = yield [
            world.act(
                moment(day - 5 * DAY), "community", meetings.convene,
                committee_id=forum_of, kind=MeetingKind.of(meeting), starts_at=begins,
                subject=subject,
            )
        ]  # fmt: skip
        id = convened.ids[0]

        def step(minute: int, command: Any, **given: Any) -> list[Any]:
            at = begins + timedelta(minutes=minute)
            return [world.act(at, "community", command, id, **given)]

        yield step(-60, meetings.add_item, subject=subject)
        yield step(0, meetings.open)
        for number, role in enumerate(attending):
            yield step(number + 1, meetings.attend, role=SeatSource.of(role))
        yield step(50, meetings.settle_item, item=1, outcome=ItemOutcome.ON_THE_SPOT)
        yield step(60, meetings.take_minutes, minutes="会议记录已签字归档。")
        yield step(70, meetings.close)

    return [story(day) for day in spread(first, last, count)]
