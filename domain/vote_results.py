"""The vote after its close: count, recount, audit, certification, annulment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

from domain.ballot import Marks, is_valid
from domain.civil_time import day_in_china
from domain.codes import require_code, require_number
from domain.facts import Stamp, require_text
from domain.lifecycle import invalid
from domain.official_result import OfficialResult, official_outcomes
from domain.recount import digest_of
from domain.tally import tally
from domain.vote_polling import Polling
from domain.vote_refusals import NotBeingRecounted, VoteWindowRunning
from domain.vote_result_refusals import (
    NotOfficialVote,
    OrderBeforeResult,
    RecountDone,
    RecountTooLate,
    RecountUnexplained,
    TooFewForRecount,
)
from domain.vote_words import (
    AnnulmentBy,
    BallotSecrecy,
    OpenBallot,
    VoteOutcome,
)

T = TypeVar("T")
PART = 200
"""Entries of a list that go into one fact."""


class CountedBallot(NamedTuple):
    """A ballot as it stood at the close."""

    head: str
    marks: Marks
    receipt: str


class Count(NamedTuple):
    """All that a count finds; the same from the same ballots, whoever counts."""

    outcomes: tuple[VoteOutcome, ...]
    ballots: int
    spoiled: int
    receipts: tuple[str, ...]

    @property
    def receipts_digest(self) -> str:
        """SHA-256 of the codes, sorted, a line each."""
        return digest_of(self.receipts)


class Results(Polling):
    """Commands after the close."""

    def counting(self, ballots: Sequence[CountedBallot]) -> Count:
        """Count the ballots; changes nothing."""
        on_roll = [each for each in ballots if each.head in self.roll]
        outcomes = tally(
            self.roll.values(),
            {each.head: each.marks for each in on_roll},
            self.items.values(),
            uncast_join=self.uncast_join,
        )
        return Count(
            outcomes,
            len(on_roll),
            sum(not is_valid(each.marks) for each in on_roll),
            tuple(sorted(each.receipt for each in on_roll)),
        )

    def count(self, stamp: Stamp, ballots: Sequence[CountedBallot]) -> None:
        """Record the result, and the receipts by which every voter can find theirs."""
        self._allow(self.Counted)
        found = self.counting(ballots)
        self._list(stamp, found, ballots)
        self._record(
            self.Counted,
            stamp,
            outcomes=found.outcomes,
            ballots=found.ballots,
            spoiled=found.spoiled,
            receipts_digest=found.receipts_digest,
            recount_until=self._recount_until(stamp),
        )

    def import_official_result(self, stamp: Stamp, *, result: OfficialResult) -> None:
        """Take over what the official system counted; each test is made here."""
        self._allow(self.OfficialResultImported)
        if not self.official:
            raise NotOfficialVote
        if stamp.at < self.closes_at:
            raise VoteWindowRunning(closes_at=self.closes_at)
        outcomes = official_outcomes(self.items, self.whole, result)
        self._record(
            self.OfficialResultImported,
            stamp,
            system=result.system,
            reference=result.reference,
            key=result.key,
            document=result.document,
            outcomes=outcomes,
            recount_until=self._recount_until(stamp),
        )

    def request_recount(
        self, stamp: Stamp, *, unit_ids: tuple[UUID, ...], paper: str
    ) -> None:
        """Have it counted again: 5% of the owners may ask, within 7 days."""
        self._allow(self.RecountRequested)
        self._require_own_count()
        require_code("paper", paper)
        if self.recounted:
            raise RecountDone
        if stamp.at >= self.recount_until:
            raise RecountTooLate(until=self.recount_until)
        heads = len({self.head_of(unit).id for unit in unit_ids})
        share = stamp.rules.values.share("vote.recount_share")
        if heads * share.denominator < len(self.roll) * share.numerator:
            least = -(-len(self.roll) * share.numerator // share.denominator)
            raise TooFewForRecount(heads=heads, least=least)
        self._record(self.RecountRequested, stamp, heads=heads, paper=paper)

    def order_correction(
        self, stamp: Stamp, *, by: AnnulmentBy, document: str, on: date
    ) -> None:
        """Record that a correction was ordered; it is counted again (条例19)."""
        self._allow(self.CorrectionOrdered)
        self._require_own_count()
        self._require_order(stamp, document, on)
        self._record(self.CorrectionOrdered, stamp, by=by, document=document, on=on)

    def correct_ballot(self, stamp: Stamp, *, head: str, marks: Marks) -> None:
        """Note that a ballot is put right while it is all counted again."""
        if self.status not in self.BallotCorrected.sources:
            raise NotBeingRecounted
        self.require_marks(marks)
        self._follow(self.BallotCorrected, stamp, head=head)

    def recount(self, stamp: Stamp, ballots: Sequence[CountedBallot]) -> None:
        """Record the second count; a difference is explained."""
        self._allow(self.Recounted)
        found = self.counting(ballots)
        equal = self._equals(found)
        if not equal:
            if "explanation" not in (stamp.sealed.commitments if stamp.sealed else {}):
                raise RecountUnexplained
            self._list(stamp, found, ballots)
        self._record(
            self.Recounted,
            stamp,
            equal=equal,
            outcomes=found.outcomes,
            ballots=found.ballots,
            spoiled=found.spoiled,
            receipts_digest=found.receipts_digest,
        )

    def audit(self, stamp: Stamp, ballots: Sequence[CountedBallot]) -> None:
        """Record whether every ballot, counted again, gives the recorded result."""
        self._allow(self.Audited)
        self._require_own_count()
        found = self.counting(ballots)
        self._record(
            self.Audited, stamp, equal=self._equals(found), ballots=found.ballots
        )

    def certify(self, stamp: Stamp) -> None:
        """Certify the result; it binds all owners, and holds until it is annulled."""
        self._allow(self.Certified)
        day = day_in_china(stamp.at)
        years = stamp.rules.values.number("vote.annulment_years")
        until = _years_after(day, years)
        self._record(self.Certified, stamp, annullable_until=until)

    def annul(self, stamp: Stamp, *, by: AnnulmentBy, document: str, on: date) -> None:
        """Record that a court, the street or the department annulled the decision."""
        self._allow(self.Annulled)
        self._require_order(stamp, document, on)
        self._record(self.Annulled, stamp, by=by, document=document, on=on)

    def _require_order(self, stamp: Stamp, document: str, on: date) -> None:
        require_text(stamp, "reason")
        require_number("document", document)
        counted_on = day_in_china(self.counted_at)
        if on < counted_on:
            raise OrderBeforeResult(day=on, since=counted_on)
        if on > day_in_china(stamp.at):
            raise invalid("on", "不能晚于今天", "not after today expected")

    def _equals(self, found: Count) -> bool:
        recorded = (self.outcomes, self.ballots, self.receipts_digest)
        return recorded == (found.outcomes, found.ballots, found.receipts_digest)

    def _recount_until(self, stamp: Stamp) -> datetime:
        within = stamp.rules.values.span("vote.recount_within")
        return stamp.rules.calendar.after(stamp.at, within).at

    def _list(
        self, stamp: Stamp, found: Count, ballots: Iterable[CountedBallot]
    ) -> None:
        """The lists that anyone may check the result by."""
        for part, receipts in _parts(found.receipts):
            self._follow(self.ReceiptsListed, stamp, part=part, receipts=receipts)
        if self.secrecy is BallotSecrecy.OPEN:
            shown = sorted(
                (self._shown(each) for each in ballots if each.head in self.roll),
                key=lambda each: each.numbers,
            )
            for number, some in _parts(shown):
                self._follow(self.BallotsShown, stamp, part=number, ballots=some)

    def _shown(self, ballot: CountedBallot) -> OpenBallot:
        head = self.roll[ballot.head]
        return OpenBallot(head.numbers, head.area_dm2, ballot.marks)


def _parts(listed: Sequence[T]) -> Iterator[tuple[int, tuple[T, ...]]]:
    """Parts of a list, numbered from 1."""
    for part, begin in enumerate(range(0, len(listed), PART), 1):
        yield part, tuple(listed[begin : begin + PART])


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
