"""What happens to a case by itself: missed deadlines, climbs, and ends of pauses."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain import case_clocks
from domain.case_handling import Handling
from domain.case_words import UNSETTLED, Cause, Level, Status
from domain.facts import Milestone, Stamp


class Deadlines(Handling):
    """The service's own command, given by the worker that watches the clocks."""

    @property
    def next_due(self) -> datetime | None:
        """When the next clock fires, or None while none runs."""
        if not self.adopted or self.status not in UNSETTLED:
            return None
        if self.status is Status.PAUSED:
            return self.paused_until
        clock = case_clocks.next_to_miss(self.milestones, self.missed)
        return clock.due_at if clock else None

    def is_due(self, at: datetime) -> bool:
        """Whether a clock has run out by then."""
        due = self.next_due
        return due is not None and due <= at

    def fire_due(self, stamp: Stamp) -> None:
        """Record everything that fell due until `stamp.at`, each thing once, however
        often and however late this is called.

        A late call records `due_at` as it was. The clocks of a level that is reached
        this way begin at `stamp.at`, when its people first can know of the case.
        """
        stamp = replace(stamp, sealed=None)
        while self.is_due(stamp.at):
            clock = case_clocks.next_to_miss(self.milestones, self.missed)
            if self.status is Status.PAUSED:
                self._continue(stamp)
            elif clock is not None:
                self._miss(stamp, clock)

    def _miss(self, stamp: Stamp, clock: Milestone) -> None:
        level = self.level
        self._record(
            self.DeadlineMissed,
            stamp,
            milestone=clock.name,
            level=level,
            due_at=clock.due_at,
        )
        if not stamp.rules.decides(clock.name):
            return
        if level is Level.L4:
            self._record(self.SupervisionNoticed, stamp, kind="leader_review")
            return
        self._record(self.Escalated, stamp, **self._step_up(stamp, Cause.DEADLINE))
        if level is Level.L3:
            self._record(self.SupervisionNoticed, stamp, kind="supervision")
