"""The use cases of an enterprise (物业企业)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ClassVar
from uuid import UUID

from application.commands import R
from application.commit import Receipt
from application.order import Order
from application.roles_allowed import (
    COMMUNITY,
    PARTY,
    REGISTRARS,
    RELEASERS,
    STATE,
    Row,
    row,
)
from application.steps import Steps
from application.use_cases import UseCases, beginning, changing
from domain.compound import Compound
from domain.enterprise import Enterprise, enterprise_id
from domain.enterprise_refusals import EnterpriseTaken
from domain.roles import Role

_OFFICE = {Role.PROPERTY_OFFICER}
_FIRM = {Role.SITE_MANAGER}
"""Wherever they hold the role: the domain asks whether it is their own enterprise."""
_KEEPERS = row(STATE, anywhere=_FIRM)
"""The enterprise, or an officer who records what it handed in on paper."""
_PARTY = row(PARTY | STATE | {Role.PARTY_BUILDING_INSTRUCTOR}, anywhere=_FIRM)


def _id(given: Mapping[str, Any]) -> UUID:
    return enterprise_id(given["credit_code"])


def somewhere(run: Callable[..., Any]) -> Callable[..., Any]:
    """The use case, refused with `NotFound` if there is no compound `at_compound`."""

    @wraps(run)
    def checked(self: UseCases[Any], order: Order, id: UUID, **given: Any) -> Any:
        def steps() -> Steps[Receipt]:
            if given.get("at_compound") is not None:
                yield from self._commands.loading(Compound, given["at_compound"])
            inner = type(self)(self._commands.in_steps())
            receipt: Receipt = yield from run(inner, order, id, **given)
            return receipt

        return self._commands.run(steps())

    return checked


class Enterprises(UseCases[R]):
    """Register, organisation, Party, training, ratings, findings, lists."""

    kind = Enterprise
    name = "enterprise"
    mutations: ClassVar[Mapping[str, str]] = {
        "set_up_office": "set_up_enterprise_office",
        "join_industry_party": "add_enterprise_to_industry_party",
        "leave_industry_party": "remove_enterprise_from_industry_party",
    }
    rows: ClassVar[Mapping[str, Row]] = {
        "register": row(REGISTRARS),
        "correct": row(REGISTRARS),
        "suspend": row(STATE),
        "resume": row(STATE),
        "exit": row(STATE),
        "set_up_office": _KEEPERS,
        "close_office": _KEEPERS,
        "appoint_site_manager": _KEEPERS,
        "report_site_manager": row(
            STATE | {Role.NEIGHBOURHOOD_COMMITTEE}, anywhere=_FIRM
        ),
        "agree_subcontract": _KEEPERS,
        "end_subcontract": _KEEPERS,
        "form_party_body": _PARTY,
        "count_party_members": _PARTY,
        "dissolve_party_body": _PARTY,
        "join_industry_party": _PARTY,
        "leave_industry_party": _PARTY,
        "hold_training": _KEEPERS,
        "plan_growth": _KEEPERS,
        "reach_growth_milestone": _KEEPERS,
        "open_finding": row(STATE | COMMUNITY),
        "hear_finding": row(STATE),
        "decide_finding": row(_OFFICE),
        "drop_finding": row(_OFFICE),
        "appeal_finding": _KEEPERS,
        "decide_finding_appeal": row(_OFFICE),
        "finalise_finding": row(_OFFICE),
        "publish_finding": row(_OFFICE),
        "repair_finding": row(_OFFICE),
        "rate": row(_OFFICE),
        "publish_rating": row(_OFFICE),
        "file_correction_plan": _KEEPERS,
        "put_on_list": row(_OFFICE),
        "take_off_list": row(_OFFICE),
        "raise_objection": _KEEPERS,
        "answer_objection": row(_OFFICE),
        "release_text": row(RELEASERS),
        "read": {},
        "read_text": row(STATE),
        "read_restricted": row(STATE),
    }

    register = beginning(
        Enterprise.register, id=_id, regional=True, taken=EnterpriseTaken
    )
    correct = changing(Enterprise.correct)
    suspend = changing(Enterprise.suspend, reason=True)
    resume = changing(Enterprise.resume)
    exit = changing(Enterprise.exit, reason=True)
    set_up_office = changing(Enterprise.set_up_office)
    close_office = changing(Enterprise.close_office)
    appoint_site_manager = changing(Enterprise.appoint_site_manager)
    report_site_manager = changing(Enterprise.report_site_manager)
    agree_subcontract = somewhere(changing(Enterprise.agree_subcontract))
    end_subcontract = changing(Enterprise.end_subcontract)
    form_party_body = changing(Enterprise.form_party_body)
    count_party_members = changing(Enterprise.count_party_members)
    dissolve_party_body = changing(Enterprise.dissolve_party_body)
    join_industry_party = changing(Enterprise.join_industry_party)
    leave_industry_party = changing(Enterprise.leave_industry_party)
    hold_training = changing(Enterprise.hold_training)
    plan_growth = changing(Enterprise.plan_growth)
    reach_growth_milestone = changing(Enterprise.reach_growth_milestone)
    open_finding = somewhere(changing(Enterprise.open_finding, act=False))
    hear_finding = changing(Enterprise.hear_finding, statement=False)
    decide_finding = changing(Enterprise.decide_finding, correction=True)
    drop_finding = changing(Enterprise.drop_finding, reason=True)
    appeal_finding = changing(Enterprise.appeal_finding, grounds=True)
    decide_finding_appeal = changing(Enterprise.decide_finding_appeal, answer=True)
    finalise_finding = changing(Enterprise.finalise_finding)
    publish_finding = changing(Enterprise.publish_finding)
    repair_finding = changing(Enterprise.repair_finding, measure=True)
    rate = changing(Enterprise.rate)
    publish_rating = changing(Enterprise.publish_rating)
    file_correction_plan = changing(Enterprise.file_correction_plan, plan=True)
    put_on_list = changing(Enterprise.put_on_list)
    take_off_list = changing(Enterprise.take_off_list, reason=True)
    raise_objection = changing(Enterprise.raise_objection, grounds=True)
    answer_objection = changing(Enterprise.answer_objection, answer=True)
    release_text = changing(Enterprise.release_text)
