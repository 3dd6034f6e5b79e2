"""The vote while ballots come in: opening, proxies, which ballots it admits, extension,
close."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.ballot import TYPED, Marks
from domain.codes import require_code
from domain.facts import Stamp
from domain.lifecycle import invalid, require_distinct
from domain.roles import RESIDENTS
from domain.tally import Ballots, tally
from domain.vote_notice import require_not_too_long
from domain.vote_refusals import (
    ChannelNotOffered,
    ChannelNotYours,
    EnoughTookPart,
    ExtensionNotLonger,
    ItemNotNoticed,
    NoDelegates,
    NotTheProxy,
    OfficialVote,
    ProxyLimit,
    ProxyRegisteredBefore,
    VoteExtended,
    VoteNotOpen,
    VoteNotYet,
    VoteWindowOver,
    VoteWindowRunning,
)
from domain.vote_state import VoteState
from domain.vote_words import (
    ProxyKind,
    RollHead,
    VoteChannel,
    VoteChoice,
    VoteMark,
    VoteStatus,
)


class Polling(VoteState):
    """Commands between the notice and the count."""

    def withdraw(self, stamp: Stamp) -> None:
        """Take the notice back before voting begins; an amendment is another vote."""
        self._record(self.Withdrawn, stamp)

    def open(self, stamp: Stamp) -> None:
        """Take ballots from now on."""
        self._allow(self.Opened)
        self._require_in_window(stamp.at)
        self._record(self.Opened, stamp)

    def register_proxy(
        self, stamp: Stamp, *, unit_id: UUID, proxy: str, kind: ProxyKind, paper: str
    ) -> None:
        """Note that somebody may return an owner's ballot, on a signed paper.

        proxy: pseudonym in this vote. paper: the paper's number.
        """
        self._allow(self.ProxyRegistered)
        self._require_own_count()
        head = self.head_of(unit_id)
        require_code("paper", paper)
        if head.id in self.proxies:
            raise ProxyRegisteredBefore
        if kind is ProxyKind.DELEGATE:
            if not stamp.rules.values.flag("vote.delegates"):
                raise NoDelegates
        else:
            limit = stamp.rules.values.number("vote.proxy_limit")
            if Counter(self.proxies.values())[proxy, kind] >= limit:
                raise ProxyLimit(limit=limit)
        self._record(
            self.ProxyRegistered,
            stamp,
            head=head.id,
            proxy=proxy,
            kind=kind,
            paper=paper,
        )

    def require_proxy(self, unit_id: UUID, name: str) -> None:
        """Refuse who does not stand for the owner of a unit."""
        if self.proxies.get(self.head_of(unit_id).id, ("", ""))[0] != name:
            raise NotTheProxy

    def admit(
        self,
        stamp: Stamp,
        *,
        unit_id: UUID,
        marks: Marks,
        channel: VoteChannel,
        paper: str | None = None,
        returned_at: datetime | None = None,
    ) -> RollHead:
        """The head whose ballot may be returned now, if it may.

        paper: number of the paper that it is typed from, and must have.
        returned_at: when that came back, if it is only typed now.
        """
        self._require_own_count()
        if self.status is not VoteStatus.OPEN:
            label = self.status.label
            raise VoteNotOpen(status=label.en, status_zh=label.zh)
        if channel not in self.channels:
            raise ChannelNotOffered
        if (channel in TYPED) is (stamp.actor.role in RESIDENTS):
            raise ChannelNotYours
        self._require_typed(stamp, channel, paper, returned_at)
        self._require_in_window(returned_at or stamp.at)
        head = self.head_of(unit_id)
        if not marks and channel not in TYPED:
            raise invalid("marks", "未作任何选择", "at least one answer expected")
        self.require_marks(marks)
        return head

    def require_marks(self, marks: Sequence[VoteMark]) -> None:
        """Refuse answers to what was not asked, and more of them than one may give."""
        require_distinct("marks", ((mark.item, mark.option) for mark in marks))
        for mark in marks:
            item = self.items.get(mark.item)
            if item is None or mark.option not in (item.options or (None,)):
                raise ItemNotNoticed(item=f"{mark.item} {mark.option or ''}".strip())
        for item in self.items.values():
            agreed = [
                mark
                for mark in marks
                if mark.item == item.code and mark.choice is VoteChoice.YES
            ]
            if item.options and len(agreed) > item.seats:
                raise invalid(
                    "marks",
                    f"{item.code} 最多同意 {item.seats} 项",
                    f"{item.code}: at most {item.seats} yes expected",
                )

    def extend(self, stamp: Stamp, *, closes_at: datetime, ballots: Ballots) -> None:
        """Let the window end later: once, before its end, and only because too few have
        taken part. What was chosen so far is told to nobody."""
        self._allow(self.Extended)
        self._require_own_count()
        self._require_in_window(stamp.at)
        if self.extended:
            raise VoteExtended
        if closes_at <= self.closes_at:
            raise ExtensionNotLonger(closes_at=self.closes_at)
        require_not_too_long(stamp.rules, self.opens_at, closes_at)
        so_far = tally(self.roll.values(), ballots, self.items.values())
        if all(each.enough_heads and each.enough_area for each in so_far):
            raise EnoughTookPart
        self._record(self.Extended, stamp, closes_at=closes_at)

    def close(self, stamp: Stamp) -> None:
        """End the vote once its window is over; later ballots do not count."""
        self._allow(self.Closed)
        self._require_own_count()
        if stamp.at < self.closes_at:
            raise VoteWindowRunning(closes_at=self.closes_at)
        self._record(self.Closed, stamp)

    @staticmethod
    def _require_typed(
        stamp: Stamp,
        channel: VoteChannel,
        paper: str | None,
        returned_at: datetime | None,
    ) -> None:
        """What is typed has a paper, and came back before it was typed."""
        typed = channel in TYPED
        if typed is (paper is None):
            raise invalid(
                "paper",
                "纸质选票须有编号，网上表决没有",
                "the number of a paper expected, and none online",
            )
        require_code("paper", paper)
        if returned_at is not None and (not typed or returned_at > stamp.at):
            raise invalid("returned_at", "不能晚于现在", "not after now expected")

    def _require_own_count(self) -> None:
        if self.official:
            raise OfficialVote

    def _require_in_window(self, at: datetime) -> None:
        if at < self.opens_at:
            raise VoteNotYet(opens_at=self.opens_at)
        if at >= self.closes_at:
            raise VoteWindowOver(closes_at=self.closes_at)
