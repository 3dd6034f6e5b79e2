"""The facts of a ballot. All of it is restricted: what one owner chose is nobody's
business but theirs; the public gets receipts, and of an open vote what was chosen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from domain.coded import Coded
from domain.facts import Audience, Label, Mask, sealable
from domain.lifecycle import Beginning, Step
from domain.vote_words import VoteChannel, VoteMark

if TYPE_CHECKING:
    from domain.ballot import Ballot


class BallotStatus(Coded):
    """What became of a ballot."""

    CAST = "cast", "已投票", "Cast"
    REPLACED = "replaced", "已改票", "Replaced by a later one"
    CORRECTED = "corrected", "录入已更正", "Corrected as typed"


ANY = frozenset(BallotStatus)


class BallotFacts:
    """The namespace that makes the facts read `Ballot.Cast`, ..."""

    class Cast(Beginning):
        """A head of the roll returns its ballot; one head, one stream.

        unit_id: the unit on whose account it was returned.
        marks: what it says; none: blank.
        proxy: pseudonym of who stood for the owner; None: the owner.
        paper: number of the paper that it was typed from; None: online.
        returned_at: when it came back. nonce: what the receipt is made with.
        """

        label = Label("投票", "Cast")
        audience = Audience.RESTRICTED
        target = BallotStatus.CAST
        vote_id: UUID
        head: str
        unit_id: UUID
        marks: tuple[VoteMark, ...]
        channel: VoteChannel
        proxy: str | None
        paper: str | None
        returned_at: datetime
        nonce: str
        receipt: str

        def change(self, ballot: Ballot) -> None:
            ballot.vote_id = self.vote_id
            ballot.head = self.head
            ballot.unit_id = self.unit_id
            ballot.channel = self.channel
            ballot.add(self.marks, self.receipt, self.returned_at)

    class Replaced(Step):
        """The owners' rules let the latest ballot before the close count."""

        label = Label("改票", "Replaced")
        audience = Audience.RESTRICTED
        sources = ANY
        target = BallotStatus.REPLACED
        marks: tuple[VoteMark, ...]
        channel: VoteChannel
        paper: str | None
        returned_at: datetime
        nonce: str
        receipt: str

        def change(self, ballot: Ballot) -> None:
            ballot.channel = self.channel
            ballot.add(self.marks, self.receipt, self.returned_at)

    class Corrected(Step):
        """The paper says something else than what was typed."""

        label = Label("更正录入", "Corrected")
        audience = Audience.RESTRICTED
        texts = sealable(reason=Mask.NEVER)
        sources = ANY
        target = BallotStatus.CORRECTED
        marks: tuple[VoteMark, ...]
        nonce: str
        receipt: str

        def change(self, ballot: Ballot) -> None:
            ballot.add(self.marks, self.receipt, ballot.returned_at, corrected=True)
