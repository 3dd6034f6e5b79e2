"""The books of receipts (收据簿): read here, written together with the accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any, ClassVar
from uuid import UUID

from application.commands import R
from application.event_store import EventStore
from application.fee_rows import BOOK_ROWS
from application.roles_allowed import Row
from application.use_cases import UseCases
from domain.facts import Stamp
from domain.place import Place
from domain.receipts import ReceiptBook, receipt_book_id

BEGUN = "SELECT stream_id FROM event WHERE stream_id = ANY(%s) AND version = 1"
DOUBLINGS, PARTS = 20, 64


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
