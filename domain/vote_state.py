"""What a vote remembers between two commands."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID

from domain.lifecycle import Living
from domain.quantities import Dm2
from domain.tally import Weight, weight_of
from domain.vote_facts import VoteFacts
from domain.vote_refusals import (
    HeadNotOnRoll,
    NotChosen,
    VoteElsewhere,
    VoteNotPassed,
    VoteOnOtherMatter,
)
from domain.vote_result_facts import DECIDED
from domain.vote_words import (
    BallotSecrecy,
    NoticedItem,
    ProxyKind,
    RollHead,
    VoteChannel,
    VoteOutcome,
)

NEVER = datetime(1, 1, 1, tzinfo=UTC)


class VoteState(VoteFacts, Living):
    """The state that facts assign to; public attributes may be read by anyone.

    roll: the heads by id; head_by_unit: the head of each unit.
    proxies: head -> pseudonym of who stands for it, and in what right.
    outcomes, ballots, receipts_digest: of the last count.
    """

    def __init__(self) -> None:
        self.items: dict[str, NoticedItem] = {}
        self.secrecy = BallotSecrecy.SECRET
        self.channels: tuple[VoteChannel, ...] = ()
        self.opens_at = self.closes_at = NEVER
        self.replaceable = False
        self.uncast_join = False
        self.extended = False
        self.roll: dict[str, RollHead] = {}
        self.head_by_unit: dict[UUID, str] = {}
        self.proxies: dict[str, tuple[str, ProxyKind]] = {}
        self.outcomes: tuple[VoteOutcome, ...] = ()
        self.ballots = 0
        self.receipts_digest = ""
        self.counted_at = self.recount_until = NEVER
        self.recounted = False

    @property
    def people(self) -> frozenset[str]:
        """Pseudonyms of those who may return the ballot of somebody else."""
        return frozenset(name for name, _ in self.proxies.values())

    @property
    def official(self) -> bool:
        """Whether it runs on the official system."""
        return VoteChannel.OFFICIAL in self.channels

    @property
    def whole(self) -> Weight:
        """All heads of the roll and their area."""
        return weight_of(head.area_dm2 for head in self.roll.values())

    def require_passed(
        self, compound_id: UUID | None, matters: Collection[str] = ()
    ) -> None:
        """Refuse to act on a vote of another compound, or one that did not pass.

        matters: V-codes of which a question must have passed; none: any will do. What
        was passed holds until it is annulled (民280).
        """
        if not self.has_passed(compound_id, matters):
            raise VoteNotPassed

    def has_passed(
        self, compound_id: UUID | None, matters: Collection[str] = ()
    ) -> bool:
        """Whether one such question passed. Refuses a vote that is not counted."""
        self.require_about(compound_id, matters)
        if self.status not in DECIDED:
            raise VoteNotPassed
        asked = {code for code, item in self.items.items() if self._fits(item, matters)}
        return any(each.passed for each in self.outcomes if each.item in asked)

    def require_elected(self, compound_id: UUID | None, person: str) -> None:
        """Refuse somebody whom the vote (V2) did not choose: among the options that
        passed, by rank up to the seats (DOMAIN 2.6). A question without options was
        about the list that its notice named."""
        self.require_passed(compound_id, ("V2",))
        for each in self.outcomes:
            item = self.items[each.item]
            elected = not item.options or (each.chosen and each.option == person)
            if item.matter == "V2" and each.passed and elected:
                return
        raise NotChosen(person=person)

    def require_about(
        self, compound_id: UUID | None, matters: Collection[str] = ()
    ) -> None:
        """Refuse a vote of another compound, or about other matters."""
        if compound_id != self.compound_id:
            raise VoteElsewhere
        if not any(self._fits(item, matters) for item in self.items.values()):
            raise VoteOnOtherMatter(matters=", ".join(matters))

    @staticmethod
    def _fits(item: NoticedItem, matters: Collection[str]) -> bool:
        return not matters or item.matter in matters

    def head_of(self, unit_id: UUID) -> RollHead:
        """The head that a unit belongs to. Raises `HeadNotOnRoll`."""
        try:
            return self.roll[self.head_by_unit[unit_id]]
        except KeyError:
            raise HeadNotOnRoll from None


def area_of(weight: Weight) -> Dm2:
    return Dm2(weight.area)
