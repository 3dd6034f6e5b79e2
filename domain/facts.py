"""What every fact of the log carries, whichever aggregate it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple
from uuid import UUID

from domain.errors import TextRequired
from domain.mutation import FirstMutation, Mutation
from domain.roles import Actor

if TYPE_CHECKING:
    from domain.rulepack import RulePack


class Audience(StrEnum):
    """Who may read a fact's data in the log."""

    PUBLIC = "public"
    RESTRICTED = "restricted"


class Mask(StrEnum):
    """How a sealed text may leave the vault (mask classes of DOMAIN 2.2)."""

    M0 = "M0"  # nothing to hide
    M1 = "M1"  # phone partly hidden, no ID number, no home address of staff
    M2 = "M2"  # owners by unit number only, no names
    M3 = "M3"  # names only of office holders
    M4 = "M4"  # aggregates only
    NEVER = "never"  # a reporter's identity, mediation content (DOMAIN 2.2, 2.12)


class Label(NamedTuple):
    """A fact's name as users read it."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """Texts that stay in the vault, as the log sees them.

    id: names the sealing; with the path and the value it is what each commitment
        covers.
    commitments: path of each text -> HMAC-SHA256 in lower-case hex.
    """

    id: UUID
    commitments: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a command puts on each fact it records.

    at: when it happened, timezone-aware.
    command: digest of the idempotency key, or None.
    sealed: the texts given with the command; the first fact recorded carries them.
    """

    actor: Actor
    at: datetime
    rules: RulePack
    command: str | None = None
    sealed: Sealed | None = None


def sealable(**masks: Mask) -> Mapping[str, Mask]:
    """The texts that a fact may seal, and under which mask each may leave the vault."""
    return MappingProxyType(masks)


class Fact(Mutation):
    """A fact about an aggregate: frozen, small, without names or free text.

    Every concrete fact says how it is labelled, who may read it, and which texts it
    may seal under which mask. `timestamp` is stored as `occurred_at`.
    """

    label: ClassVar[Label]
    audience: ClassVar[Audience] = Audience.PUBLIC
    texts: ClassVar[Mapping[str, Mask]] = sealable()

    actor_id: str
    actor_role: str
    rules: str
    command: str | None
    sealed_id: UUID | None
    sealed: dict[str, str]


class FirstFact(Fact, FirstMutation):
    """The fact that begins an aggregate."""


def stamped(stamp: Stamp, *, with_texts: bool = True) -> dict[str, Any]:
    """The fields of `Fact` that a stamp fills in."""
    sealed = stamp.sealed if with_texts else None
    return {
        "timestamp": stamp.at,
        "actor_id": stamp.actor.id,
        "actor_role": stamp.actor.role.value,
        "rules": stamp.rules.id,
        "command": stamp.command,
        "sealed_id": sealed.id if sealed else None,
        "sealed": dict(sealed.commitments) if sealed else {},
    }


def require_text(stamp: Stamp, path: str) -> None:
    """Refuse a command that came without the text at `path`."""
    if stamp.sealed is None or path not in stamp.sealed.commitments:
        raise TextRequired(path, path=path)


@dataclass(frozen=True, slots=True, init=False)
class Milestone:
    """One named deadline of a case, as it stood when it was set (DOMAIN 2.14).

    name: what must have happened, for example `contact`, `secure`, `done`.
    due_at: the moment after which it is late, UTC.
    provisional: the holidays of that year are not announced yet.
    """

    name: str
    due_at: datetime
    provisional: bool

    def __init__(self, name: str, due_at: datetime, provisional: bool = False) -> None:
        # The default is for those who make one; the field has none, so that a stored
        # milestone always says it.
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "due_at", due_at)
        object.__setattr__(self, "provisional", provisional)
