"""How a case is settled: resolution, call-back (回访), closing and reopening."""

from __future__ import annotations

from domain import case_clocks
from domain.case_handling import Handling
from domain.case_refusals import NotTheReporter, ReopenTooLate, VerifierIsHandler
from domain.case_state import within
from domain.case_words import Cause, Level, Satisfaction
from domain.facts import Stamp, require_text
from domain.roles import RESIDENTS


class Settling(Handling):
    """Commands after the work."""

    def resolve(self, stamp: Stamp) -> None:
        """Say that it is done, with the `outcome`; the call-back is due."""
        self._allow(self.Resolved)
        require_text(stamp, "outcome")
        spans = (("call_back", stamp.rules.limits.call_back),)
        self._record(
            self.Resolved,
            stamp,
            milestones=case_clocks.milestones(stamp.rules, stamp.at, spans),
        )

    def fail_call_back(self, stamp: Stamp) -> None:
        """The reporter was not reached. With the third time within seven days the
        case is unverified (DOMAIN 2.5 rule 4)."""
        self._allow(self.CallBackFailed)
        self._require_other_than_handlers(stamp)
        attempt = len(self.failed_call_backs) + 1
        self._record(self.CallBackFailed, stamp, attempt=attempt)
        limits = stamp.rules.limits
        recent = within(stamp, self.failed_call_backs, limits.call_back_window)
        if recent >= limits.call_back_attempts:
            self._follow(self.Unverified, stamp)

    def verify(self, stamp: Stamp, *, solved: bool, satisfaction: Satisfaction) -> None:
        """The reporter's answer. What is not solved climbs one level at once; the
        third return within 90 days takes it to the highest."""
        self._allow(self.Verified)
        self._require_reporter_if_resident(stamp)
        self._require_other_than_handlers(stamp)
        self._record(self.Verified, stamp, solved=solved, satisfaction=satisfaction)
        if not solved:
            repeated = self._is_repeated(stamp, self.returned)
            cause = Cause.REPEATED if repeated else Cause.UNSOLVED
            climb = self._step_up(stamp, cause)
            self._follow(self.Escalated, stamp, **climb)

    def close(self, stamp: Stamp) -> None:
        """Close what was verified, or could not be."""
        self._record(self.Closed, stamp, level=self.level)

    def reopen(self, stamp: Stamp) -> None:
        """The same case goes on within 15 days of its closing: at L1 or above, and the
        third time within 90 days at L4."""
        self._allow(self.Reopened)
        self._require_reporter_if_resident(stamp)
        require_text(stamp, "reason")
        assert self.closed_at is not None, "a closed case was closed at some time"
        limit = stamp.rules.limits.reopen
        deadline = stamp.rules.calendar.after(self.closed_at, limit).at
        if stamp.at > deadline:
            raise ReopenTooLate(deadline=deadline)
        repeated = self._is_repeated(stamp, (*self.returned, stamp.at))
        level = Level.L4 if repeated else max(self.level, Level.L1)
        self._record(self.Reopened, stamp, **self._at_level(stamp, level))

    def _require_reporter_if_resident(self, stamp: Stamp) -> None:
        """A resident speaks only for a matter that they reported."""
        if stamp.actor.role in RESIDENTS and stamp.actor.id not in self.reporters:
            raise NotTheReporter

    def _require_other_than_handlers(self, stamp: Stamp) -> None:
        if stamp.actor.id in self.handlers:
            raise VerifierIsHandler
