"""What a vote remembers between two commands."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID

from domain.quantities import Dm2
from domain.tally import Weight, weight_of
from domain.text_release import Releasing
from domain.vote_facts import VoteFacts
from domain.vote_refusals import (
    HeadNotOnRoll,
    NotChosen,
    QuestionNotNamed,
    QuestionOnOtherMatter,
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


class VoteState(VoteFacts, Releasing):
    """The state that facts assign to; public attributes may be read by anyone.

    buildings: whose owners alone were asked; none: all of the compound.
    roll: the heads by id; head_by_unit: the head of each unit.
    proxies: head -> pseudonym of who stands for it, and in what right.
    outcomes, ballots, receipts_digest: of the last count.
    """

    def __init__(self) -> None:
        self.items: dict[str, NoticedItem] = {}
        self.secrecy = BallotSecrecy.SECRET
        self.channels: tuple[VoteChannel, ...] = ()
        self.opens_at = self.closes_at = NEVER
        self.buildings: tuple[str, ...] = ()
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

    def question_on(
        self,
        compound_id: UUID | None,
        matters: Collection[str] = (),
        named: str | None = None,
    ) -> str:
        """The question of this vote that decides a matter of the compound.

        matters: V-codes that fit; none: any will do. named: the question's code; it may
        be left out if only one fits. Refuses a vote of another compound or on other
        matters, and a question that is not among those.
        """
        if compound_id != self.compound_id:
            raise VoteElsewhere
        asked = [
            code
            for code, item in self.items.items()
            if not matters or item.matter in matters
        ]
        if not asked:
            raise VoteOnOtherMatter(matters=", ".join(matters))
        if named is None and len(asked) > 1:
            raise QuestionNotNamed(questions=", ".join(asked))
        question = asked[0] if named is None else named
        if question not in asked:
            raise QuestionOnOtherMatter(question=question)
        return question

    def has_passed(self, question: str) -> bool:
        """Whether the question passed. Refuses a vote that is not counted; what was
        passed holds until it is annulled (民280)."""
        if self.status not in DECIDED:
            raise VoteNotPassed
        return any(each.passed for each in self.outcomes if each.item == question)

    def require_passed(
        self,
        compound_id: UUID | None,
        matters: Collection[str] = (),
        named: str | None = None,
    ) -> str:
        """The question that decides (`question_on`), which must have passed."""
        question = self.question_on(compound_id, matters, named)
        if not self.has_passed(question):
            raise VoteNotPassed
        return question

    def require_elected(
        self, compound_id: UUID | None, person: str, named: str | None = None
    ) -> str:
        """The election (V2) that chose somebody: among its options that passed, by rank
        up to the seats (DOMAIN 2.6). Who was no option was not on the ballot."""
        question = self.require_passed(compound_id, ("V2",), named)
        chosen = {
            each.option
            for each in self.outcomes
            if each.chosen and each.item == question
        }
        if person not in chosen:
            raise NotChosen(person=person)
        return question

    def head_of(self, unit_id: UUID) -> RollHead:
        """The head that a unit belongs to. Raises `HeadNotOnRoll`."""
        try:
            return self.roll[self.head_by_unit[unit_id]]
        except KeyError:
            raise HeadNotOnRoll from None


def area_of(weight: Weight) -> Dm2:
    return Dm2(weight.area)
