"""Facts for the tests of the read models: whole, fixed, and easy to vary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from application.event_store import EventStore, Recorded
from application.mapper import FactMapper, type_name
from domain.case import Case
from domain.case_words import Level
from domain.facts import Fact, FirstFact, Milestone

CASE = UUID(int=1)
COMPOUND = UUID(int=77)
SEALING = UUID(int=99)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DONE = Milestone("done", NOW + timedelta(days=3))
CONTACT = Milestone("contact", NOW + timedelta(hours=2))
ENVELOPE: dict[str, Any] = {
    "actor_id": "officer-1",
    "actor_role": "StreetOfficer",
    "rules": "national@000000000000",
    "command": None,
    "sealed_id": None,
    "sealed": {},
}
NOTHING: dict[str, Any] = {
    "category": None,
    "source_category": None,
    "source_labels": (),
    "compound_id": None,
    "reporter": None,
    "reported_at": None,
    "due_at": None,
    "replied_at": None,
    "closed_at": None,
    "solved": None,
    "satisfaction": None,
    "support_count": None,
    "objection_count": None,
}
"""What a row of another system's file need not prove."""


def hours(number: float) -> datetime:
    """So many hours after `NOW`."""
    return NOW + timedelta(hours=number)


def fact(
    kind: type[Fact], version: int, /, id: UUID = CASE, at: datetime = NOW, **given: Any
) -> Fact:
    """A fact whose own fields are those given, and samples for the others."""
    hints = get_type_hints(kind)
    own = {
        field.name: _sample(hints[field.name])
        for field in fields(kind)
        if field.name not in {*Fact.__dataclass_fields__, *given}
    }
    if issubclass(kind, FirstFact):
        own["originator_topic"] = "domain.case:Case"
    state = ENVELOPE | own | given
    return kind(originator_id=id, originator_version=version, timestamp=at, **state)


def sealing(*paths: str, id: UUID = SEALING) -> dict[str, Any]:
    """The envelope's fields of a fact that sealed texts."""
    return {"sealed_id": id, "sealed": dict.fromkeys(paths, "0" * 64)}


def recorded(facts: Iterable[Fact], first: int = 1) -> list[Recorded]:
    """The facts as they lie in a log, each recorded a second after it happened."""
    return [
        Recorded(
            position, each.timestamp + timedelta(seconds=1), type_name(type(each)), each
        )
        for position, each in enumerate(facts, start=first)
    ]


def append(store: EventStore, facts: Sequence[Fact]) -> None:
    """Record the facts as they are."""
    mapper = FactMapper()
    store.append([mapper.to_stored_event(each) for each in facts])


def reported(id: UUID = CASE, at: datetime = NOW, **given: Any) -> Fact:
    own = {"compound_id": COMPOUND, "milestones": (CONTACT, DONE)}
    return fact(Case.Reported, 1, id, at, **own | given)


def imported(id: UUID = CASE, **given: Any) -> Fact:
    return fact(Case.Imported, 1, id, **NOTHING | given)


def life(id: UUID = CASE) -> list[Fact]:
    """A case from intake to closing, with a climb and a pause between."""
    later = Milestone("done", hours(60))
    call_back = Milestone("call_back", hours(130))
    steps: list[tuple[type[Fact], dict[str, Any]]] = [
        (Case.Assigned, {"party": "P", "handler_id": "steward-1"}),
        (Case.Contacted, {}),
        (Case.DeadlineMissed, {"milestone": "done", "due_at": DONE.due_at}),
        (Case.Escalated, {"level": 1, "receiver": "B", "milestones": (later,)}),
        (Case.Accepted, {"actor_id": "secretary-1"}),
        (Case.Started, {}),
        (Case.Paused, {"until": hours(50)}),
        (Case.Continued, {"milestones": (Milestone("done", hours(70)),)}),
        (Case.EntryVoided, {"entry": 3, "milestones": ()}),
        (Case.Resolved, {"milestones": (call_back,)}),
        (Case.Verified, {"solved": True}),
        (Case.Closed, {"level": 1}),
    ]
    facts = [reported(id)]
    for kind, given in steps:
        version = len(facts) + 1
        facts.append(fact(kind, version, id, hours(version), **_with_level(given)))
    return facts


def _with_level(given: dict[str, Any]) -> dict[str, Any]:
    return given | {"level": Level(given["level"])} if "level" in given else given


def _sample(hint: Any) -> Any:
    """A value of a field's type; of what may be None, a value."""
    hint = getattr(hint, "__supertype__", hint)
    if get_origin(hint) in (Union, UnionType):
        return _sample(next(each for each in get_args(hint) if each is not NoneType))
    if get_origin(hint) is tuple:
        return (_sample(get_args(hint)[0]),)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    samples = {
        str: "word",
        int: 2,
        bool: True,
        UUID: COMPOUND,
        datetime: NOW,
        date: NOW.date(),
        Milestone: DONE,
    }
    if hint not in samples:  # a dataclass
        parts = get_type_hints(hint).items()
        return hint(**{name: _sample(part) for name, part in parts})
    return samples[hint]
