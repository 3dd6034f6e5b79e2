"""Compounds enter the register, are contracted and served; households move in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.compound_contract import CheckedItem
from domain.compound_facts import CompoundKind
from domain.compound_words import ContractFeeMode, ContractModel, PriceRegime
from domain.enterprise import enterprise_id
from domain.household_facts import Housing, UnitUse
from domain.quantities import Dm2, Rate
from domain.social_credit import check_character
from domain.tariff import BillingCycle, ChargeBasis, FeeItem, PartMonth, Tariff
from interfaces.demo.place import Estate
from interfaces.demo.stage import Act, Story
from interfaces.demo.world import World, moment, portions

RATE_OF_A_YUAN = 1_000_000
TAKEN_OVER = ("premises", "papers", "lifts", "fire")
SERVICES = ("general", "cleaning", "security", "greenery", "upkeep")
DAY = timedelta(days=1)


def credit_code(place: str, number: int) -> str:
    """An invented unified social credit code, with a check that is right."""
    body = f"91{number % 1_000_000:06}MA{place:X<2.2}{number % 100_000:05}"
    return body + check_character(body)


def firm_id(world: World, estate: Estate) -> UUID:
    """The enterprise that serves a compound."""
    return enterprise_id(credit_code(world.place.code, estate.index % 4 + 1))


def tariff(rate: str, cycle: str) -> Tariff:
    """A price in yuan for a square metre and a month; no late fee, whole months."""
    fee = Rate(int(Decimal(rate) * RATE_OF_A_YUAN))
    item = FeeItem("property", UnitUse.DWELLING, ChargeBasis.AREA, fee)
    return Tariff((item,), BillingCycle.of(cycle), PartMonth.WHOLE, 0, 0)


def registered(world: World, estates: Sequence[Estate], *, on: date) -> Iterable[Story]:
    """The compounds are in the register from a day on."""

    def story() -> Story:
        for some in portions(estates, 1_000):
            yield [_registration(world, estate, on) for estate in some]

    return [story()]


def served(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    starts_on: date,
    ends_on: date,
    rate: str,
    cycle: str,
) -> Iterable[Story]:
    """A firm has a contract and has entered: signed a day, served from another on."""

    def story() -> Story:
        def each(day: date, command: Any, **given: Any) -> list[Act]:
            at = moment(day, 10)
            return [
                world.act(at, "street", command, estate.id, **given)
                for estate in estates
            ]

        yield [
            world.act(
                moment(on, 10),
                "street",
                world.compound.sign_contract,
                estate.id,
                number=f"WY-{estate.code}",
                enterprise_id=firm_id(world, estate),
                model=ContractModel.FIRST_PERIOD,
                grade=2,
                items=SERVICES,
                tariff=tariff(rate, cycle),
                price_regime=PriceRegime.GUIDED,
                fee_mode=ContractFeeMode.LUMP_SUM,
                starts_on=starts_on,
                ends_on=ends_on,
                signed_on=on,
            )
            for estate in estates
        ]
        checklist = tuple(CheckedItem(item, True) for item in TAKEN_OVER)
        yield each(
            on + 3 * DAY,
            world.compound.inspect_takeover,
            checklist=checklist,
            on=on + 3 * DAY,
        )
        yield each(starts_on, world.compound.start_service, on=starts_on)

    return [story()]


def settled(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    charged: bool = True,
) -> Iterable[Story]:
    """The households are in the register, delivered; charged: with accounts."""

    def story() -> Story:
        units = [(estate, unit) for estate in estates for unit in range(estate.units)]
        random = world.random("households", on)
        for day, some in enumerate(portions(units, 1_000)):
            begun = on + day * DAY
            yield [
                world.act(
                    moment(begun, 9),
                    "housing",
                    world.household.register,
                    compound_id=estate.id,
                    number=estate.number(unit),
                    area_dm2=Dm2(estate.area_dm2),
                    housing=_housing(estate),
                    owners=(estate.owner(unit),),
                    building=estate.building(unit),
                    owner_name=world.name(random),
                )
                for estate, unit in some
            ]
            yield [
                world.act(
                    moment(begun, 14),
                    "housing",
                    world.household.deliver,
                    estate.unit_id(unit),
                    on=begun,
                )
                for estate, unit in some
            ]
            if charged:
                yield [
                    world.act(
                        moment(begun, 16),
                        "cashier",
                        world.fee_account.open,
                        unit_id=estate.unit_id(unit),
                    )
                    for estate, unit in some
                ]

    return [story()]


def _registration(world: World, estate: Estate, on: date) -> Act:
    return world.act(
        moment(on),
        "operator",
        world.compound.register,
        code=estate.code,
        name=estate.name,
        region_codes=estate.region_codes,
        region_names=estate.region_names,
        kind=estate.kind,
        buildings=estate.buildings,
        households=estate.households,
        completion_year=estate.completion_year,
        profile=estate.profile,
    )


def _housing(estate: Estate) -> Housing:
    if estate.kind is CompoundKind.FORMER_PUBLIC:
        return Housing.FORMER_PUBLIC
    return Housing.COMMODITY
