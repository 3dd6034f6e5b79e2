"""How an amount is shared among units and pools, exactly to the fen.

Shares follow areas by the largest remainder: each gets the whole fen of its exact
share, and the fen that are left go one each to the largest remainders, the earlier
entered first among equals. Kinds of housing that share one work first bear it by area;
each kind's part then falls on its pool and on its sub-accounts as both were paid in
(京86, decree 165 art. 20), unless the rules name another order.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar
from uuid import UUID

from domain.errors import Refusal
from domain.fund_words import POOL_OF, FundAccount, FundUnit
from domain.household_facts import Housing
from domain.quantities import rounded
from domain.rule_values import Values

K = TypeVar("K", bound=Hashable)


class NothingToShareBy(Refusal):
    zh = "没有可以分摊的依据：面积或余额合计为零。"
    en = "There is nothing to share by: areas or balances add up to nothing."


class PoolTooSmall(Refusal):
    zh = "“{pool_zh}”可用 {allowed} 分，需要 {needed} 分。"
    en = "{pool} can give {allowed} fen; {needed} are needed."
    fields = ("amount",)


class SubAccountsTooSmall(Refusal):
    zh = "{units} 户分户账余额不足，共差 {missing} 分；分户账不得为负，请先续交。"
    en = (
        "The sub-accounts of {units} units lack {missing} fen together; none may go "
        "below zero, so they are topped up first."
    )
    fields = ("amount",)


@dataclass(frozen=True, slots=True)
class Shared:
    """What falls on sub-accounts and what on pools, in fen."""

    units: Mapping[UUID, int]
    pools: Mapping[FundAccount, int]

    @property
    def total(self) -> int:
        return sum(self.units.values()) + sum(self.pools.values())

    def ledger(self, side: int) -> dict[FundAccount, int]:
        """The amounts as lines of an entry; side: 1 if they give, -1 if they gain."""
        lines = {pool: side * amount for pool, amount in self.pools.items()}
        return {FundAccount.UNITS: side * sum(self.units.values()), **lines}


@dataclass(frozen=True, slots=True)
class Held:
    """What sub-accounts and pools hold, and what was once paid into each kind's.

    paid_units, paid_pool: by kind of housing, in fen.
    """

    units: Mapping[UUID, int]
    pools: Mapping[FundAccount, int]
    paid_units: Mapping[Housing, int]
    paid_pool: Mapping[Housing, int]


def apportion(total: int, weights: Mapping[K, int]) -> dict[K, int]:
    """Shares of `total` by weight, which add up to it. Raises `NothingToShareBy`."""
    whole = sum(weights.values())
    if whole <= 0:
        raise NothingToShareBy
    shares = {key: total * weight // whole for key, weight in weights.items()}
    left = total - sum(shares.values())
    by_rest = sorted(weights, key=lambda key: -(total * weights[key] % whole))
    for key in by_rest[:left]:
        shares[key] += 1
    return shares


def by_area(total: int, units: Mapping[UUID, FundUnit]) -> dict[UUID, int]:
    """Shares of units by their areas."""
    return apportion(total, {id: unit.area_dm2 for id, unit in units.items()})


def pro_rata(
    total: int, units: Mapping[UUID, int], pools: Mapping[FundAccount, int]
) -> Shared:
    """Shares of `total` by what units and pools have, or gave: never more than that if
    the total is not. Raises `NothingToShareBy`."""
    weights: dict[UUID | FundAccount, int] = {id: held for id, held in units.items()}
    for pool, held in pools.items():
        weights[pool] = held
    shares = apportion(total, weights)
    of_pools = {pool: shares[pool] for pool in pools}
    return Shared({id: shares[id] for id in units}, of_pools)


def paid_in(
    amounts: Mapping[UUID, int], units: Mapping[UUID, FundUnit], rules: Values
) -> Shared:
    """What of payments goes to sub-accounts and what to pools (`pool_ratio`, 2.9)."""
    kept: dict[UUID, int] = {}
    pools = dict.fromkeys(POOL_OF.values(), 0)
    ratios = {each: rules.share(f"fund.pool_ratio.{each.value}") for each in POOL_OF}
    for id, amount in amounts.items():
        housing = units[id].housing
        pooled = rounded(amount * ratios[housing])
        kept[id] = amount - pooled
        pools[POOL_OF[housing]] += pooled
    return Shared(kept, pools)


def drawn(
    shares: Mapping[UUID, int],
    units: Mapping[UUID, FundUnit],
    held: Held,
    rules: Values,
) -> Shared:
    """Who gives what for a work of which these are the units' shares.

    Raises `PoolTooSmall` and `SubAccountsTooSmall`.
    """
    order = rules.word("fund.pool_order")
    ceiling = rules.share("fund.pool_ceiling")
    given: dict[UUID, int] = {}
    pools: dict[FundAccount, int] = {}
    for housing, pool in POOL_OF.items():
        own = {
            id: share for id, share in shares.items() if units[id].housing is housing
        }
        allowed = int(held.pools[pool] * ceiling)
        needed = _from_pool(order, housing, own, allowed, held)
        if needed > allowed:
            raise PoolTooSmall(
                pool=pool.label.en,
                pool_zh=pool.label.zh,
                allowed=allowed,
                needed=needed,
            )
        pools[pool] = needed
        if order == "units_first":
            given |= {id: min(share, held.units[id]) for id, share in own.items()}
        elif any(own.values()):
            given |= apportion(sum(own.values()) - needed, own)
    _require_covered(given, held.units)
    return Shared(given, pools)


def _from_pool(
    order: str, housing: Housing, shares: Mapping[UUID, int], allowed: int, held: Held
) -> int:
    total = sum(shares.values())
    if order == "pool_first":
        return min(total, allowed)
    if order == "units_first":
        return total - sum(min(share, held.units[id]) for id, share in shares.items())
    pooled, paid = held.paid_pool[housing], held.paid_units[housing]
    return rounded(total * Fraction(pooled, pooled + paid)) if pooled else 0


def _require_covered(given: Mapping[UUID, int], balances: Mapping[UUID, int]) -> None:
    lacking = [
        amount - balances[id] for id, amount in given.items() if amount > balances[id]
    ]
    if lacking:
        raise SubAccountsTooSmall(units=len(lacking), missing=sum(lacking))
