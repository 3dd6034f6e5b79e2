"""Deliberation by steps: the council on stools (马扎议事会), and the method of five
steps (五步工作法)."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from application.commit import Receipt
from domain.case_words import Channel
from domain.committee_words import SeatSource
from domain.meeting_words import ItemOutcome, MeetingKind, MeetingStep
from interfaces.demo.mechanisms.matters import solved
from interfaces.demo.mechanisms.offices import body_of
from interfaces.demo.place import Estate
from interfaces.demo.stage import Act, Story
from interfaces.demo.world import World, moment

DAY = timedelta(days=1)
A_DAY = 24 * 60
"""In minutes."""
SHOWN = 4 * DAY
"""How long an outcome is posted before it is agreed on."""
THREE = (
    (MeetingStep.PROBLEMS, "居民代表逐条说问题。"),
    (MeetingStep.MEASURES, "就每个问题问措施。"),
    (MeetingStep.COUNTER_MEASURES, "当场定下对策和责任人。"),
)


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
        yield from solved(world, ids, begins + timedelta(hours=15))

    return [story(estate, on + 7 * n * DAY) for n, estate in enumerate(estates)]


def deliberated(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    subject: str,
    parties: Sequence[str],
    attending: Sequence[tuple[str, int]],
    party: str,
    task: str,
    rating: int,
) -> Iterable[Story]:
    """The branch of every one of the compounds takes a topic through the five steps:
    raised, screened, talked over, posted and agreed on, carried out and rated.

    parties: set by the screening. party, task: who is to do what.
    """

    def story(estate: Estate) -> Story:
        begins = moment(on, 19)
        use = yield from _convened(
            world, estate, begins, MeetingKind.FIVE_STEP, "compound_branch", "红色驿站"
        )
        meeting = world.meeting

        def step(minute: int, step: MeetingStep, **given: Any) -> Sequence[Act]:
            return [use(minute, meeting.take_step, item=1, step=step, **given)]

        yield [use(-60, meeting.add_item, subject=subject)]
        yield [use(0, meeting.open)]
        for role, count in attending:
            yield [use(1, meeting.attend, role=SeatSource.of(role), count=count)]
        yield step(5, MeetingStep.TOPIC)
        yield step(
            10, MeetingStep.SCREENING, parties=tuple(map(SeatSource.of, parties))
        )
        yield step(60, MeetingStep.DELIBERATION, note="各方意见已逐条记录。")
        posted, done = on + DAY, on + 40 * DAY
        yield [
            use(
                A_DAY, meeting.post_outcome, item=1, on=posted, until=posted + SHOWN
            )
        ]  # fmt: skip
        yield [use(7 * A_DAY, meeting.decide_item, item=1, consensus=True)]
        yield [
            use(
                7 * A_DAY + 5, meeting.set_task, item=1, party=party, due_on=done,
                task=task,
            )
        ]  # fmt: skip
        yield [use(40 * A_DAY, meeting.finish_task, task_number=1, on=done)]
        yield step(
            41 * A_DAY, MeetingStep.REPORT, rating=rating, note="已向居民反馈落实情况。"
        )
        yield [use(41 * A_DAY + 5, meeting.take_minutes, minutes="五步记录已归档。")]
        yield [use(41 * A_DAY + 10, meeting.close)]

    return [story(estate) for estate in estates]


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
