"""The stored events of a case after any sequence of commands, and their replay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate

from application.event_store import collected
from application.mapper import FactMapper
from domain.case import Case
from domain.facts import Fact
from tests.domain.test_case_intake import IMPORTED
from tests.domain.test_case_sequences import (
    CATEGORIES,
    IMPORTED_CASE,
    STEPS,
    Steps,
    lived,
)
from tests.scenario import reported, stored

__all__ = ["CATEGORIES", "STEPS", "Steps", "history", "replayed", "taken"]

Row = tuple[UUID, int, str, bytes]
"""Stream, version, stored name and data of an event."""


def history(category: str, steps: Steps) -> tuple[Case, list[Row]]:
    """A case after some commands, and its whole log."""
    case = lived(category, steps)
    begun = IMPORTED if category == IMPORTED_CASE else reported(category=category)
    return case, [*map(row, stored(begun)), *taken(case)]


def taken(aggregate: Aggregate) -> list[Row]:
    """What the aggregate has recorded, as the log would hold it."""
    return [row(fact) for fact in collected(aggregate)]


def row(fact: Fact) -> Row:
    event = FactMapper().to_stored_event(fact)
    return fact.originator_id, fact.originator_version, event.topic, event.state


def replayed(mapper: FactMapper, log: Iterable[Row]) -> Any:
    aggregate: Any = None
    for row in log:
        aggregate = mapper.fact(*row).mutate(aggregate)
    return aggregate
