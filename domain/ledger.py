"""Double entry: what every movement of money is made of (DOMAIN 2.9, 2.18).

A book is a mapping from its accounts, which are words of the domain (`Coded`), to what
stands on them: debits positive, credits negative. Money only moves from one account to
another, so that debits equal credits by construction, whatever the commands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.coded import Coded


@dataclass(frozen=True, slots=True)
class Posting:
    """One side of a movement; fen: a debit if positive, a credit if negative."""

    account: Coded
    fen: int


Postings = tuple[Posting, ...]
Books = Mapping[Coded, int]
"""What stands on each account; one that is not there has nothing."""


def moved(fen: int, *, debit: Coded, credit: Coded) -> Postings:
    """The two postings of one movement; none if there is nothing to move."""
    return (Posting(debit, fen), Posting(credit, -fen)) if fen else ()


def posted(books: Books, postings: Iterable[Posting]) -> Books:
    """The books after the postings."""
    after = dict(books)
    for each in postings:
        after[each.account] = after.get(each.account, 0) + each.fen
    return after


def balanced(books: Books) -> bool:
    """Whether debits equal credits."""
    return sum(books.values()) == 0
