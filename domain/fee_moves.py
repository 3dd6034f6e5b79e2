"""What the facts of a fee account have in common: they are restricted, and some of them
move money."""

from __future__ import annotations

from typing import Any

from domain.facts import Audience
from domain.fee_words import FeeAccountStatus
from domain.ledger import Postings, posted
from domain.lifecycle import Step

OPEN = frozenset({FeeAccountStatus.OPEN})


class OnOpen(Step):
    """A fact about an open account."""

    audience = Audience.RESTRICTED
    sources = OPEN


class Moving(OnOpen):
    """A fact that moves money."""

    def postings(self) -> Postings:
        """What the fact means in the books; follows from the fact alone."""
        raise NotImplementedError

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.books = posted(aggregate.books, self.postings())
