"""How the tables of duties read a fact: its days, its details, its kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from domain.committee_words import BodyKind
from domain.duty_heads import Head
from domain.meeting_words import MeetingKind

Told = Callable[[Any, Head], Any]


def day(name: str) -> Told:
    """A field of the fact."""
    return lambda fact, head: getattr(fact, name)


def happened(fact: Any, head: Head) -> datetime:
    """The moment at which the fact happened."""
    at: datetime = fact.timestamp
    return at


def always(fact: Any, head: Head) -> bool:
    return True


def nothing(fact: Any, head: Head) -> str:
    return ""


def itself(fact: Any, head: Head) -> str:
    """The fact, as occasions name it."""
    return f"{fact.originator_id}.{fact.originator_version}"


def stream(fact: Any, head: Head) -> str:
    return str(fact.originator_id)


def of(name: str) -> Told:
    """A field of the fact, as a detail."""
    return lambda fact, head: str(getattr(fact, name))


def kind(*kinds: BodyKind | MeetingKind) -> Told:
    """Of a body or a meeting of one of these kinds."""
    return lambda fact, head: head["kind"] in kinds


def called_by(body: BodyKind, *kinds: MeetingKind) -> Told:
    return lambda fact, head: head["body"] == body and head["kind"] in kinds
