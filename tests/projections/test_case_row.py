from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from application.event_store import Recorded
from domain.case import Case
from domain.case_facts import CaseFacts
from domain.case_words import Channel, Status
from domain.facts import Fact, FirstFact, Milestone
from projections import case_deadlines, case_entry, case_row
from projections.case_deadlines import Due
from projections.case_row import CaseRow
from projections.folding import OutOfOrder
from tests.projections.samples import (
    CASE,
    COMPOUND,
    CONTACT,
    DONE,
    NOW,
    SEALING,
    fact,
    hours,
    imported,
    life,
    recorded,
    reported,
    sealing,
)

KINDS = [
    getattr(Case, name)
    for name, kind in vars(CaseFacts).items()
    if isinstance(kind, type) and issubclass(kind, Fact)
]
LATER = [kind for kind in KINDS if not issubclass(kind, FirstFact)]


def board(*facts: Fact) -> CaseRow:
    """The row after these facts."""
    row: CaseRow | None = None
    for each in recorded(facts):
        row = case_row.evolve(row, each)
    assert row is not None
    return row


def after(kind: type[Fact], **given: Any) -> CaseRow:
    """The row of a reported case after one more fact."""
    return board(reported(), fact(kind, 2, at=hours(1), **given))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_fact_has_its_place_in_every_read_model(
    kind: type[Fact],
) -> None:
    facts = [fact(kind, 1)] if kind in (Case.Reported, Case.Imported) else []
    history = facts or [reported(), fact(kind, 2)]
    last = recorded(history)[-1]
    row, head, clock = None, None, None
    for each in recorded(history):
        row = case_row.evolve(row, each)
        head = case_entry.write(head, each).head
        clock = case_deadlines.evolve(clock, each)
    assert row is not None and head is not None and clock is not None
    assert {row.version, head.version, clock.version} == {last.fact.originator_version}
    assert row.position == last.position


@pytest.mark.parametrize("kind", LATER, ids=lambda kind: kind.__name__)
def test_no_later_fact_begins_a_case(kind: type[Fact]) -> None:
    stray = Recorded(1, NOW, "Case.Stray", fact(kind, 1))
    for evolve in (case_row.evolve, case_entry.write, case_deadlines.evolve):
        with pytest.raises(OutOfOrder):
            evolve(None, stray)


def test_a_reported_case_is_open_and_due_at_its_first_milestone() -> None:
    row = board(reported(channel=Channel.PHONE, category="PIP-01", **sealing("title")))
    assert (row.case_id, row.version, row.position) == (CASE, 1, 1)
    assert (row.status, row.open, row.adopted) == ("reported", True, True)
    assert (row.channel, row.category, row.compound_id) == ("phone", "PIP-01", COMPOUND)
    assert (row.due_name, row.due_at) == ("contact", CONTACT.due_at)
    assert row.milestones == {"contact": CONTACT, "done": DONE}
    assert (row.reported_at, row.changed_at) == (NOW, NOW)
    assert (row.level, row.reporters, row.title_ref) == (0, 1, SEALING)


def test_an_imported_row_sets_only_what_it_proves() -> None:
    row = board(imported(status=Status.CLOSED, region_path=()))
    unknown = (row.category, row.level, row.receiver, row.reported_at, row.closed_at)
    assert unknown == (None,) * 5
    assert (row.solved, row.satisfaction, row.due_at) == (None, None, None)
    assert (row.status, row.open, row.adopted) == ("closed", False, False)
    assert row.reporters == 0


def test_an_amended_row_says_what_is_now_so() -> None:
    amended = fact(Case.ImportAmended, 2, status=Status.CLOSED, closed_at=hours(5))
    row = board(imported(status=Status.IN_PROGRESS, source_reference="7"), amended)
    assert (row.status, row.closed_at, row.open) == ("closed", hours(5), False)
    assert row.source_reference == "7"


