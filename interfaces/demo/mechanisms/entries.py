"""Compounds that no firm answers for, and the firm of the street that enters them:
stated, planned for, entered, served before it charges (先服务、后收费)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from domain.compound_contract import CheckedItem
from domain.compound_words import (
    ContractFeeMode,
    ContractModel,
    Management,
    PriceRegime,
    UnmanagedCause,
)
from interfaces.demo.mechanisms.compounds import SERVICES, TAKEN_OVER, tariff
from interfaces.demo.mechanisms.enterprises import firm
from interfaces.demo.place import Estate
from interfaces.demo.stage import Story
from interfaces.demo.world import World, moment, spread

DAY = timedelta(days=1)
LENGTH = 150 * DAY
"""Of a contract that no vote stands behind; shorter than the rules allow."""
LOOKED_AT = 5 * DAY
"""From the first day of the service to its acceptance."""


def stated(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    management: str,
    cause: str | None = None,
) -> Iterable[Story]:
    """Whether a firm answers for the compounds is stated, since a day."""

    def story() -> Story:
        yield [
            world.act(
                moment(on), "operator", world.compound.state_management, estate.id,
                management=Management.of(management), since=on,
                cause=UnmanagedCause.of(cause) if cause else None,
            )
            for estate in estates
        ]  # fmt: skip

    return [story()]


def planned(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    until: date,
    mode: str,
    measures: Sequence[str],
) -> Iterable[Story]:
    """Every one of the compounds has a plan of its own (一区一策); they share but one
    of the measures."""

    def story() -> Story:
        yield [
            world.act(
                moment(on, 10), "street", world.compound.adopt_plan, estate.id,
                mode=mode, from_on=on, until=until,
                measures=(measures[0], measures[1 + number % (len(measures) - 1)]),
            )
            for number, estate in enumerate(estates)
        ]  # fmt: skip

    return [story()]


def entered(
    world: World,
    estates: Sequence[Estate],
    *,
    first: date,
    last: date,
    number: int,
    basis: str,
    rate: str,
    cycle: str,
    charged_from: date,
) -> Iterable[Story]:
    """The firm of a number enters the compounds one by one over a period, as backstop
    of the state, and serves before it charges: agreed, looked at, the first day that
    is charged for posted."""
    use = world.compound

    def story(estate: Estate, on: date) -> Story:
        def step(day: date, hour: int, command: Any, **given: Any) -> list[Any]:
            return [world.act(moment(day, hour), "street", command, estate.id, **given)]

        yield step(
            on - 3 * DAY, 9, use.sign_contract, number=f"WY-{estate.code}",
            enterprise_id=firm(world, number), model=ContractModel.STATE_BACKSTOP,
            grade=1, items=SERVICES, tariff=tariff(rate, cycle),
            price_regime=PriceRegime.GUIDED, fee_mode=ContractFeeMode.LUMP_SUM,
            starts_on=on, ends_on=on + LENGTH, signed_on=on - 3 * DAY,
            legal_basis=basis,
        )  # fmt: skip
        yield step(on - 2 * DAY, 9, use.agree_serve_first)
        taken = tuple(CheckedItem(item, True) for item in TAKEN_OVER)
        yield step(on - DAY, 9, use.inspect_takeover, checklist=taken, on=on - DAY)
        yield step(on, 9, use.start_service, on=on)
        day = on + LOOKED_AT
        served = tuple(CheckedItem(item, True) for item in SERVICES)
        yield step(day, 9, use.accept_service, checklist=served, on=day)
        yield step(
            day, 15, use.post_charge_date, first_charge_on=charged_from, posted_on=day
        )

    days = spread(first, last, len(estates))
    return [story(*each) for each in zip(estates, days, strict=True)]
