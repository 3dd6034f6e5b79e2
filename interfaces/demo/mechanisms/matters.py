"""Matters of residents and the way they take: settled by the firm, or passed by the
branch to the community, which sorts them: some for enforcement, some to talk over."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from application.commit import Receipt
from domain.case_words import (
    Channel,
    EnforcementResult,
    MediationOutcome,
    PauseReason,
    Satisfaction,
    Side,
)
from interfaces.demo.place import Estate
from interfaces.demo.stage import Act, Story
from interfaces.demo.world import World, moment

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TALKED_OVER = 5 * DAY
"""How long the clocks may wait for a mediation."""
CALLED_BACK: Sequence[tuple[str, str, Mapping[str, Any]]] = (
    (
        "neighbours",
        "verify",
        {"solved": True, "satisfaction": Satisfaction.SATISFIED},
    ),
    ("neighbours", "close", {}),
)
DONE: Sequence[tuple[str, str, Mapping[str, Any]]] = (
    ("steward", "accept", {}),
    ("steward", "contact", {"note": "已与诉求人联系。"}),
    ("steward", "start", {}),
    ("steward", "resolve", {"outcome": "已处理并告知诉求人。"}),
    *CALLED_BACK,
)
"""How a case goes that nothing keeps back."""
PASSED_ON: Sequence[tuple[str, str, Mapping[str, Any]]] = (
    ("steward", "accept", {}),
    ("steward", "contact", {"note": "已与诉求人联系。"}),
    ("steward", "escalate", {"reason": "物业劝说无效，报小区党支部。"}),
    ("branch", "accept", {}),
    ("branch", "escalate", {"reason": "支部协调未果，报社区党委。"}),
    ("community", "accept", {}),
    ("community", "start", {"note": "由社区党委分类处理。"}),
)
"""How it comes to the community."""


def asked(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    channel: str,
    matters: Mapping[str, str],
) -> Iterable[Story]:
    """One case of each category, from one compound after the other; all are solved.

    matters: what is said of each category.
    """

    def story() -> Story:
        receipts = yield [
            _report(world, estates[number % len(estates)], on, channel, *matter)
            for number, matter in enumerate(matters.items())
        ]
        ids = [receipt.ids[0] for receipt in receipts]
        yield from solved(world, ids, moment(on) + HOUR)

    return [story()]


def enforced(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    category: str,
    title: str,
    department: str,
    basis: str,
    measure: str,
) -> Iterable[Story]:
    """A case of each compound is of the kind that is for enforcement: the community
    hands the violation to the department, which orders it put right."""
    cases = world.cases

    def story(estate: Estate) -> Story:
        id = yield from _passed_on(world, estate, on, category, title)
        at = moment(on) + 12 * HOUR
        yield [
            world.act(
                at, "community", cases.hand_to_enforcement, id,
                department=department, violation=title, basis=basis,
            )
        ]  # fmt: skip
        yield [
            world.act(
                at + 30 * HOUR, "department", cases.answer_enforcement, id,
                department=department, measure=measure,
                result=EnforcementResult.ORDERED_CORRECTION,
            )
        ]  # fmt: skip
        yield from _ended(world, id, at + 40 * HOUR, "违法行为已改正，现场已复查。")

    return [story(estate) for estate in estates]


def mediated(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    category: str,
    title: str,
    agreement: str,
) -> Iterable[Story]:
    """A case of each compound is of the kind that is talked over: both sides want the
    mediator, the clocks wait, and they agree."""
    cases = world.cases

    def story(estate: Estate) -> Story:
        id = yield from _passed_on(world, estate, on, category, title)
        at = moment(on) + 12 * HOUR
        mediator = f"{world.place.code}-mediator"
        yield [
            world.act(at, "community", cases.offer_mediation, id, mediator_id=mediator)
        ]
        for hour, side in enumerate(Side, 1):
            yield [
                world.act(
                    at + hour * HOUR, "neighbours", cases.consent_to_mediation, id,
                    side=side,
                )
            ]  # fmt: skip
        yield [
            world.act(
                at + 3 * HOUR, "community", cases.pause, id,
                reason=PauseReason.MEDIATION, until=at + TALKED_OVER,
            )
        ]  # fmt: skip
        yield [
            world.act(
                at + 2 * DAY, "mediator", cases.end_mediation, id,
                outcome=MediationOutcome.AGREED, agreement=agreement,
            )
        ]  # fmt: skip
        yield from _ended(world, id, at + 2 * DAY + HOUR, "双方已按调解协议履行。")

    return [story(estate) for estate in estates]


def solved(world: World, ids: Sequence[UUID], at: datetime) -> Story:
    """A part of a story: cases go their way to the end, a step an hour."""
    yield from _stepped(world, ids, at, DONE)


def _passed_on(
    world: World, estate: Estate, on: date, category: str, title: str
) -> Generator[Sequence[Act], list[Receipt], UUID]:
    """A part of a story: a matter is reported, and comes to the community."""
    (reported,) = yield [_report(world, estate, on, "desk", category, title)]
    id = reported.ids[0]
    yield from _stepped(world, [id], moment(on) + HOUR, PASSED_ON)
    return id


def _ended(world: World, id: UUID, at: datetime, outcome: str) -> Story:
    resolved = ("community", "resolve", {"outcome": outcome})
    yield from _stepped(world, [id], at, (resolved, *CALLED_BACK))


def _stepped(
    world: World,
    ids: Sequence[UUID],
    at: datetime,
    steps: Sequence[tuple[str, str, Mapping[str, Any]]],
) -> Generator[Sequence[Act], list[Receipt], None]:
    for number, (who, name, given) in enumerate(steps):
        command = getattr(world.cases, name)
        yield [world.act(at + number * HOUR, who, command, id, **given) for id in ids]


def _report(
    world: World, estate: Estate, on: date, channel: str, category: str, title: str
) -> Act:
    return world.act(
        moment(on), "clerk", world.cases.report, channel=Channel(channel),
        category=category, title=title, compound_id=estate.id,
        reporter=f"{estate.code}-resident-{category}",
    )  # fmt: skip
