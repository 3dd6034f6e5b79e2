"""The use cases of a vote that need its ballots: extend, close, count, recount, audit.

The ballots are read after the vote and before the decision; if the vote has moved
between, nothing is decided on them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from application.ballot_box import counted_ballots
from application.commands import R
from application.commit import Receipt
from application.order import Order
from application.refusals import Conflict
from application.steps import Blocking, Steps
from application.use_cases import UseCases
from domain.facts import Stamp
from domain.vote import Vote
from domain.vote_results import CountedBallot
from domain.vote_words import VoteStatus

Decide = Callable[[Vote, Stamp, Sequence[CountedBallot]], None]


class VoteCounting(UseCases[R]):
    """Commands that are decided by what the ballots say."""

    def extend(self, order: Order, id: UUID, *, closes_at: datetime) -> R:
        """Let the window end later: once, and only because too few have taken part."""

        def extend(vote: Vote, stamp: Stamp, ballots: Sequence[CountedBallot]) -> None:
            marks = {each.head: each.marks for each in ballots}
            vote.extend(stamp, closes_at=closes_at, ballots=marks)

        body = {"closes_at": closes_at}
        return self._commands.run(self._with_ballots(order, "extend", id, extend, body))

    def close(self, order: Order, id: UUID) -> R:
        """End the vote once its window is over, and count it."""

        def close(vote: Vote, stamp: Stamp) -> None:
            vote.close(stamp)

        def steps() -> Steps[Receipt]:
            # The close comes first and by itself: its position says which ballots are
            # in time, and only then are they read.
            receipt = yield from self._commands.changing(
                order, "vote.close", Vote, id, {}, {}, close
            )
            vote = yield from self._commands.loading(Vote, id)
            if vote.status is not VoteStatus.CLOSED:
                return receipt  # another try has counted it
            once = replace(order, key=None, expected_version=None)
            return (yield from self._with_ballots(once, "count", id, Vote.count))

        return self._commands.run(steps())

    def count(self, order: Order, id: UUID) -> R:
        """Count a vote that was closed, if that was broken off."""
        return self._commands.run(self._with_ballots(order, "count", id, Vote.count))

    def recount(self, order: Order, id: UUID, *, explanation: str | None = None) -> R:
        """Count again what was asked to be; a difference needs its explanation."""
        texts = {"explanation": explanation} if explanation else {}
        return self._commands.run(
            self._with_ballots(order, "recount", id, Vote.recount, texts=texts)
        )

    def audit(self, order: Order, id: UUID) -> R:
        """Count every ballot again, and record whether the result is the recorded."""
        return self._commands.run(self._with_ballots(order, "audit", id, Vote.audit))

    def _with_ballots(
        self,
        order: Order,
        name: str,
        id: UUID,
        decide: Decide,
        body: Mapping[str, object] = {},  # never changed
        texts: Mapping[str, str] = {},
    ) -> Steps[Receipt]:
        """Change a vote by what its ballots say."""
        seen = yield from self._commands.loading(Vote, id)
        read = partial(counted_ballots, self._commands.store, seen)
        ballots = yield Blocking(read)

        def with_ballots(vote: Vote, stamp: Stamp) -> None:
            if vote.version != seen.version:  # a ballot may have been corrected
                raise Conflict(expected=seen.version, actual=vote.version)
            decide(vote, stamp, ballots)

        return (
            yield from self._commands.changing(
                order, f"vote.{name}", Vote, id, body, texts, with_ballots
            )
        )
