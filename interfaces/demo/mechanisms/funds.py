"""Maintenance funds: opened, paid into, pooled as the rules of the place say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from domain.maintenance_fund import fund_id
from domain.quantities import Fen
from interfaces.demo.place import Estate
from interfaces.demo.stage import Story
from interfaces.demo.world import World, moment

DAY = timedelta(days=1)


def funded(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    per_unit_fen: int,
    seller_fen: int = 0,
) -> Iterable[Story]:
    """Every household pays its first deposit; of it the rules pool a share, by the
    kind of housing. seller_fen: what the selling unit pays in for each compound."""
    fund = world.maintenance_fund

    def story() -> Story:
        yield [
            world.act(moment(on), "fund", fund.open, compound_id=estate.id)
            for estate in estates
        ]
        yield [
            world.act(
                moment(on, 11), "fund", fund.enter_units, fund_id(estate.id),
                units=tuple(estate.unit_id(unit) for unit in range(estate.units)),
            )
            for estate in estates
        ]  # fmt: skip
        day = on + DAY
        yield [
            world.act(
                moment(day), "fund", fund.deposit_first, fund_id(estate.id),
                units=tuple(estate.unit_id(unit) for unit in range(estate.units)),
                amounts=(Fen(per_unit_fen),) * estate.units, on=day,
            )
            for estate in estates
        ]  # fmt: skip
        if seller_fen:
            yield [
                world.act(
                    moment(day, 14), "fund", fund.deposit_seller, fund_id(estate.id),
                    amount=Fen(seller_fen), on=day,
                )
                for estate in estates
            ]  # fmt: skip

    return [story()]
