"""Commands about the items of a meeting: raise, hear, take the steps, settle."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.codes import require_code
from domain.committee_state import require_not_ahead
from domain.committee_words import SeatSource
from domain.facts import Stamp, require_text
from domain.lifecycle import invalid, require_between, require_distinct
from domain.meeting_refusals import (
    CaseNeeded,
    NoFindingHere,
    NoPostingHere,
    NotOnNotice,
    PartiesNeeded,
    PostingOutOfBounds,
    SidesMissing,
    StepNotHere,
    StepOutOfOrder,
    StepsMissing,
    UnknownReservedMatter,
)
from domain.meeting_rules import Template
from domain.meeting_state import AgendaItem, MeetingState
from domain.meeting_words import ItemOutcome, MeetingKind, MeetingStatus, MeetingStep

SETTLED = (ItemOutcome.ON_THE_SPOT, ItemOutcome.CASE, ItemOutcome.DROPPED)
"""How an item is settled without a decision."""


class Items(MeetingState):
    """What a meeting talks about."""

    def add_item(
        self,
        stamp: Stamp,
        *,
        matter: str | None = None,
        proposer: SeatSource | None = None,
    ) -> None:
        """Put something on the agenda.

        matter: `V1` to `V8`, if it is one that the owners alone decide. An assembly
        takes up nothing that was not on its notice.
        """
        self._allow(self.ItemAdded)
        require_text(stamp, "subject")
        if matter is not None and matter not in stamp.rules.catalogue(
            "reserved_matters"
        ):
            raise UnknownReservedMatter(matter=matter)
        if self.kind is MeetingKind.OWNERS_ASSEMBLY:
            if self.status is not MeetingStatus.CONVENED:
                raise NotOnNotice
            self._template(stamp).require_notice(stamp.at, self.starts_at)
        item = len(self.items) + 1
        self._record(self.ItemAdded, stamp, item=item, matter=matter, proposer=proposer)

    def hear_statement(
        self, stamp: Stamp, *, item: int, side: str, role: SeatSource
    ) -> None:
        """Record what a side said; `side` is its code, as in `owners` or `firm`."""
        self._allow(self.StatementHeard)
        self._open_item(item)
        require_code("side", side)
        require_text(stamp, "statement")
        self._record(self.StatementHeard, stamp, item=item, side=side, role=role)

    def make_finding(self, stamp: Stamp, *, item: int) -> None:
        """Come to a finding, the sides having been heard."""
        self._allow(self.FindingMade)
        found = self._open_item(item)
        require_text(stamp, "finding")
        least = self._template(stamp).item.number("sides")
        if not least:
            raise NoFindingHere
        if len(found.sides) < least:
            raise SidesMissing(heard=len(found.sides), least=least)
        self._record(self.FindingMade, stamp, item=item)

    def take_step(
        self,
        stamp: Stamp,
        *,
        item: int,
        step: MeetingStep,
        parties: tuple[SeatSource, ...] = (),
        rating: int | None = None,
    ) -> None:
        """Take the next step of the procedure for an item.

        parties: set by the screening. rating: 1 to 5, with the report.
        """
        self._allow(self.StepTaken)
        found = self._item(item)
        require_distinct("parties", parties)
        self._require_next(self._template(stamp), found, step)
        if step is MeetingStep.SCREENING and not parties:
            raise PartiesNeeded
        if step in (MeetingStep.DELIBERATION, MeetingStep.REPORT):
            require_text(stamp, "note")
        if rating is not None:
            if step is not MeetingStep.REPORT:
                raise invalid("rating", "只在反馈时评价", "only a report is rated")
            require_between("rating", rating, 1, 5)
        self._record(
            self.StepTaken,
            stamp,
            item=item,
            step=step,
            parties=parties,
            rating=rating,
        )

    def post_outcome(self, stamp: Stamp, *, item: int, on: date, until: date) -> None:
        """Show what was deliberated before it is decided (五步工作法, step 4)."""
        self._allow(self.OutcomePosted)
        found = self._open_item(item)
        require_not_ahead(stamp, on)
        template = self._template(stamp)
        if not template.item.has("posting_least"):
            raise NoPostingHere
        if self.next_step(template, found) is not MeetingStep.DECISION:
            raise _missing(self.next_step(template, found))
        least = template.item.number("posting_least")
        most = template.item.number("posting_most")
        days = (until - on).days
        if not least <= days <= most:
            raise PostingOutOfBounds(days=days, least=least, most=most)
        self._record(self.OutcomePosted, stamp, item=item, on=on, until=until)

    def settle_item(
        self,
        stamp: Stamp,
        *,
        item: int,
        outcome: ItemOutcome,
        case_id: UUID | None = None,
    ) -> None:
        """Close an item without a decision: solved, a case, or dropped."""
        self._allow(self.ItemSettled)
        found = self._open_item(item)
        if outcome not in SETTLED:
            raise invalid("outcome", "不能这样了结", "solved, a case or dropped")
        if (outcome is ItemOutcome.CASE) is not (case_id is not None):
            raise CaseNeeded
        left = self.next_step(self._template(stamp), found)
        if left is not None and outcome is not ItemOutcome.DROPPED:
            raise _missing(left)
        self._record(
            self.ItemSettled, stamp, item=item, outcome=outcome, case_id=case_id
        )

    def _require_next(
        self, template: Template, item: AgendaItem, step: MeetingStep
    ) -> None:
        if step not in template.steps:
            raise StepNotHere(step=step.label.en, step_zh=step.label.zh)
        wanted = self.next_step(template, item)
        closed = item.outcome not in (ItemOutcome.OPEN, ItemOutcome.DECIDED)
        # The decision is a step that only deciding takes.
        if wanted is not step or step is MeetingStep.DECISION or closed:
            label = (wanted or template.steps[-1]).label
            raise StepOutOfOrder(next=label.en, next_zh=label.zh)


def _missing(step: MeetingStep | None) -> StepsMissing:
    label = (step or MeetingStep.REPORT).label
    return StepsMissing(next=label.en, next_zh=label.zh)
