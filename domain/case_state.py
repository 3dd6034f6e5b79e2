"""What a case remembers between two commands, and how it records a fact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.calendar import Span
from domain.case_facts import CaseFact, CaseFacts, Clocks
from domain.case_refusals import NotAdopted, TimeBeforeReport
from domain.case_words import STATUS_LABELS, Channel, Level, PauseReason, Status
from domain.errors import IllegalTransition
from domain.facts import Fact, Mask, Milestone, Stamp, stamped

if TYPE_CHECKING:
    # The stages of a case are written against the library's aggregate, but only
    # `Case` is one: an aggregate class derives all its facts anew, and once will do.
    from eventsourcing.domain import Aggregate as _Aggregate
else:
    _Aggregate = object


class CaseState(CaseFacts, _Aggregate):
    """The state that facts assign to; public attributes may be read by anyone.

    reporters: pseudonyms, of this case only, of everyone who reported the matter.
    handlers: everyone who was ever named handler or said that it was done; none of
        them may verify it.
    relocated: somebody here corrected the place; no import changes it again.
    received_at: when the present receiver got it; level_since: when the level began.
    set_while_paused: when each clock was set that is newer than the present pause.
    milestones: open ones by name; missed: name and time of those found late.
    returned: when the matter came back, not solved or reopened.
    absorbed: cases that go on here, and those that went on in them.
    met: version of a note -> the milestone that it met on this level.
    calls: department -> the steps that it has taken since it was whistled for.
    texts: (version, path) -> mask of every text sealed; released: those let out.
    """

    def __init__(self) -> None:
        self.profile = ""
        self.status = Status.REPORTED
        self.level = Level.L0
        self.channel = Channel.OTHER
        self.category: str | None = None
        self.compound_id: UUID | None = None
        self.region_path: tuple[str, ...] = ()
        self.relocated = False
        self.urgent = False
        self.joint = False
        self.adopted = False
        self.row: Fact | None = None
        self._init_people()
        self._init_clocks()
        self._init_entries()

    def _init_people(self) -> None:
        self.receiver: str | None = None
        self.reporter: str | None = None
        self.reporters: set[str] = set()
        self.handler_id: str | None = None
        self.handlers: set[str] = set()
        self.disputed = False
        self.dispute_open = False
        self.decided_party: str | None = None
        self.calls: dict[str, frozenset[str]] = {}
        self.handed_to: set[str] = set()
        self.mediator_id: str | None = None
        self.consents: frozenset[str] = frozenset()

    def _init_clocks(self) -> None:
        self.reported_at: datetime | None = None
        self.received_at: datetime | None = None
        self.level_since: datetime | None = None
        self.closed_at: datetime | None = None
        self.milestones: dict[str, Milestone] = {}
        self.missed: set[tuple[str, datetime]] = set()
        self.met: dict[int, Milestone] = {}
        self.pause_reason: PauseReason | None = None
        self.paused_at: datetime | None = None
        self.paused_until: datetime | None = None
        self.paused_seconds = 0
        self.set_while_paused: dict[str, datetime] = {}

    def _init_entries(self) -> None:
        self.texts: dict[tuple[int, str], Mask] = {}
        self.released: set[tuple[int, str]] = set()
        self.voidable: set[int] = set()
        self.voided: set[int] = set()
        self.links: set[tuple[str, str]] = set()
        self.failed_call_backs: tuple[datetime, ...] = ()
        self.solved: bool | None = None
        self.returned: tuple[datetime, ...] = ()
        self.merged_into: UUID | None = None
        self.absorbed: set[UUID] = set()

    # --- assigned by facts; nothing here refuses ----------------------------------

    def remember(self, fact: Fact, voidable: bool = False) -> None:
        """Note which texts an entry sealed, and whether it can be void. A text that
        the fact does not know never leaves the vault."""
        for path in fact.sealed:
            mask = fact.texts.get(path, Mask.NEVER)
            self.texts[fact.originator_version, path] = mask
        if voidable:
            self.voidable.add(fact.originator_version)

    def begin(self, fact: Any, status: Status) -> None:
        """Take over what a report and an imported row both say."""
        self.status = status
        self.profile = fact.profile
        self.channel = fact.channel
        self.category = fact.category
        self.compound_id = fact.compound_id
        self.region_path = fact.region_path
        self.reporter = fact.reporter
        self.reporters = {fact.reporter} if fact.reporter else set()

    def proven(self, row: Any) -> None:
        """Take over what only an imported row says."""
        self.row = row
        self.reported_at = row.reported_at
        self.closed_at = row.closed_at
        self.solved = row.solved

    def climb(self, fact: CaseFacts.Escalated | CaseFacts.Reopened) -> None:
        """Begin a level: another receiver, and nothing said below binds it."""
        self.level = fact.level
        self.receiver = fact.receiver
        self.handler_id = None
        self.received_at = self.level_since = fact.timestamp
        self.decided_party = None
        self.paused_seconds = 0
        self.met = {}

    def keep_met(self, fact: Fact, milestone: str | None) -> None:
        if milestone is not None and milestone in self.milestones:
            self.met[fact.originator_version] = self.milestones[milestone]

    def note_set_while_paused(self, before: Clocks, at: datetime) -> None:
        """A clock that a department or a tenth reporter sets in motion during a pause
        stands still from then on, not from the beginning of the pause."""
        new = self.milestones.keys() - before.keys()
        self.set_while_paused |= dict.fromkeys(new, at)

    def void(self, entry: int) -> None:
        self.voided.add(entry)
        self.met.pop(entry, None)

    # --- recording ------------------------------------------------------------------

    def _allow(self, fact: type[CaseFact]) -> None:
        """Refuse what the transition table does not list for the present status."""
        if not (self.adopted or fact.unadopted):
            raise NotAdopted(id=self.id)
        self._require_status(fact.sources)

    def _record(self, fact: type[CaseFact], stamp: Stamp, **payload: Any) -> None:
        """Record a fact if it is allowed. A command with rules of its own asks
        `_allow` first, so that a wrong status is refused before anything else.

        Checked here, not in apply(): a replay must never refuse history.
        """
        self._allow(fact)
        if stamp.at < self.created_on:
            raise TimeBeforeReport
        self.trigger_event(fact, **stamped(stamp), **payload)

    def _follow(self, fact: type[CaseFact], stamp: Stamp, **payload: Any) -> None:
        """Record a further fact of the same command; the first carries the texts."""
        self._record(fact, replace(stamp, sealed=None), **payload)

    def _require_status(self, allowed: frozenset[Status]) -> None:
        if self.status not in allowed:
            in_order = [status for status in Status if status in allowed]
            raise IllegalTransition(
                status=self.status,
                status_zh=STATUS_LABELS[self.status].zh,
                allowed=", ".join(in_order),
                allowed_zh="、".join(STATUS_LABELS[status].zh for status in in_order),
            )


def within(stamp: Stamp, moments: Iterable[datetime], window: Span) -> int:
    """How many of the moments lie no longer back than the window."""
    after = stamp.rules.calendar.after
    return sum(stamp.at <= after(moment, window).at for moment in moments)
