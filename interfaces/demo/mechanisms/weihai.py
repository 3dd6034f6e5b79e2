"""Stories that only Weihai tells: the receipt of 9500 yuan, and the case that climbed
from the steward to the street's alliance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from domain.case_words import Channel, DepartmentStep, Satisfaction
from domain.fee_billing import cycle_around
from domain.fee_words import FeePaymentMethod
from domain.quantities import Fen
from interfaces.demo.mechanisms.compounds import tariff
from interfaces.demo.mechanisms.fees import charge_fen, payers_of
from interfaces.demo.place import Estate
from interfaces.demo.stage import Story
from interfaces.demo.world import World, moment

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def receipt(
    world: World,
    estates: Sequence[Estate],
    *,
    on: date,
    years: Sequence[int],
    rate: str,
    next_rate: str,
    cycle: str,
) -> Iterable[Story]:
    """A household that never paid pays what is open of the years and one year ahead,
    checks the lines and signs the receipt (DOMAIN 2.8, the fixture of S0)."""

    def story(estate: Estate) -> Story:
        unit = payers_of(world, estate)[-1]
        terms, ahead = tariff(rate, cycle), tariff(next_rate, cycle)

        def year_fen(year: int, price: Any) -> int:
            first, last = cycle_around(price.cycle, date(year, 6, 1))
            return charge_fen(price, estate.area_dm2, first, last)

        prepaid = year_fen(years[-1] + 1, ahead)
        arrears = sum(year_fen(year, terms) for year in years)
        yield [
            world.act(
                moment(on, 15), "cashier", world.fee_account.pay,
                estate.account_id(unit), amount_fen=Fen(arrears + prepaid),
                method=FeePaymentMethod.CASH, on=on, prepay_fen=Fen(prepaid),
                signature="paper-receipt-1",
                payer_name=world.name(world.random("receipt")),
            )
        ]  # fmt: skip

    return [story(estate) for estate in estates]


def climbed(
    world: World, estates: Sequence[Estate], *, on: date, departments: Sequence[str]
) -> Iterable[Story]:
    """A case that the compound and the community cannot settle: joint meeting, whistle,
    the departments of the street's alliance report in and act."""
    cases = world.cases

    def story(estate: Estate) -> Story:
        begun = moment(on)
        (reported,) = yield [
            world.act(
                begun, "clerk", cases.report, channel=Channel.TV, category="PIP-02",
                compound_id=estate.id, title="雨天污水返涌，多部门管线交叉",
                reporter=f"{world.place.code}-resident-0",
            )
        ]  # fmt: skip
        id = reported.ids[0]

        def step(hours: int, who: str, command: Any, **given: Any) -> list[Any]:
            return [world.act(begun + hours * HOUR, who, command, id, **given)]

        yield step(1, "steward", cases.accept)
        yield step(1, "steward", cases.contact)
        yield step(4, "steward", cases.escalate, reason="涉及市政管线，物业无权开挖。")
        yield step(6, "branch", cases.accept)
        yield step(24, "branch", cases.escalate, reason="提请社区党建联席会议。")
        yield step(26, "community", cases.accept)
        yield step(
            48, "community", cases.whistle,
            departments=tuple(departments), reason="联席会议议定，吹哨报到。",
        )  # fmt: skip
        yield step(49, "street", cases.accept)
        for department in departments:
            yield step(52, "department", cases.report_in, department=department)
        yield step(53, "street", cases.start)
        for hours, act in ((76, DepartmentStep.PLAN), (150, DepartmentStep.RESULT)):
            for department in departments:
                yield step(
                    hours, "department", cases.act_as_department,
                    department=department, step=act,
                )  # fmt: skip
        yield step(
            160, "street", cases.resolve, outcome="雨污管线已分接，雨后复查正常。"
        )
        yield step(
            180, "neighbours", cases.verify,
            solved=True, satisfaction=Satisfaction.SATISFIED,
        )  # fmt: skip
        yield step(181, "neighbours", cases.close)

    return [story(estate) for estate in estates]
