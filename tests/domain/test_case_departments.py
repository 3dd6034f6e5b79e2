"""Whistle and report-in, and hand-over to enforcement."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.case import Case
from domain.case_refusals import (
    AlreadyCalled,
    AlreadyHandedOver,
    AlreadyReportedIn,
    NoEnforcementDuty,
    NotCalled,
    NotHandedOver,
    NotReportedIn,
    NotWhistleOrigin,
    RoleBelowLevel,
    StepAlreadyFiled,
    UnknownDepartment,
)
from domain.case_words import (
    Cause,
    DepartmentStep,
    EnforcementResult,
    Level,
    PauseReason,
    Satisfaction,
    Status,
)
from domain.errors import InvalidInput, TextRequired
from domain.facts import Milestone
from domain.roles import Actor
from domain.rulepack import UnknownParty
from tests.domain.test_case_handling import climbed
from tests.scenario import (
    ACCEPTED,
    COMMUNITY,
    DAY,
    HOUR,
    NOW,
    POLICE,
    RESOLVED,
    STEWARD,
    STREET,
    SYSTEM,
    fact,
    given,
    new_facts,
    refuses,
    reported,
    stamp,
    then,
)

PLAN_DUE = datetime(2026, 3, 13, 16, tzinfo=UTC)  # 3 wd
RESULT_DUE = datetime(2026, 3, 25, 16, tzinfo=UTC)  # 15 d
WHISTLED = fact(
    Case.Whistled,
    by=COMMUNITY,
    texts=("reason",),
    departments=("G", "K"),
    due_at=NOW + DAY,
    urgent=False,
)
REPORTED_IN = fact(
    Case.ReportedIn,
    by=POLICE,
    department="G",
    milestones=(Milestone("plan:G", PLAN_DUE), Milestone("result:G", RESULT_DUE)),
)
RESULT = fact(
    Case.DepartmentActed, by=POLICE, department="G", step=DepartmentStep.RESULT
)
HANDED = fact(
    Case.HandedToEnforcement,
    texts=("violation",),
    department="E",
    basis="京98(3)",
    milestones=(),
)


@pytest.mark.parametrize(("urgent", "span"), [(False, DAY), (True, 2 * HOUR)])
def test_departments_are_called(urgent: bool, span: timedelta) -> None:
    case = given(reported())

    case.whistle(stamp(COMMUNITY, NOW, "reason"), departments=("G", "K"), urgent=urgent)

    due = NOW + span
    whistled, _ = new_facts(case)
    assert whistled == then(
        Case.Whistled, departments=("G", "K"), due_at=due, urgent=urgent
    )
    for name in ("report_in:G", "report_in:K"):
        assert case.milestones[name] == Milestone(name, due)


@pytest.mark.parametrize("below", [Level.L0, Level.L1, Level.L2])
def test_a_whistle_brings_the_case_to_the_street_alliance(below: Level) -> None:
    case = given(reported(), *([climbed(below)] if below else []), ACCEPTED)

    case.whistle(stamp(COMMUNITY, NOW, "reason"), departments=("G",))

    own = (
        Milestone("contact", NOW + DAY),
        Milestone("action_plan", PLAN_DUE),
        Milestone("result", RESULT_DUE),
    )
    assert new_facts(case)[1:] == [
        then(
            Case.Escalated,
            from_level=below,
            level=Level.L3,
            cause=Cause.WHISTLE,
            receiver="S",
            milestones=own,
        )
    ]
    assert (case.status, case.receiver) == (Status.ESCALATED, "S")
    assert set(case.milestones) == {
        "contact",
        "action_plan",
        "result",
        "report_in:G",
    }


@pytest.mark.parametrize("there", [Level.L3, Level.L4])
def test_from_the_street_alliance_on_a_whistle_only_calls(there: Level) -> None:
    case = given(reported(), climbed(there), ACCEPTED)

    case.whistle(stamp(COMMUNITY, NOW, "reason"), departments=("G",))

    assert [kind for kind, _ in new_facts(case)] == [Case.Whistled]
    assert (case.level, case.status) == (there, Status.ACCEPTED)


def test_called_departments_work_while_the_case_waits_at_the_street() -> None:
    called = fact(Case.Whistled, departments=("G",), due_at=NOW + DAY, urgent=False)
    case = given(reported(), called, climbed(3, Cause.WHISTLE))

    refuses(RoleBelowLevel, case, case.accept, stamp(COMMUNITY))
    case.report_in(stamp(POLICE), department="G")
    case.act_as_department(stamp(POLICE), department="G", step=DepartmentStep.PLAN)

    assert case.calls == {"G": {"report_in", "plan"}}
    case.accept(stamp(STREET))
    assert case.status is Status.ACCEPTED


@pytest.mark.parametrize(
    ("profile", "may", "may_not"),
    [("national", COMMUNITY, STREET), ("beijing", STREET, COMMUNITY)],
)
def test_the_profile_says_who_whistles(
    profile: str, may: Actor, may_not: Actor
) -> None:
    case = given(reported())

    refuses(
        NotWhistleOrigin,
        case,
        case.whistle,
        stamp(may_not, NOW, "reason", profile=profile),
        departments=("G",),
    )
    case.whistle(stamp(may, NOW, "reason", profile=profile), departments=("G",))
    assert case.calls == {"G": frozenset()}


def test_a_whistle_is_refused() -> None:
    case, called = given(reported()), given(reported(), WHISTLED)

    refuses(TextRequired, case, case.whistle, stamp(COMMUNITY), departments=("G",))
    for departments, refusal in {
        (): InvalidInput,
        ("G", "G"): InvalidInput,
        ("Q",): UnknownParty,
        ("P",): UnknownDepartment,
    }.items():
        refuses(
            refusal,
            case,
            case.whistle,
            stamp(COMMUNITY, NOW, "reason"),
            departments=departments,
        )
    refuses(
        AlreadyCalled,
        called,
        called.whistle,
        stamp(COMMUNITY, NOW, "reason"),
        departments=("E", "G"),
    )


def test_a_department_reports_in_and_owes_plan_and_result() -> None:
    case = given(reported(), WHISTLED)

    case.report_in(stamp(POLICE, NOW, "note"), department="G")

    _, payload = REPORTED_IN
    assert new_facts(case) == [
        then(Case.ReportedIn, department="G", milestones=payload["milestones"])
    ]
    assert set(case.milestones) == {
        "contact",
        "done",
        "report_in:K",
        "plan:G",
        "result:G",
    }


def test_reporting_in_is_refused() -> None:
    case = given(reported(), WHISTLED, REPORTED_IN)

    refuses(NotCalled, case, case.report_in, stamp(POLICE), department="E")
    refuses(AlreadyReportedIn, case, case.report_in, stamp(POLICE), department="G")


@pytest.mark.parametrize("step", list(DepartmentStep))
def test_a_department_files_plan_and_result(step: DepartmentStep) -> None:
    case = given(reported(), WHISTLED, REPORTED_IN)

    case.act_as_department(stamp(POLICE, NOW, "note"), department="G", step=step)

    assert new_facts(case) == [then(Case.DepartmentActed, department="G", step=step)]
    assert f"{step}:G" not in case.milestones


def test_filing_is_refused() -> None:
    case = given(reported(), WHISTLED, REPORTED_IN, RESULT)

    for department, step, refusal in (
        ("E", DepartmentStep.PLAN, NotCalled),
        ("K", DepartmentStep.PLAN, NotReportedIn),
        ("G", DepartmentStep.RESULT, StepAlreadyFiled),
    ):
        refuses(
            refusal,
            case,
            case.act_as_department,
            stamp(POLICE),
            department=department,
            step=step,
        )


def test_a_department_that_is_done_can_be_called_again() -> None:
    case = given(reported(), WHISTLED, REPORTED_IN, RESULT)

    case.whistle(stamp(COMMUNITY, NOW, "reason"), departments=("G",))
    case.report_in(stamp(POLICE), department="G")

    assert case.calls == {"G": {"report_in"}, "K": frozenset()}


def test_a_violation_is_handed_over() -> None:
    case = given(reported(category="BLD-01"))

    case.hand_to_enforcement(
        stamp(STEWARD, NOW, "violation"), department="E", basis="京98(3)"
    )

    assert new_facts(case) == [
        then(Case.HandedToEnforcement, department="E", basis="京98(3)", milestones=())
    ]


def test_where_departments_have_a_limit_their_answer_is_due() -> None:
    case = given(reported(category="BLD-01"))

    case.hand_to_enforcement(
        stamp(STEWARD, NOW, "violation", profile="heze"), department="E"
    )

    due = datetime(2026, 3, 17, 16, tzinfo=UTC)  # 5 wd
    assert case.milestones["answer:E"] == Milestone("answer:E", due)


def test_a_department_answers_a_hand_over() -> None:
    case = given(reported(category="BLD-01"), HANDED)
    result = EnforcementResult.ORDERED_CORRECTION

    case.answer_enforcement(
        stamp(POLICE, NOW, "measure"), department="E", result=result
    )

    assert new_facts(case) == [
        then(Case.EnforcementAnswered, department="E", result=result)
    ]


def test_handing_over_is_refused() -> None:
    service, building = given(reported()), given(reported(category="BLD-01"), HANDED)

    def hand(case: Case, department: str, *texts: str) -> None:
        case.hand_to_enforcement(stamp(STEWARD, NOW, *texts), department=department)

    refuses(TextRequired, building, hand, building, "E")
    refuses(NoEnforcementDuty, service, hand, service, "H", "violation")
    refuses(NoEnforcementDuty, building, hand, building, "G", "violation")
    refuses(AlreadyHandedOver, building, hand, building, "E", "violation")
    refuses(
        NotHandedOver,
        service,
        service.answer_enforcement,
        stamp(POLICE),
        department="E",
        result=EnforcementResult.PENALISED,
    )
    refuses(
        InvalidInput,
        building,
        building.hand_to_enforcement,
        stamp(STEWARD, NOW, "violation"),
        department="E",
        basis="a whole sentence",
    )


# --- while the case goes on -----------------------------------------------------------


def test_departments_answer_on_while_the_reporter_is_called_back() -> None:
    case = given(reported(), ACCEPTED, WHISTLED, REPORTED_IN, RESOLVED)

    assert set(case.milestones) == {"call_back", "report_in:K", "plan:G", "result:G"}
    case.report_in(stamp(POLICE), department="K")
    case.act_as_department(stamp(POLICE), department="G", step=DepartmentStep.RESULT)
    assert len(new_facts(case)) == 2


def test_the_clocks_of_departments_outlast_an_unsolved_call_back() -> None:
    case = given(reported(), ACCEPTED, WHISTLED, REPORTED_IN, RESOLVED)

    case.verify(stamp(STREET), solved=False, satisfaction=Satisfaction.NOT_STATED)

    assert {"report_in:K", "plan:G", "result:G"} < set(case.milestones)


def test_departments_are_called_anew_when_a_case_is_reopened() -> None:
    closed = (
        fact(Case.Verified, solved=True, satisfaction=Satisfaction.SATISFIED),
        fact(Case.Closed, level=0),
        fact(Case.Reopened, level=1, receiver="B", milestones=()),
    )
    case = given(reported(), ACCEPTED, WHISTLED, RESOLVED, *closed)

    case.whistle(stamp(COMMUNITY, NOW, "reason"), departments=("G",))

    assert case.calls["G"] == frozenset()
    assert {"report_in:G"} == {name for name in case.milestones if ":" in name}


def test_a_clock_set_during_a_pause_stands_still_only_from_then_on() -> None:
    """A pause of ten days; the police report in on its ninth."""
    until = NOW + 10 * DAY
    paused = fact(Case.Paused, reason=PauseReason.WEATHER_OR_SUPPLY, until=until)
    case = given(reported(), WHISTLED, ACCEPTED, paused)
    case.report_in(stamp(POLICE, NOW + 9 * DAY), department="G")
    plan = case.milestones["plan:G"].due_at

    case.fire_due(stamp(SYSTEM, until))

    assert case.milestones["plan:G"].due_at == plan + DAY
    assert case.milestones["report_in:K"].due_at == NOW + 11 * DAY
