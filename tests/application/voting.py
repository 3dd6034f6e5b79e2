"""A compound whose owners vote, for the tests of votes on a real log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from application.ballots import Ballots
from application.commands import Commands
from application.commit import Receipt
from application.compounds import Compounds
from application.households import Households
from application.order import Order
from application.votes import Votes
from domain.ballot import Ballot
from domain.compound_facts import CompoundKind
from domain.household_facts import Holder
from domain.quantities import Dm2
from domain.roles import Actor, Role
from domain.vote import Vote
from domain.vote_words import VoteChannel, VoteChoice, VoteItem, VoteMark
from tests.application.conftest import StandingClock

CLERK = Order(Actor("clerk-1", Role.NEIGHBOURHOOD_COMMITTEE))
OPERATOR = Order(Actor("operator-1", Role.OPERATOR))
STREET = Order(Actor("street-1", Role.STREET_OFFICER))
AUDITOR = Order(Actor("auditor-1", Role.AUDITOR))
YES, NO = VoteChoice.YES, VoteChoice.NO
DAY = timedelta(days=1)


def owner(number: int, key: str | None = None) -> Order:
    return Order(Actor(f"owner-{number}", Role.OWNER), key)


def marks(choice: VoteChoice = YES, code: str = "A") -> tuple[VoteMark, ...]:
    return (VoteMark(code, None, choice),)


@dataclass
class Voting:
    """A compound with its units, and what is done in it."""

    commands: Commands[Receipt]
    clock: StandingClock
    compound_id: UUID
    units: list[UUID]

    @property
    def votes(self) -> Votes[Receipt]:
        return Votes(self.commands)

    @property
    def ballots(self) -> Ballots[Receipt]:
        return Ballots(self.commands)

    def announce(self, **changes: Any) -> UUID:
        """A vote on the firm, opening in 16 days for ten."""
        opens = self.clock.now + 17 * DAY
        given: dict[str, Any] = {
            "compound_id": self.compound_id,
            "title": "续聘物业企业",
            "text": "全文",
            "items": (VoteItem("A", "V3", (), 0),),
            "channels": (VoteChannel.ONLINE, VoteChannel.PAPER),
            "opens_at": opens,
            "closes_at": opens + 10 * DAY,
        }
        return self.votes.announce(CLERK, **given | changes).ids[0]

    def opened(self, **changes: Any) -> UUID:
        """A vote into which ballots may be cast now."""
        id = self.announce(**changes)
        self.clock.now += 18 * DAY
        self.votes.open(CLERK, id)
        return id

    def cast(
        self, vote_id: UUID, number: int, choice: VoteChoice = YES, **more: Any
    ) -> Receipt:
        return self.ballots.cast(
            owner(number),
            vote_id=vote_id,
            unit_id=self.units[number],
            marks=marks(choice, **more),
        )

    def enter(self, vote_id: UUID, number: int, **changes: Any) -> Receipt:
        given: dict[str, Any] = {
            "unit_id": self.units[number],
            "marks": marks(),
            "channel": VoteChannel.PAPER,
            "paper": f"P-{number}",
        }
        return self.ballots.enter(CLERK, vote_id=vote_id, **given | changes)

    def close(self, vote_id: UUID) -> Vote:
        self.clock.now += 10 * DAY
        self.votes.close(CLERK, vote_id)
        return self.vote(vote_id)

    def vote(self, id: UUID) -> Vote:
        return self.commands.store.load(Vote, id)

    def ballot(self, id: UUID) -> Ballot:
        return self.commands.store.load(Ballot, id)


def compound(
    commands: Commands[Receipt], profile: str = "national", code: str = "V-1"
) -> UUID:
    return (
        Compounds(commands)
        .register(
            OPERATOR,
            code=code,
            name="幸福里",
            region_codes=("370000", "370100", "370101", "370101001"),
            region_names=("省", "市", "区", "街"),
            kind=CompoundKind.COMMODITY,
            buildings=1,
            households=9,
            profile=profile,
        )
        .ids[0]
    )


def household(
    commands: Commands[Receipt],
    compound_id: UUID,
    number: str,
    owners: Sequence[str],
    *,
    holder: Holder = Holder.OWNER,
    delivered: bool = True,
) -> UUID:
    units = Households(commands)
    id: UUID = units.register(
        OPERATOR,
        compound_id=compound_id,
        number=number,
        area_dm2=Dm2(10_000),
        owners=tuple(owners),
        holder=holder,
    ).ids[0]
    if delivered:
        units.deliver(OPERATOR, id, on=date(2026, 3, 1))
    return id


def voting(
    commands: Commands[Receipt],
    clock: StandingClock,
    heads: int = 6,
    profile: str = "national",
) -> Voting:
    """A compound with so many units, each of an owner of its own."""
    id = compound(commands, profile)
    units = [
        household(commands, id, f"1-{number}", [f"o-{number}"])
        for number in range(heads)
    ]
    return Voting(commands, clock, id, units)
