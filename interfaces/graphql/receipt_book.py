"""What clients see of a compound's book of receipts (收据簿)."""

from __future__ import annotations

import strawberry

from application.receipt_books import ReceiptBooks
from domain.quantities import Fen
from domain.receipts import ReceiptBookStatus
from interfaces.graphql.record import RecordNode, shown
from projections.receipt_books import RECEIPT_BOOKS


@shown(RECEIPT_BOOKS, ReceiptBooks, "A book of receipts of a compound (收据簿).", {})
class ReceiptBook(RecordNode):
    status: ReceiptBookStatus = strawberry.field(description="Where it stands.")
    volume: int = strawberry.field(description="Its place in the row, from 0.")
    first_number: int = strawberry.field(description="Its first number.")
    last_number: int = strawberry.field(
        description="The number given last; every number up to it was given."
    )
    voided: int = strawberry.field(description="How many of them are void.")
    amount_fen: Fen = strawberry.field(description="All receipts, void ones too.")
