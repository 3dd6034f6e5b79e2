"""What the owner of a household sees of their ballot (选票)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import strawberry

from application.ballots import Ballots
from domain.ballot_facts import BallotStatus
from domain.vote_words import VoteChannel, VoteChoice
from interfaces.graphql.record import RecordNode, part, shown
from projections.ballots import BALLOTS

FIELDS: Mapping[str, str] = {
    "vote_id": "The vote.",
    "unit_id": "One of the owner's units; the ballot is for all of them.",
    "marks": "What it says to each question; what is left out is blank.",
    "channel": "How it came back.",
    "paper": "Number of the signed paper; null online.",
    "proxy": "Id of the person who stands for the owner; only a pseudonym is recorded.",
    "returned_at": "When the paper came back, if not now.",
    "reason": "Why. Free text; sealed.",
}


@part("What a ballot says to one question.")
class BallotMark:
    item: str = strawberry.field(description="Code of the question.")
    option: str | None = strawberry.field(
        description="Which of its options; null if it has none."
    )
    choice: VoteChoice = strawberry.field(description="What is said to it.")


@shown(BALLOTS, Ballots, "One ballot of one head of the roll (选票).", FIELDS)
class Ballot(RecordNode):
    status: BallotStatus = strawberry.field(description="What became of it.")
    vote_id: UUID = strawberry.field(description="The vote.")
    unit_id: UUID = strawberry.field(description="The unit that it was returned for.")
    marks: list[BallotMark] = strawberry.field(description="What it says.")
    channel: VoteChannel = strawberry.field(description="How it came back.")
    by_proxy: bool = strawberry.field(description="Whether somebody stood in.")
    paper: str | None = strawberry.field(
        description="Number of the paper; null online."
    )
    returned_at: datetime = strawberry.field(description="When it came back.")
    receipt: str = strawberry.field(
        description="The receipt code: look for it in the list of the vote."
    )
    nonce: str = strawberry.field(
        description="What the receipt code is made with, so that you can make it again."
    )
