"""Any sequence of all commands: what must hold whatever people do (DOMAIN 2.18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case import Case
from domain.case_facts import CaseFacts
from domain.case_words import Cause, Status
from domain.errors import Refusal
from domain.facts import Stamp
from domain.roles import Actor
from tests.domain.case_commands import COMMANDS, TEXTS
from tests.domain.test_case_intake import IMPORTED, ROW
from tests.effort import examples
from tests.scenario import (
    COMMITTEE,
    COMMUNITY,
    DAY,
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
# What usually follows upon each other comes up together, so that sequences get far.
CHAINS = (
    ("accept", "start", "resolve", "verify", "close", "reopen"),
    ("accept", "resolve", "fail_call_back", "fail_call_back", "fail_call_back"),
    ("whistle", "report_in", "act_as_department"),
    ("hand_to_enforcement", "answer_enforcement"),
    ("dispute_competence", "decide_competence"),
    ("amend_import", "adopt", "accept", "progress", "void_entry"),
    ("escalate", "escalate", "escalate", "wait_and_fire"),
    (
        "accept",
        "offer_mediation",
        "consent_to_mediation",
        "consent_to_mediation",
        "pause",
        "end_mediation",
    ),
)
ENDS = frozenset({"merge_into", "withdraw"})  # after them nothing much can come
SINGLE = st.sampled_from([*sorted(set(COMMANDS) - ENDS), "fire_due", "amend_import"])
STEPS = st.builds(
    lambda chains, end: [step for chain in chains for step in chain] + end,
    st.lists(
        st.one_of(
            st.tuples(st.tuples(SINGLE, st.sampled_from(ACTORS), st.integers(0, 60))),
            st.builds(
                lambda chain, actors, hours: [
                    (name, actors[turn % len(actors)], hours)
                    for turn, name in enumerate(chain)
                ],
                st.sampled_from(CHAINS),
                st.permutations(ACTORS),
                st.integers(0, 30),
            ),
        ),
        min_size=2,
        max_size=12,
    ),
    st.lists(
        st.tuples(st.sampled_from(sorted(ENDS)), st.sampled_from(ACTORS), st.just(1)),
        max_size=1,
    ),
)
Steps = list[tuple[str, Actor, int]]
IMPORTED_CASE = "imported"
CATEGORIES = st.sampled_from(
    ["SRV-01", "SAF-04", "BLD-01", "FEE-02", "ORD-01", IMPORTED_CASE]
)


def begun(category: str) -> Case:
    if category == IMPORTED_CASE:
        return given_facts(IMPORTED)
    return given_facts(reported(category=category))


def lived(category: str, steps: Steps) -> Case:
    """A case after some people tried some things, some hours apart."""
    case = begun(category)
    at = NOW
    for name, actor, hours in steps:
        at += timedelta(hours=hours) if name != "wait_and_fire" else 40 * DAY
        # Whoever comes first may do it does; the others were refused.
        for each in (actor, *ACTORS):
            if tried(case, name, stamp(each, at, *TEXTS), hours):
                break
    return case


def tried(case: Case, name: str, stamp: Stamp, hours: int) -> bool:
    """Give one command; a refusal records nothing."""
    before = len(case.pending_events)
    try:
        if name in {"fire_due", "wait_and_fire"}:
            case.fire_due(stamp)
        elif name == "amend_import":
            row = replace(ROW, status=Status.IN_PROGRESS, support_count=hours)
            case.amend_import(stamp, row=row)
        else:
            COMMANDS[name](case, stamp)
    except Refusal:
        assert len(case.pending_events) == before, "a refusal records nothing"
        return False
    return True


@examples(150)
@given(CATEGORIES, STEPS)
def test_a_replay_gives_the_same_case(category: str, steps: Steps) -> None:
    case = lived(category, steps)

    again = begun(category)
    for event in case.collect_events():
        event.mutate(again)

    assert again == case


@examples(150)
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


@examples(300)
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


@examples(150)
@given(CATEGORIES, STEPS)
def test_levels_rise_by_one_unless_the_cause_leads_further(
    category: str, steps: Steps
) -> None:
    case = lived(category, steps)

    level = 0
    for event in case.pending_events:
        if isinstance(event, Case.Escalated):
            assert event.from_level == level
            further = {Cause.WHISTLE: 3, Cause.REPEATED: 4}
            assert event.level == further.get(event.cause, min(level + 1, 4))
            assert event.level > level or level == 4
            level = event.level
        elif isinstance(event, Case.Reopened):
            assert event.level in {max(level, 1), 4}
            level = event.level
    assert case.level == level


@pytest.mark.slow
def test_such_sequences_reach_every_fact() -> None:
    """The other tests here would prove little if something never happened."""
    seen: set[str] = set()

    @examples(300)
    @given(CATEGORIES, STEPS)
    def live(category: str, steps: Steps) -> None:
        case = lived(category, steps)
        seen.update(type(event).__name__ for event in case.pending_events)

    live()
    facts = {name for name, kind in vars(CaseFacts).items() if isinstance(kind, type)}
    assert facts - seen == {"Reported", "Imported"}


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
