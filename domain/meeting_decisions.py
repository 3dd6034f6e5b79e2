"""How a meeting decides (V10 to V13), and who makes its decisions known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from domain.calendar import CHINA, Span, Unit
from domain.civil_time import day_in_china
from domain.committee_state import require_not_ahead
from domain.committee_words import BodyKind
from domain.facts import Stamp, require_text
from domain.lifecycle import require_between
from domain.meeting_decision_refusals import (
    AssemblyTooSmall,
    AssemblyVoteNeeded,
    ConsensusNotStated,
    EligibleNeeded,
    HandsAreNoVote,
    MeetingTallyWrong,
    NothingToPost,
    PostingTooShort,
    ReservedForOwners,
)
from domain.meeting_refusals import OutcomeNotPosted, PostingNotOver, StepsMissing
from domain.meeting_rules import Tally, Template, Voting
from domain.meeting_state import AgendaItem, MeetingState
from domain.meeting_words import ItemOutcome, MeetingStep
from domain.shares import reaches

_DAY = timedelta(days=1)
MOST_HEADS = 1_000_000


@dataclass(frozen=True, slots=True)
class _Ruling:
    """What a way of deciding came to; see `Decided`."""

    passed: bool | None
    binding: bool
    present: int
    post_by: date | None = None


class Decisions(MeetingState):
    """Decisions of members, residents and forums; the owners' are votes."""

    def decide_item(
        self,
        stamp: Stamp,
        *,
        item: int,
        in_favour: int = 0,
        against: int = 0,
        abstained: int = 0,
        signed: int = 0,
        eligible: int | None = None,
        consensus: bool | None = None,
        vote_id: UUID | None = None,
        question: str | None = None,
        session_id: UUID | None = None,
    ) -> None:
        """Decide an item the way of this kind of meeting.

        Members vote and sign (V10, V11), residents vote (V12), a forum agrees or
        records dissent and binds no owner (V13). What is the owners' to decide needs
        the vote in which they did, whoever meets.
        """
        self._allow(self.Decided)
        found = self._open_item(item)
        for field, count in (
            ("in_favour", in_favour),
            ("against", against),
            ("abstained", abstained),
            ("signed", signed),
        ):
            require_between(field, count, 0, MOST_HEADS)
        template = self._template(stamp)
        self._require_owners_vote(stamp, template, found, vote_id)
        self._require_deliberated(stamp, template, found)
        tally = Tally(in_favour, against, abstained, signed)
        ruling = self._ruling(
            stamp, template, found, tally, eligible, consensus, vote_id
        )
        self._record(
            self.Decided,
            stamp,
            item=item,
            in_favour=in_favour,
            against=against,
            abstained=abstained,
            signed=signed,
            present=ruling.present,
            eligible=eligible,
            consensus=consensus,
            vote_id=vote_id,
            question=question,
            session_id=session_id,
            passed=ruling.passed,
            binding=ruling.binding,
            post_by=ruling.post_by,
        )

    def post_decision(self, stamp: Stamp, *, item: int, on: date, until: date) -> None:
        """Record that a decision was posted, and until when it stays so."""
        self._allow(self.DecisionPosted)
        found = self._item(item)
        require_not_ahead(stamp, on)
        if found.outcome is not ItemOutcome.DECIDED:
            raise NothingToPost(item=item)
        least = self._posted_until(stamp, on)
        if until < least:
            raise PostingTooShort(until=least)
        self._record(self.DecisionPosted, stamp, item=item, on=on, until=until)

    def _require_owners_vote(
        self, stamp: Stamp, template: Template, item: AgendaItem, vote_id: UUID | None
    ) -> None:
        if vote_id is not None:
            return
        if item.matter is not None:
            rule = stamp.rules.catalogue("reserved_matters")[item.matter]
            raise ReservedForOwners(
                matter=rule.code, name=rule.en, matter_zh=rule.zh, origin=rule.origin
            )
        if template.decides == "owners":
            raise AssemblyVoteNeeded

    def _require_deliberated(
        self, stamp: Stamp, template: Template, item: AgendaItem
    ) -> None:
        """Where a procedure leads to a decision: every step before it, the posting
        included."""
        step = self.next_step(template, item)
        if MeetingStep.DECISION not in template.steps:
            return
        if step is not MeetingStep.DECISION:
            label = (step or MeetingStep.DECISION).label
            raise StepsMissing(next=label.en, next_zh=label.zh)
        if item.posted_until is None:
            raise OutcomeNotPosted
        if day_in_china(stamp.at) <= item.posted_until:
            raise PostingNotOver(until=item.posted_until)

    def _ruling(
        self,
        stamp: Stamp,
        template: Template,
        item: AgendaItem,
        tally: Tally,
        eligible: int | None,
        consensus: bool | None,
        vote_id: UUID | None,
    ) -> _Ruling:
        if template.decides == "body":
            voting = Voting(stamp.rules, self.body, self.roster.values())
            passed = voting.passed(self.present, tally)
            posted = self._post_by(stamp)
            if item.matter is not None:
                # The members take note; what the vote says is decided there.
                return _Ruling(None, False, len(self.present), posted)
            return _Ruling(passed, passed, len(self.present), posted)
        if template.decides == "residents":
            passed = self._residents_pass(stamp, tally, eligible)
            if item.matter is not None:
                return _Ruling(None, False, self.attendance)
            return _Ruling(passed, passed, self.attendance)
        if tally != Tally(0, 0, 0, 0):
            raise HandsAreNoVote
        if template.decides == "owners":
            return _Ruling(None, False, self.attendance)
        if consensus is None:
            raise ConsensusNotStated
        if not consensus:
            require_text(stamp, "dissent")
        return _Ruling(consensus if vote_id is None else None, False, self.attendance)

    def _residents_pass(self, stamp: Stamp, tally: Tally, eligible: int | None) -> bool:
        if eligible is None:
            raise EligibleNeeded
        require_between("eligible", eligible, 1, MOST_HEADS)
        present, values = self.attendance, stamp.rules.values
        if not reaches(present, eligible, values.share("residents.quorum")):
            raise AssemblyTooSmall(eligible=eligible, present=present)
        votes = tally.in_favour + tally.against + tally.abstained
        if votes != present:
            raise MeetingTallyWrong(votes=votes, present=present)
        return reaches(tally.in_favour, present, values.share("residents.pass"))

    def _post_by(self, stamp: Stamp) -> date:
        span = stamp.rules.values.span("decision.post_within")
        return day_in_china(stamp.rules.calendar.after(stamp.at, span).at) - _DAY

    def _posted_until(self, stamp: Stamp, on: date) -> date:
        """The first day on which a decision posted on a day may be taken down."""
        if self.body is not BodyKind.PROPERTY_MANAGEMENT_COMMITTEE:
            return on
        days = stamp.rules.values.number("pmc.post_workdays")
        begun: Any = datetime.combine(on, time(), CHINA)
        return (
            day_in_china(stamp.rules.calendar.after(begun, Span(days, Unit.WORKDAY)).at)
            - _DAY
        )
