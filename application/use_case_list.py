"""The use cases of every aggregate beside cases and the register of compounds."""

from __future__ import annotations

from typing import Any

from application.fee_accounts import FeeAccounts
from application.households import Households
from application.receipt_books import ReceiptBooks
from application.suspense_lists import SuspenseLists
from application.use_cases import UseCases

USE_CASES: tuple[type[UseCases[Any]], ...] = (
    FeeAccounts,
    Households,
    ReceiptBooks,
    SuspenseLists,
)
