"""A ballot (选票): what one head of a vote's roll says.

It is a stream of its own, whose id follows from the vote and the head: the store's
uniqueness of streams makes "one head, one ballot" true under any concurrency, without
an aggregate that everybody waits for. A ballot counts as it stood when the vote was
closed; that is asked of `at_close`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate

from domain.ballot_facts import BallotFacts
from domain.facts import Stamp, require_text, stamped
from domain.lifecycle import Living, invalid
from domain.place import Place
from domain.vote_refusals import BallotFinal, BallotOnline
from domain.vote_words import UNSPOILED, VoteChannel, VoteMark

Marks = tuple[VoteMark, ...]
TYPED = frozenset({VoteChannel.PAPER, VoteChannel.MEETING})
"""Channels whose ballots are typed by staff."""


class Entry(NamedTuple):
    """What the ballot said from one version on."""

    version: int
    marks: Marks
    receipt: str
    corrected: bool


def ballot_id(vote_id: UUID, head: str) -> UUID:
    return uuid5(vote_id, f"ballot/{head}")


def receipt_of(vote_id: UUID, marks: Sequence[VoteMark], nonce: str) -> str:
    """The receipt code: a commitment to what the ballot says, which nobody can guess
    without its nonce. 32 hex digits of SHA-256 over canonical JSON."""
    said = sorted([mark.item, mark.option or "", mark.choice.value] for mark in marks)
    content = json.dumps([str(vote_id), said, nonce], separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def is_valid(marks: Sequence[VoteMark]) -> bool:
    """Whether it answers anything: blank and spoiled ballots do not."""
    return any(mark.choice in UNSPOILED for mark in marks)


class Ballot(BallotFacts, Living, Aggregate):
    """One ballot. Whether the vote admits it, the vote is asked first
    (`Vote.admit`)."""

    vote_id: UUID
    head: str
    unit_id: UUID
    channel: VoteChannel
    returned_at: datetime

    def __init__(self) -> None:
        self.entries: tuple[Entry, ...] = ()

    def add(
        self, marks: Marks, receipt: str, returned_at: datetime, corrected: bool = False
    ) -> None:
        """What a fact made true."""
        entry = Entry(len(self.entries) + 1, marks, receipt, corrected)
        self.entries = (*self.entries, entry)
        self.returned_at = returned_at

    @classmethod
    def cast(
        cls,
        stamp: Stamp,
        *,
        id: UUID,
        place: Place,
        vote_id: UUID,
        head: str,
        unit_id: UUID,
        marks: Marks,
        channel: VoteChannel,
        nonce: str,
        proxy: str | None = None,
        paper: str | None = None,
        returned_at: datetime | None = None,
    ) -> Self:
        """Return the ballot of a head."""
        return cls._create(
            cls.Cast,
            id=id,
            **stamped(stamp),
            **place.fields(),
            vote_id=vote_id,
            head=head,
            unit_id=unit_id,
            marks=marks,
            channel=channel,
            proxy=proxy,
            paper=paper,
            returned_at=returned_at or stamp.at,
            nonce=nonce,
            receipt=receipt_of(vote_id, marks, nonce),
        )

    def replace(
        self,
        stamp: Stamp,
        *,
        marks: Marks,
        channel: VoteChannel,
        nonce: str,
        allowed: bool,
        paper: str | None = None,
        returned_at: datetime | None = None,
    ) -> None:
        """Say something else before the close.

        allowed: the owners' rules let ballots be replaced; one that was blank or
            spoiled always may be, since the first valid one counts.
        """
        self._allow(self.Replaced)
        if not allowed and is_valid(self.entries[-1].marks):
            raise BallotFinal
        returned_at = returned_at or stamp.at
        if returned_at < self.returned_at:
            raise invalid(
                "returned_at", "早于现有选票", "after the present ballot expected"
            )
        self._record(
            self.Replaced,
            stamp,
            marks=marks,
            channel=channel,
            paper=paper,
            returned_at=returned_at,
            nonce=nonce,
            receipt=receipt_of(self.vote_id, marks, nonce),
        )

    def correct(self, stamp: Stamp, *, marks: Marks, nonce: str) -> None:
        """State what the paper says, in a recount that found it typed wrong."""
        self._allow(self.Corrected)
        if self.channel not in TYPED:
            raise BallotOnline
        require_text(stamp, "reason")
        self._record(
            self.Corrected,
            stamp,
            marks=marks,
            nonce=nonce,
            receipt=receipt_of(self.vote_id, marks, nonce),
        )

    def at_close(self, version: int) -> Entry | None:
        """What counts, if the ballot was at this version when the vote closed; what was
        corrected since, counts as corrected. None: it came too late."""
        if version < 1:
            return None
        counting = [
            each for each in self.entries if each.version <= version or each.corrected
        ]
        return counting[-1]
