"""Meetings: agenda, decisions, tasks, as the facts leave them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import psycopg

from application.event_store import EventStore
from domain.committee_words import BodyKind, SeatSource
from domain.facts import Fact
from domain.meeting import Meeting
from domain.meeting_facts import RosterSeat
from domain.meeting_words import ItemOutcome, MeetingKind, MeetingStep
from projections.engine import Engine
from projections.meetings import MEETINGS
from projections.record_filter import RecordFilter
from projections.records import Record
from tests.projections.samples import append, fact, hours, recorded

BODY, CASE = UUID(int=80), UUID(int=90)
DAY = date(2026, 3, 2)


def life(kind: MeetingKind, *steps: tuple[type[Fact], dict[str, Any]]) -> list[Fact]:
    facts = [
        fact(
            Meeting.Convened,
            1,
            UUID(int=100),
            compound_id=UUID(int=70),
            region_path=("c",),
            profile="heze",
            committee_id=BODY,
            body=BodyKind.COUNCIL,
            kind=kind,
            starts_at=hours(100),
        ),
        fact(Meeting.ItemAdded, 2, UUID(int=100), hours(1), item=1, matter=None),
    ]
    for step, given in steps:
        version = len(facts) + 1
        facts.append(fact(step, version, UUID(int=100), hours(version), **given))
    return facts


def folded(facts: list[Fact]) -> Record:
    row: Record | None = None
    for each in recorded(facts):
        row = MEETINGS.evolve(row, each)
    assert row is not None
    return row


def test_an_item_goes_through_its_steps_and_becomes_a_case() -> None:
    row = folded(
        life(
            MeetingKind.STOOL_COUNCIL,
            (Meeting.Opened, {"roster": ()}),
            (Meeting.Attended, {"role": SeatSource.DELEGATE, "person": None}),
            (
                Meeting.StepTaken,
                {"item": 1, "step": MeetingStep.PROBLEMS, "parties": ()},
            ),
            (
                Meeting.ItemSettled,
                {"item": 1, "outcome": ItemOutcome.CASE, "case_id": CASE},
            ),
            (Meeting.MinutesTaken, {"signed": 3}),
            (Meeting.Closed, {"on": DAY}),
        )
    )
    assert (row.status, row.kind, row.sort) == (
        "closed",
        "stool_council",
        "2026-03-06T13:00:00+00:00",
    )
    item = row.view["items"][0]
    assert (item["steps"], item["outcome"]) == (["problems"], "case")
    assert item["case_id"] == str(CASE)
    assert row.view["attendance"][0]["person"] is None
    assert (row.view["members"], row.view["minutes_signed"]) == (None, 3)
    assert row.view["closed_on"] == "2026-03-02"


def test_a_topic_is_screened_posted_decided_and_reported() -> None:
    parties = (SeatSource.OWNER, SeatSource.FIRM)
    steps = [MeetingStep.TOPIC, MeetingStep.SCREENING, MeetingStep.DELIBERATION]
    taken = [
        (
            Meeting.StepTaken,
            {
                "item": 1,
                "step": step,
                "parties": parties if step is MeetingStep.SCREENING else (),
                "rating": None,
            },
        )
        for step in steps
    ]
    report = {"item": 1, "step": MeetingStep.REPORT, "parties": (), "rating": 5}
    shown = {"item": 1, "on": DAY, "until": date(2026, 3, 6)}
    row = folded(
        life(
            MeetingKind.FIVE_STEP,
            *taken,
            (Meeting.OutcomePosted, shown),
            (Meeting.Decided, {"item": 1, "consensus": True, "passed": True}),
            (Meeting.DecisionPosted, shown),
            (Meeting.StepTaken, report),
        )
    )
    item = row.view["items"][0]
    assert item["steps"] == [*(step.value for step in steps), "decision", "report"]
    assert item["parties"] == ["owner", "firm"]
    assert (item["rating"], item["outcome"]) == (5, "decided")
    assert (item["posted_on"], item["posted_until"]) == ("2026-03-02", "2026-03-06")
    decision = item["decision"]
    assert (decision["passed"], decision["posted_on"]) == (True, "2026-03-02")
    assert "item" not in decision


def test_a_hearing_a_change_of_time_and_a_task() -> None:
    said = {"item": 1, "role": SeatSource.OWNER}
    task = {"task_number": 1, "item": 1, "party": "E", "due_on": DAY, "case_id": None}
    row = folded(
        life(
            MeetingKind.HEARING,
            (Meeting.Rescheduled, {"starts_at": hours(200)}),
            (Meeting.Opened, {"roster": (RosterSeat("m-1", SeatSource.OWNER, True),)}),
            (Meeting.StatementHeard, said | {"side": "owners"}),
            (Meeting.StatementHeard, said | {"side": "firm"}),
            (Meeting.FindingMade, {"item": 1}),
            (Meeting.TaskSet, task),
            (Meeting.TaskSet, task | {"task_number": 2}),
            (Meeting.TaskDone, {"task_number": 2, "on": DAY}),
        )
    )
    item = row.view["items"][0]
    assert (item["sides"], item["outcome"]) == (["firm", "owners"], "found")
    assert row.sort == row.view["starts_at"] == "2026-03-10T17:00:00+00:00"
    assert row.view["members"] == 1
    done = [each["done_on"] for each in row.view["tasks"]]
    assert done == [None, "2026-03-02"]


async def test_meetings_of_a_body(
    store: EventStore, engine: Engine, reader: psycopg.AsyncConnection[Any]
) -> None:
    append(store, life(MeetingKind.CANDID_TALK))
    engine.run_until_caught_up()
    mine = RecordFilter(kind="candid_talk")
    page = await MEETINGS.page(reader, mine)
    assert [row.id for row in page.rows] == [UUID(int=100)]
    assert page.rows[0] == folded(life(MeetingKind.CANDID_TALK))
