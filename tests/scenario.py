"""Given these facts, when a command runs, then those facts follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ParamSpec
from uuid import UUID

import pytest
from eventsourcing.domain import Aggregate
from eventsourcing.utils import get_topic

from application.rules import load_rulepacks
from domain.case import Case
from domain.case_words import Channel, Level
from domain.errors import Refusal
from domain.facts import Milestone, Sealed, Stamp
from domain.roles import Actor, Role

NOW = datetime(2026, 3, 10, 1, tzinfo=UTC)
"""A Tuesday, 09:00 in China, with no holiday near."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

PACKS = load_rulepacks()
RULES = PACKS.for_profile("national")
CASE_ID, OTHER_ID, COMPOUND_ID = UUID(int=1), UUID(int=2), UUID(int=3)
SEALED_ID = UUID(int=9)

ANNA = "anna"  # the reporter's pseudonym in the case
STEWARD = Actor("steward", Role.STEWARD)
SECRETARY = Actor("branch", Role.COMPOUND_BRANCH_SECRETARY)
COMMUNITY = Actor("community", Role.COMMUNITY_PARTY_SECRETARY)
COMMITTEE = Actor("committee", Role.NEIGHBOURHOOD_COMMITTEE)
STREET = Actor("street", Role.STREET_OFFICER)
POLICE = Actor("police", Role.DEPARTMENT_OFFICER)
OWNER = Actor(ANNA, Role.OWNER)
STRANGER = Actor("bob", Role.OWNER)
SYSTEM = Actor("service", Role.SYSTEM)

ENVELOPE = {
    "originator_id",
    "originator_version",
    "originator_topic",
    "timestamp",
    "actor_id",
    "actor_role",
    "rules",
    "command",
    "sealed_id",
    "sealed",
}

P = ParamSpec("P")
Fact = tuple[type, dict[str, Any]]


def fact(
    kind: type,
    /,
    *,
    at: datetime = NOW,
    by: Actor = STEWARD,
    texts: Sequence[str] = (),
    **payload: Any,
) -> Fact:
    """A fact as history has it; what a test does not name stays out of comparisons."""
    envelope = {
        "timestamp": at,
        "actor_id": by.id,
        "actor_role": by.role.value,
        "rules": RULES.id,
        "command": None,
        "sealed_id": SEALED_ID if texts else None,
        "sealed": dict.fromkeys(texts, "00"),
    }
    return kind, {**envelope, **payload}


def stored(*facts: Fact) -> Iterator[Any]:
    """The facts as the store would hold them: one case, numbered from one."""
    for version, (kind, payload) in enumerate(facts, start=1):
        topic = {"originator_topic": get_topic(Case)} if version == 1 else {}
        yield kind(
            originator_id=CASE_ID, originator_version=version, **topic, **payload
        )


def given(*facts: Fact) -> Case:
    case: Case | None = None
    for event in stored(*facts):
        case = event.mutate(case)
    assert case is not None, "a case starts with a first fact"
    return case


def new_facts(aggregate: Aggregate) -> list[Fact]:
    """What a command recorded, without the envelope."""
    return [
        (type(event), _payload(vars(event))) for event in aggregate.collect_events()
    ]


def then(kind: type, /, **payload: Any) -> Fact:
    """A fact as `new_facts` shows it."""
    return kind, payload


def stamp(
    by: Actor = STEWARD, at: datetime = NOW, *texts: str, profile: str = "national"
) -> Stamp:
    sealed = Sealed(SEALED_ID, dict.fromkeys(texts, "00")) if texts else None
    return Stamp(by, at, PACKS.for_profile(profile), None, sealed)


def refuses(
    refusal: type[Refusal],
    case: Aggregate,
    command: Callable[P, object],
    *args: P.args,
    **kwargs: P.kwargs,
) -> None:
    """The command is refused with this code, in both languages, and records nothing."""
    before = case.version
    with pytest.raises(refusal) as refused:
        command(*args, **kwargs)
    assert type(refused.value) is refusal
    assert refused.value.message("zh") and refused.value.message("en")
    assert new_facts(case) == []
    assert case.version == before


def _payload(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in ENVELOPE}


# --- histories that many tests begin with ---------------------------------------------

CONTACT = Milestone("contact", NOW + 2 * HOUR)
DONE = Milestone("done", datetime(2026, 3, 13, 16, tzinfo=UTC))


def reported(**changes: Any) -> Fact:
    """A question of service (SRV-01), contact in 2 h, done in 3 d."""
    usual: dict[str, Any] = {
        "profile": "national",
        "channel": Channel.APP,
        "category": "SRV-01",
        "compound_id": COMPOUND_ID,
        "region_path": ("c", "d", "s", "m"),
        "level": Level.L0,
        "receiver": "P",
        "reporter": ANNA,
        "urgent": False,
        "source_system": None,
        "source_reference": None,
        "milestones": (CONTACT, DONE),
    }
    return fact(Case.Reported, by=OWNER, texts=("title", "body"), **(usual | changes))


ACCEPTED = fact(Case.Accepted)
STARTED = fact(Case.Started)
RESOLVED = fact(
    Case.Resolved,
    texts=("outcome",),
    milestones=(Milestone("call_back", datetime(2026, 3, 13, 16, tzinfo=UTC)),),
)
