"""The records of the schema: each node, and what a list of them is called."""

from __future__ import annotations

from collections.abc import Mapping

from interfaces.graphql.fee_account import FeeAccount
from interfaces.graphql.household import Household
from interfaces.graphql.receipt_book import ReceiptBook
from interfaces.graphql.record import RecordNode
from interfaces.graphql.suspense_list import SuspenseList

NODES: Mapping[str, type[RecordNode]] = {
    "fee_accounts": FeeAccount,
    "households": Household,
    "receipt_books": ReceiptBook,
    "suspense_lists": SuspenseList,
}
