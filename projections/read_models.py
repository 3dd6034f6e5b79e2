"""The read models that one engine keeps up to date together."""

from __future__ import annotations

from projections.case_board import CASE_BOARD
from projections.case_deadlines import CASE_DEADLINES
from projections.case_history import CASE_HISTORY
from projections.compound_directory import COMPOUND_DIRECTORY
from projections.fund_accounts import FUND_ACCOUNTS
from projections.household_register import HOUSEHOLD_REGISTER
from projections.maintenance_funds import MAINTENANCE_FUNDS
from projections.records import Records
from projections.service_funds import SERVICE_FUNDS

RECORDS: tuple[Records, ...] = (
    HOUSEHOLD_REGISTER,
    MAINTENANCE_FUNDS,
    SERVICE_FUNDS,
)
"""Those of one row an aggregate."""

READ_MODELS = (
    CASE_HISTORY,
    CASE_BOARD,
    CASE_DEADLINES,
    COMPOUND_DIRECTORY,
    FUND_ACCOUNTS,
    *(each.projection for each in RECORDS),
)
NAMES = [each.name for each in READ_MODELS]
