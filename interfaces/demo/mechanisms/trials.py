"""Firms that the owners choose by vote: after a trial, or as a professional manager."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from domain.compound_contract import CheckedItem, IncomeShare
from domain.compound_words import (
    ContractFeeMode,
    ContractModel,
    Management,
    PriceRegime,
    ShareHolder,
    TrialOutcome,
    UnmanagedCause,
)
from interfaces.demo.mechanisms.compounds import (
    SERVICES,
    TAKEN_OVER,
    firm_id,
    tariff,
)
from interfaces.demo.mechanisms.votes import NOTICE, WINDOW, held
from interfaces.demo.place import Estate
from interfaces.demo.stage import Story
from interfaces.demo.world import World, moment

DAY = timedelta(days=1)


def tried(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    ends_on: date,
    satisfied: Sequence[int],
    yes: int,
    no: int,
    abstain: int,
    rate: str,
    cycle: str,
    contract_ends_on: date,
) -> Iterable[Story]:
    """A firm serves on trial and the owners decide (先尝后买): terms posted, a check in
    the middle, a survey, the vote (V3), the contract.

    satisfied: households visited, forms returned, those content.
    """
    use = world.compound
    visited, returned, content = satisfied

    def story(estate: Estate) -> Story:
        def step(day: date, command: Any, **given: Any) -> list[Any]:
            return [world.act(moment(day), "neighbours", command, estate.id, **given)]

        yield [
            world.act(
                moment(on - 30 * DAY), "operator", use.state_management, estate.id,
                management=Management.UNMANAGED, since=on - 30 * DAY,
                cause=UnmanagedCause.NEVER_HAD_ONE,
            )
        ]  # fmt: skip
        yield step(
            on - 7 * DAY, use.begin_trial, enterprise_id=firm_id(world, estate),
            grade=2, items=SERVICES, starts_on=on, ends_on=ends_on,
            posted_on=on - 10 * DAY, terms="试服务三个月，期间不收费，期满由业主表决。",
        )  # fmt: skip
        middle = on + (ends_on - on) // 2
        checked = tuple(CheckedItem(item, True) for item in SERVICES)
        yield step(middle, use.check_trial, checklist=checked, on=middle)
        asked = ends_on - 2 * DAY
        yield step(
            asked, use.survey_trial, visited=visited, returned=returned,
            satisfied=content, on=asked,
        )  # fmt: skip
        vote = yield from held(
            world, estate, on=ends_on + DAY, matter="V3", title="选聘物业服务企业",
            text="试服务期满，是否与试服务企业签订物业服务合同。", yes=yes, no=no,
            abstain=abstain,
        )  # fmt: skip
        day = ends_on + DAY + NOTICE + WINDOW + 15 * DAY
        yield step(
            day, use.end_trial, outcome=TrialOutcome.CONTRACT, on=day, vote_id=vote
        )
        yield step(
            day + DAY, use.sign_contract,
            **_contract(
                world, estate, day + DAY, contract_ends_on, rate, cycle, vote_id=vote
            ),
        )  # fmt: skip
        yield from _entered(world, estate, day + DAY)

    return [story(estate) for estate in estates]


def managed_by_manager(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    left_on: date,
    ends_on: date,
    yes: int,
    no: int,
    abstain: int,
    rate: str,
    cycle: str,
    shares: Sequence[tuple[str, int]],
) -> Iterable[Story]:
    """The old firm is gone since `left_on`; the owners choose a professional manager by
    vote (V3), and the income is shared in percent."""
    use = world.compound

    def story(estate: Estate) -> Story:
        yield [
            world.act(
                moment(left_on), "operator", use.state_management, estate.id,
                management=Management.UNMANAGED, since=left_on,
                cause=UnmanagedCause.WITHDREW,
            )
        ]  # fmt: skip
        vote = yield from held(
            world, estate, on=on, matter="V3", title="选聘职业经理人",
            text="由专业机构委派职业经理人，收支公开，收益按比例分配。", yes=yes,
            no=no, abstain=abstain,
        )  # fmt: skip
        day = on + NOTICE + WINDOW + 16 * DAY
        terms = _contract(world, estate, day, ends_on, rate, cycle, vote_id=vote)
        terms |= {
            "model": ContractModel.MANAGER,
            "fee_mode": ContractFeeMode.COMMISSION,
            "income_shares": tuple(
                IncomeShare(ShareHolder.of(holder), percent)
                for holder, percent in shares
            ),
        }
        yield [
            world.act(moment(day), "neighbours", use.sign_contract, estate.id, **terms)
        ]
        yield from _entered(world, estate, day)

    return [story(estate) for estate in estates]


def _contract(
    world: World,
    estate: Estate,
    on: date,
    ends_on: date,
    rate: str,
    cycle: str,
    **more: Any,
) -> dict[str, Any]:
    return {
        "number": f"WY-{estate.code}",
        "enterprise_id": firm_id(world, estate),
        "model": ContractModel.ORDINARY,
        "grade": 2,
        "items": SERVICES,
        "tariff": tariff(rate, cycle),
        "price_regime": PriceRegime.AGREED,
        "fee_mode": ContractFeeMode.LUMP_SUM,
        "starts_on": on + 10 * DAY,
        "ends_on": ends_on,
        "signed_on": on,
        **more,
    }


def _entered(world: World, estate: Estate, signed_on: date) -> Story:
    day = signed_on + 9 * DAY
    checklist = tuple(CheckedItem(item, True) for item in TAKEN_OVER)
    yield [
        world.act(
            moment(day), "street", world.compound.inspect_takeover, estate.id,
            checklist=checklist, on=day,
        )
    ]  # fmt: skip
    yield [
        world.act(
            moment(day + DAY), "street", world.compound.start_service, estate.id,
            on=day + DAY,
        )
    ]  # fmt: skip
