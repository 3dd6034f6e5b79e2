"""Bills, and payments that come to an exact rate of collection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid5

from application.commit import Receipt
from application.order import Order
from application.steps import Blocking, Steps
from domain.fee_billing import amount_fen, cycle_around
from domain.fee_words import FeePaymentMethod
from domain.quantities import Dm2, Fen
from domain.tariff import Tariff
from interfaces.demo.mechanisms.compounds import tariff
from interfaces.demo.place import Estate
from interfaces.demo.stage import Act, Story
from interfaces.demo.world import World, moment, portions, shares

DAY = timedelta(days=1)


def billed(
    world: World, estates: Sequence[Estate], *, on: date, month: date
) -> Iterable[Story]:
    """Everybody is charged the billing period around a day of it."""
    run = world.billing("cashier")

    def bill(order: Order, estate: Estate) -> Steps[Receipt]:
        ids = [estate.unit_id(unit) for unit in range(estate.units)]
        done = yield Blocking(lambda: run.run(estate.id, ids, month))
        if done.refused:
            raise next(iter(done.refusals.values()))
        return Receipt(0, (estate.id,), (0,))

    def story() -> Story:
        yield [world.act(moment(on), "cashier", bill, estate) for estate in estates]

    return [story()]


def collected(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    periods: Sequence[date],
    rate: str,
    cycle: str,
    paying: int,
    of: int,
) -> Iterable[Story]:
    """Some households pay what fell due in these periods, and the others do not.
    Whoever pays once pays ever after.

    periods: a day of each billing period. rate, cycle: as contracted.
    paying, of: so many pay of so many households that are charged.
    """
    terms = tariff(rate, cycle)

    def payment(estate: Estate, unit: int, day: date) -> Act:
        account = estate.account_id(unit)
        lines, fen = [], 0
        for each in periods:
            first, last = cycle_around(terms.cycle, each)
            lines.append(uuid5(account, f"property/{first}/{last}"))
            fen += charge_fen(terms, estate.area_dm2, first, last)
        return world.act(
            moment(day, 11),
            "cashier",
            world.fee_account.pay,
            account,
            amount_fen=Fen(fen),
            method=FeePaymentMethod.ONLINE,
            on=day,
            reference=f"{periods[0]}-{estate.code}-{unit}",
            lines=tuple(lines),
        )

    def story() -> Story:
        total = sum(estate.units for estate in estates) * paying // of
        counts = shares(total, len(estates))
        # One of each compound in turn: the receipts of one come one by one.
        payers = [
            (estate, payers_of(world, estate)[turn])
            for turn in range(max(counts))
            for estate, count in zip(estates, counts, strict=True)
            if turn < count
        ]
        for day, some in enumerate(portions(payers, 1_000)):
            yield [payment(estate, unit, on + day * DAY) for estate, unit in some]

    return [story()]


def payers_of(world: World, estate: Estate) -> list[int]:
    """The units of a compound, the readiest to pay first."""
    units = list(range(estate.units))
    world.random("payers", estate.code).shuffle(units)
    return units


def charge_fen(terms: Tariff, area_dm2: int, first: date, last: date) -> int:
    """What a period costs a unit."""
    item: Any = terms.items[0]
    return amount_fen(
        item.basis, Dm2(area_dm2), item.rate, first, last, terms.part_month
    )
