"""What is done in compounds: stars, inspections, works, home care, records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from domain.compound_contract import CheckedItem
from domain.compound_site_words import (
    CompoundRecordKind,
    HomeCareService,
    QuantityUnit,
    SiteInspectionKind,
    WorkKind,
    WorkPayer,
)
from domain.quantities import Fen
from interfaces.demo.place import Estate
from interfaces.demo.stage import Story
from interfaces.demo.world import World, moment, spread

DAY = timedelta(days=1)


def starred(
    world: World,
    estates: Sequence[Estate],
    *,
    year: int,
    standard: str,
    stars: int,
    score: int,
) -> Iterable[Story]:
    """Every compound is planned for a year and brought to so many stars in it."""

    def story() -> Story:
        yield [
            world.act(
                moment(date(year, 1, 15)), "housing", world.compound.plan_star,
                estate.id, year=year,
            )
            for estate in estates
        ]  # fmt: skip
        for month in range(1, 11):
            yield [
                world.act(
                    moment(date(year, month, 25)), "housing",
                    world.compound.assess_star, estate.id,
                    standard=standard, year=year, score=score, stars=stars,
                )
                for estate in estates
                if estate.index % 10 == month - 1
            ]  # fmt: skip

    return [story()]


def inspected(
    world: World,
    estates: Sequence[Estate],
    *,
    first: date,
    last: date,
    per_estate: int,
    items: int = 0,
    kind: str = "spot",
    departments: Sequence[str] = (),
    matters: Sequence[str] = (),
) -> Iterable[Story]:
    """Inspections over a period, each with so many findings, all fixed in a week.

    matters: what was found; by their numbers unless named.
    """

    def story(day: date, number: int) -> Story:
        code = f"{kind}-{day}"
        findings = tuple(matters) or tuple(f"item-{item + 1}" for item in range(items))
        yield [
            world.act(
                moment(day), "street", world.compound.inspect, estate.id,
                code=code, kind=SiteInspectionKind.of(kind),
                squad=f"squad-{number % 5 + 1}",
                checklist=(
                    CheckedItem("cleaning", True),
                    *(CheckedItem(item, False) for item in findings),
                ),
                departments=tuple(departments), on=day,
            )
            for estate in estates
        ]  # fmt: skip
        fixed = day + 7 * DAY
        yield [
            world.act(
                moment(fixed), "manager", world.compound.fix_findings, estate.id,
                code=code, items=findings, on=fixed,
            )
            for estate in estates
        ]  # fmt: skip

    return [
        story(day, number) for number, day in enumerate(spread(first, last, per_estate))
    ]


def worked(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    done: date,
    code: str,
    kind: str,
    quantity: int,
    unit: str,
    payer: str,
    cost_fen: int = 0,
) -> Iterable[Story]:
    """An improvement work in every one of the compounds."""
    cost = Fen(cost_fen) if cost_fen else None

    def story() -> Story:
        yield [
            world.act(
                moment(on), "street", world.compound.plan_work, estate.id,
                code=code, kind=WorkKind.of(kind), quantity=quantity,
                unit=QuantityUnit.of(unit), payer=WorkPayer.of(payer), on=on, cost=cost,
            )
            for estate in estates
        ]  # fmt: skip
        yield [
            world.act(
                moment(done), "street", world.compound.accept_work, estate.id,
                code=code, quantity=quantity, on=done, cost=cost,
            )
            for estate in estates
        ]  # fmt: skip

    return [story()]


def cared_for(
    world: World,
    estates: Sequence[Estate],
    *,
    first: date,
    last: date,
    per_estate: int,
    services: Sequence[str],
    provider: str,
) -> Iterable[Story]:
    """Services at home, each finished on its day; all of them in turn."""

    def story(day: date, number: int) -> Story:
        service = HomeCareService.of(services[number % len(services)])
        code = f"care-{number + 1}"
        yield [
            world.act(
                moment(day - DAY), "clerk", world.compound.order_home_care, estate.id,
                code=code, service=service, unit_id=estate.unit_id(number),
                provider=provider, scheduled_on=day,
            )
            for estate in estates
        ]  # fmt: skip
        yield [
            world.act(
                moment(day, 17), "clerk", world.compound.finish_home_care, estate.id,
                code=code, on=day,
            )
            for estate in estates
        ]  # fmt: skip

    return [
        story(day, number) for number, day in enumerate(spread(first, last, per_estate))
    ]


def connected(
    world: World, estates: Sequence[Estate], *, on: date, platform: str, of_3: int
) -> Iterable[Story]:
    """So many of every three compounds are connected to a platform."""

    def story() -> Story:
        yield [
            world.act(
                moment(on), "operator", world.compound.connect_platform, estate.id,
                platform=platform, on=on,
            )
            for estate in estates
            if estate.index % 3 < of_3
        ]  # fmt: skip

    return [story()]


def kept(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    kind: str,
    code: str,
    party: str | None = None,
    quantity: int | None = None,
    unit: str | None = None,
) -> Iterable[Story]:
    """Something is kept on record of every one of the compounds."""

    def story() -> Story:
        yield [
            world.act(
                moment(on), "street", world.compound.keep_record, estate.id,
                kind=CompoundRecordKind.of(kind), code=code, since=on, party=party,
                quantity=quantity, unit=QuantityUnit.of(unit) if unit else None,
            )
            for estate in estates
        ]  # fmt: skip

    return [story()]
