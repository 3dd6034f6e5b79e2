"""What a meeting remembers between two commands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from domain.committee_words import BodyKind
from domain.facts import Stamp
from domain.meeting_facts import RosterSeat, TalkFacts
from domain.meeting_outcome_facts import OutcomeFacts
from domain.meeting_refusals import ItemClosed, UnknownItem
from domain.meeting_rules import Template
from domain.meeting_words import ItemOutcome, MeetingKind, MeetingStep
from domain.text_release import Releasing


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """An item. matter: of those that the owners alone decide; sides: those heard.

    posted_until: its outcome is shown until then. passed: None: not decided, or the
        owners' vote says. announced: the decision was posted.
    """

    matter: str | None
    steps: tuple[MeetingStep, ...] = ()
    sides: frozenset[str] = frozenset()
    posted_until: date | None = None
    outcome: ItemOutcome = ItemOutcome.OPEN
    passed: bool | None = None
    announced: bool = False


class MeetingState(TalkFacts, OutcomeFacts, Releasing):
    """The state that facts assign to; public attributes may be read by anyone.

    roster: members by id, where they count; present: those who came or sent somebody.
    attendance: how many heads came. tasks: by number, the day on which it was done.
    """

    def __init__(self) -> None:
        self.committee_id = UUID(int=0)
        self.body = BodyKind.COUNCIL
        self.kind = MeetingKind.COORDINATION
        self.starts_at = datetime.min.replace(tzinfo=UTC)
        self.items: dict[int, AgendaItem] = {}
        self.roster: dict[str, RosterSeat] = {}
        self.present: frozenset[str] = frozenset()
        self.attendance = 0
        self.tasks: dict[int, date | None] = {}
        self.minuted = False

    def add(self, item: int, matter: str | None) -> None:
        """Put an item on the agenda; for facts."""
        self.items = self.items | {item: AgendaItem(matter)}

    def alter(self, item: int, **changes: Any) -> None:
        """Change an item; for facts."""
        changed = replace(self.items[item], **changes)
        self.items = self.items | {item: changed}

    def next_step(self, template: Template, item: AgendaItem) -> MeetingStep | None:
        """The step that comes next; None: all were taken."""
        steps = template.steps
        return steps[len(item.steps)] if len(item.steps) < len(steps) else None

    def _template(self, stamp: Stamp) -> Template:
        return Template(stamp.rules, self.kind)

    def _item(self, item: int) -> AgendaItem:
        if item not in self.items:
            raise UnknownItem(item=item)
        return self.items[item]

    def _open_item(self, item: int) -> AgendaItem:
        found = self._item(item)
        if found.outcome is not ItemOutcome.OPEN:
            raise ItemClosed(item=item)
        return found
