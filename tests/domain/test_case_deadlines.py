"""What happens to a case by itself, once, however late anybody looks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.case import Case
from domain.case_words import Cause, Level, PauseReason, Status
from domain.facts import Milestone
from tests.scenario import (
    ACCEPTED,
    CONTACT,
    DAY,
    DONE,
    HOUR,
    NOW,
    OTHER_ID,
    RESOLVED,
    STREET,
    SYSTEM,
    fact,
    given,
    new_facts,
    reported,
    stamp,
    then,
)

LATE = NOW + 30 * DAY  # 9 April 2026, 09:00 in China, a Thursday


def missed(name: str, due: datetime, level: int = 0) -> Any:
    return then(Case.DeadlineMissed, milestone=name, level=Level(level), due_at=due)


def at_level(level: int, *clocks: Milestone) -> Case:
    climbed = fact(
        Case.Escalated,
        from_level=Level(level - 1),
        level=Level(level),
        cause=Cause.MANUAL,
        receiver="PBCSD"[level],
        milestones=clocks,
    )
    return given(reported(), climbed)


def test_nothing_fires_before_its_time() -> None:
    case = given(reported())

    case.fire_due(stamp(SYSTEM, CONTACT.due_at - HOUR))

    assert new_facts(case) == []


def test_a_missed_contact_is_recorded_and_does_not_climb() -> None:
    case = given(reported())

    case.fire_due(stamp(SYSTEM, CONTACT.due_at))

    assert new_facts(case) == [missed("contact", CONTACT.due_at)]
    assert case.next_due == DONE.due_at
    assert "contact" in case.milestones


def test_a_missed_deciding_deadline_climbs() -> None:
    case = given(reported(milestones=(DONE,)), ACCEPTED)

    case.fire_due(stamp(SYSTEM, DONE.due_at))

    assert new_facts(case) == [
        missed("done", DONE.due_at),
        then(
            Case.Escalated,
            from_level=Level.L0,
            level=Level.L1,
            cause=Cause.DEADLINE,
            receiver="B",
            milestones=(
                Milestone("contact", DONE.due_at + DAY),
                # Saturday 00:00 in China; two days later is Monday, 24:00.
                Milestone("decide", datetime(2026, 3, 16, 16, tzinfo=UTC)),
            ),
        ),
    ]


def test_everything_fires_once_however_often_anybody_looks() -> None:
    case = given(reported())

    for days in (1, 1, 5, 5, 9):
        case.fire_due(stamp(SYSTEM, NOW + days * DAY))

    keys = [
        (payload["milestone"], payload["due_at"])
        for kind, payload in new_facts(case)
        if kind is Case.DeadlineMissed
    ]
    assert len(keys) == len(set(keys)) == 4  # L0: contact, done; L1: contact, decide


def test_a_late_look_records_times_as_they_were() -> None:
    case = given(reported())

    case.fire_due(stamp(SYSTEM, LATE))

    assert {event.timestamp for event in case.pending_events} == {LATE}
    first, second, climb = new_facts(case)
    assert first == missed("contact", CONTACT.due_at)
    assert second == missed("done", DONE.due_at)
    # The next level can only know of it now: its clocks begin now.
    assert climb[1]["milestones"][0] == Milestone("contact", LATE + DAY)


@pytest.mark.parametrize(
    ("level", "clock", "notice"),
    [(1, "decide", None), (2, "resolution", None), (3, "result", "supervision")],
)
def test_each_level_passes_on_to_the_next(
    level: int, clock: str, notice: str | None
) -> None:
    due = NOW + DAY
    case = at_level(level, Milestone(clock, due))

    case.fire_due(stamp(SYSTEM, due))

    facts = new_facts(case)
    assert facts[0] == missed(clock, due, level)
    assert case.level == level + 1
    assert facts[1][0] is Case.Escalated
    assert facts[2:] == ([then(Case.SupervisionNoticed, kind=notice)] if notice else [])


@pytest.mark.parametrize("clock", ["meeting", "action_plan", "report_in:K", "plan:K"])
def test_what_does_not_decide_is_only_recorded(clock: str) -> None:
    due = NOW + DAY
    case = at_level(3, Milestone(clock, due))

    case.fire_due(stamp(SYSTEM, due))

    assert new_facts(case) == [missed(clock, due, 3)]


def test_the_last_level_calls_a_leader_review() -> None:
    due = NOW + DAY
    case = at_level(4, Milestone("result", due))

    case.fire_due(stamp(SYSTEM, due))
    case.fire_due(stamp(SYSTEM, LATE))

    assert new_facts(case) == [
        missed("result", due, 4),
        then(Case.SupervisionNoticed, kind="leader_review"),
    ]
    assert case.next_due is None


def test_a_pause_ends_by_itself_at_its_announced_time() -> None:
    until = NOW + DAY
    paused = fact(Case.Paused, reason=PauseReason.WEATHER_OR_SUPPLY, until=until)
    case = given(reported(), ACCEPTED, paused)

    case.fire_due(stamp(SYSTEM, until - HOUR))
    assert new_facts(case) == []
    case.fire_due(stamp(SYSTEM, until + HOUR))

    moved = (
        Milestone("contact", CONTACT.due_at + DAY),
        Milestone("done", DONE.due_at + DAY),
    )
    assert new_facts(case) == [
        then(Case.Continued, paused_seconds=86_400, milestones=moved)
    ]


def test_after_a_forgotten_pause_the_clocks_catch_up() -> None:
    until = NOW + DAY
    paused = fact(Case.Paused, reason=PauseReason.WEATHER_OR_SUPPLY, until=until)
    case = given(reported(), ACCEPTED, paused)

    case.fire_due(stamp(SYSTEM, LATE))

    assert [kind for kind, _ in new_facts(case)] == [
        Case.Continued,
        Case.DeadlineMissed,
        Case.DeadlineMissed,
        Case.Escalated,
    ]


def test_a_late_call_back_is_recorded() -> None:
    case = given(reported(), ACCEPTED, RESOLVED)
    due = datetime(2026, 3, 13, 16, tzinfo=UTC)

    case.fire_due(stamp(SYSTEM, LATE))

    assert new_facts(case) == [missed("call_back", due)]
    assert case.status is Status.RESOLVED


@pytest.mark.parametrize(
    "last",
    [
        fact(Case.Withdrawn),
        fact(Case.Merged, into=OTHER_ID),
    ],
)
def test_a_settled_case_has_no_clocks(last: Any) -> None:
    case = given(reported(), last)

    case.fire_due(stamp(SYSTEM, LATE))

    assert case.next_due is None
    assert new_facts(case) == []


def test_a_deadline_over_the_national_holiday() -> None:
    # Reported on Tuesday 30 September 2025: the third day is 3 October, a holiday;
    # the next working day is Thursday 9 October.
    eve = datetime(2025, 9, 30, 2, tzinfo=UTC)
    case = Case.report(
        stamp(STREET, eve, "title"),
        id=given(reported()).id,
        profile="national",
        channel=given(reported()).channel,
        category="SRV-01",
        compound_id=None,
        region_path=(),
        reporter=None,
    )

    assert case.next_due == datetime(2025, 10, 9, 16, tzinfo=UTC)
