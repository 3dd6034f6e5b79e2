"""The open milestones of a case as read models keep them: JSON, and the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from domain.case_facts import Clocks
from domain.case_words import UNSETTLED, Status
from domain.facts import Milestone

TICKING = UNSETTLED - {Status.PAUSED}


def next_due(clocks: Clocks, status: str) -> Milestone | None:
    """The earliest open milestone, late or not; None while no clock runs."""
    if not clocks or status not in TICKING:
        return None
    waiting = iter(clocks.values())
    if len(clocks) == 1:
        return next(waiting)
    return min(waiting, key=_place)


def _place(clock: Milestone) -> tuple[datetime, str]:
    return clock.due_at, clock.name


def to_json(clocks: Clocks) -> bytes:
    """`[{"name", "due_at", "provisional"}, ...]` in the order of the names."""
    ordered = [clocks[name] for name in sorted(clocks)]
    return orjson.dumps(ordered, option=orjson.OPT_UTC_Z)


def from_json(milestones: Sequence[Mapping[str, Any]]) -> dict[str, Milestone]:
    """What `to_json` wrote, as PostgreSQL's jsonb gives it back."""
    return {
        each["name"]: Milestone(
            each["name"], datetime.fromisoformat(each["due_at"]), each["provisional"]
        )
        for each in milestones
    }
