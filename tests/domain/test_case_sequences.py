"""Any sequence of commands: what must hold whatever people do (DOMAIN 2.18)."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case import Case
from domain.case_words import Status
from domain.errors import Refusal
from domain.roles import Actor
from tests.domain.case_commands import COMMANDS, TEXTS
from tests.scenario import (
    COMMITTEE,
    COMMUNITY,
    NOW,
    OWNER,
    SECRETARY,
    STEWARD,
    STRANGER,
    STREET,
    SYSTEM,
    reported,
    stamp,
)
from tests.scenario import given as given_facts

ACTORS = [STEWARD, SECRETARY, COMMUNITY, COMMITTEE, STREET, OWNER, STRANGER]
# The path that most cases take comes up more often, so that sequences get far.
USUAL = ["accept", "start", "resolve", "verify", "close", "reopen"]
NAMES = st.one_of(
    st.sampled_from([*COMMANDS, "fire_due"]), st.sampled_from([*USUAL, "pause"])
)
STEPS = st.lists(
    st.tuples(NAMES, st.sampled_from(ACTORS), st.integers(0, 60)),
    min_size=5,
    max_size=40,
)
Steps = list[tuple[str, Actor, int]]
CATEGORIES = st.sampled_from(["SRV-01", "SAF-04", "BLD-01", "FEE-02", "ORD-01"])


def lived(category: str, steps: Steps) -> Case:
    """A case after some people tried some things, some hours apart."""
    case = given_facts(reported(category=category))
    at = NOW
    for name, actor, hours in steps:
        at += timedelta(hours=hours)
        before = len(case.pending_events)
        try:
            if name == "fire_due":
                case.fire_due(stamp(SYSTEM, at))
            else:
                COMMANDS[name](case, stamp(actor, at, *TEXTS))
        except Refusal:
            assert len(case.pending_events) == before, "a refusal records nothing"
    return case


@settings(max_examples=150)
@given(CATEGORIES, STEPS)
def test_a_replay_gives_the_same_case(category: str, steps: Steps) -> None:
    case = lived(category, steps)

    again = given_facts(reported(category=category))
    for event in case.collect_events():
        event.mutate(again)

    assert again == case


@settings(max_examples=150)
@given(CATEGORIES, STEPS, st.integers(0, 2000))
def test_looking_twice_fires_nothing_twice(
    category: str, steps: Steps, hours: int
) -> None:
    case = lived(category, steps)
    later = case.modified_on + timedelta(hours=hours)

    case.fire_due(stamp(SYSTEM, later))
    once = case.version
    case.fire_due(stamp(SYSTEM, later))

    assert case.version == once
    assert case.next_due is None or case.next_due > later
    missed = [
        (event.milestone, event.due_at)
        for event in case.pending_events
        if isinstance(event, Case.DeadlineMissed)
    ]
    assert len(missed) == len(set(missed))


@settings(max_examples=300)
@given(CATEGORIES, STEPS)
def test_nothing_closes_without_somebody_else_s_word(
    category: str, steps: Steps
) -> None:
    case = lived(category, steps)

    handlers: set[str] = set()
    settled = False
    for event in case.pending_events:
        match event:
            case Case.Assigned():
                handlers.add(event.handler_id)
            case Case.Accepted() | Case.Resolved():
                handlers.add(event.actor_id)
                settled = False
            case Case.Verified():
                assert event.actor_id not in handlers
                settled = event.solved
            case Case.Unverified():
                settled = True
            case Case.Closed():
                assert settled


@settings(max_examples=150)
@given(CATEGORIES, STEPS)
def test_levels_only_rise_one_at_a_time(category: str, steps: Steps) -> None:
    case = lived(category, steps)

    level = 0
    for event in case.pending_events:
        if isinstance(event, Case.Escalated):
            assert event.from_level == level
            assert event.level == min(level + 1, 4)
            level = event.level
        elif isinstance(event, Case.Reopened):
            assert event.level == max(level, 1)
            level = event.level
    assert case.level == level


def test_such_sequences_can_reach_the_end() -> None:
    """The other tests here would prove little if nothing ever closed."""
    path = ["accept", "contact", "resolve", "verify", "close", "reopen", "accept"]

    steps = [(name, OWNER if name == "verify" else STREET, 1) for name in path]
    statuses = [lived("SRV-01", steps[:n]).status for n in range(len(path) + 1)]

    assert statuses == [
        Status.REPORTED,
        Status.ACCEPTED,
        Status.ACCEPTED,
        Status.RESOLVED,
        Status.VERIFIED,
        Status.CLOSED,
        Status.ESCALATED,
        Status.ACCEPTED,
    ]
