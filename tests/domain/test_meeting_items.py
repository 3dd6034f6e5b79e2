"""Procedures of a meeting: hearing, 马扎议事会, 五步工作法."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from domain.committee_words import SeatSource
from domain.errors import InvalidInput, TextRequired
from domain.meeting import Meeting
from domain.meeting_decision_refusals import ReservedForOwners
from domain.meeting_refusals import (
    CaseNeeded,
    ItemClosed,
    ItemsOpen,
    NoFindingHere,
    NoPostingHere,
    OutcomeNotPosted,
    PartiesNeeded,
    PostingNotOver,
    PostingOutOfBounds,
    SidesMissing,
    StepNotHere,
    StepOutOfOrder,
    StepsMissing,
    UnknownItem,
)
from domain.meeting_words import ItemOutcome, MeetingKind, MeetingStep
from tests.domain.bodies import OWNER, VOTE, constituted
from tests.domain.sittings import AFTER, CASE_ID, by, forum, take
from tests.scenario import new_facts, refuses, then

HEARING, STOOL, FIVE = (
    MeetingKind.HEARING,
    MeetingKind.STOOL_COUNCIL,
    MeetingKind.FIVE_STEP,
)
PROBLEMS, MEASURES, COUNTER = (
    MeetingStep.PROBLEMS,
    MeetingStep.MEASURES,
    MeetingStep.COUNTER_MEASURES,
)
TOPIC, SCREENING, DELIBERATION, DECISION, REPORT = (
    MeetingStep.TOPIC,
    MeetingStep.SCREENING,
    MeetingStep.DELIBERATION,
    MeetingStep.DECISION,
    MeetingStep.REPORT,
)
TODAY = date(2026, 4, 1)
DAY = timedelta(days=1)
LATER = AFTER + 5 * DAY


# --- hearing --------------------------------------------------------------------------


def heard(made: Meeting, *sides: str) -> None:
    for side in sides:
        made.hear_statement(by(), item=1, side=side, role=OWNER)
    made.collect_events()


def test_a_hearing_hears_two_sides_before_it_finds() -> None:
    made = forum(HEARING)
    heard(made, "owners", "owners")
    refuses(SidesMissing, made, made.make_finding, by(), item=1)
    made.hear_statement(by(), item=1, side="firm", role=SeatSource.FIRM)
    made.make_finding(by(), item=1)
    assert new_facts(made) == [
        then(Meeting.StatementHeard, item=1, side="firm", role=SeatSource.FIRM),
        then(Meeting.FindingMade, item=1),
    ]
    assert made.items[1].outcome is ItemOutcome.FOUND
    refuses(ItemClosed, made, made.make_finding, by(), item=1)


def test_what_is_said_is_sealed_and_not_left_out() -> None:
    made = forum(HEARING)
    bare = by(texts=())
    side: dict[str, Any] = {"item": 1, "side": "owners", "role": OWNER}
    refuses(TextRequired, made, made.hear_statement, bare, **side)
    refuses(InvalidInput, made, made.hear_statement, by(), **side | {"side": "业主"})
    refuses(UnknownItem, made, made.hear_statement, by(), **side | {"item": 2})
    heard(made, "owners", "firm")
    refuses(TextRequired, made, made.make_finding, bare, item=1)


def test_only_a_hearing_finds() -> None:
    made = forum(MeetingKind.CANDID_TALK)
    heard(made, "owners", "firm")
    refuses(NoFindingHere, made, made.make_finding, by(), item=1)


# --- stool council --------------------------------------------------------------------


def test_a_stool_council_takes_three_steps_and_settles_every_item() -> None:
    made = forum(STOOL, None, None)
    take(made, PROBLEMS, MEASURES, COUNTER)
    made.settle_item(by(), item=1, outcome=ItemOutcome.CASE, case_id=CASE_ID)
    facts = new_facts(made)
    assert [given["step"] for _, given in facts[:3]] == [PROBLEMS, MEASURES, COUNTER]
    assert facts[3] == then(
        Meeting.ItemSettled, item=1, outcome=ItemOutcome.CASE, case_id=CASE_ID
    )
    take(made, PROBLEMS, MEASURES, COUNTER, item=2)
    made.take_minutes(by())
    made.collect_events()
    committee = constituted(made.body)
    refuses(ItemsOpen, made, made.close, by(), committee=committee)
    made.settle_item(by(), item=2, outcome=ItemOutcome.ON_THE_SPOT)
    made.close(by(), committee=committee)


@pytest.mark.parametrize(
    ("taken", "step", "refusal"),
    [
        ((), MEASURES, StepOutOfOrder),
        ((), COUNTER, StepOutOfOrder),
        ((PROBLEMS,), PROBLEMS, StepOutOfOrder),
        ((PROBLEMS,), COUNTER, StepOutOfOrder),
        ((PROBLEMS, MEASURES, COUNTER), COUNTER, StepOutOfOrder),
        ((), TOPIC, StepNotHere),
    ],
)
def test_steps_are_taken_in_order(
    taken: tuple[MeetingStep, ...], step: MeetingStep, refusal: type[Any]
) -> None:
    made = forum(STOOL)
    take(made, *taken)
    made.collect_events()
    refuses(refusal, made, made.take_step, by(), item=1, step=step)


def test_an_item_is_settled_after_its_steps_or_dropped() -> None:
    made = forum(STOOL, None, None)
    take(made, PROBLEMS)
    made.collect_events()
    spot = ItemOutcome.ON_THE_SPOT
    refuses(StepsMissing, made, made.settle_item, by(), item=1, outcome=spot)
    made.settle_item(by(), item=1, outcome=ItemOutcome.DROPPED)
    made.collect_events()
    refuses(ItemClosed, made, made.settle_item, by(), item=1, outcome=spot)
    refuses(StepOutOfOrder, made, made.take_step, by(), item=1, step=MEASURES)
    take(made, PROBLEMS, MEASURES, COUNTER, item=2)
    made.collect_events()
    for refusal, given in (
        (CaseNeeded, {"outcome": ItemOutcome.CASE}),
        (CaseNeeded, {"outcome": spot, "case_id": CASE_ID}),
        (InvalidInput, {"outcome": ItemOutcome.DECIDED}),
        (InvalidInput, {"outcome": ItemOutcome.OPEN}),
    ):
        refuses(refusal, made, made.settle_item, by(), item=2, **given)


# --- five steps -----------------------------------------------------------------------


def deliberated(*matters: str | None) -> Meeting:
    made = forum(FIVE, *matters)
    take(made, TOPIC, SCREENING, DELIBERATION)
    made.collect_events()
    return made


def posted(*matters: str | None) -> Meeting:
    made = deliberated(*matters)
    made.post_outcome(by(), item=1, on=TODAY, until=TODAY + 3 * DAY)
    made.collect_events()
    return made


def test_five_steps_from_topic_to_report() -> None:
    made = posted()
    made.decide_item(by(at=LATER), item=1, consensus=True)
    made.take_step(by(at=LATER), item=1, step=REPORT, rating=4)
    decided, report = new_facts(made)
    assert (decided[1]["passed"], decided[1]["binding"]) == (True, False)
    assert report == then(Meeting.StepTaken, item=1, step=REPORT, parties=(), rating=4)
    assert made.items[1].steps == (TOPIC, SCREENING, DELIBERATION, DECISION, REPORT)


def test_a_deliberation_ends_with_its_report() -> None:
    made = posted()
    made.decide_item(by(at=LATER), item=1, consensus=True)
    made.take_minutes(by())
    made.collect_events()
    committee = constituted(made.body)
    refuses(ItemsOpen, made, made.close, by(), committee=committee)
    take(made, REPORT)
    made.close(by(at=LATER), committee=committee)


def test_what_the_steps_need() -> None:
    made = forum(FIVE)
    take(made, TOPIC)
    made.collect_events()
    step: dict[str, Any] = {"item": 1, "step": SCREENING}
    refuses(PartiesNeeded, made, made.take_step, by(), **step)
    twice = (OWNER, OWNER)
    refuses(InvalidInput, made, made.take_step, by(), parties=twice, **step)
    refuses(
        InvalidInput, made, made.take_step, by(), parties=(OWNER,), rating=3, **step
    )
    take(made, SCREENING)
    made.collect_events()
    step["step"] = DELIBERATION
    refuses(TextRequired, made, made.take_step, by(texts=()), **step)
    take(made, DELIBERATION)
    made.collect_events()
    step["step"] = DECISION
    refuses(StepOutOfOrder, made, made.take_step, by(), **step)
    for rating in (0, 6):
        later = posted()
        later.decide_item(by(at=LATER), item=1, consensus=True)
        later.collect_events()
        given: dict[str, Any] = {"item": 1, "step": REPORT, "rating": rating}
        refuses(InvalidInput, later, later.take_step, by(), **given)


@pytest.mark.parametrize(
    ("days", "allowed"), [(2, False), (3, True), (7, True), (8, False)]
)
def test_an_outcome_is_posted_for_three_to_seven_days(days: int, allowed: bool) -> None:
    made = deliberated()
    given: dict[str, Any] = {"item": 1, "on": TODAY, "until": TODAY + days * DAY}
    if allowed:
        made.post_outcome(by(), **given)
        assert new_facts(made) == [then(Meeting.OutcomePosted, **given)]
    else:
        refuses(PostingOutOfBounds, made, made.post_outcome, by(), **given)


def test_it_is_decided_once_the_posting_is_over() -> None:
    early = deliberated()
    given: dict[str, Any] = {"item": 1, "consensus": True}
    refuses(OutcomeNotPosted, early, early.decide_item, by(at=LATER), **given)
    made = posted()  # until the 4th of April
    last = by(at=AFTER + 3 * DAY)
    refuses(PostingNotOver, made, made.decide_item, last, **given)
    made.decide_item(by(at=AFTER + 4 * DAY), **given)


def test_nothing_is_posted_or_decided_before_it_was_deliberated() -> None:
    made = forum(FIVE)
    take(made, TOPIC)
    made.collect_events()
    until = TODAY + 3 * DAY
    refuses(StepsMissing, made, made.post_outcome, by(), item=1, on=TODAY, until=until)
    refuses(StepsMissing, made, made.decide_item, by(), item=1, consensus=True)
    talk = forum(MeetingKind.CANDID_TALK)
    refuses(NoPostingHere, talk, talk.post_outcome, by(), item=1, on=TODAY, until=until)


@pytest.mark.parametrize("matter", [f"V{number}" for number in range(1, 9)])
def test_the_fourth_step_calls_the_owners_vote_for_what_is_theirs(matter: str) -> None:
    made = posted(matter)
    given: dict[str, Any] = {"item": 1, "consensus": True}
    refuses(ReservedForOwners, made, made.decide_item, by(at=LATER), **given)
    made.decide_item(by(at=LATER), vote_id=VOTE, **given)
    _, decided = new_facts(made)[0]
    assert (decided["vote_id"], decided["passed"]) == (VOTE, None)
