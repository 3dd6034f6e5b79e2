"""Deliberation by steps: the council on stools (马扎议事会), and the method of five
steps (五步工作法)."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from application.commit import Receipt
from domain.case_words import Channel, Satisfaction
from domain.committee_words import SeatSource
from domain.meeting_words import ItemOutcome, MeetingKind, MeetingStep
from interfaces.demo.mechanisms.offices import body_of
from interfaces.demo.place import Estate
from interfaces.demo.stage import Act, Story
from interfaces.demo.world import World, moment

DAY = timedelta(days=1)
THREE = (
    (MeetingStep.PROBLEMS, "居民代表逐条说问题。"),
    (MeetingStep.MEASURES, "就每个问题问措施。"),
    (MeetingStep.COUNTER_MEASURES, "当场定下对策和责任人。"),
)
SOLVED: Sequence[tuple[str, str, Mapping[str, Any]]] = (
    ("steward", "accept", {}),
    ("steward", "contact", {"note": "已与诉求人联系。"}),
    ("steward", "start", {}),
    ("steward", "resolve", {"outcome": "已按议定的办法处理。"}),
    (
        "neighbours",
        "verify",
        {"solved": True, "satisfaction": Satisfaction.SATISFIED},
    ),
    ("neighbours", "close", {}),
)
"""How a case goes that nothing keeps back."""


def counselled(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    subjects: Sequence[str],
    cases: Sequence[str],
    attending: Sequence[tuple[str, int]],
) -> Iterable[Story]:
    """The council of every one of the compounds meets outside and takes its three
    steps on each subject, which is solved there and then; the last ones become cases.

    cases: their categories. attending: for whom people came, and how many.
    """

    def story(estate: Estate, day: date) -> Story:
        begins = moment(day, 18)
        use = yield from _convened(
            world, estate, begins, MeetingKind.STOOL_COUNCIL, "council", "小区树荫下"
        )
        for subject in subjects:
            yield [use(-60, world.meeting.add_item, subject=subject)]
        yield [use(0, world.meeting.open)]
        for role, count in attending:
            yield [use(1, world.meeting.attend, role=SeatSource.of(role), count=count)]
        direct, ids = len(subjects) - len(cases), []
        for item, subject in enumerate(subjects, 1):
            for step, note in THREE:
                yield [
                    use(10, world.meeting.take_step, item=item, step=step, note=note)
                ]
            settled: dict[str, Any] = {"outcome": ItemOutcome.ON_THE_SPOT}
            if item > direct:
                id = yield from _reported(
                    world, estate, cases[item - direct - 1], subject, begins
                )
                ids.append(id)
                settled = {"outcome": ItemOutcome.CASE, "case_id": id}
            yield [use(40, world.meeting.settle_item, item=item, **settled)]
        yield [use(60, world.meeting.take_minutes, minutes="议事记录当场宣读。")]
        yield [use(70, world.meeting.close)]
        for hour, (who, name, given) in enumerate(SOLVED, 15):
            at = begins + hour * timedelta(hours=1)
            command = getattr(world.cases, name)
            yield [world.act(at, who, command, id, **given) for id in ids]

    return [story(estate, on + 7 * n * DAY) for n, estate in enumerate(estates)]


def _convened(
    world: World,
    estate: Estate,
    begins: Any,
    kind: MeetingKind,
    body: str,
    venue: str,
) -> Generator[Sequence[Act], list[Receipt], Callable[..., Act]]:
    """A part of a story: a meeting of a compound's body is called; what follows is
    how something is done in it so many minutes after it begins."""
    (convened,) = yield [
        world.act(
            begins - 5 * DAY, "community", world.meeting.convene,
            committee_id=body_of(world, estate, body), kind=kind, starts_at=begins,
            venue=venue,
        )
    ]  # fmt: skip
    id = convened.ids[0]

    def use(minute: int, command: Any, **given: Any) -> Act:
        at = begins + timedelta(minutes=minute)
        return world.act(at, "community", command, id, **given)

    return use


def _reported(
    world: World, estate: Estate, category: str, title: str, begins: Any
) -> Generator[Sequence[Act], list[Receipt], UUID]:
    """A part of a story: the council's matter is a case."""
    (reported,) = yield [
        world.act(
            begins + timedelta(minutes=30), "neighbours", world.cases.report,
            channel=Channel.COUNCIL, category=category, title=title,
            compound_id=estate.id, reporter=f"{estate.code}-resident-1",
        )
    ]  # fmt: skip
    return reported.ids[0]
