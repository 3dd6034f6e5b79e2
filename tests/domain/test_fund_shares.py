"""Shares to the fen, and who gives what: pools and sub-accounts (DOMAIN 2.9)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fund_shares import (
    Held,
    NothingToShareBy,
    PoolTooSmall,
    Shared,
    SubAccountsTooSmall,
    apportion,
    by_area,
    drawn,
    paid_in,
    pro_rata,
)
from domain.fund_words import FundAccount
from domain.household_facts import Housing
from domain.rule_values import Values
from tests.domain.funds import PUBLIC_UNIT, UNITS, A, B, P
from tests.scenario import RULES

COMMODITY, PUBLIC = FundAccount.POOL_COMMODITY, FundAccount.POOL_FORMER_PUBLIC
MIXED = {unit.unit_id: unit for unit in (*UNITS[:2], PUBLIC_UNIT)}
"""100, 50 and 50 m2; the last was public housing."""


def rules(**changes: Any) -> Values:
    values = {key: rule.value for key, rule in RULES.rules.items()}
    named = {f"fund.{key}": value for key, value in changes.items()}
    return Values("values", values | named)


def held(
    units: dict[UUID, int],
    pools: tuple[int, int],
    paid_units: tuple[int, int],
    paid_pool: tuple[int, int],
) -> Held:
    return Held(
        units,
        dict(zip((COMMODITY, PUBLIC), pools, strict=True)),
        dict(zip(Housing, paid_units, strict=True)),
        dict(zip(Housing, paid_pool, strict=True)),
    )


def test_what_is_left_goes_to_the_largest_remainders_the_earlier_first() -> None:
    assert apportion(10, {"a": 1, "b": 1, "c": 1}) == {"a": 4, "b": 3, "c": 3}
    assert apportion(10, {"a": 10, "b": 26, "c": 64}) == {"a": 1, "b": 3, "c": 6}
    assert apportion(2, {"a": 0, "b": 5}) == {"a": 0, "b": 2}
    with pytest.raises(NothingToShareBy):
        apportion(10, {"a": 0})


@given(
    st.integers(0, 10**12),
    st.lists(st.integers(0, 10**7), min_size=1, max_size=30).filter(any),
)
def test_shares_add_up_and_none_is_off_by_a_fen(total: int, weights: list[int]) -> None:
    shares = apportion(total, dict(enumerate(weights)))

    assert sum(shares.values()) == total
    for key, weight in enumerate(weights):
        assert abs(shares[key] * sum(weights) - total * weight) < sum(weights)


@given(st.data())
def test_nothing_gives_back_more_than_it_gave(data: st.DataObject) -> None:
    gave = data.draw(
        st.lists(st.integers(0, 10**6), min_size=1, max_size=9).filter(any)
    )
    total = data.draw(st.integers(0, sum(gave)))
    units = {UUID(int=number): amount for number, amount in enumerate(gave)}

    back = pro_rata(total, units, {COMMODITY: 0})
    assert back.total == total
    assert all(back.units[unit] <= amount for unit, amount in units.items())


def test_commodity_housing_keeps_its_money_and_public_housing_pools_it() -> None:
    paid = {A: 101, B: 50, P: 7}

    assert paid_in(paid, MIXED, rules()) == Shared(
        {A: 101, B: 50, P: 0}, {COMMODITY: 0, PUBLIC: 7}
    )
    partly = rules(**{"pool_ratio.commodity": "1/10"})
    assert paid_in(paid, MIXED, partly) == Shared(
        {A: 91, B: 45, P: 0}, {COMMODITY: 15, PUBLIC: 7}
    )


def test_mixed_kinds_first_share_by_area_then_each_as_it_was_paid_in() -> None:
    shares = by_area(4_000, MIXED)
    assert shares == {A: 2_000, B: 1_000, P: 1_000}
    balances = {A: 9_000, B: 9_000, P: 600}
    # Of public housing two thirds were paid into the pool, one third by the owners.
    has = held(balances, (5_000, 9_000), (9_000, 3_000), (1_000, 6_000))

    assert drawn(shares, MIXED, has, rules()) == Shared(
        {A: 1_800, B: 900, P: 333}, {COMMODITY: 300, PUBLIC: 667}
    )


def test_another_order_and_a_ceiling_are_for_the_rules_to_say() -> None:
    shares = {A: 2_000, B: 1_000}
    has = held({A: 700, B: 9_000}, (2_000, 0), (0, 0), (0, 0))
    units = {id: MIXED[id] for id in shares}

    assert drawn(shares, units, has, rules(pool_order="pool_first")) == Shared(
        {A: 667, B: 333}, {COMMODITY: 2_000, PUBLIC: 0}
    )
    units_first = rules(pool_order="units_first")
    assert drawn(shares, units, has, units_first) == Shared(
        {A: 700, B: 1_000}, {COMMODITY: 1_300, PUBLIC: 0}
    )
    half = rules(pool_order="units_first", pool_ceiling="1/2")
    with pytest.raises(PoolTooSmall) as refused:
        drawn(shares, units, has, half)
    assert refused.value.values["allowed"] == 1_000
    assert "商品房统筹" in refused.value.message("zh")


def test_a_sub_account_gives_no_more_than_it_holds() -> None:
    has = held({A: 1_999, B: 999}, (0, 0), (0, 0), (0, 0))
    units = {id: MIXED[id] for id in (A, B)}

    with pytest.raises(SubAccountsTooSmall) as refused:
        drawn({A: 2_000, B: 1_000}, units, has, rules())
    assert refused.value.values == {"units": 2, "missing": 2}
    enough = replace(has, units={A: 2_000, B: 1_000})
    assert drawn({A: 2_000, B: 1_000}, units, enough, rules()).total == 3_000
