"""The facts of a vote (业主共同决定) from its notice to its close; the rest is in
`vote_result_facts`.

What the public may check is public: notice, window, receipts, result. Restricted is who
is on the roll and who stands for whom.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from domain.facts import Audience, Label, Mask, sealable
from domain.lifecycle import Beginning, Step
from domain.quantities import Dm2
from domain.vote_result_facts import VoteResultFacts
from domain.vote_words import (
    BallotSecrecy,
    NoticedItem,
    ProxyKind,
    RollHead,
    VoteChannel,
    VoteStatus,
)

if TYPE_CHECKING:
    from domain.vote import Vote

PENDING = frozenset({VoteStatus.NOTICED, VoteStatus.OPEN})


class VoteFacts(VoteResultFacts):
    """The namespace that makes the facts read `Vote.Noticed`, ..."""

    class Noticed(Beginning):
        """A vote is announced, with everything that it will be counted by (条例14).

        items: nothing else may be voted on; an amendment is another vote.
        opens_at, closes_at: the window; a ballot is in time before `closes_at`.
        buildings: whose owners alone are asked; none: all of the compound.
        owners_rules: the owners' own rules that allow open ballots, replacement or
            uncast votes that join; None if nothing of that is used.
        roll_*: heads, area and SHA-256 of the frozen roll, and the last position of
            the log that it was made from.
        """

        label = Label("公告表决事项", "Noticed")
        texts = sealable(title=Mask.M0, text=Mask.M0)
        target = VoteStatus.NOTICED
        items: tuple[NoticedItem, ...]
        secrecy: BallotSecrecy
        channels: tuple[VoteChannel, ...]
        opens_at: datetime
        closes_at: datetime
        buildings: tuple[str, ...]
        replaceable: bool
        uncast_join: bool
        owners_rules: str | None
        roll_heads: int
        roll_area_dm2: Dm2
        roll_digest: str
        roll_position: int

        def change(self, vote: Vote) -> None:
            vote.items = {item.code: item for item in self.items}
            vote.secrecy = self.secrecy
            vote.channels = self.channels
            vote.opens_at = self.opens_at
            vote.closes_at = self.closes_at
            vote.buildings = self.buildings
            vote.replaceable = self.replaceable
            vote.uncast_join = self.uncast_join

    class RollFrozen(Step):
        """A part of the roll as it was at the notice."""

        label = Label("确定业主名册", "Roll frozen")
        audience = Audience.RESTRICTED
        sources = frozenset({VoteStatus.NOTICED})
        heads: tuple[RollHead, ...]

        def change(self, vote: Vote) -> None:
            for head in self.heads:
                vote.roll[head.id] = head
                for unit in head.units:
                    vote.head_by_unit[unit] = head.id

    class Withdrawn(Step):
        """The notice is taken back; what is to be changed needs another vote."""

        label = Label("撤回公告", "Withdrawn")
        texts = sealable(reason=Mask.M2)
        sources = frozenset({VoteStatus.NOTICED})
        target = VoteStatus.WITHDRAWN

    class Opened(Step):
        """Ballots are taken from now on."""

        label = Label("开始表决", "Opened")
        sources = frozenset({VoteStatus.NOTICED})
        target = VoteStatus.OPEN

    class ProxyRegistered(Step):
        """Somebody may return the ballot of a head, in writing.

        proxy: pseudonym that holds in this vote alone. paper: number of the paper.
        """

        label = Label("登记代理人", "Proxy registered")
        audience = Audience.RESTRICTED
        sources = PENDING
        head: str
        proxy: str
        kind: ProxyKind
        paper: str

        def change(self, vote: Vote) -> None:
            vote.proxies[self.head] = self.proxy, self.kind

    class Extended(Step):
        """Too few have taken part; the window ends later. It says nothing else."""

        label = Label("延长表决期", "Extended")
        sources = frozenset({VoteStatus.OPEN})
        closes_at: datetime

        def change(self, vote: Vote) -> None:
            vote.closes_at = self.closes_at
            vote.extended = True

    class Closed(Step):
        """No ballot counts that stands behind this in the log."""

        label = Label("截止表决", "Closed")
        sources = frozenset({VoteStatus.OPEN})
        target = VoteStatus.CLOSED
