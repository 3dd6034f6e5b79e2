"""The use cases of a compound's maintenance fund (维修资金) and common income."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from application.commands import R
from application.commit import Receipt
from application.order import Order
from application.roles_allowed import COORDINATORS, OWNERS_BODIES, RELEASERS, Row, row
from application.steps import Steps
from application.use_cases import UseCases, beginning, changing, passed
from domain.civil_time import day_in_china
from domain.errors import NotFound
from domain.facts import Stamp
from domain.fund_refusals import FundThere, UnitElsewhere
from domain.fund_words import FundUnit
from domain.household import Household
from domain.household_facts import HouseholdStatus
from domain.maintenance_fund import MaintenanceFund, fund_id
from domain.roles import RESIDENTS, Role
from domain.vote import Vote
from domain.vote_refusals import VoteOpensOtherwise

USE = ("V4",)
RAISE, OTHER = passed("V5"), passed("V8")
"""Matters of the owners' votes that the fund rests on (DOMAIN 2.6)."""

_FUND = {Role.FUND_OFFICER}
_KEEPERS = _FUND | {Role.PROPERTY_OFFICER, Role.OPERATOR}
_COMMUNITY = {Role.NEIGHBOURHOOD_COMMITTEE, Role.COMMISSIONER}
_APPLICANTS = OWNERS_BODIES | _COMMUNITY | {Role.SITE_MANAGER}
_OWNERS_SIDE = OWNERS_BODIES | {Role.NEIGHBOURHOOD_COMMITTEE}
_STREET = {Role.STREET_OFFICER}
_INCOME = OWNERS_BODIES | {Role.SITE_MANAGER, Role.CASHIER}
_READERS = COORDINATORS | OWNERS_BODIES | _KEEPERS | {Role.AUDITOR}


def _id(given: Mapping[str, Any]) -> UUID:
    return fund_id(given["compound_id"])


def _on_use(
    vote: Vote, fund: MaintenanceFund, given: Mapping[str, Any], stamp: Stamp
) -> str:
    """The vote is about the use of the fund, is for those whom the use affects, and
    opens when it is said to."""
    question = vote.question_on(fund.compound_id, USE, given["question"])
    fund.require_asked(stamp, given["use"], vote.buildings)
    opens_on = day_in_china(vote.opens_at)
    if given["opens_on"] != opens_on:
        raise VoteOpensOtherwise(opens_on=opens_on)
    return question


