"""Step 10: what must balance, from public facts alone.

A vote: each test follows from the noticed bar and the totals, the totals are those of
the roll, and there are as many receipts as ballots, with the digest that was published.
Money: the lines of an entry of the maintenance fund sum to nothing; of a service fund
no more is spent than was granted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias
from uuid import UUID

from domain.facts import Fact
from domain.fund_facts import FundBooking
from domain.quantities import Dm2
from domain.recount import open_recount, receipts_digest
from domain.service_fund_facts import ServiceFundFacts
from domain.tally import Weight, judged
from domain.vote_facts import VoteFacts
from domain.vote_words import BallotSecrecy, VoteOutcome, VoteTotals
from interfaces.audit.entries import PublicFact
from interfaces.audit.findings import Findings

Result: TypeAlias = "VoteFacts.Counted | VoteFacts.Recounted"


class Sums:
    """Takes in the public facts in their order."""

    def __init__(self, found: Findings) -> None:
        self._found = found
        self._votes: dict[UUID, list[Fact]] = {}
        self._granted: dict[UUID, int] = {}
        self.checked = 0

    def add(self, logged: PublicFact) -> None:
        fact: Fact = logged.fact
        id = fact.originator_id
        match fact:
            case VoteFacts.Noticed():
                self._votes[id] = [fact]
            case VoteFacts.ReceiptsListed() | VoteFacts.BallotsShown():
                self._votes.get(id, []).append(fact)
            case VoteFacts.Counted() | VoteFacts.Recounted() if id in self._votes:
                self.checked += 1
                wrong = faults_of(self._votes[id], fact)
                self._say("VOTE_UNBALANCED", logged, wrong, vote=id)
            case FundBooking():
                self.checked += 1
                sum_ = sum(line.amount for line in fact.postings)
                wrong = [f"{sum_} fen"] if sum_ else []
                self._say("BOOKS_UNBALANCED", logged, wrong, stream=id)
            case ServiceFundFacts.Approved():
                self._granted[id] = int(fact.amount)
            case ServiceFundFacts.Spent() if id in self._granted:
                self.checked += 1
                self._granted[id] -= fact.amount
                left = self._granted[id]
                wrong = [f"{left} fen"] if left < 0 else []
                self._say("BOOKS_UNBALANCED", logged, wrong, stream=id)

    def _say(
        self, code: str, logged: PublicFact, wrong: list[str], **named: Any
    ) -> None:
        for reason in wrong:
            self._found.fault(code, position=logged.position, reason=reason, **named)


def faults_of(facts: Sequence[Fact], result: Result) -> list[str]:
    """What is wrong with a result, counted by the rules of the notice.

    facts: the notice first, then what is public of the ballots.
    """
    noticed = facts[0]
    assert isinstance(noticed, VoteFacts.Noticed), "a vote begins with its notice"
    total = Weight(noticed.roll_heads, noticed.roll_area_dm2)
    wrong: list[str] = []
    for item in noticed.items:
        said = tuple(each for each in result.outcomes if each.item == item.code)
        if any((e.total_heads, e.total_area_dm2) != total for e in said):
            wrong.append(f"{item.code}: roll")
        if judged(item, total, [_totals(each) for each in said]) != said:
            wrong.append(f"{item.code}: tests")
        if any(each.part_heads > result.ballots for each in said):
            wrong.append(f"{item.code}: ballots")
    codes = {item.code for item in noticed.items}
    wrong += [each.item for each in result.outcomes if each.item not in codes]
    listed, digest = receipts_digest(facts)
    if listed != result.ballots:
        wrong.append(f"receipts: {listed} / {result.ballots}")
    elif digest != result.receipts_digest:
        wrong.append("receipts: digest")
    is_open = noticed.secrecy is BallotSecrecy.OPEN
    if is_open and not wrong and open_recount(facts) != result.outcomes:
        wrong.append("recount")
    return wrong


def _totals(each: VoteOutcome) -> VoteTotals:
    return VoteTotals(
        item=each.item,
        option=each.option,
        yes_heads=each.yes_heads,
        yes_area_dm2=Dm2(each.yes_area_dm2),
        no_heads=each.no_heads,
        no_area_dm2=Dm2(each.no_area_dm2),
        abstain_heads=each.abstain_heads,
        abstain_area_dm2=Dm2(each.abstain_area_dm2),
        joined_heads=each.joined_heads,
        joined_area_dm2=Dm2(each.joined_area_dm2),
    )
