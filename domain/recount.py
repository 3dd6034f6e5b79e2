"""Counting a vote again from nothing but what is public of it.

For an open vote that is everything: `open_recount` gives the recorded outcomes, or
something is wrong. Of a secret vote the public has the list of receipt codes: its
length and its digest must be those of the count, and every voter finds their own code
in it. The full recount of a secret vote is an auditor's (`Vote.audit`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from domain.facts import Fact
from domain.tally import Weight, tallied
from domain.vote_facts import VoteFacts
from domain.vote_words import OpenBallot, VoteOutcome


def open_recount(facts: Iterable[Fact]) -> tuple[VoteOutcome, ...]:
    """The outcomes of an open vote, from its public facts in order."""
    ballots: list[OpenBallot] = []
    noticed: VoteFacts.Noticed | None = None
    for fact in facts:
        match fact:
            case VoteFacts.Noticed():
                noticed = fact
            case VoteFacts.BallotsShown():
                ballots = [*(ballots if fact.part > 1 else ()), *fact.ballots]
    assert noticed is not None, "a vote begins with its notice"
    named = {str(number): ballot for number, ballot in enumerate(ballots)}
    return tallied(
        {name: ballot.area_dm2 for name, ballot in named.items()},
        Weight(noticed.roll_heads, noticed.roll_area_dm2),
        {name: ballot.marks for name, ballot in named.items()},
        noticed.items,
        uncast_join=noticed.uncast_join,
    )


def receipts_digest(facts: Iterable[Fact]) -> tuple[int, str]:
    """How many receipt codes are listed, and their digest as a count records it."""
    receipts: list[str] = []
    for fact in facts:
        if isinstance(fact, VoteFacts.ReceiptsListed):
            receipts = [*(receipts if fact.part > 1 else ()), *fact.receipts]
    return len(receipts), digest_of(receipts)


def digest_of(receipts: Iterable[str]) -> str:
    """SHA-256 of the codes in order, a line each."""
    lines = "".join(f"{receipt}\n" for receipt in receipts)
    return hashlib.sha256(lines.encode()).hexdigest()
