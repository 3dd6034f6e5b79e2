"""The read models that one engine keeps up to date together."""

from __future__ import annotations

from projections.case_board import CASE_BOARD
from projections.case_deadlines import CASE_DEADLINES
from projections.case_history import CASE_HISTORY
from projections.compound_directory import COMPOUND_DIRECTORY
from projections.fee_accounts import FEE_ACCOUNTS
from projections.household_register import HOUSEHOLD_REGISTER
from projections.receipt_books import RECEIPT_BOOKS
from projections.records import Records
from projections.suspense_lists import SUSPENSE_LISTS

RECORDS: tuple[Records, ...] = (
    FEE_ACCOUNTS,
    HOUSEHOLD_REGISTER,
    RECEIPT_BOOKS,
    SUSPENSE_LISTS,
)
"""Those of one row an aggregate."""

READ_MODELS = (
    CASE_HISTORY,
    CASE_BOARD,
    CASE_DEADLINES,
    COMPOUND_DIRECTORY,
    *(each.projection for each in RECORDS),
)
NAMES = [each.name for each in READ_MODELS]