class MaintenanceFunds(UseCases[R]):
    """Sub-accounts, payments, uses, common income, statements."""

    kind = MaintenanceFund
    name = "maintenance_fund"
    rows: ClassVar[Mapping[str, Row]] = {
        "open": row(_KEEPERS),
        "manage_by_owners": row(_OWNERS_SIDE | _STREET),
        "enter_units": row(_KEEPERS),
        "deposit_first": row(_KEEPERS),
        "deposit_top_up": row(_KEEPERS | OWNERS_BODIES),
        "deposit_seller": row(_KEEPERS),
        "credit_interest": row(_KEEPERS),
        "decide_raise": row(_OWNERS_SIDE | _STREET),
        "urge_top_up": row(_KEEPERS | OWNERS_BODIES),
        "transfer_account": row(_KEEPERS),
        "reconcile": row(_KEEPERS),
        "request_use": row(_APPLICANTS),
        "survey_need": row(_APPLICANTS | _STREET | {Role.PROPERTY_OFFICER}),
        "plan_use": row(_APPLICANTS),
        "post_plan": row(_APPLICANTS),
        "name_use_vote": row(_OWNERS_SIDE),
        "confirm_use_vote": row(_OWNERS_SIDE | _STREET),
        "apply_for_use": row(_APPLICANTS),
        "report_emergency": row(_APPLICANTS),
        "confirm_on_site": row(OWNERS_BODIES | _COMMUNITY),
        "confirm_for_street": row(_STREET),
        "approve_use": row(_FUND),
        "deny_use": row(_FUND),
        "pay_first": row(_FUND),
        "complete_works": row(_APPLICANTS),
        "accept_works": row(_OWNERS_SIDE),
        "audit_use": row({Role.AUDITOR}),
        "settle_use": row(_FUND),
        "pay_rest": row(_FUND),
        "withdraw_use": row(_APPLICANTS),
        "receive_income": row(_INCOME),
        "transfer_income": row(OWNERS_BODIES | _FUND),
        "distribute_income": row(OWNERS_BODIES),
        "release_text": row(RELEASERS),
        "read": {},
        "read_restricted": row(_READERS, unit=RESIDENTS),
        "read_text": row(_READERS | _APPLICANTS),
    }
    mutations: ClassVar[Mapping[str, str]] = {
        "manage_by_owners": "let_owners_manage_maintenance_fund",
        "deposit_first": "deposit_into_maintenance_fund",
        "deposit_top_up": "top_up_maintenance_fund",
        "deposit_seller": "deposit_for_seller_into_maintenance_fund",
        "urge_top_up": "urge_maintenance_fund_top_up",
        "transfer_account": "transfer_maintenance_fund_account",
        "decide_raise": "decide_maintenance_fund_raise",
        "survey_need": "survey_maintenance_fund_need",
        "post_plan": "post_maintenance_fund_plan",
        "name_use_vote": "name_maintenance_fund_vote",
        "confirm_use_vote": "confirm_maintenance_fund_vote",
        "apply_for_use": "apply_for_maintenance_fund_use",
        "report_emergency": "report_maintenance_fund_emergency",
        "confirm_on_site": "confirm_maintenance_fund_emergency_on_site",
        "confirm_for_street": "confirm_maintenance_fund_emergency_for_street",
        "complete_works": "complete_maintenance_fund_works",
        "accept_works": "accept_maintenance_fund_works",
        "receive_income": "receive_common_income",
        "transfer_income": "transfer_common_income_into_maintenance_fund",
        "distribute_income": "distribute_common_income",
    }

    open = beginning(MaintenanceFund.open, id=_id, taken=FundThere)
    manage_by_owners = changing(MaintenanceFund.manage_by_owners, votes=OTHER)

    def enter_units(self, order: Order, id: UUID, *, units: tuple[UUID, ...]) -> R:
        """Give registered units their sub-accounts, or bring up to date what the fund
        knows of their areas."""

        def steps() -> Steps[Receipt]:
            fund = yield from self._commands.loading(MaintenanceFund, id)
            found = yield from self._households(units)
            entered = tuple(_entered(found[unit], fund) for unit in units)

            def enter(fund: MaintenanceFund, stamp: Stamp) -> None:
                fund.enter_units(stamp, units=entered)

            return (yield from self._changing(order, id, "enter_units", units, enter))

        return self._commands.run(steps())

    deposit_first = changing(MaintenanceFund.deposit_first)
    deposit_top_up = changing(MaintenanceFund.deposit_top_up)
    deposit_seller = changing(MaintenanceFund.deposit_seller)
    credit_interest = changing(MaintenanceFund.credit_interest)
    decide_raise = changing(MaintenanceFund.decide_raise, votes=RAISE)
    urge_top_up = changing(MaintenanceFund.urge_top_up)

    def transfer_account(self, order: Order, id: UUID, *, unit: UUID, on: date) -> R:
        """Note that a sub-account went with its unit, as the register of households
        says."""

        def steps() -> Steps[Receipt]:
            household = yield from self._commands.loading(Household, unit)
            since = household.held_since

            def transfer(fund: MaintenanceFund, stamp: Stamp) -> None:
                fund.transfer_account(stamp, unit=unit, on=on, held_since=since)

            asked = (unit, on)
            return (
                yield from self._changing(
                    order, id, "transfer_account", asked, transfer
                )
            )

        return self._commands.run(steps())

    reconcile = changing(MaintenanceFund.reconcile)

    request_use = changing(MaintenanceFund.request_use, note=False)
    survey_need = changing(MaintenanceFund.survey_need, note=False)
    plan_use = changing(MaintenanceFund.plan_use, note=False)
    post_plan = changing(MaintenanceFund.post_plan)
    name_use_vote = changing(MaintenanceFund.name_use_vote, votes=_on_use)

    def confirm_use_vote(self, order: Order, id: UUID, *, use: int, on: date) -> R:
        """Confirm how the named vote ended, as its own tally says."""

        def steps() -> Steps[Receipt]:
            fund = yield from self._commands.loading(MaintenanceFund, id)
            named = fund.use_votes.get(use)
            passed = False
            if named is not None:
                vote_id, question = named
                vote = yield from self._commands.loading(Vote, vote_id)
                asked = vote.question_on(fund.compound_id, USE, question)
                passed = vote.has_passed(asked)

            def confirm(fund: MaintenanceFund, stamp: Stamp) -> None:
                fund.confirm_use_vote(stamp, use=use, passed=passed, on=on)

            said = (use, on)
            return (
                yield from self._changing(order, id, "confirm_use_vote", said, confirm)
            )

        return self._commands.run(steps())

    apply_for_use = changing(MaintenanceFund.apply_for_use, note=False)
    report_emergency = changing(MaintenanceFund.report_emergency, note=False)
    confirm_on_site = changing(MaintenanceFund.confirm_on_site, note=False)
    confirm_for_street = changing(MaintenanceFund.confirm_for_street)
    approve_use = changing(MaintenanceFund.approve_use)
    deny_use = changing(MaintenanceFund.deny_use, reason=True)
    pay_first = changing(MaintenanceFund.pay_first)
    complete_works = changing(MaintenanceFund.complete_works, note=False)
    accept_works = changing(MaintenanceFund.accept_works, note=False)
    audit_use = changing(MaintenanceFund.audit_use, note=False)
    settle_use = changing(MaintenanceFund.settle_use)
    pay_rest = changing(MaintenanceFund.pay_rest)
    withdraw_use = changing(MaintenanceFund.withdraw_use)
    release_text = changing(MaintenanceFund.release_text)

    receive_income = changing(MaintenanceFund.receive_income)
    transfer_income = changing(MaintenanceFund.transfer_income)
    distribute_income = changing(MaintenanceFund.distribute_income, votes=OTHER)

    def _households(self, ids: tuple[UUID, ...]) -> Steps[dict[UUID, Household]]:
        store = self._commands.store
        found = store.replayed(Household, ids, (yield store.rows(ids)))
        for id in ids:
            if id not in found:
                raise NotFound("units", what="household", id=id)
        return found

    def _changing(
        self, order: Order, id: UUID, name: str, asked: object, change: Any
    ) -> Steps[Receipt]:
        action = f"{self.name}.{name}"
        body = {"asked": asked}
        return self._commands.changing(
            order, action, MaintenanceFund, id, body, {}, change
        )


def _entered(household: Household, fund: MaintenanceFund) -> FundUnit:
    removed = household.status is HouseholdStatus.REMOVED
    if removed or household.compound_id != fund.compound_id:
        raise UnitElsewhere(number=household.number)
    return FundUnit(
        unit_id=household.id,
        number=household.number,
        building=household.building,
        area_dm2=household.area_dm2,
        housing=household.housing,
    )
