"""A duty of disclosure (公示义务), and what was published, exempted or ended of it.

All of it is made from public facts, each with the moment at which it was recorded: what
was recorded later than a moment was not known then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from domain.duty_words import DutyDisplay
from domain.rulepack import RulePack

PackOf = Callable[[str], RulePack]
"""The rule pack that facts name by its id (`heze@0123456789ab`)."""


class DutyKey(NamedTuple):
    """What a publication and a duty have in common.

    subject: id of the compound or the enterprise, or codes of a region with `/`.
    occasion: a period, or `<stream>.<version>` of the fact that it follows from.
    """

    item: str
    subject: str
    occasion: str


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that must be published.

    code: of the catalogue `duties`. detail: tells apart what may go on side by side.
    trigger: name of the fact, or the kind of the period, that it arose from.
    anchor_at: what the deadline is counted from. due_at: None: no time is set.
    required: content fields that it must have. ahead: the publication comes before
    the fact, and may name the day instead. shown: for how long, None without a span.
    until: whether something that happens ends the display.
    rules: id of the rule pack that all this comes from. known_at: when it was recorded.
    """

    code: str
    item: str
    subject: str
    occasion: str
    detail: str
    compound_id: UUID | None
    enterprise_id: UUID | None
    region_path: tuple[str, ...]
    trigger: str
    anchor_at: datetime
    due_at: datetime | None
    provisional_due: bool
    required: tuple[str, ...]
    ahead: bool
    display: DutyDisplay
    shown: str | None
    until: bool
    rules: str
    known_at: datetime

    @property
    def id(self) -> str:
        """Names it for ever: `D16-notice|<subject>|<occasion>`."""
        return f"{self.code}|{self.subject}|{self.occasion}"

    @property
    def key(self) -> DutyKey:
        return DutyKey(self.item, self.subject, self.occasion)


@dataclass(frozen=True, slots=True)
class DutyEnd:
    """What ended a duty.

    at: when it happened; known_at: when it was recorded. void: nothing was to be
    published after all, as of a meeting that was cancelled.
    """

    at: datetime
    known_at: datetime
    void: bool


@dataclass(frozen=True, slots=True)
class PostedVersion:
    """A version of a publication. filled: content fields that it has."""

    at: datetime
    known_at: datetime
    filled: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PostedObjection:
    """An objection to a publication. answered: when that was recorded."""

    number: int
    known_at: datetime
    due_at: datetime
    answered: datetime | None


@dataclass(frozen=True, slots=True)
class Posting:
    """A publication as the duties see it.

    named_day: of an event ahead, if that is its occasion. taken_down: when, and when
    that was recorded. board: when it was recorded that it hung at a board.
    """

    id: UUID
    item: str
    subject: str
    occasion: str
    named_day: date | None
    versions: tuple[PostedVersion, ...]
    taken_down: tuple[datetime, datetime] | None
    board: tuple[datetime, ...]
    objections: tuple[PostedObjection, ...]

    @property
    def key(self) -> DutyKey:
        return DutyKey(self.item, self.subject, self.occasion)


@dataclass(frozen=True, slots=True)
class DutyExemption:
    """An exemption; each moment is when it was recorded, None if it was not."""

    id: UUID
    item: str
    subject: str
    occasion: str
    approved: datetime | None
    revoked: datetime | None

    @property
    def key(self) -> DutyKey:
        return DutyKey(self.item, self.subject, self.occasion)

    def holds(self, at: datetime) -> bool:
        """Whether it was known to hold at a moment."""
        if self.approved is None or self.approved > at:
            return False
        return self.revoked is None or self.revoked > at
