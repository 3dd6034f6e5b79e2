"""Stories that Beijing tells: what covers the register, the hotline's month, streets
that are guided, what happens in a compound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from domain.case_words import Channel, Satisfaction
from domain.committee_words import SeatSource
from domain.compound_site_words import IncidentKind
from domain.compound_words import (
    Management,
)
from domain.meeting_words import ItemOutcome, MeetingKind
from domain.party_coverage import PartyCoverageMode
from interfaces.demo.mechanisms.forums import forum_id
from interfaces.demo.place import Estate
from interfaces.demo.stage import Story
from interfaces.demo.world import World, moment

DAY = timedelta(days=1)
MATTERS = ("SRV-01", "SRV-02", "BLD-05", "ORD-01")


def managed(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    first: int,
    last: int,
) -> Iterable[Story]:
    """The compounds from one number to another have a firm from a day on."""

    def story() -> Story:
        yield [
            world.act(
                moment(on), "operator", world.compound.state_management, estate.id,
                management=Management.MANAGED, since=on,
            )
            for estate in estates[first - 1 : last]
        ]  # fmt: skip

    return [story()]


def party_reaches(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    first: int,
    last: int,
) -> Iterable[Story]:
    """The Party has an organisation in the compounds from one number to another; every
    third of them is reached by an instructor, the community's secretary."""

    def story() -> Story:
        yield [
            world.act(
                moment(on, 11), "community", world.compound.state_party_coverage,
                estate.id, since=on, **_way(estate),
            )
            for estate in estates[first - 1 : last]
        ]  # fmt: skip

    return [story()]


def _way(estate: Estate) -> dict[str, Any]:
    if estate.index % 3 == 0:
        secretary = f"{estate.region_codes[-1]}-secretary"
        return {"mode": PartyCoverageMode.INSTRUCTOR, "instructor_id": secretary}
    return {
        "mode": PartyCoverageMode.OWN,
        "organisation": f"{estate.code}-branch",
        "members": 3 + estate.index % 7,
    }


def orders(
    world: World, estates: Sequence[Estate], *, on: date, counts: Sequence[int]
) -> Iterable[Story]:
    """Orders of the hotline 12345 on one day: so many of each of the compounds in turn.
    Each is settled on the next day."""

    def story() -> Story:
        each = [
            (estate, number)
            for estate, count in zip(estates, counts, strict=False)
            for number in range(count)
        ]
        receipts = yield [
            world.act(
                moment(on), "clerk", world.cases.report,
                channel=Channel.HOTLINE_12345, category=MATTERS[number % len(MATTERS)],
                title="物业服务诉求", compound_id=estate.id,
                reporter=f"{estate.code}-resident-{number}",
            )
            for estate, number in each
        ]  # fmt: skip
        ids = [receipt.ids[0] for receipt in receipts]
        steps: list[tuple[str, str, dict[str, Any]]] = [
            ("steward", "accept", {}),
            ("steward", "contact", {"note": "已与诉求人联系。"}),
            ("steward", "start", {}),
            ("steward", "resolve", {"outcome": "已处理并告知诉求人。"}),
            ("neighbours", "verify",
             {"solved": True, "satisfaction": Satisfaction.SATISFIED}),
            ("neighbours", "close", {}),
        ]  # fmt: skip
        for number, (who, name, given) in enumerate(steps, 1):
            at = moment(on) + number * timedelta(hours=4)
            command = getattr(world.cases, name)
            yield [world.act(at, who, command, id, **given) for id in ids]

    return [story()]


def stolen(
    world: World, estates: Sequence[Estate], *, on: date, code: str, count: int
) -> Iterable[Story]:
    """So many vehicles are stolen in one night."""

    def story(estate: Estate) -> Story:
        yield [
            world.act(
                moment(on), "manager", world.compound.record_incident, estate.id,
                code=code, kind=IncidentKind.THEFT, count=count, on=on,
                police_at=moment(on, 8),
            )
        ]  # fmt: skip

    return [story(estate) for estate in estates]


def parked(
    world: World, estates: Sequence[Estate], *, on: date, spaces: int, own: int
) -> Iterable[Story]:
    """So many parking spaces, of which residents manage `own` themselves."""

    def story(estate: Estate) -> Story:
        yield [
            world.act(
                moment(on), "manager", world.compound.state_parking, estate.id,
                spaces=spaces, sold=0, leased=0, self_managed=own, on=on,
            )
        ]  # fmt: skip

    return [story(estate) for estate in estates]


def guided(
    world: World,
    estates: Sequence[Estate],
    *,
    first: date,
    days: int,
    count: int,
    departments: int,
    region: Sequence[str],
    forum: str,
    level: str,
) -> Iterable[Story]:
    """The task force guides every one of so many streets once: each is one item of the
    agenda of a joint meeting, and all of the departments attend it.

    days: over which the meetings are spread, one a week.
    """
    id_of_forum = forum_id(world, region, forum, level)
    weeks = days // 7

    def story(week: int, streets: Sequence[int]) -> Story:
        day = first + 7 * week * DAY
        use, starts = world.meeting, moment(day, 14)
        (convened,) = yield [
            world.act(
                moment(day - 5 * DAY), "street", use.convene,
                committee_id=id_of_forum, kind=MeetingKind.JOINT_MEETING,
                starts_at=starts, subject="逐街道（乡镇）指导物业管理工作",
            )
        ]  # fmt: skip
        id = convened.ids[0]

        def step(minute: int, command: Any, **given: Any) -> list[Any]:
            at = starts + timedelta(minutes=minute)
            return [world.act(at, "street", command, id, **given)]

        for street in streets:
            yield step(-60, use.add_item, subject=f"指导第{street}个街道（乡镇）")
        yield step(0, use.open)
        yield step(1, use.attend, role=SeatSource.DEPARTMENT, count=departments)
        for item in range(1, len(streets) + 1):
            yield step(60, use.settle_item, item=item, outcome=ItemOutcome.ON_THE_SPOT)
        yield step(70, use.take_minutes, minutes="已逐街道列出问题和措施。")
        yield step(80, use.close)

    return [
        story(week, list(range(1, count + 1))[week::weeks]) for week in range(weeks)
    ]
