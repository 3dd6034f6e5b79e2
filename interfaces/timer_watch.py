"""Votes that open and close, and findings that become final, at their time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog

from application.timed import Timed
from domain.errors import Refusal
from projections import timers
from projections.reading import UNREADABLE
from projections.timers import DueTimer

if TYPE_CHECKING:
    from interfaces.runtime import Runtime

BATCH = 200
EVER = datetime.min.replace(tzinfo=UTC)
log = structlog.get_logger("gongshi.timers")


class TimerWatch:
    """Looks at what is due, cases apart, and does it. Any number may look at once."""

    def __init__(self, runtime: Runtime, stopping: Callable[[], bool]) -> None:
        """stopping: whether to leave off between two batches."""
        self._runtime = runtime
        self._stopping = stopping
        self._timed = Timed(runtime.commands)

    def fire_due(self, now: datetime, after: datetime = EVER) -> int:
        """Do all that is due at `now`; how many aggregates moved.

        after: when to begin. What cannot be done is logged, and holds up nothing else.
        """
        moved = 0
        while found := self.due(now, after, BATCH):
            moved += sum(map(self._fire, found))
            after = found[-1].due_at
            if len(found) < BATCH or self._stopping():
                break
        return moved

    def due(self, now: datetime, after: datetime, limit: int) -> list[DueTimer]:
        """What is due by `now` and since `after`."""
        with self._runtime.database.connection() as connection:
            return timers.due(connection, now, limit, after)

    def _fire(self, timer: DueTimer) -> bool:
        """Whether it moved, once or more often."""
        moved = False
        try:
            while self._timed.fire_due(timer.kind, timer.id):
                moved = True
        except Refusal as refusal:
            log.error("timers.refused", id=timer.id, code=refusal.code)
        except UNREADABLE as error:
            log.error("timers.unreadable", id=timer.id, reason=repr(error))
        return moved
