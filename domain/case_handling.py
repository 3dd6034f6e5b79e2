"""How a case is worked on: hands, clocks, competence and the ladder of DOMAIN 2.5."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain import case_clocks
from domain.case_refusals import (
    DisputedOnce,
    DisputeTooLate,
    HighestLevel,
    MediationNotAgreed,
    NoOpenDispute,
    NoReporter,
    NoSecondTransfer,
    NotMainHandler,
    PauseNotAllowed,
    RoleBelowLevel,
    UnknownMilestone,
)
from domain.case_state import CaseState, within
from domain.case_words import RUNNING, Cause, Level, PauseReason
from domain.codes import require_code
from domain.errors import InvalidInput
from domain.facts import Milestone, Stamp, require_text
from domain.roles import Role
from domain.rulepack import NEIGHBOURHOOD_COMMITTEE, Enforcement

MET_OTHERWISE = frozenset({"contact", "done", "call_back"})
"""Milestones that a command of their own meets, not a note of progress."""
BY_HAND = frozenset({Cause.MANUAL, Cause.DISPUTE, Cause.REPEATED})
LEADS_TO = {Cause.WHISTLE: Level.L3, Cause.REPEATED: Level.L4}
"""Causes that skip levels (DOMAIN 2.5: when L3 and L4 are entered)."""
BOTH_SIDES = frozenset({"reporter", "other"})


class Handling(CaseState):
    """Commands of those who handle a case."""

    def assign(self, stamp: Stamp, *, party: str, handler_id: str) -> None:
        """Name a party and a handler in it."""
        self._allow(self.Assigned)
        stamp.rules.party(party)
        require_code("handler_id", handler_id)
        if self.decided_party not in (None, party):
            raise NoSecondTransfer(party=self.decided_party)
        self._refuse_neighbourhood_committee(stamp, party)
        self._record(self.Assigned, stamp, party=party, handler_id=handler_id)

    def accept(self, stamp: Stamp) -> None:
        """Take the case; an `answer` is the written acceptance answer."""
        self._allow(self.Accepted)
        if stamp.actor.role is Role.NEIGHBOURHOOD_COMMITTEE:
            self._refuse_neighbourhood_committee(stamp, NEIGHBOURHOOD_COMMITTEE)
        if self.level > Level.L0 and stamp.actor.id != self.handler_id:
            self._require_level(stamp)
        self._record(self.Accepted, stamp)

    def contact(self, stamp: Stamp) -> None:
        """The reporter was spoken to."""
        self._allow(self.Contacted)
        if not self.reporters:
            raise NoReporter
        self._record(self.Contacted, stamp)

    def start(self, stamp: Stamp) -> None:
        self._record(self.Started, stamp)

    def progress(self, stamp: Stamp, *, meets: str | None = None) -> None:
        """Note what was done, and which open milestone that meets, if any."""
        self._allow(self.Progressed)
        if meets is not None and not self._can_be_met(meets):
            raise UnknownMilestone(meets=meets)
        self._record(self.Progressed, stamp, meets=meets)

    def pause(self, stamp: Stamp, *, reason: PauseReason, until: datetime) -> None:
        """Stop the clocks, for a listed reason and with an announced end."""
        self._allow(self.Paused)
        if until.tzinfo is None:
            raise InvalidInput(
                "until",
                field="until",
                problem="a time zone is expected",
                problem_zh="时间须带时区",
            )
        longest = stamp.rules.pauses[reason].longest
        latest = stamp.rules.calendar.after(stamp.at, longest).at
        if not stamp.at < until <= latest:
            raise PauseNotAllowed(reason=reason, latest=latest)
        if reason is PauseReason.MEDIATION and self.consents != BOTH_SIDES:
            raise MediationNotAgreed
        self._record(self.Paused, stamp, reason=reason, until=until)

    def resume(self, stamp: Stamp) -> None:
        """Let the clocks run again before the announced end."""
        self._allow(self.Continued)
        self._continue(stamp)

    def dispute_competence(self, stamp: Stamp, *, claimed_party: str) -> None:
        """The receiver says that another party is competent; its clocks run on."""
        self._allow(self.CompetenceDisputed)
        require_text(stamp, "reason")
        stamp.rules.party(claimed_party, "claimed_party")
        if self.disputed:
            raise DisputedOnce
        assert self.received_at is not None, "an adopted case was received"
        limit = stamp.rules.limits.dispute
        deadline = stamp.rules.calendar.after(self.received_at, limit).at
        if stamp.at > deadline:
            raise DisputeTooLate(deadline=deadline)
        self._record(self.CompetenceDisputed, stamp, claimed_party=claimed_party)

    def decide_competence(self, stamp: Stamp, *, party: str) -> None:
        """Say who is competent. Upheld if that is another than the receiver; no
        second transfer follows, unless the case climbs and begins again there."""
        self._allow(self.CompetenceDecided)
        stamp.rules.party(party)
        if not self.dispute_open:
            raise NoOpenDispute
        self._refuse_neighbourhood_committee(stamp, party)
        self._record(
            self.CompetenceDecided,
            stamp,
            upheld=party != self.receiver,
            party=party,
        )

    def escalate(self, stamp: Stamp, *, cause: Cause = Cause.MANUAL) -> None:
        """Send the case one level up, with a `reason`; what was repeated three times
        in 90 days goes to the highest."""
        self._allow(self.Escalated)
        self._require_status(RUNNING)
        require_text(stamp, "reason")
        if cause not in BY_HAND:
            raise InvalidInput(
                "cause",
                field="cause",
                problem="this cause is recorded by the service alone",
                problem_zh="该原因只由系统记录",
            )
        if self.level is Level.L4:
            raise HighestLevel
        self._record(self.Escalated, stamp, **self._step_up(stamp, cause))

    # --- shared with the other stages -----------------------------------------------

    def _continue(self, stamp: Stamp) -> None:
        """End the pause: at its announced end, or at `stamp.at` if that is earlier."""
        assert self.paused_at is not None and self.paused_until is not None
        end = min(stamp.at, self.paused_until)
        # No text belongs to it: those of a mediation stay with the mediation.
        self._follow(
            self.Continued,
            stamp,
            paused_seconds=int((end - self.paused_at).total_seconds()),
            milestones=tuple(self._clocks_after_pause(self.paused_at, end)),
        )

    def _clocks_after_pause(
        self, began: datetime, ended: datetime
    ) -> Iterator[Milestone]:
        """What was late before the pause stays late as it was."""
        for name, clock in self.milestones.items():
            if (name, clock.due_at) in self.missed:
                yield clock
            else:
                stopped = self.set_while_paused.get(name, began)
                yield case_clocks.later(clock, ended - stopped)

    def _step_up(self, stamp: Stamp, cause: Cause) -> dict[str, object]:
        """The fields of a climb: one level, unless the cause leads further at once."""
        level = LEADS_TO.get(cause, Level(min(self.level + 1, Level.L4)))
        return {
            "from_level": self.level,
            "cause": cause,
            **self._at_level(stamp, level),
        }

    def _is_repeated(self, stamp: Stamp, returned: tuple[datetime, ...]) -> bool:
        """Whether a matter that came back at these times did so too often."""
        limits = stamp.rules.limits
        return within(stamp, returned, limits.repeat_window) >= limits.repeat_times

    def _at_level(self, stamp: Stamp, level: Level) -> dict[str, object]:
        """Receiver and clocks of a level that begins at `stamp.at`."""
        return {
            "level": level,
            "receiver": stamp.rules.receiver(self._known_category(), level),
            "milestones": self._clocks_from(stamp, stamp.at, level),
        }

    def _clocks_from(
        self, stamp: Stamp, start: datetime, level: Level
    ) -> tuple[Milestone, ...]:
        return case_clocks.set_out(
            stamp.rules,
            start,
            category=self._known_category(),
            level=level,
            urgent=self.urgent,
            with_reporter=bool(self.reporters),
        )

    def _known_category(self) -> str:
        assert self.category is not None, "every adopted case has a category"
        return self.category

    # --- guards -----------------------------------------------------------------------

    def _refuse_neighbourhood_committee(self, stamp: Stamp, party: str) -> None:
        """LAW 接诉17: enforcement is never the main task of the committee."""
        duty = stamp.rules.category(self.category).enforcement
        if party == NEIGHBOURHOOD_COMMITTEE and duty is Enforcement.YES:
            raise NotMainHandler

    def _require_level(self, stamp: Stamp) -> None:
        """A case that climbed is taken by this level or a higher one; anybody else
        must be assigned."""
        ladder = stamp.rules.ladder
        allowed = [ladder[level].roles for level in Level if level >= self.level]
        if not any(stamp.actor.role in roles for roles in allowed):
            raise RoleBelowLevel(level=self.level.name, role=stamp.actor.role)

    def _can_be_met(self, name: str) -> bool:
        own_command = name in MET_OTHERWISE or (
            ":" in name and not name.endswith(":joint")
        )
        return name in self.milestones and not own_command
