"""What a row of another system proves beside the intake: a reply, an end, an answer.

Each is an entry of its own in the history, at its own time; what the row does not
prove has none, and a time that it does not prove stays unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from domain.case_facts import CaseFacts as Case
from domain.case_words import Status
from domain.facts import Label

Row = Case.Imported | Case.ImportAmended

FIELDS: Mapping[str, tuple[str, ...]] = {
    "reply": ("replied_at",),
    "closing": ("status", "closed_at"),
    "call_back": ("solved", "satisfaction"),
}
TEXT: Mapping[str, str] = {"reply": "reply", "closing": "outcome"}
REPLIED = Label("答复", "Replied")
OUTCOME = Label("办理情况", "Outcome noted")
ENDED: Mapping[Status, Label] = {
    Status.RESOLVED: Case.Resolved.label,
    Status.VERIFIED: Case.Resolved.label,
    Status.UNVERIFIED: Case.Resolved.label,
    Status.CLOSED: Case.Closed.label,
    Status.WITHDRAWN: Case.Withdrawn.label,
    Status.MERGED: Case.Merged.label,
}


class Shown(NamedTuple):
    """The entry that shows a part: its place, and the text that belongs to it."""

    version: int
    part: int
    sealed_id: UUID | None
    paths: tuple[str, ...]


class Part(NamedTuple):
    """One thing that a row proves; fields: those of the row that say so."""

    name: str
    label: Label
    occurred_at: datetime | None
    fields: tuple[str, ...]
    sealed_id: UUID | None
    paths: tuple[str, ...]


def touched(fact: Row) -> set[str]:
    """The parts that a row speaks of: all at first, then those that changed."""
    if isinstance(fact, Case.Imported):
        return set(FIELDS)
    changed = set(fact.changed)
    return {
        name
        for name, fields in FIELDS.items()
        if changed & {*fields, TEXT.get(name, fields[0])}
    }


def proven(fact: Row, known: Mapping[str, Shown]) -> list[Part]:
    """The parts that a row proves, of those that it speaks of, in the order of a
    case's life. known: what earlier versions of the row have shown."""
    found = [
        _reply(fact, *_text(fact, "reply", known)),
        _closing(fact, *_text(fact, "closing", known)),
        _call_back(fact),
    ]
    speaks_of = touched(fact)
    return [part for part in found if part is not None and part.name in speaks_of]


def first_payload(
    fact: Row, own: Mapping[str, Any], shown: list[Part]
) -> dict[str, Any]:
    """What the entry of the row itself says: all, or all that changed, of what no
    entry of a part says."""
    elsewhere = {field for part in shown for field in part.fields}
    names = own.keys() - elsewhere
    if isinstance(fact, Case.ImportAmended):
        names &= {"changed", *fact.changed}
    return {name: own[name] for name in own if name in names}


def _text(
    fact: Row, name: str, known: Mapping[str, Shown]
) -> tuple[UUID | None, tuple[str, ...]]:
    """Where the text of a part is sealed: by this row, or unchanged by an earlier."""
    if TEXT[name] in fact.sealed:
        return fact.sealed_id, (TEXT[name],)
    if name in known:
        return known[name].sealed_id, known[name].paths
    return None, ()


def _reply(fact: Row, sealed: UUID | None, paths: tuple[str, ...]) -> Part | None:
    if fact.replied_at is None and not paths:
        return None
    return Part("reply", REPLIED, fact.replied_at, FIELDS["reply"], sealed, paths)


def _closing(fact: Row, sealed: UUID | None, paths: tuple[str, ...]) -> Part | None:
    label = ENDED.get(fact.status)
    if label is None and fact.closed_at is None and not paths:
        return None
    if label is None:  # an outcome alone is no end, a time of closing is
        label = OUTCOME if fact.closed_at is None else Case.Closed.label
    return Part("closing", label, fact.closed_at, FIELDS["closing"], sealed, paths)


def _call_back(fact: Row) -> Part | None:
    if fact.solved is None and fact.satisfaction is None:
        return None
    label = Case.Verified.label
    return Part("call_back", label, None, FIELDS["call_back"], None, ())
