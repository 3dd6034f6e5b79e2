"""What the history of a case shows for each of its facts. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, get_type_hints
from uuid import UUID

from application.event_store import Recorded
from application.mapper import REGISTRY
from domain.case_facts import CaseFact
from domain.case_facts import CaseFacts as Case
from domain.case_words import Status
from domain.facts import Fact, Label, Milestone
from projections import imported_parts
from projections.case_clocks import next_due
from projections.folding import OutOfOrder
from projections.imported_parts import Shown

ENVELOPE = frozenset(Fact.__dataclass_fields__)
PLAIN = (str, int, bool, str | None, int | None, bool | None)
# Makes a named tuple of values in their order, without its slower constructor.
_made = tuple.__new__
LEVELLING = Case.Reported | Case.Adopted | Case.Escalated | Case.Reopened


class Head(NamedTuple):
    """What the next fact of a case must know of those before it.

    parts: what rows of another system have proven, by name, as last shown.
    """

    case_id: UUID
    version: int
    status: str
    level: int | None
    milestones: Mapping[str, Milestone]
    parts: Mapping[str, Shown]


class HistoryRow(NamedTuple):
    """One line of a case's history, ready to show.

    version, part: the fact, and which of the things that it proves, from 0.
    occurred_at: None if a row of another system did not prove when.
    level, due_at: in force after the fact; due_at is the earliest open milestone.
    payload: the fact's own fields, as plain JSON values.
    paths: texts that it sealed, under `sealed_id`.
    void_at: when it went on record that the entry no longer holds.
    """

    case_id: UUID
    version: int
    part: int
    position: int
    type: str
    label_zh: str
    label_en: str
    occurred_at: datetime | None
    recorded_at: datetime
    actor_role: str
    actor_id: str
    level: int | None
    due_at: datetime | None
    payload: Mapping[str, Any]
    sealed_id: UUID | None
    paths: tuple[str, ...]
    void_at: datetime | None

    @property
    def void(self) -> bool:
        return self.void_at is not None


class Void(NamedTuple):
    """An earlier entry that no longer holds, and since when that is on record."""

    case_id: UUID
    version: int
    part: int
    at: datetime


class Written(NamedTuple):
    """What one fact adds to a history."""

    head: Head
    entries: list[HistoryRow]
    voids: list[Void]


def write(head: Head | None, recorded: Recorded) -> Written:
    """The entries of a fact, and what the next one must know."""
    fact: Any = recorded.fact
    kind = _kind(type(recorded.fact))
    if kind.begins:
        head = Head(fact.originator_id, 0, Status.REPORTED.value, None, {}, {})
    elif head is None or not kind.of_case:
        raise OutOfOrder(f"{recorded.type} cannot begin a case")
    case_id, _, status, level, milestones, parts = head
    version = fact.originator_version
    status = fact.status.value if kind.proves else kind.status or status
    level = fact.level.value if kind.levels else level
    clocks = fact.clocks(milestones)
    head = _made(Head, (case_id, version, status, level, clocks, parts))
    entry = _entry(head, recorded, kind)
    if kind.proves:
        return _with_parts(head, entry, fact)
    voids = []
    if kind.voids:
        voids.append(Void(case_id, fact.entry, 0, recorded.recorded_at))
    return _made(Written, (head, [entry], voids))


def _entry(head: Head, recorded: Recorded, kind: _Kind) -> HistoryRow:
    position, recorded_at, name, fact = recorded
    case_id, version, status, level, clocks, _ = head
    label_zh, label_en = kind.label
    due = next_due(clocks, status)
    values = fact.__dict__
    sealed = values["sealed"]
    columns = (
        case_id,
        version,
        0,
        position,
        name,
        label_zh,
        label_en,
        values["timestamp"],
        recorded_at,
        values["actor_role"],
        values["actor_id"],
        level,
        due.due_at if due is not None else None,
        _own_fields(values, kind),
        values["sealed_id"],
        tuple(sorted(sealed)) if sealed else (),
        None,
    )
    return _made(HistoryRow, columns)


class _Kind(NamedTuple):
    """What a kind of fact means for a history, worked out once.

    of_case: it is a fact of a case. begins: a case. status: it leads to, None:
    unchanged. proves, levels: it carries a status, a level. voids: an earlier entry.
    plain: name and key of its own fields that JSON has as they are; coded: of the
    others, with their encoder.
    """

    label: Label
    of_case: bool
    begins: bool
    status: str | None
    proves: bool
    levels: bool
    voids: bool
    plain: list[tuple[str, str]]
    coded: list[tuple[str, str, Callable[[Any], Any]]]


@cache
def _kind(cls: type[Fact]) -> _Kind:
    target = cls.target if issubclass(cls, CaseFact) else None
    hints = get_type_hints(cls)
    own = [each for each in REGISTRY.of(cls).fields if each[0] not in ENVELOPE]
    return _Kind(
        label=cls.label,
        of_case=issubclass(cls, CaseFact),
        begins=issubclass(cls, Case.Reported | Case.Imported),
        status=target.value if target is not None else None,
        proves=issubclass(cls, Case.Imported | Case.ImportAmended),
        levels=issubclass(cls, LEVELLING),
        voids=issubclass(cls, Case.EntryVoided),
        plain=[(name, key) for name, key, _ in own if hints[name] in PLAIN],
        coded=[
            (name, key, codec.encode)
            for name, key, codec in own
            if hints[name] not in PLAIN
        ],
    )


def _own_fields(values: Mapping[str, Any], kind: _Kind) -> dict[str, Any]:
    """The fields of a fact without its envelope, as plain JSON values."""
    own = {key: values[name] for name, key in kind.plain}
    for name, key, encode in kind.coded:
        own[key] = encode(values[name])
    return own


def _with_parts(head: Head, entry: HistoryRow, fact: imported_parts.Row) -> Written:
    """An entry for the row and one for each thing that it proves.

    What it now says of a part replaces the entry that showed the part before.
    """
    shown = imported_parts.proven(fact, head.parts)
    elsewhere = {path for part in shown for path in part.paths}
    first = entry._replace(
        payload=imported_parts.first_payload(fact, entry.payload, shown),
        paths=tuple(path for path in entry.paths if path not in elsewhere),
    )
    if isinstance(fact, Case.Imported):
        zh, en = Case.Reported.label
        first = first._replace(label_zh=zh, label_en=en)
        first = first._replace(occurred_at=fact.reported_at, due_at=fact.due_at)
    others = [
        _entry_of(part, number, entry) for number, part in enumerate(shown, start=1)
    ]
    gone = imported_parts.touched(fact) & head.parts.keys()
    voids = [
        Void(head.case_id, old.version, old.part, entry.recorded_at)
        for old in (head.parts[name] for name in sorted(gone))
    ]
    places = {
        part.name: Shown(head.version, number, part.sealed_id, part.paths)
        for number, part in enumerate(shown, start=1)
    }
    kept = {name: old for name, old in head.parts.items() if name not in gone}
    return Written(head._replace(parts=kept | places), [first, *others], voids)


def _entry_of(part: imported_parts.Part, number: int, whole: HistoryRow) -> HistoryRow:
    payload = {field: whole.payload[field] for field in part.fields}
    return whole._replace(
        part=number,
        label_zh=part.label.zh,
        label_en=part.label.en,
        occurred_at=part.occurred_at,
        payload={"proves": part.name, **payload},
        sealed_id=part.sealed_id,
        paths=part.paths,
    )
