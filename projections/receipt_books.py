"""Books of receipts: which number of a compound was given last, and with what code?"""

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
                "codes": {},
            }
        case ReceiptBook.Issued() as fact:
            total = view["amount_fen"] + fact.amount_fen
            codes = view["codes"] | {str(fact.number): fact.verify}
            changed = {"last_number": fact.number, "amount_fen": total}
            return view | changed | {"codes": codes}
        case ReceiptBook.Voided() as fact:
            codes = {**view["codes"]}
            del codes[str(fact.number)]
            return view | {"voided": view["voided"] + 1, "codes": codes}
    return view


RECEIPT_BOOKS = Records("receipt_books", "ReceiptBook", evolve)
