"""Books of receipts: which number of a compound was given last?"""

from __future__ import annotations

from application.event_store import Recorded
from domain.receipts import ReceiptBookFacts as ReceiptBook
from projections.documents import View, stated
from projections.records import Records


def evolve(view: View, recorded: Recorded) -> View:
    """The document of a book after a fact."""
    match recorded.fact:
        case ReceiptBook.Begun() as fact:
            return stated(fact) | {
                "sort": f"{fact.volume:09}",
                "last_number": fact.first_number - 1,
                "voided": 0,
                "amount_fen": 0,
            }
        case ReceiptBook.Issued() as fact:
            total = view["amount_fen"] + fact.amount_fen
            return view | {"last_number": fact.number, "amount_fen": total}
        case ReceiptBook.Voided():
            return view | {"voided": view["voided"] + 1}
    return view


RECEIPT_BOOKS = Records("receipt_books", "ReceiptBook", evolve)
