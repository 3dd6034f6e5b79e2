"""An empty home pays less of the early-stage fee where a place says so (F6)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.compound_words import ContractModel
from domain.household import Household
from domain.household_facts import Holder
from domain.tariff import BillingCycle
from tests.domain.compound_samples import DAY, compound, served
from tests.domain.fees import Contract, billed, contract, unit
from tests.scenario import STREET, stamp

EMPTY_SINCE = date(2016, 1, 15)
EARLY = {date(2016, 1, 1): ContractModel.FIRST_PERIOD}


def early(cycle: BillingCycle = BillingCycle.YEAR, models: Any = EARLY) -> Contract:
    terms = contract(cycle)
    terms.models = dict(models)
    return terms


def empty(since: date = EMPTY_SINCE, **changes: Any) -> Household:
    made = unit(**changes)
    made.state_vacancy(stamp(STREET), vacant=True, since=since)
    return made


def charged(
    terms: Contract, home: Household, *years: int, profile: str = "heze"
) -> list[int]:
    account = billed(*years, terms=terms, household=home, profile=profile)
    return [line.open_fen for line in account.lines.values()]


def test_it_pays_the_guided_share_from_the_month_after_six() -> None:
    # Six months end on 15 July: five months of 2016 are at 60 percent, then all.
    assert charged(early(), empty(), 2016, 2017) == [127_530, 91_822]
    monthly = charged(early(BillingCycle.MONTH), empty(), 2016)
    assert monthly == [12_753] * 7 + [7_652] * 5


def test_the_boundary_is_the_day_on_which_six_months_are_over() -> None:
    on_time = charged(early(BillingCycle.MONTH), empty(date(2016, 1, 1)), 2016)
    assert on_time.index(7_652) == 6  # July
    later = charged(early(BillingCycle.MONTH), empty(date(2016, 1, 2)), 2016)
    assert later.index(7_652) == 7


@pytest.mark.parametrize("profile", ["national", "beijing", "shandong", "weihai"])
def test_elsewhere_the_contract_holds(profile: str) -> None:
    assert charged(early(), empty(), 2017, profile=profile) == [153_036]


@pytest.mark.parametrize("models", [{}, {date(2016, 1, 1): ContractModel.ORDINARY}])
def test_it_is_about_the_early_stage_contract_alone(models: Any) -> None:
    assert charged(early(models=models), empty(), 2017) == [153_036]


def test_a_year_in_which_the_owners_choose_a_firm_is_reduced_until_then() -> None:
    models = EARLY | {date(2017, 7, 1): ContractModel.ORDINARY}
    assert charged(early(models=models), empty(), 2017) == [122_429]


def test_unsold_and_lived_in_units_pay_in_full() -> None:
    unsold = empty(holder=Holder.DEVELOPER, owners=("o-0",))
    assert charged(early(), unsold, 2017) == [153_036]
    home = empty()
    home.state_vacancy(stamp(STREET), vacant=False, since=date(2016, 3, 1))
    assert charged(early(), home, 2017) == [153_036]


def test_a_compound_knows_by_which_contract_a_day_is_charged() -> None:
    made = served()
    first = date(2026, 1, 1)
    assert made.model_on(first) is ContractModel.ORDINARY
    assert made.model_on(first - DAY) is None
    assert compound().model_on(first) is None
