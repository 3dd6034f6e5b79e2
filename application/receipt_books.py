"""The books of receipts (收据簿): read here, written together with the accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import count
from typing import Any, ClassVar, NamedTuple, TypeVar
from uuid import UUID

from application.commands import R
from application.event_store import EventStore
from application.fee_rows import BOOK_ROWS
from application.roles_allowed import Row
from application.steps import Blocking, Steps
from application.use_cases import UseCases
from domain.facts import Stamp
from domain.place import Place
from domain.receipts import ReceiptBook, receipt_book_id

BEGUN = "SELECT stream_id FROM event WHERE stream_id = ANY(%s) AND version = 1"
DOUBLINGS, PARTS = 20, 64
T = TypeVar("T")


class _BooksTurned(Exception):
    """While a command waited its turn, both books that it looked up were filled."""


class BooksAtHand(NamedTuple):
    """The book of a compound that was in use when it was looked up, and the next."""

    place: Place
    volume: int

    @property
    def kinds(self) -> dict[UUID, type[ReceiptBook]]:
        assert self.place.compound_id is not None, "a book belongs to a compound"
        return books_from(self.place.compound_id, self.volume)

    def book(self, found: dict[UUID, Any], stamp: Stamp) -> ReceiptBook:
        """The book in use among what was loaded; for `with_books` only."""
        book = book_among(found, self.place, self.volume, stamp)
        if book.id not in self.kinds:
            raise _BooksTurned
        return book


def with_books(
    store: EventStore, place: Place, write: Callable[[BooksAtHand], Steps[T]]
) -> Steps[T]:
    """Do what needs a book; look the books up anew if they were filled meanwhile."""
    assert place.compound_id is not None, "a book belongs to a compound"
    while True:
        looking = partial(present_volume, store, place.compound_id)
        volume: int = yield Blocking(looking)
        try:
            return (yield from write(BooksAtHand(place, volume)))
        except _BooksTurned:
            continue


class ReceiptBooks(UseCases[R]):
    """The books of a compound; they have no command of their own."""

    kind = ReceiptBook
    name = "receipt_book"
    public = False
    rows: ClassVar[Mapping[str, Row]] = BOOK_ROWS


def present_volume(store: EventStore, compound_id: UUID) -> int:
    """The book that is in use: the last that was begun; 0 before the first.

    Few questions, however many books there are: first by doubling, then in parts.
    """

    def begun(volumes: Iterable[int]) -> int:
        """The last of these volumes that was begun; 0 if none was."""
        ids = {receipt_book_id(compound_id, each): each for each in volumes}
        rows = store.database.fetch(BEGUN, (list(ids),))
        return max((ids[row[0]] for row in rows), default=0)

    low = begun(2**power for power in range(DOUBLINGS))
    high = 2 * low
    while high - low > 1:
        step = max(1, (high - low) // PARTS)
        low = max(low, begun(range(low + step, high, step)))
        high = min(high, low + step)
    return low


def books_from(compound_id: UUID, volume: int) -> dict[UUID, type[ReceiptBook]]:
    """The kinds of the book in use and of the next, for a command that needs one."""
    return {
        receipt_book_id(compound_id, each): ReceiptBook for each in (volume, volume + 1)
    }


def book_among(
    found: dict[UUID, Any], place: Place, volume: int, stamp: Stamp
) -> ReceiptBook:
    """The book in use among what was loaded; begun if it is not there yet, and so is
    the next if it is full."""
    for book in _books(found, place, volume, stamp):
        if not book.full:
            return book
    raise AssertionError("there is always a next book")


def _books(
    found: dict[UUID, Any], place: Place, volume: int, stamp: Stamp
) -> Iterator[ReceiptBook]:
    assert place.compound_id is not None, "a book belongs to a compound"
    for each in count(volume):
        id = receipt_book_id(place.compound_id, each)
        if id not in found:
            found[id] = ReceiptBook.begin(stamp, place=place, volume=each)
        yield found[id]
