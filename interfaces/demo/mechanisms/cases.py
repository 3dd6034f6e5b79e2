"""Cases: how many, how they come in, at which level and how fast they are settled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

from application.cases import SERVICE
from application.commit import Receipt
from application.order import Order
from application.steps import Blocking, Steps
from domain.case import Case
from domain.case_words import Channel, DepartmentStep, Level, Satisfaction, Status
from interfaces.demo.place import Estate
from interfaces.demo.stage import Act, Story
from interfaces.demo.world import World, moment, spread

MATTERS = {
    "SRV-01": ("门岗夜间无人值守", "已调整班次并补足人员。"),
    "SRV-02": ("单元门禁失灵", "已更换门禁读头。"),
    "ORD-01": ("车辆占用通道停放", "已劝离并重新施划标线。"),
    "BLD-05": ("楼道墙面脱落，台阶破损", "已修补墙面和台阶。"),
    "FEE-03": ("停车收益去向不清", "已公示收支并当面说明。"),
    "ORD-04": ("遛犬不牵绳", "已上门劝导并张贴提示。"),
}
"""Category -> what is said of it, and what became of it; all invented."""
WRITTEN_DOWN = {Channel.PHONE, Channel.TV, Channel.DESK, Channel.HOTLINE_12345}
HANDLERS = {
    Level.L1: "branch",
    Level.L2: "community",
    Level.L3: "street",
    Level.L4: "street",
}
"""Who takes on a case that came to a level."""
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FAST, SLOW = (6, 30), (100, 160)
"""Hours from intake to a verified solution, within three days or beyond them."""
WAVES = 2
"""Times a month at which cases come in, in the longer run."""


@dataclass(slots=True)
class _Told:
    """A case under way in a story. hours: from intake to the verified solution."""

    estate: Estate
    category: str
    channel: Channel
    reporter: str
    at: datetime
    hours: int
    level: int
    satisfaction: Satisfaction
    id: UUID | None = None


def complaints(
    world: World,
    estates: Sequence[Estate],
    *,
    first: date,
    last: date,
    of_1000: int,
    channels: Mapping[str, int],
    levels: Sequence[int],
    fast: int,
    satisfied: int,
    hours: Sequence[int] | None = None,
) -> Iterable[Story]:
    """So many cases of residents over a period, every one of them closed.

    of_1000: cases for a thousand households of the compounds.
    channels: weights. levels: of 100, how many are settled at L0, L1, L2, ...
    fast, satisfied: of 100, how many are settled within three days, and please.
    hours: that a fast case and a slow one take, where a mean is to come out.
    """
    total = sum(estate.households for estate in estates) * of_1000 // 1000
    random = world.random("complaints", first)
    told = [
        _Told(
            estate=estates[random.randrange(len(estates))],
            category=random.choice(list(MATTERS)),
            channel=Channel(
                random.choices(list(channels), weights=list(channels.values()))[0]
            ),
            reporter=f"{world.place.code}-resident-{random.randrange(10**6)}",
            at=at,
            hours=_hours(random, hours, fast=part(number, fast)),
            level=_level(number, levels) if part(number, fast) else 0,
            satisfaction=(
                Satisfaction.SATISFIED
                if part(number, satisfied)
                else Satisfaction.DISSATISFIED
            ),
        )
        for number, at in enumerate(_arrivals(random, first, last, total))
    ]
    waves: dict[date, list[_Told]] = {}
    for each in told:
        waves.setdefault(each.at.date(), []).append(each)
    return [_wave(world, wave) for wave in waves.values()]


def part(number: int, of_100: int) -> bool:
    """Whether the item of this number is among so many of every hundred; over a whole
    hundred exactly as many are, and they lie evenly among the others."""
    return (number * of_100) % 100 < of_100


def _hours(random: Random, given: Sequence[int] | None, *, fast: bool) -> int:
    if given is not None:
        return given[0 if fast else 1]
    return random.randrange(*FAST if fast else SLOW)


def _level(number: int, levels: Sequence[int]) -> int:
    # Another order than the one in which cases are fast or slow.
    place = (number * 37 + 11) % 100
    for level, share in enumerate(levels):
        if place < share:
            return level
        place -= share
    return 0


def _arrivals(random: Random, first: date, last: date, count: int) -> list[datetime]:
    months = max(1, (last - first).days // 30)
    days = spread(first, last, WAVES * months)
    return [
        moment(days[number * len(days) // count], 9, random.randrange(45))
        for number in range(count)
    ]


def _wave(world: World, wave: Sequence[_Told]) -> Story:
    """Cases that came in on the same morning."""
    receipts = yield [_report(world, told) for told in wave]
    for told, receipt in zip(wave, receipts, strict=True):
        told.id = receipt.ids[0]
    yield [_act(world, told, 1, "steward", "accept") for told in wave]
    yield [
        _act(world, told, 1, "steward", "contact", note="已与诉求人联系。")
        for told in wave
    ]
    for level in (1, 2, 3):
        climbing = [told for told in wave if told.level >= level]
        yield [_climb(world, told, level) for told in climbing]
        who = HANDLERS[Level(level)]
        yield [_act(world, told, 3, who, "accept") for told in climbing]
    yield [_act(world, told, 4, "steward", "start") for told in wave]
    for hours in sorted({told.hours for told in wave}):
        yield from _settle(world, [told for told in wave if told.hours == hours])


def _climb(world: World, told: _Told, level: int) -> Act:
    if level == 3:
        reason = "需供水、执法部门到场。"
        given: dict[str, Any] = {"departments": ("E",), "reason": reason}
        return _act(world, told, 3, "community", "whistle", **given)
    who = ("steward", "branch")[level - 1]
    return _act(world, told, 3, who, "escalate", reason="本级无法解决，提请上一级。")


def _settle(world: World, some: Sequence[_Told]) -> Story:
    late = [told for told in some if told.hours >= SLOW[0]]
    if late:
        yield from _taken_on(world, late)
    whistled = [told for told in some if told.level >= 3]
    if whistled:
        yield [_department(world, told, 5, "report_in") for told in whistled]
        for step in (DepartmentStep.PLAN, DepartmentStep.RESULT):
            yield [
                _department(world, told, 5, "act_as_department", step=step)
                for told in whistled
            ]
    yield [
        _act(
            world, told, told.hours - 2, "steward", "resolve",
            outcome=MATTERS[told.category][1],
        )
        for told in some
    ]  # fmt: skip
    yield [
        _act(
            world, told, told.hours, "neighbours", "verify",
            solved=True, satisfaction=told.satisfaction,
        )
        for told in some
    ]  # fmt: skip
    yield [_act(world, told, told.hours, "neighbours", "close") for told in some]


def _taken_on(world: World, late: Sequence[_Told]) -> Story:
    """Their deadlines passed, and they climbed by themselves; whoever answers for the
    level that they came to takes them on."""
    hours = late[0].hours - 2
    at = {told.at: told.at + hours * HOUR for told in late}
    fired = _fired(world)
    yield [Act(at[told.at] - MINUTE, SERVICE, fired, (told.id,)) for told in late]
    for told in late:
        assert told.id is not None, "it was reported"
        case = world.before(Case, told.id, at[told.at])
        if case is not None and case.status is Status.ESCALATED:
            who = HANDLERS[case.level]
            yield [_act(world, told, hours, who, "accept")]


def _fired(world: World) -> Callable[[Order, UUID], Steps[Receipt]]:
    """As the worker does it: what fell due is recorded."""

    def fire(order: Order, id: UUID) -> Steps[Receipt]:
        done = yield Blocking(partial(world.runtime.cases.fire_due, id))
        return done or Receipt(0, (id,), (0,))

    return fire


def _department(world: World, told: _Told, hours: int, name: str, **given: Any) -> Act:
    return _act(world, told, hours, "department", name, department="E", **given)


def _report(world: World, told: _Told) -> Act:
    given: dict[str, Any] = {
        "channel": told.channel,
        "category": told.category,
        "title": MATTERS[told.category][0],
        "compound_id": told.estate.id,
    }
    if told.channel in WRITTEN_DOWN:
        given["reporter"] = told.reporter
        return world.act(told.at, "clerk", world.cases.report, **given)
    act = world.act(told.at, "owner", world.cases.report, **given)
    return act.by(told.reporter)


def _act(
    world: World, told: _Told, hours: int, who: str, name: str, **given: Any
) -> Act:
    command = getattr(world.cases, name)
    return world.act(told.at + hours * HOUR, who, command, told.id, **given)
