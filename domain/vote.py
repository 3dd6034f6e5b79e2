"""A vote of owners (业主共同决定), put together from the stages of its life.

vote_words       statuses, choices, channels; what an outcome says
vote_facts       what can be true of a vote, and what each fact changes
vote_notice      what it must be when it is announced
vote_state       what it remembers
vote_polling     open, proxies, which ballots it admits, extend, close
vote_results     count, recount, audit, certify, annul
official_result  what another system counted
vote_refusals    why a command is refused
ballot           what one head says: a stream of its own
roll, tally      who may vote, and what came of it: pure, for anyone to repeat
"""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from eventsourcing.domain import Aggregate

from domain.facts import Stamp, require_text, stamped
from domain.place import Place
from domain.roll import roll_digest
from domain.tally import weight_of
from domain.vote_facts import VoteFacts
from domain.vote_notice import (
    noticed_items,
    require_channels,
    require_manner,
    require_window,
)
from domain.vote_refusals import EmptyRoll
from domain.vote_results import PART, Results
from domain.vote_state import area_of
from domain.vote_words import BallotSecrecy, RollHead, VoteChannel, VoteItem


class Vote(Results, VoteFacts, Aggregate):
    """One vote, from its notice until it is certified, or annulled.

    Commands take a `Stamp` and their own arguments, record facts, and raise a `Refusal`
    where a rule says no.
    """

    @classmethod
    def announce(
        cls,
        stamp: Stamp,
        *,
        id: UUID,
        place: Place,
        items: tuple[VoteItem, ...],
        channels: tuple[VoteChannel, ...],
        opens_at: datetime,
        closes_at: datetime,
        roll: tuple[RollHead, ...],
        roll_position: int,
        secrecy: BallotSecrecy = BallotSecrecy.SECRET,
        buildings: tuple[str, ...] = (),
        replaceable: bool = False,
        uncast_join: bool = False,
        owners_rules: str | None = None,
    ) -> Self:
        """Give notice of a vote, and freeze the roll.

        roll: of `domain.roll.roll_of`; roll_position: of the log as it was read.
        """
        for text in ("title", "text"):
            require_text(stamp, text)
        noticed = noticed_items(stamp.rules, items, buildings)
        require_channels(stamp.rules, channels)
        require_window(stamp, opens_at, closes_at)
        require_manner(
            stamp.rules,
            noticed,
            secrecy=secrecy,
            replaceable=replaceable,
            uncast_join=uncast_join,
            owners_rules=owners_rules,
        )
        if not roll:
            raise EmptyRoll
        whole = weight_of(head.area_dm2 for head in roll)
        vote = cls._create(
            cls.Noticed,
            id=id,
            **stamped(stamp),
            **place.fields(),
            items=noticed,
            secrecy=secrecy,
            channels=channels,
            opens_at=opens_at,
            closes_at=closes_at,
            buildings=buildings,
            replaceable=replaceable,
            uncast_join=uncast_join,
            owners_rules=owners_rules,
            roll_heads=whole.heads,
            roll_area_dm2=area_of(whole),
            roll_digest=roll_digest(roll),
            roll_position=roll_position,
        )
        for begin in range(0, len(roll), PART):
            part = roll[begin : begin + PART]
            vote._follow(vote.RollFrozen, stamp, heads=part)
        return vote
