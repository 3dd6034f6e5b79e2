"""What facts that move fees have in common; those of an account are restricted."""

from __future__ import annotations

from typing import Any

from domain.facts import Audience
from domain.fee_words import FeeAccountStatus
from domain.ledger import Postings, posted
from domain.lifecycle import Step

OPEN = frozenset({FeeAccountStatus.OPEN})


class MovesMoney(Step):
    """A fact that moves money in an aggregate's books (`domain.ledger`)."""

    def postings(self) -> Postings:
        """What the fact means in the books; follows from the fact alone."""
        raise NotImplementedError  # by each such fact

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.books = posted(aggregate.books, self.postings())


class OnOpen(Step):
    """A fact about an open account."""

    audience = Audience.RESTRICTED
    sources = OPEN


class Moving(MovesMoney, OnOpen):
    """A fact about an open account that moves money."""
