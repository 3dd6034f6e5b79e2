from __future__ import annotations

from typing import Any

from domain.case import Case
from domain.case_words import Satisfaction, Status
from domain.facts import Fact
from projections.case_entry import Head, HistoryRow, Void, write
from tests.projections.samples import (
    CONTACT,
    DONE,
    NOTHING,
    SEALING,
    fact,
    hours,
    imported,
    life,
    recorded,
    reported,
    sealing,
)


def history(*facts: Fact) -> tuple[list[HistoryRow], list[Void]]:
    """The entries after these facts, and what became void."""
    head: Head | None = None
    entries: list[HistoryRow] = []
    voids: list[Void] = []
    for each in recorded(facts):
        written = write(head, each)
        head = written.head
        entries += written.entries
        voids += written.voids
    return entries, voids


def shown(entries: list[HistoryRow]) -> list[tuple[int, int, str]]:
    return [(entry.version, entry.part, entry.label_en) for entry in entries]


def test_an_entry_says_what_when_who_and_what_is_due() -> None:
    (entry,), _ = history(reported(**sealing("title", "body")))
    assert (entry.type, entry.label_zh, entry.label_en) == (
        "Case.Reported",
        "登记",
        "Reported",
    )
    assert (entry.actor_role, entry.actor_id) == ("StreetOfficer", "officer-1")
    assert (entry.level, entry.due_at) == (0, CONTACT.due_at)
    assert (entry.sealed_id, entry.paths) == (SEALING, ("body", "title"))
    assert entry.payload["channel"] == "app"
    assert not {"timestamp", "actor_id", "sealed", "rules"} & entry.payload.keys()
    assert entry.payload["milestones"][0] == {
        "name": "contact",
        "due_at": "2026-03-02T11:00:00.000000Z",
        "provisional": False,
    }


def test_one_entry_a_fact_with_the_level_and_deadline_then_in_force() -> None:
    entries, voids = history(*life())
    assert [entry.version for entry in entries] == list(range(1, 14))
    assert [entry.level for entry in entries] == [0] * 4 + [1] * 9
    assert [entry.due_at for entry in entries] == [
        CONTACT.due_at,
        CONTACT.due_at,
        DONE.due_at,
        DONE.due_at,
        *[hours(60)] * 3,
        None,
        *[hours(70)] * 2,
        hours(130),
        None,
        None,
    ]
    assert [(void.version, void.part) for void in voids] == [(3, 0)]


def test_a_row_that_proves_only_intake_gives_one_entry() -> None:
    (entry,), _ = history(imported(status=Status.IN_PROGRESS, reported_at=hours(-50)))
    assert (entry.label_en, entry.type) == ("Reported", "Case.Imported")
    assert (entry.occurred_at, entry.level, entry.due_at) == (hours(-50), None, None)
    assert entry.payload["status"] == "in_progress"


def test_a_row_gives_one_entry_for_each_thing_that_it_proves() -> None:
    entries, _ = history(
        imported(
            status=Status.CLOSED,
            reported_at=hours(-50),
            replied_at=hours(-20),
            closed_at=hours(-10),
            solved=True,
            satisfaction=Satisfaction.SATISFIED,
            **sealing("title", "reply", "outcome"),
        )
    )
    assert shown(entries) == [
        (1, 0, "Reported"),
        (1, 1, "Replied"),
        (1, 2, "Closed"),
        (1, 3, "Verified"),
    ]
    times = [entry.occurred_at for entry in entries]
    assert times == [hours(-50), hours(-20), hours(-10), None]
    assert [entry.paths for entry in entries] == [
        ("title",),
        ("reply",),
        ("outcome",),
        (),
    ]
    assert entries[3].payload == {
        "proves": "call_back",
        "solved": True,
        "satisfaction": "satisfied",
    }
    assert "closed_at" not in entries[0].payload


def test_a_time_that_is_not_proven_stays_unknown() -> None:
    entries, _ = history(imported(status=Status.CLOSED, **sealing("reply")))
    assert shown(entries) == [(1, 0, "Reported"), (1, 1, "Replied"), (1, 2, "Closed")]
    assert [entry.occurred_at for entry in entries] == [None, None, None]


def test_a_row_that_grew_adds_what_is_new() -> None:
    before: dict[str, Any] = {"reported_at": hours(-50), "status": Status.IN_PROGRESS}
    changed = ["closed_at", "status", "support_count"]
    closed: dict[str, Any] = {
        "status": Status.CLOSED,
        "closed_at": hours(-1),
        "changed": tuple(changed),
        "support_count": 4,
    }
    amended = fact(Case.ImportAmended, 2, **NOTHING | before | closed)
    entries, voids = history(imported(**before), amended)
    assert shown(entries)[1:] == [(2, 0, "Import amended"), (2, 1, "Closed")]
    assert entries[1].payload == {"changed": changed, "support_count": 4}
    assert entries[2].occurred_at == hours(-1)
    assert voids == []


def test_what_a_row_proves_otherwise_replaces_what_was_shown() -> None:
    replied: dict[str, Any] = {"status": Status.IN_PROGRESS, "replied_at": hours(-20)}
    other: dict[str, Any] = {"replied_at": hours(-10), "changed": ("replied_at",)}
    amended = fact(Case.ImportAmended, 2, **NOTHING | replied | other)
    entries, voids = history(imported(**replied, **sealing("reply")), amended)
    assert [(void.version, void.part) for void in voids] == [(1, 1)]
    # The text was not sealed again: it is still where it was.
    assert (entries[-1].label_en, entries[-1].occurred_at) == ("Replied", hours(-10))
    assert (entries[-1].sealed_id, entries[-1].paths) == (SEALING, ("reply",))


def test_an_outcome_alone_is_not_shown_as_an_end() -> None:
    open_still = {"status": Status.IN_PROGRESS, **sealing("outcome")}

    entries, _ = history(imported(**open_still))

    assert shown(entries) == [(1, 0, "Reported"), (1, 1, "Outcome noted")]
