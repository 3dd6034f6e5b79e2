"""How a case is worked on: hands, clocks, competence, and climbing by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.case import Case
from domain.case_refusals import (
    DisputedOnce,
    DisputeTooLate,
    HighestLevel,
    MediationNotAgreed,
    NoOpenDispute,
    NoReporter,
    NoSecondTransfer,
    NotMainHandler,
    PauseNotAllowed,
    RoleBelowLevel,
    UnknownMilestone,
)
from domain.case_words import Cause, Channel, Level, PauseReason, Status
from domain.errors import InvalidInput, TextRequired
from domain.facts import Milestone
from domain.rulepack import UnknownParty
from tests.scenario import (
    ACCEPTED,
    COMMITTEE,
    COMMUNITY,
    CONTACT,
    DAY,
    DONE,
    HOUR,
    NOW,
    SECRETARY,
    STARTED,
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

PAUSED = fact(Case.Paused, reason=PauseReason.WAITING_FOR_RESIDENT, until=NOW + 3 * DAY)
DISPUTED = fact(Case.CompetenceDisputed, texts=("reason",), claimed_party="E")


def climbed(level: int, cause: Cause = Cause.MANUAL) -> Any:
    return fact(
        Case.Escalated,
        from_level=Level(level - 1),
        level=Level(level),
        cause=cause,
        receiver="PBCSD"[level],
        milestones=(Milestone("decide", NOW + 2 * DAY),),
    )


# --- assign and accept ----------------------------------------------------------------


def test_a_handler_is_named() -> None:
    case = given(reported())

    case.assign(stamp(STREET, NOW, "note"), party="P", handler_id="steward")

    assert new_facts(case) == [then(Case.Assigned, party="P", handler_id="steward")]
    assert (case.status, case.handler_id) == (Status.ASSIGNED, "steward")


def test_a_handler_takes_the_case() -> None:
    case = given(reported())

    case.accept(stamp())

    assert new_facts(case) == [then(Case.Accepted)]
    assert case.handlers == {"steward"}


def test_assigning_is_refused() -> None:
    case = given(reported())

    refuses(
        UnknownParty,
        case,
        case.assign,
        stamp(STREET),
        party="Q",
        handler_id="x",
    )
    refuses(
        InvalidInput,
        case,
        case.assign,
        stamp(STREET),
        party="P",
        handler_id="Zhang San",
    )


def test_a_neighbourhood_committee_is_no_main_handler_of_enforcement() -> None:
    building = given(reported(category="BLD-01"))
    service = given(reported())

    refuses(NotMainHandler, building, building.accept, stamp(COMMITTEE))
    refuses(
        NotMainHandler,
        building,
        building.assign,
        stamp(STREET),
        party="NC",
        handler_id="committee",
    )
    service.accept(stamp(COMMITTEE))
    assert new_facts(service) == [then(Case.Accepted)]


def test_enforcement_comes_to_no_committee_by_a_detour() -> None:
    disputed = given(reported(category="BLD-01"), DISPUTED)
    theirs = given(reported(), fact(Case.Assigned, party="NC", handler_id="committee"))

    refuses(
        NotMainHandler, disputed, disputed.decide_competence, stamp(STREET), party="NC"
    )
    refuses(
        NotMainHandler,
        theirs,
        theirs.recategorise,
        stamp(STREET, NOW, "reason"),
        category="BLD-01",
    )


def test_a_case_that_climbed_is_taken_at_its_level_or_above() -> None:
    for actor in (SECRETARY, COMMUNITY, STREET):
        case = given(reported(), climbed(1))
        case.accept(stamp(actor))
        assert new_facts(case) == [then(Case.Accepted)]

    below = given(reported(), climbed(2))
    refuses(RoleBelowLevel, below, below.accept, stamp(SECRETARY))


def test_an_assignment_above_the_firm_is_for_the_one_it_names() -> None:
    named = fact(Case.Assigned, party="P", handler_id="other")
    case, street = (given(reported(), climbed(3), named) for _ in range(2))

    refuses(RoleBelowLevel, case, case.accept, stamp(STEWARD))
    street.accept(stamp(STREET))
    assert len(new_facts(street)) == 1


def test_whoever_is_assigned_takes_a_case_at_any_level() -> None:
    case = given(
        reported(), climbed(2), fact(Case.Assigned, party="P", handler_id="steward")
    )

    case.accept(stamp(STEWARD))

    assert new_facts(case) == [then(Case.Accepted)]


# --- work -----------------------------------------------------------------------------


def test_contact_meets_its_milestone() -> None:
    case = given(reported())

    case.contact(stamp(STEWARD, NOW, "note"))

    assert new_facts(case) == [then(Case.Contacted)]
    assert set(case.milestones) == {"done"}


def test_nobody_can_be_contacted_about_a_finding() -> None:
    case = given(reported(channel=Channel.PROACTIVE, reporter=None))

    refuses(NoReporter, case, case.contact, stamp())


def test_work_starts_and_goes_on() -> None:
    case = given(reported(), ACCEPTED)

    case.start(stamp())
    case.progress(stamp(STEWARD, NOW, "note"))

    assert new_facts(case) == [then(Case.Started), then(Case.Progressed, meets=None)]


def test_progress_meets_a_milestone() -> None:
    secure = Milestone("secure", NOW + 2 * HOUR)
    case = given(reported(category="SAF-04", milestones=(secure, DONE)), ACCEPTED)

    case.progress(stamp(), meets="secure")

    assert new_facts(case) == [then(Case.Progressed, meets="secure")]
    assert set(case.milestones) == {"done"}


@pytest.mark.parametrize("name", ["secure", "contact", "done", "report_in:K", ""])
def test_progress_does_not_meet_every_milestone(name: str) -> None:
    case = given(reported(), ACCEPTED)

    refuses(UnknownMilestone, case, case.progress, stamp(), meets=name)


# --- pause ----------------------------------------------------------------------------


def test_a_pause_stops_the_clocks() -> None:
    case = given(reported(), ACCEPTED)
    until = NOW + 3 * DAY

    case.pause(stamp(), reason=PauseReason.LEGAL_PERIOD, until=until)

    assert new_facts(case) == [
        then(Case.Paused, reason=PauseReason.LEGAL_PERIOD, until=until)
    ]
    assert case.next_due == until


def test_clocks_run_again_as_much_later_as_the_pause_was_long() -> None:
    case = given(reported(), ACCEPTED, PAUSED)

    case.resume(stamp(STEWARD, NOW + 5 * HOUR))

    later = (
        Milestone("contact", CONTACT.due_at + 5 * HOUR),
        Milestone("done", DONE.due_at + 5 * HOUR),
    )
    assert new_facts(case) == [
        then(Case.Continued, paused_seconds=5 * 3600, milestones=later)
    ]
    assert case.status is Status.IN_PROGRESS


def test_what_was_late_before_a_pause_stays_late() -> None:
    missed = fact(
        Case.DeadlineMissed,
        milestone="contact",
        level=Level.L0,
        due_at=CONTACT.due_at,
    )
    case = given(reported(), ACCEPTED, missed, PAUSED)

    case.resume(stamp(STEWARD, NOW + HOUR))

    assert case.milestones["contact"] == CONTACT
    assert case.milestones["done"].due_at == DONE.due_at + HOUR


@pytest.mark.parametrize(
    "until", [NOW, NOW - HOUR, NOW + 17 * DAY, datetime(2100, 1, 1, tzinfo=UTC)]
)
def test_a_pause_ends_in_time(until: datetime) -> None:
    case = given(reported(), ACCEPTED)
    reason = PauseReason.WAITING_FOR_RESIDENT

    refuses(PauseNotAllowed, case, case.pause, stamp(), reason=reason, until=until)


def test_a_pause_is_refused() -> None:
    case = given(reported(), ACCEPTED)
    until = NOW + DAY

    refuses(
        MediationNotAgreed,
        case,
        case.pause,
        stamp(),
        reason=PauseReason.MEDIATION,
        until=until,
    )
    refuses(
        InvalidInput,
        case,
        case.pause,
        stamp(),
        reason=PauseReason.PROCEEDINGS,
        until=until.replace(tzinfo=None),
    )


# --- competence -----------------------------------------------------------------------


def test_competence_is_disputed_and_the_clock_runs_on() -> None:
    case = given(reported(), ACCEPTED)
    before = dict(case.milestones)

    case.dispute_competence(stamp(STEWARD, NOW + DAY, "reason"), claimed_party="E")

    assert new_facts(case) == [then(Case.CompetenceDisputed, claimed_party="E")]
    assert case.milestones == before


def test_competence_can_be_disputed_for_one_working_day() -> None:
    in_time, late = NOW + DAY + 14 * HOUR, NOW + DAY + 16 * HOUR
    case = given(reported())

    refuses(
        DisputeTooLate,
        case,
        case.dispute_competence,
        stamp(STEWARD, late, "reason"),
        claimed_party="E",
    )
    case.dispute_competence(stamp(STEWARD, in_time, "reason"), claimed_party="E")
    assert len(new_facts(case)) == 1


def test_assignment_gives_another_working_day_to_dispute() -> None:
    later = NOW + 2 * DAY
    case = given(
        reported(), fact(Case.Assigned, at=later, party="P", handler_id="steward")
    )

    case.dispute_competence(stamp(STEWARD, later + HOUR, "reason"), claimed_party="E")

    assert len(new_facts(case)) == 1


def test_a_dispute_is_refused() -> None:
    case, disputed = given(reported()), given(reported(), DISPUTED)

    refuses(
        TextRequired,
        case,
        case.dispute_competence,
        stamp(),
        claimed_party="E",
    )
    refuses(
        UnknownParty,
        case,
        case.dispute_competence,
        stamp(STEWARD, NOW, "reason"),
        claimed_party="Q",
    )
    refuses(
        DisputedOnce,
        disputed,
        disputed.dispute_competence,
        stamp(STEWARD, NOW, "reason"),
        claimed_party="E",
    )


@pytest.mark.parametrize(("party", "upheld"), [("E", True), ("P", False)])
def test_the_street_decides_who_is_competent(party: str, upheld: bool) -> None:
    case = given(reported(), DISPUTED)

    case.decide_competence(stamp(STREET, NOW, "reason"), party=party)

    assert new_facts(case) == [then(Case.CompetenceDecided, upheld=upheld, party=party)]
    assert case.receiver == party


def test_there_is_no_second_transfer_until_the_case_climbs() -> None:
    decided = fact(Case.CompetenceDecided, upheld=True, party="E")
    bound = given(reported(), DISPUTED, decided)
    free = given(reported(), DISPUTED, decided, climbed(1))

    refuses(
        NoSecondTransfer,
        bound,
        bound.assign,
        stamp(STREET),
        party="P",
        handler_id="steward",
    )
    refuses(
        DisputedOnce,
        bound,
        bound.dispute_competence,
        stamp(STREET, NOW, "reason"),
        claimed_party="P",
    )
    bound.assign(stamp(STREET), party="E", handler_id="officer")
    free.assign(stamp(STREET), party="P", handler_id="steward")
    assert len(new_facts(bound)) == len(new_facts(free)) == 1


def test_without_a_dispute_nothing_is_decided() -> None:
    case = given(reported())

    refuses(NoOpenDispute, case, case.decide_competence, stamp(), party="E")
    refuses(UnknownParty, case, case.decide_competence, stamp(), party="Q")


# --- climbing by hand -----------------------------------------------------------------


@pytest.mark.parametrize("cause", [Cause.MANUAL, Cause.DISPUTE])
def test_a_case_climbs_one_level(cause: Cause) -> None:
    case = given(reported(), ACCEPTED)

    case.escalate(stamp(STEWARD, NOW, "reason"), cause=cause)

    assert new_facts(case) == [
        then(
            Case.Escalated,
            from_level=Level.L0,
            level=Level.L1,
            cause=cause,
            receiver="B",
            milestones=(
                Milestone("contact", NOW + DAY),
                Milestone("decide", datetime(2026, 3, 12, 16, tzinfo=UTC)),
            ),
        )
    ]
    assert (case.status, case.handler_id) == (Status.ESCALATED, None)


def test_what_was_repeated_goes_to_the_district_at_once() -> None:
    case = given(reported(), ACCEPTED)

    case.escalate(stamp(STREET, NOW, "reason"), cause=Cause.REPEATED)

    assert (case.level, case.receiver) == (Level.L4, "D")


@pytest.mark.parametrize(
    ("level", "names"),
    [
        (1, {"contact", "meeting", "resolution"}),
        (2, {"contact", "action_plan", "result"}),
        (3, {"contact", "result"}),
    ],
)
def test_each_level_sets_its_own_clocks(level: int, names: set[str]) -> None:
    case = given(reported(), climbed(level))

    case.escalate(stamp(STREET, NOW, "reason"))

    assert set(case.milestones) == names
    assert case.level == level + 1


def test_climbing_is_refused() -> None:
    case, top = given(reported()), given(reported(), climbed(4))

    refuses(TextRequired, case, case.escalate, stamp())
    for cause in (Cause.DEADLINE, Cause.UNSOLVED, Cause.REOPENED):
        refuses(
            InvalidInput,
            case,
            case.escalate,
            stamp(STEWARD, NOW, "reason"),
            cause=cause,
        )
    refuses(HighestLevel, top, top.escalate, stamp(STREET, NOW, "reason"))


def test_a_case_in_work_is_not_started_again() -> None:
    case = given(reported(), ACCEPTED, STARTED)

    case.assign(stamp(STREET), party="P", handler_id="other")

    assert case.status is Status.ASSIGNED
    assert case.handlers == {"steward", "other"}
    assert SYSTEM.id not in case.handlers
