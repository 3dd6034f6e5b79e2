"""Votes for the tests: heads of a roll, and a vote at each stage of its life."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from domain.ballot import receipt_of
from domain.matters import noticed
from domain.place import Place
from domain.quantities import Dm2
from domain.roles import Actor, Role
from domain.vote import Vote
from domain.vote_results import CountedBallot
from domain.vote_words import (
    NoticedItem,
    RollHead,
    VoteChannel,
    VoteChoice,
    VoteItem,
    VoteMark,
)
from tests.scenario import COMPOUND_ID, NOW, RULES, STREET, stamp

VOTE_ID = UUID(int=50)
PLACE = Place(COMPOUND_ID, ("c", "d", "s", "m"), "national")
CLERK = Actor("clerk", Role.NEIGHBOURHOOD_COMMITTEE)
VOTER = Actor("voter", Role.OWNER)
AUDITOR = Actor("auditor", Role.AUDITOR)
YES, NO, ABSTAIN = VoteChoice.YES, VoteChoice.NO, VoteChoice.ABSTAIN
SPOILED = VoteChoice.SPOILED

OPENS = datetime(2026, 3, 25, 16, tzinfo=UTC)
"""Midnight in China after 15 full days from the 10th of March."""
CLOSES = OPENS + timedelta(days=10)
AFTER = CLOSES + timedelta(hours=1)
DURING = OPENS + timedelta(days=1)


def head(number: int, area: int = 10_000) -> RollHead:
    """A head of one unit, `1-<number>`."""
    unit = uuid5(COMPOUND_ID, str(number))
    return RollHead(f"h{number:04}", Dm2(area), (unit,), (f"1-{number:04}",))


def roll(heads: int, area: int = 10_000) -> tuple[RollHead, ...]:
    return tuple(head(number, area) for number in range(heads))


def unit(number: int) -> UUID:
    return head(number).units[0]


def item(matter: str = "V3", code: str = "A") -> VoteItem:
    return VoteItem(code, matter, (), 0)


def question(matter: str = "V3", code: str = "A", *options: str) -> NoticedItem:
    return noticed(RULES, VoteItem(code, matter, options, len(options) and 1))


def mark(
    choice: VoteChoice = YES, code: str = "A", option: str | None = None
) -> VoteMark:
    return VoteMark(code, option, choice)


def ballot(number: int, *marks: VoteMark) -> CountedBallot:
    said = marks or (mark(),)
    return CountedBallot(head(number).id, said, receipt_of(VOTE_ID, said, f"n{number}"))


def ballots(yes: int = 0, no: int = 0, abstain: int = 0) -> Sequence[CountedBallot]:
    said = [YES] * yes + [NO] * no + [ABSTAIN] * abstain
    return [ballot(number, mark(choice)) for number, choice in enumerate(said)]


ANNOUNCED: dict[str, Any] = {
    "id": VOTE_ID,
    "place": PLACE,
    "items": (item(),),
    "channels": (VoteChannel.ONLINE, VoteChannel.PAPER),
    "opens_at": OPENS,
    "closes_at": CLOSES,
    "roll_position": 7,
}


def announce(*, profile: str = "national", at: datetime = NOW, **changes: Any) -> Vote:
    """A vote of twelve heads, as its notice has it."""
    given = ANNOUNCED | {"roll": roll(12), "place": replace(PLACE, profile=profile)}
    sealed = stamp(STREET, at, "title", "text", profile=profile)
    return Vote.announce(sealed, **given | changes)


def noticed_vote(**changes: Any) -> Vote:
    vote = announce(**changes)
    vote.collect_events()
    return vote


def open_vote(**changes: Any) -> Vote:
    vote = noticed_vote(**changes)
    vote.open(stamp(CLERK, vote.opens_at))
    vote.collect_events()
    return vote


def closed_vote(**changes: Any) -> Vote:
    vote = open_vote(**changes)
    vote.close(stamp(CLERK, vote.closes_at))
    vote.collect_events()
    return vote


def counted_vote(said: Sequence[CountedBallot] | None = None, **changes: Any) -> Vote:
    vote = closed_vote(**changes)
    vote.count(stamp(CLERK, AFTER), ballots(yes=9) if said is None else said)
    vote.collect_events()
    return vote
