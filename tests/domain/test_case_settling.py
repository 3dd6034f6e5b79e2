"""Resolution, call-back by somebody else, closing and reopening."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.case import Case
from domain.case_refusals import (
    NotTheReporter,
    ReopenTooLate,
    VerifierIsHandler,
)
from domain.case_words import Cause, Level, Satisfaction, Status
from domain.errors import IllegalTransition, TextRequired
from domain.facts import Milestone
from domain.roles import Actor, Role
from tests.scenario import (
    ACCEPTED,
    DAY,
    HOUR,
    NOW,
    OWNER,
    RESOLVED,
    SECRETARY,
    STEWARD,
    STRANGER,
    STREET,
    fact,
    given,
    new_facts,
    refuses,
    reported,
    stamp,
    then,
)

VERIFIED = fact(
    Case.Verified, by=OWNER, solved=True, satisfaction=Satisfaction.SATISFIED
)
CLOSED = fact(Case.Closed, by=STREET, level=Level.L0)
L1_CLOCKS = (
    Milestone("contact", NOW + DAY),
    Milestone("decide", datetime(2026, 3, 12, 16, tzinfo=UTC)),
)


def missed_call(at: datetime) -> Any:
    return fact(Case.CallBackFailed, at=at, by=STREET, attempt=1)


def test_what_is_done_waits_for_the_call_back() -> None:
    case = given(reported(), ACCEPTED)

    case.resolve(stamp(STEWARD, NOW, "outcome"))

    _, payload = RESOLVED
    assert new_facts(case) == [then(Case.Resolved, milestones=payload["milestones"])]
    assert set(case.milestones) == {"call_back"}


def test_resolving_needs_an_outcome() -> None:
    case = given(reported(), ACCEPTED)

    refuses(TextRequired, case, case.resolve, stamp())


@pytest.mark.parametrize("actor", [OWNER, STREET, SECRETARY])
def test_somebody_else_verifies(actor: Actor) -> None:
    case = given(reported(), ACCEPTED, RESOLVED)

    case.verify(
        stamp(actor, NOW, "comment"), solved=True, satisfaction=Satisfaction.SATISFIED
    )

    assert new_facts(case) == [
        then(Case.Verified, solved=True, satisfaction=Satisfaction.SATISFIED)
    ]
    assert (case.status, case.milestones) == (Status.VERIFIED, {})


def test_what_is_unsolved_climbs_at_once() -> None:
    case = given(reported(), ACCEPTED, RESOLVED)

    case.verify(
        stamp(OWNER, NOW, "comment"),
        solved=False,
        satisfaction=Satisfaction.DISSATISFIED,
    )

    first, second = case.pending_events
    assert (first.sealed, second.sealed) == ({"comment": "00"}, {})  # type: ignore[attr-defined]
    assert new_facts(case) == [
        then(Case.Verified, solved=False, satisfaction=Satisfaction.DISSATISFIED),
        then(
            Case.Escalated,
            from_level=Level.L0,
            level=Level.L1,
            cause=Cause.UNSOLVED,
            receiver="B",
            milestones=L1_CLOCKS,
        ),
    ]


def test_what_is_unsolved_at_the_top_begins_there_again() -> None:
    top = fact(
        Case.Escalated,
        from_level=Level.L3,
        level=Level.L4,
        cause=Cause.MANUAL,
        receiver="D",
        milestones=(),
    )
    case = given(reported(), top, ACCEPTED, RESOLVED)

    case.verify(stamp(OWNER), solved=False, satisfaction=Satisfaction.NOT_STATED)

    assert (case.status, case.level) == (Status.ESCALATED, Level.L4)
    assert set(case.milestones) == {"contact", "result"}


def test_nobody_verifies_their_own_work() -> None:
    assigned = fact(Case.Assigned, party="P", handler_id="street")
    done_by_branch = fact(Case.Resolved, by=SECRETARY, milestones=())
    case = given(reported(), assigned, ACCEPTED, done_by_branch)

    for actor in (STEWARD, STREET, SECRETARY):
        refuses(
            VerifierIsHandler,
            case,
            case.verify,
            stamp(actor),
            solved=True,
            satisfaction=Satisfaction.SATISFIED,
        )
        refuses(VerifierIsHandler, case, case.fail_call_back, stamp(actor))


def test_a_resident_speaks_only_for_their_own_matter() -> None:
    open, closed = (
        given(reported(), ACCEPTED, RESOLVED),
        given(reported(), ACCEPTED, RESOLVED, VERIFIED, CLOSED),
    )

    refuses(
        NotTheReporter,
        open,
        open.verify,
        stamp(STRANGER),
        solved=True,
        satisfaction=Satisfaction.SATISFIED,
    )
    refuses(NotTheReporter, closed, closed.reopen, stamp(STRANGER, NOW, "reason"))


def test_a_failed_call_back_is_counted() -> None:
    case = given(reported(), ACCEPTED, RESOLVED)

    case.fail_call_back(stamp(STREET))

    assert new_facts(case) == [then(Case.CallBackFailed, attempt=1)]
    assert case.status is Status.RESOLVED


def test_three_failed_call_backs_in_seven_days_end_it() -> None:
    case = given(
        reported(), ACCEPTED, RESOLVED, missed_call(NOW), missed_call(NOW + DAY)
    )

    case.fail_call_back(stamp(STREET, NOW + 7 * DAY))

    assert new_facts(case) == [
        then(Case.CallBackFailed, attempt=3),
        then(Case.Unverified),
    ]
    assert (case.status, case.milestones) == (Status.UNVERIFIED, {})


def test_attempts_longer_ago_do_not_count() -> None:
    case = given(
        reported(), ACCEPTED, RESOLVED, missed_call(NOW), missed_call(NOW + 9 * DAY)
    )

    case.fail_call_back(stamp(STREET, NOW + 10 * DAY))

    assert new_facts(case) == [then(Case.CallBackFailed, attempt=3)]


@pytest.mark.parametrize("last", [VERIFIED, fact(Case.Unverified)])
def test_a_case_is_closed_where_it_was_settled(last: Any) -> None:
    case = given(reported(), ACCEPTED, RESOLVED, last)

    case.close(stamp(STREET))

    assert new_facts(case) == [then(Case.Closed, level=Level.L0)]
    assert case.closed_at == NOW


def test_nothing_closes_without_a_verification() -> None:
    case = given(reported(), ACCEPTED, RESOLVED)

    refuses(IllegalTransition, case, case.close, stamp(STREET))


def test_a_case_reopens_at_the_branch() -> None:
    case = given(reported(), ACCEPTED, RESOLVED, VERIFIED, CLOSED)

    case.reopen(stamp(OWNER, NOW, "reason"))

    assert new_facts(case) == [
        then(Case.Reopened, level=Level.L1, receiver="B", milestones=L1_CLOCKS)
    ]
    assert (case.status, case.closed_at) == (Status.ESCALATED, None)


def test_a_case_reopens_for_fifteen_days() -> None:
    case = given(reported(), ACCEPTED, RESOLVED, VERIFIED, CLOSED)
    last_moment = datetime(2026, 3, 25, 16, tzinfo=UTC)

    refuses(
        ReopenTooLate,
        case,
        case.reopen,
        stamp(OWNER, last_moment + HOUR, "reason"),
    )
    case.reopen(stamp(OWNER, last_moment, "reason"))
    assert len(new_facts(case)) == 1


def test_reopening_needs_a_reason() -> None:
    case = given(reported(), ACCEPTED, RESOLVED, VERIFIED, CLOSED)

    refuses(TextRequired, case, case.reopen, stamp(OWNER))


def test_a_verification_by_a_member_who_never_handled_it() -> None:
    case = given(reported(), ACCEPTED, RESOLVED)
    supervisor = Actor("watch", Role.SUPERVISION_MEMBER)

    case.verify(
        stamp(supervisor), solved=True, satisfaction=Satisfaction.BASICALLY_SATISFIED
    )

    assert len(new_facts(case)) == 1


# --- what comes back ------------------------------------------------------------------


def returned(at: datetime) -> Any:
    return fact(Case.Reopened, at=at, level=Level.L1, receiver="B", milestones=())


@pytest.mark.parametrize(("days", "level"), [(89, Level.L4), (99, Level.L1)])
def test_the_third_return_in_ninety_days_goes_to_the_district(
    days: int, level: Level
) -> None:
    rest = (ACCEPTED, RESOLVED, VERIFIED, CLOSED)
    end = NOW + days * DAY
    late = fact(Case.Closed, at=end - DAY, by=STREET, level=Level.L1)
    again = given(
        reported(), *rest, returned(NOW), *rest, returned(NOW + DAY), *rest[:-1], late
    )

    again.reopen(stamp(OWNER, end, "reason"))

    assert again.level is level


def test_the_third_time_unsolved_skips_the_levels_between() -> None:
    unsolved = fact(Case.Verified, solved=False, satisfaction=Satisfaction.NOT_STATED)
    climbed = fact(
        Case.Escalated,
        from_level=0,
        level=Level.L1,
        cause=Cause.UNSOLVED,
        receiver="B",
        milestones=(),
    )
    once = (ACCEPTED, RESOLVED, unsolved, climbed)
    case = given(reported(), *once, *once, ACCEPTED, RESOLVED)

    case.verify(stamp(OWNER), solved=False, satisfaction=Satisfaction.NOT_STATED)

    *_, climb = new_facts(case)
    assert (climb[1]["cause"], climb[1]["level"]) == (Cause.REPEATED, Level.L4)
