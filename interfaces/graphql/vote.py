"""What clients see of a vote of owners (业主共同决定)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import strawberry

from application.votes import Votes
from domain.quantities import Dm2
from domain.vote_words import (
    AnnulmentBy,
    BallotSecrecy,
    VoteChannel,
    VoteStatus,
)
from interfaces.graphql.ballot import BallotMark
from interfaces.graphql.record import RecordNode, part, shown
from projections.votes import VOTES

FIELDS: Mapping[str, str] = {
    "title": "What is voted on, in a few words. Free text; sealed.",
    "text": "The full text of the notice. Free text; sealed.",
    "items": "The questions; nothing else may be voted on.",
    "channels": "How ballots may come back.",
    "opens_at": "From when; 15 full days after the notice at the earliest.",
    "closes_at": "Until when; a ballot is in time before that.",
    "secrecy": "Whether ballots are secret.",
    "buildings": "Whose owners alone are asked; none: all of the compound.",
    "replaceable": "Whether the latest ballot before the close counts.",
    "uncast_join": "Whether uncast votes join the majority, never participation.",
    "owners_rules": "Code of the owners' own rules that allow what is not usual.",
    "unit_id": "One of the owner's units.",
    "unit_ids": "A unit of each owner who asks for it.",
    "proxy": "Id of the person who stands for the owner; only a pseudonym is recorded.",
    "kind": "In what right.",
    "paper": "Number of the signed paper.",
    "document": "Number of the order; of an official result the signed document.",
    "signature": "Ed25519 signature over the document, 64 bytes.",
    "by": "Whose order it is.",
    "on": "The day of the order.",
    "explanation": "Why the recount differs. Free text; sealed.",
    "reason": "Why. Free text; sealed.",
}


@part("What a matter needs, by heads and by area alike.")
class VoteThreshold:
    part: int = strawberry.field(description="Share that must take part: of")
    part_of: int = strawberry.field(description="so many; at least.")
    pass_share: int = strawberry.field(description="Share of these that must agree: of")
    pass_of: int = strawberry.field(description="so many.")
    strict: bool = strawberry.field(
        description="More than that share must agree; otherwise at least."
    )


@part("One question of a vote.")
class NoticedQuestion:
    code: str = strawberry.field(description="Its code, unique in the vote.")
    matter: str = strawberry.field(description="What it is about, V1 to V14.")
    options: list[str] = strawberry.field(description="What is chosen among, if any.")
    seats: int = strawberry.field(description="How many of the options are chosen.")
    bar: VoteThreshold = strawberry.field(description="What it needs.")


@part("The result of one question, or of one of its options, with each test.")
class QuestionResult:
    item: str = strawberry.field(description="Code of the question.")
    option: str | None = strawberry.field(description="The option, if it has any.")
    total_heads: int = strawberry.field(description="Heads on the roll.")
    total_area_dm2: Dm2 = strawberry.field(description="Their area.")
    part_heads: int = strawberry.field(description="Heads that took part.")
    part_area_dm2: Dm2 = strawberry.field(description="Their area.")
    yes_heads: int = strawberry.field(description="Heads that agreed.")
    yes_area_dm2: Dm2 = strawberry.field(description="Their area.")
    no_heads: int = strawberry.field(description="Heads that did not.")
    no_area_dm2: Dm2 = strawberry.field(description="Their area.")
    abstain_heads: int = strawberry.field(description="Heads that abstained.")
    abstain_area_dm2: Dm2 = strawberry.field(description="Their area.")
    joined_heads: int = strawberry.field(
        description="Uncast votes that joined the majority; 0 unless the rules say so."
    )
    joined_area_dm2: Dm2 = strawberry.field(description="Their area.")
    enough_heads: bool = strawberry.field(description="Enough heads took part.")
    enough_area: bool = strawberry.field(description="Enough area took part.")
    agreed_heads: bool = strawberry.field(description="Enough heads agreed.")
    agreed_area: bool = strawberry.field(description="Enough area agreed.")
    passed: bool = strawberry.field(description="All four.")
    chosen: bool = strawberry.field(description="Passed, and among the seats.")
    tied: bool = strawberry.field(
        description="Passed, but equal to another one at the last seat."
    )


@part("A ballot of an open vote.")
class ShownBallot:
    numbers: list[str] = strawberry.field(description="The units of the owner.")
    area_dm2: Dm2 = strawberry.field(description="Their area.")
    marks: list[BallotMark] = strawberry.field(description="What was said.")


@part("Where a result is from that another system counted.")
class OfficialSource:
    system: str = strawberry.field(description="Which system.")
    reference: str = strawberry.field(description="Its number there.")
    key: str = strawberry.field(description="SHA-256 of the key that signed.")
    document: str = strawberry.field(description="SHA-256 of what was signed.")


@part("An order of a court, of the street or of the department.")
class VoteOrder:
    by: AnnulmentBy = strawberry.field(description="Whose order.")
    document: str = strawberry.field(description="Its number.")
    on: date = strawberry.field(description="Its day.")


@shown(VOTES, Votes, "One vote of owners (业主共同决定).", FIELDS)
class Vote(RecordNode):
    status: VoteStatus = strawberry.field(description="Where it stands.")
    items: list[NoticedQuestion] = strawberry.field(description="The questions.")
    secrecy: BallotSecrecy = strawberry.field(description="Whether it is secret.")
    channels: list[VoteChannel] = strawberry.field(description="How ballots come.")
    opens_at: datetime = strawberry.field(description="From when.")
    closes_at: datetime = strawberry.field(description="Until when.")
    extended: bool = strawberry.field(description="Whether that was put off.")
    buildings: list[str] = strawberry.field(
        description="Whose owners alone are asked; none: all."
    )
    replaceable: bool = strawberry.field(description="Whether the latest counts.")
    uncast_join: bool = strawberry.field(description="Whether uncast votes join.")
    owners_rules: str | None = strawberry.field(
        description="The owners' rules that allow what is not usual."
    )
    roll_heads: int = strawberry.field(description="Heads on the frozen roll.")
    roll_area_dm2: Dm2 = strawberry.field(description="Area on the frozen roll.")
    roll_digest: str = strawberry.field(description="SHA-256 of the frozen roll.")
    roll_position: int = strawberry.field(
        description="Position of the log at which the roll was read."
    )
    outcomes: list[QuestionResult] = strawberry.field(
        description="The result, when counted."
    )
    ballots: int | None = strawberry.field(description="Ballots counted.")
    spoiled: int | None = strawberry.field(description="Of these valid nowhere.")
    receipts: list[str] = strawberry.field(
        description="Receipt codes of the ballots counted; every voter has one."
    )
    receipts_digest: str | None = strawberry.field(
        description="SHA-256 of the codes, sorted, a line each."
    )
    open_ballots: list[ShownBallot] = strawberry.field(
        description="The ballots, if the vote was open."
    )
    counted_at: datetime | None = strawberry.field(description="When it was counted.")
    recount_until: datetime | None = strawberry.field(
        description="Until when 5% of the owners may ask for a recount."
    )
    recounted: bool = strawberry.field(description="Whether it was counted twice.")
    equal: bool | None = strawberry.field(
        description="Whether the recount was equal; null without one."
    )
    audited: bool | None = strawberry.field(
        description="Whether an auditor found the same; null without an audit."
    )
    certified_at: datetime | None = strawberry.field(description="When certified.")
    annullable_until: date | None = strawberry.field(
        description="Until when a court may be asked, by who knew at once."
    )
    official: OfficialSource | None = strawberry.field(
        description="Where the result is from, if not from here."
    )
    order: VoteOrder | None = strawberry.field(description="What was ordered.")
