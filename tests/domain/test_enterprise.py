"""An enterprise in the register: its entry, its organisation, its Party, its growth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from domain import enterprise_judging_refusals, enterprise_refusals
from domain.enterprise import Enterprise, enterprise_id
from domain.enterprise_refusals import (
    EnterpriseDayAhead,
    EnterpriseDayBefore,
    EnterpriseUnchanged,
    GrowthMilestoneNotOpen,
    GrowthPlanTaken,
    IndustryPartyMember,
    MandateMismatch,
    NoIndustryPartyMember,
    NoSiteManagerReportDue,
    NotOfThisEnterprise,
    OfficeAreasMismatch,
    OfficeIsNoSite,
    OfficeTaken,
    OfficeUnknown,
    PartyBodyTaken,
    PartyBodyTooSmall,
    PartyBodyUnknown,
    PartyInstructorMismatch,
    PartyPartnersMismatch,
    SiteAreaTaken,
    SiteAreaUnknown,
    SiteManagerUnchanged,
    SubcontractServiceUnknown,
    SubcontractTaken,
    SubcontractToItself,
    SubcontractUnknown,
    TrainingTaken,
    WholeServiceSubcontracted,
)
from domain.enterprise_words import (
    EnterpriseKind,
    EnterpriseStatus,
    GrowthMilestone,
    OfficeKind,
    TrainingTrack,
)
from domain.errors import IllegalTransition, InvalidInput, Refusal
from domain.party_coverage import PartyCoverageMode
from domain.social_credit import check_character, require_credit_code
from tests.domain.enterprise_lives import (
    CODE,
    CONTRACTOR,
    DAY,
    MANAGER,
    PLACE,
    STRANGE_MANAGER,
    by,
    organised,
    registered,
)
from tests.scenario import RULES, new_facts, refuses, then

AHEAD = date(2026, 3, 11)
SITE: dict[str, Any] = {
    "office": "site-2",
    "kind": OfficeKind.SITE,
    "name": "第二项目部",
    "on": DAY,
}


def test_an_enterprise_is_registered_in_its_region() -> None:
    made = Enterprise.register(
        by(), id=enterprise_id(CODE), place=PLACE, credit_code=CODE, name="安居物业"
    )

    assert new_facts(made) == [
        then(
            Enterprise.Registered,
            **PLACE.fields(),
            credit_code=CODE,
            name="安居物业",
            kind=EnterpriseKind.PRIVATE,
            mandate=None,
        )
    ]
    assert (made.status, made.region_path) == (
        EnterpriseStatus.ACTIVE,
        ("371000", "371002"),
    )


def test_no_qualification_is_asked_for() -> None:
    names = {each.name for each in fields(Enterprise.Registered)}
    assert not {name for name in names if "qualif" in name or "grade" in name}


@pytest.mark.parametrize("code", [CODE, CONTRACTOR, "91440300708461136T"])
def test_a_credit_code_checks_itself(code: str) -> None:
    require_credit_code("credit_code", code)
    assert check_character(code[:17]) == code[17]
    for wrong in (code[:-1] + "Q", code[1:], code.lower(), "I" + code[1:], ""):
        with pytest.raises(InvalidInput) as refused:
            require_credit_code("credit_code", wrong)
        assert refused.value.fields == ("credit_code",)


@pytest.mark.parametrize(
    ("refusal", "changes"),
    [
        (InvalidInput, {"credit_code": "91350100M000100Y44"}),
        (InvalidInput, {"name": " "}),
        (InvalidInput, {"name": "x" * 101}),
        (MandateMismatch, {"kind": EnterpriseKind.STATE_BACKSTOP}),
        (MandateMismatch, {"mandate": "2022年第3号"}),
        (
            InvalidInput,
            {"kind": EnterpriseKind.STATE_BACKSTOP, "mandate": "because we said so"},
        ),
    ],
)
def test_a_wrong_entry_is_refused(
    refusal: type[Refusal], changes: dict[str, Any]
) -> None:
    with pytest.raises(refusal):
        registered(**changes)


def test_a_state_backstop_has_its_mandate() -> None:
    firm = registered(kind=EnterpriseKind.STATE_BACKSTOP, mandate="2022年第3号")
    assert firm.mandate == "2022年第3号"
    firm.correct(by(), name="安居服务", kind=EnterpriseKind.PRIVATE)
    assert firm.name == "安居服务"
    assert firm.mandate is None
    firm.collect_events()
    refuses(
        EnterpriseUnchanged,
        firm,
        firm.correct,
        by(),
        name="安居服务",
        kind=EnterpriseKind.PRIVATE,
    )


def test_it_is_suspended_goes_on_and_leaves() -> None:
    firm = registered()
    firm.suspend(by())
    firm.collect_events()
    refuses(IllegalTransition, firm, firm.set_up_office, by(), **SITE, areas=("x",))
    firm.resume(by())
    firm.collect_events()
    refuses(EnterpriseDayAhead, firm, firm.exit, by(), on=AHEAD)
    firm.exit(by(), on=DAY)
    assert firm.status is EnterpriseStatus.EXITED
    firm.collect_events()
    for command in (firm.suspend, firm.resume):
        refuses(IllegalTransition, firm, command, by())
    refuses(IllegalTransition, firm, firm.exit, by(), on=DAY)


# --- organisation ---------------------------------------------------------------------


def test_a_site_manager_has_three_days_to_report() -> None:
    firm = organised()
    firm.appoint_site_manager(by(), office="site-1", manager_id="m-2", on=DAY)

    # Appointed on Monday, 2 March: until the end of the 5th in China.
    assert new_facts(firm) == [
        then(
            Enterprise.SiteManagerAppointed,
            office="site-1",
            manager_id="m-2",
            on=DAY,
            report_due_at=datetime(2026, 3, 5, 16, tzinfo=UTC),
        )
    ]
    firm.report_site_manager(by(), office="site-1", area="a-2", on=DAY)
    firm.collect_events()
    refuses(
        NoSiteManagerReportDue,
        firm,
        firm.report_site_manager,
        by(),
        office="site-1",
        area="a-2",
        on=DAY,
    )


def office(**changes: Any) -> Callable[[Enterprise], None]:
    given = {**SITE, "areas": ("b-1",), **changes}
    return lambda firm: firm.set_up_office(by(), **given)


def manager(**changes: Any) -> Callable[[Enterprise], None]:
    given = {"office": "site-1", "manager_id": "m-2", "on": DAY, **changes}
    return lambda firm: firm.appoint_site_manager(by(), **given)


def report(**changes: Any) -> Callable[[Enterprise], None]:
    given = {"office": "site-1", "area": "a-1", "on": DAY, **changes}
    return lambda firm: firm.report_site_manager(by(), **given)


def subcontract(**changes: Any) -> Callable[[Enterprise], None]:
    given = {
        "agreement": "s-1",
        "contractor": CONTRACTOR,
        "service": "cleaning",
        "since": DAY,
        "until": date(2027, 3, 1),
        **changes,
    }
    return lambda firm: firm.agree_subcontract(by(), **given)


def party(**changes: Any) -> Callable[[Enterprise], None]:
    given = {
        "body": "p-1",
        "coverage": PartyCoverageMode.OWN,
        "superior": "street-party",
        "members": 3,
        "probationary": 1,
        "founded_on": DAY,
        **changes,
    }
    return lambda firm: firm.form_party_body(by(), **given)


def training(**changes: Any) -> Callable[[Enterprise], None]:
    given = {
        "session": "t-1",
        "track": TrainingTrack.LEAD_GOOSE,
        "attended": 30,
        "on": DAY,
        **changes,
    }
    return lambda firm: firm.hold_training(by(), **given)


def growth(**changes: Any) -> Callable[[Enterprise], None]:
    aims = (GrowthMilestone("merge", DAY), GrowthMilestone("list", DAY))
    given = {"plan": "g-1", "year": 2026, "milestones": aims, **changes}
    return lambda firm: firm.plan_growth(by(), **given)


def joined(firm: Enterprise) -> None:
    firm.join_industry_party(by(), organisation="trade-1", on=DAY)


INSTRUCTOR = {
    "coverage": PartyCoverageMode.INSTRUCTOR,
    "members": 0,
    "instructor_id": "i-1",
    "until": date(2027, 1, 1),
}
JOINT = {"coverage": PartyCoverageMode.JOINT, "members": 1, "partners": ("p-9",)}
DEPARTMENT = {"office": "d-1", "kind": OfficeKind.DEPARTMENT, "areas": ()}

REFUSED: list[tuple[type[Refusal], Callable[[Enterprise], None]]] = [
    (OfficeTaken, office(office="site-1")),
    (OfficeAreasMismatch, office(areas=())),
    (OfficeAreasMismatch, office(kind=OfficeKind.DEPARTMENT)),
    (SiteAreaTaken, office(areas=("b-1", "a-2"))),
    (InvalidInput, office(areas=("b-1", "b-1"))),
    (InvalidInput, office(areas=("东区",))),
    (InvalidInput, office(office="二")),
    (InvalidInput, office(name="")),
    (EnterpriseDayAhead, office(on=AHEAD)),
    (EnterpriseDayBefore, office(on=date(1900, 1, 1))),
    (OfficeUnknown, lambda firm: firm.close_office(by(), office="x", on=DAY)),
    (OfficeUnknown, manager(office="x")),
    (SiteManagerUnchanged, manager(manager_id=MANAGER.id)),
    (InvalidInput, manager(manager_id="王小明")),
    (EnterpriseDayAhead, manager(on=AHEAD)),
    (SiteAreaUnknown, report(area="b-1")),
    (OfficeUnknown, report(office="x")),
    (InvalidInput, subcontract(contractor="91110000802100433C")),
    (InvalidInput, subcontract(agreement="保洁")),
    (SubcontractToItself, subcontract(contractor=CODE)),
    (SubcontractServiceUnknown, subcontract(service="everything")),
    (EnterpriseDayBefore, subcontract(until=date(2026, 3, 1))),
    (
        SubcontractUnknown,
        lambda firm: firm.end_subcontract(by(), agreement="s-9", on=DAY),
    ),
    (PartyBodyTooSmall, party(members=2)),
    (PartyPartnersMismatch, party(**JOINT | {"partners": ()})),
    (PartyPartnersMismatch, party(partners=("p-9",))),
    (InvalidInput, party(**JOINT | {"partners": ("p-9", "p-9")})),
    (PartyInstructorMismatch, party(**INSTRUCTOR | {"instructor_id": None})),
    (PartyInstructorMismatch, party(**INSTRUCTOR | {"until": None})),
    (PartyInstructorMismatch, party(instructor_id="i-1")),
    (InvalidInput, party(superior="街道党工委")),
    (InvalidInput, party(members=-1)),
    (OfficeUnknown, party(site="x")),
    (
        PartyBodyUnknown,
        lambda firm: firm.count_party_members(
            by(), body="p-1", members=3, probationary=0, on=DAY
        ),
    ),
    (PartyBodyUnknown, lambda firm: firm.dissolve_party_body(by(), body="p", on=DAY)),
    (
        NoIndustryPartyMember,
        lambda firm: firm.leave_industry_party(by(), organisation="trade-1", on=DAY),
    ),
    (InvalidInput, training(attended=0)),
    (InvalidInput, training(passed=31)),
    (EnterpriseDayAhead, training(on=AHEAD)),
    (InvalidInput, growth(milestones=())),
    (InvalidInput, growth(milestones=(GrowthMilestone("合并", DAY),))),
    (InvalidInput, growth(year=1999)),
    (
        GrowthMilestoneNotOpen,
        lambda firm: firm.reach_growth_milestone(
            by(), plan="g-1", milestone="merge", on=DAY
        ),
    ),
]


@pytest.mark.parametrize(("refusal", "command"), REFUSED)
def test_what_does_not_fit_is_refused(
    refusal: type[Refusal], command: Callable[[Enterprise], None]
) -> None:
    firm = organised()
    refuses(refusal, firm, command, firm)


TWICE: list[tuple[type[Refusal], Callable[[Enterprise], None]]] = [
    (OfficeTaken, office()),
    (SubcontractTaken, subcontract()),
    (PartyBodyTaken, party()),
    (IndustryPartyMember, joined),
    (TrainingTaken, training()),
    (GrowthPlanTaken, growth()),
]


@pytest.mark.parametrize(("refusal", "command"), TWICE)
def test_nothing_is_recorded_twice(
    refusal: type[Refusal], command: Callable[[Enterprise], None]
) -> None:
    firm = organised()
    command(firm)
    assert len(new_facts(firm)) == 1
    refuses(refusal, firm, command, firm)


def test_only_a_site_office_has_a_manager_and_a_closed_one_is_no_more() -> None:
    firm = organised()
    office(**DEPARTMENT)(firm)
    firm.collect_events()
    refuses(OfficeIsNoSite, firm, manager(office="d-1"), firm)
    firm.close_office(by(), office="site-1", on=DAY)
    firm.collect_events()
    assert (firm.managers, firm.unreported) == ({}, frozenset())
    refuses(
        NotOfThisEnterprise, firm, firm.close_office, by(MANAGER), office="d-1", on=DAY
    )
    office(areas=("a-1",))(firm)  # its areas are free again


def test_a_manager_acts_for_no_other_enterprise() -> None:
    firm = organised()
    firm.hold_training(
        by(MANAGER), session="t-1", track=TrainingTrack.SEED, attended=9, on=DAY
    )
    firm.collect_events()
    refuses(
        NotOfThisEnterprise,
        firm,
        firm.hold_training,
        by(STRANGE_MANAGER),
        session="t-2",
        track=TrainingTrack.SEED,
        attended=9,
        on=DAY,
    )


# --- specialists ----------------------------------------------------------------------


def test_everything_given_away_is_full_subcontracting() -> None:
    services = [*RULES.catalogue("subcontract_services")]
    here, there = UUID(int=1), UUID(int=2)
    firm = organised()
    for number, service in enumerate(services[:-1]):
        subcontract(agreement=f"s-{number}", service=service, at_compound=here)(firm)
    firm.collect_events()
    last = {"agreement": "s-9", "service": services[-1]}

    refuses(
        WholeServiceSubcontracted, firm, subcontract(**last, at_compound=here), firm
    )
    refuses(WholeServiceSubcontracted, firm, subcontract(**last), firm)
    afterwards = {"since": date(2027, 3, 2), "until": date(2028, 3, 1)}
    subcontract(**last, at_compound=here, **afterwards)(firm)
    subcontract(agreement="s-10", service=services[-1], at_compound=there)(firm)


def test_what_was_ended_is_given_away_no_longer() -> None:
    services = [*RULES.catalogue("subcontract_services")]
    firm = organised()
    for number, service in enumerate(services[:-1]):
        subcontract(agreement=f"s-{number}", service=service)(firm)
    firm.end_subcontract(by(), agreement="s-0", on=date(2026, 3, 9))
    firm.collect_events()
    refuses(
        SubcontractUnknown,
        firm,
        firm.end_subcontract,
        by(),
        agreement="s-0",
        on=date(2026, 3, 9),
    )
    refuses(
        EnterpriseDayBefore,
        firm,
        firm.end_subcontract,
        by(),
        agreement="s-1",
        on=date(2026, 3, 1),
    )
    last = {"agreement": "s-9", "service": services[-1]}
    refuses(
        WholeServiceSubcontracted,
        firm,
        subcontract(**last, since=date(2026, 3, 9)),
        firm,
    )
    subcontract(**last, since=date(2026, 3, 10))(firm)


# --- Party and growth -----------------------------------------------------------------


def test_the_three_ways_to_cover_a_firm() -> None:
    firm = organised()
    party()(firm)
    firm.count_party_members(by(), body="p-1", members=5, probationary=0, on=DAY)
    firm.collect_events()
    refuses(PartyBodyTaken, firm, party(body="p-2"), firm)  # the firm is covered
    party(body="p-2", site="site-1", **INSTRUCTOR)(firm)
    firm.dissolve_party_body(by(), body="p-1", on=DAY)
    party(body="p-3", **JOINT)(firm)
    assert firm.party_bodies == {
        "p-2": ("site-1", PartyCoverageMode.INSTRUCTOR),
        "p-3": (None, PartyCoverageMode.JOINT),
    }
    joined(firm)
    firm.leave_industry_party(by(), organisation="trade-1", on=DAY)
    assert firm.industry_party == frozenset()


def test_a_milestone_is_reached_once() -> None:
    firm = organised()
    growth()(firm)
    firm.reach_growth_milestone(by(), plan="g-1", milestone="merge", on=DAY)
    firm.collect_events()
    assert firm.growth_open == {"g-1": {"list"}}
    refuses(
        GrowthMilestoneNotOpen,
        firm,
        firm.reach_growth_milestone,
        by(),
        plan="g-1",
        milestone="merge",
        on=DAY,
    )


@pytest.mark.parametrize("module", [enterprise_refusals, enterprise_judging_refusals])
def test_every_refusal_says_the_same_in_both_languages(module: Any) -> None:
    from string import Formatter

    for kind in vars(module).values():
        if isinstance(kind, type) and issubclass(kind, Refusal) and kind is not Refusal:
            zh, en = (
                {name for _, name, _, _ in Formatter().parse(text) if name}
                for text in (kind.zh, kind.en)
            )
            assert en == {name.removesuffix("_zh") for name in zh}, kind.code
