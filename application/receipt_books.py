"""The books of receipts (收据簿): read here, written together with the accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from application.commands import R
from application.fee_rows import BOOK_ROWS
from application.roles_allowed import Row
from application.use_cases import UseCases
from domain.receipts import ReceiptBook


class ReceiptBooks(UseCases[R]):
    """One book a compound; it has no command of its own."""

    kind = ReceiptBook
    name = "receipt_book"
    public = False
    rows: ClassVar[Mapping[str, Row]] = BOOK_ROWS