def test_an_adopted_case_has_a_level_and_clocks() -> None:
    row = board(imported(), fact(Case.Adopted, 2, receiver="P", milestones=(DONE,)))
    assert (row.adopted, row.level, row.receiver) == (True, 0, "P")
    assert (row.status, row.due_at) == ("reported", DONE.due_at)


def test_met_milestones_are_gone() -> None:
    assert after(Case.Contacted).due_name == "done"
    assert after(Case.Progressed, meets="done").due_name == "contact"


def test_a_paused_case_is_not_late() -> None:
    row = after(Case.Paused, until=hours(9))
    assert (row.status, row.due_at, row.due_name) == ("paused", None, None)
    assert set(row.milestones) == {"contact", "done"}


def test_whoever_accepts_is_the_handler_until_the_case_climbs() -> None:
    accepted = fact(Case.Accepted, 2, actor_id="steward-2")
    assert board(reported(), accepted).handler_id == "steward-2"
    climbed = board(reported(), accepted, fact(Case.Escalated, 3, receiver="B"))
    assert (climbed.handler_id, climbed.receiver) == (None, "B")


def test_reporters_are_counted() -> None:
    assert after(Case.Joined).reporters == 2
    assert after(Case.DuplicateAbsorbed, reporters=("a", "b", "c")).reporters == 4
    assert after(Case.JointDeclared).joint


def test_a_merged_case_names_the_other() -> None:
    row = after(Case.Merged, into=UUID(int=5))
    assert (row.merged_into, row.open, row.due_at) == (UUID(int=5), False, None)


def test_a_corrected_place_category_or_party_is_shown() -> None:
    assert after(Case.Relocated, compound_id=UUID(int=6)).compound_id == UUID(int=6)
    assert after(Case.Recategorised, category="ORD-03").category == "ORD-03"
    assert after(Case.CompetenceDecided, party="E").receiver == "E"


def test_a_whole_life_ends_closed_with_the_reporters_answer() -> None:
    row = board(*life())
    assert (row.status, row.open, row.level) == ("closed", False, 1)
    assert (row.resolved_at, row.closed_at) == (hours(11), hours(13))
    assert (row.solved, row.satisfaction) == (True, "satisfied")
    assert (row.due_at, row.milestones) == (None, {})


def test_the_board_agrees_with_the_aggregate_at_every_step() -> None:
    facts = life()
    case: Any = None
    for number, each in enumerate(facts, start=1):
        case = each.mutate(case)
        row = board(*facts[:number])
        assert row.milestones == case.milestones
        assert (row.status, row.level) == (case.status, case.level)
        assert (row.handler_id, row.receiver) == (case.handler_id, case.receiver)
        assert row.closed_at == case.closed_at


def test_the_deadlines_agree_with_the_aggregate_at_every_step() -> None:
    case: Any = None
    row: case_deadlines.ClockRow | None = None
    for each in recorded(life()):
        case = each.fact.mutate(case)
        row = case_deadlines.evolve(row, each)
        assert row.due_at == case.next_due


def test_a_missed_deadline_fires_no_more_but_stays_late() -> None:
    missed = fact(Case.DeadlineMissed, 2, milestone="contact", due_at=CONTACT.due_at)
    clock: case_deadlines.ClockRow | None = None
    for each in recorded([reported(), missed]):
        clock = case_deadlines.evolve(clock, each)
    assert clock is not None
    assert Due(CASE, "done", DONE.due_at) == (CASE, clock.name, clock.due_at)
    assert board(reported(), missed).due_at == CONTACT.due_at


def test_the_end_of_a_pause_is_what_runs_out() -> None:
    clock: case_deadlines.ClockRow | None = None
    for each in recorded([reported(), fact(Case.Paused, 2, until=hours(9))]):
        clock = case_deadlines.evolve(clock, each)
    assert clock is not None
    assert (clock.name, clock.due_at) == ("pause", hours(9))


def test_milestones_survive_their_form_in_the_database() -> None:
    row = board(reported(milestones=(Milestone("plan", hours(5), True),)))
    again = case_row.CaseRow(*row)
    assert again.milestones["plan"].provisional
