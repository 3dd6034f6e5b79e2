"""Firms of the trade: Party bodies, training, growth, findings of the negative list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from domain.enterprise import enterprise_id
from domain.enterprise_words import EnterpriseKind, GrowthMilestone, TrainingTrack
from domain.party_coverage import PartyCoverageMode
from interfaces.demo.mechanisms.compounds import credit_code
from interfaces.demo.place import Estate
from interfaces.demo.stage import Story
from interfaces.demo.world import World, moment, shares, spread

DAY = timedelta(days=1)
TRADE = "trade-party"
"""Code of the superior of the trade's Party bodies."""


def firm(world: World, number: int) -> UUID:
    """A firm of the place, by its number from 1."""
    return enterprise_id(credit_code(world.place.code, number))


def founded(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    count: int,
    kind: str = "private",
    mandate: str | None = None,
) -> Iterable[Story]:
    """So many firms enter the register. mandate: number of the paper by which a state
    backstop is one."""

    def story() -> Story:
        yield [
            world.act(
                moment(on, 8), "operator", world.enterprise.register,
                region_path=world.place.city, profile=world.place.profile,
                credit_code=credit_code(world.place.code, number),
                name=f"{world.place.name}第{number}物业服务企业（虚构）",
                kind=EnterpriseKind.of(kind), mandate=mandate,
            )
            for number in range(1, count + 1)
        ]  # fmt: skip

    return [story()]


def covered(
    world: World,
    estates: Sequence[Estate],
    *,
    first: date,
    last: date,
    firms: Sequence[int],
) -> Iterable[Story]:
    """The firms from one number to another each get a Party body of their own."""
    numbers = range(firms[0], firms[1] + 1)
    by_day: dict[date, list[int]] = {}
    for number, day in zip(numbers, spread(first, last, len(numbers)), strict=True):
        by_day.setdefault(day.replace(day=1), []).append(number)

    def story(day: date, some: Sequence[int]) -> Story:
        yield [
            world.act(
                moment(day), "street", world.enterprise.form_party_body,
                firm(world, number), body=f"body-{number}", superior=TRADE,
                coverage=PartyCoverageMode.OWN, members=3 + number % 9,
                probationary=number % 3, founded_on=day,
            )
            for number in some
        ]  # fmt: skip

    return [story(day, some) for day, some in by_day.items()]


def trained(
    world: World, estates: Sequence[Estate], *, year: int, sessions: int, people: int
) -> Iterable[Story]:
    """So many sessions in a year with so many persons in all, on the five tracks."""
    tracks = list(TrainingTrack)
    days = spread(date(year, 1, 10), date(year, 10, 20), sessions)

    def story(number: int, day: date, attended: int) -> Story:
        yield [
            world.act(
                moment(day), "housing", world.enterprise.hold_training,
                firm(world, number % 5 + 1), session=f"{year}-{number + 1}",
                track=tracks[number % 5], attended=attended, on=day,
            )
        ]  # fmt: skip

    attended = shares(people, sessions)
    return [story(n, day, attended[n]) for n, day in enumerate(days)]


def grown(
    world: World, estates: Sequence[Estate], *, year: int, firms: int
) -> Iterable[Story]:
    """So many key firms of a year have a plan of growth and reach its first aim."""

    def story() -> Story:
        begun, reached = date(year, 2, 1), date(year, 9, 1)
        aim = GrowthMilestone("merger", date(year, 10, 1))
        numbers = range(1, firms + 1)
        yield [
            world.act(
                moment(begun), "housing", world.enterprise.plan_growth,
                firm(world, number), plan=f"climb-{year}", year=year, key=True,
                milestones=(aim,),
            )
            for number in numbers
        ]  # fmt: skip
        yield [
            world.act(
                moment(reached), "housing", world.enterprise.reach_growth_milestone,
                firm(world, number), plan=f"climb-{year}", milestone=aim.code,
                on=reached,
            )
            for number in numbers
        ]  # fmt: skip

    return [story()]


def found_out(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    number: int,
    entry: str,
    points: int,
    basis: str,
    act: str,
    correction: str,
) -> Iterable[Story]:
    """A finding of the negative list: opened, heard, decided, final, published and
    put right."""
    id, firms = firm(world, number), world.enterprise

    def story() -> Story:
        heard, decided = on + 5 * DAY, on + 8 * DAY
        final, repaired = decided + 9 * DAY, decided + 30 * DAY
        yield [
            world.act(
                moment(on), "housing", firms.open_finding, id, entry=entry,
                acted_on=on - DAY, evidence=("photo-1",), act=act,
            )
        ]  # fmt: skip
        yield [
            world.act(
                moment(heard), "housing", firms.hear_finding, id,
                finding=1, on=heard, attended=True,
            )
        ]  # fmt: skip
        yield [
            world.act(
                moment(decided), "housing", firms.decide_finding, id, finding=1,
                points=points, basis=basis, repair_by=repaired, correction=correction,
            )
        ]  # fmt: skip
        for day, command in ((final, firms.finalise_finding),
                             (final + DAY, firms.publish_finding)):  # fmt: skip
            yield [world.act(moment(day), "housing", command, id, finding=1)]
        yield [
            world.act(
                moment(repaired), "housing", firms.repair_finding, id, finding=1,
                on=repaired, measure="已按要求整改并公示。",
            )
        ]  # fmt: skip

    return [story()]
