"""The read models that one engine keeps up to date together."""

from __future__ import annotations

from projections.absences import ABSENCES
from projections.ballots import BALLOTS
from projections.case_board import CASE_BOARD
from projections.case_deadlines import CASE_DEADLINES
from projections.case_history import CASE_HISTORY
from projections.commission_accounts import COMMISSION_ACCOUNTS
from projections.committee_registry import COMMITTEE_REGISTRY
from projections.compound_care import COMPOUND_CARE
from projections.compound_directory import COMPOUND_DIRECTORY
from projections.data_requests import DATA_REQUESTS
from projections.duties import DUTY_REGISTER
from projections.enterprise_register import ENTERPRISE_REGISTER
from projections.event_places import EVENT_PLACES
from projections.exemptions import EXEMPTIONS
from projections.fee_accounts import FEE_ACCOUNTS
from projections.fund_accounts import FUND_ACCOUNTS
from projections.household_register import HOUSEHOLD_REGISTER
from projections.indicators import INDICATORS
from projections.maintenance_funds import MAINTENANCE_FUNDS
from projections.meetings import MEETINGS
from projections.publications import PUBLICATIONS
from projections.receipt_books import RECEIPT_BOOKS
from projections.records import Records
from projections.service_dispatches import SERVICE_DISPATCHES
from projections.service_funds import SERVICE_FUNDS
from projections.service_roster import SERVICE_ROSTER
from projections.survey_results import SURVEY_RESULTS
from projections.suspense_lists import SUSPENSE_LISTS
from projections.timers import TIMERS
from projections.visit_book import VISIT_BOOK
from projections.votes import VOTES

RECORDS: tuple[Records, ...] = (
    HOUSEHOLD_REGISTER,
    SERVICE_ROSTER,
    SERVICE_DISPATCHES,
    SURVEY_RESULTS,
    VISIT_BOOK,
    DATA_REQUESTS,
    ABSENCES,
    ENTERPRISE_REGISTER,
    MAINTENANCE_FUNDS,
    SERVICE_FUNDS,
    COMMITTEE_REGISTRY,
    MEETINGS,
    VOTES,
    BALLOTS,
    FEE_ACCOUNTS,
    RECEIPT_BOOKS,
    SUSPENSE_LISTS,
    COMMISSION_ACCOUNTS,
    PUBLICATIONS,
    EXEMPTIONS,
)
"""Those of one row an aggregate."""

READ_MODELS = (
    CASE_HISTORY,
    CASE_BOARD,
    CASE_DEADLINES,
    COMPOUND_DIRECTORY,
    COMPOUND_CARE.projection,
    *(each.projection for each in RECORDS),
    FUND_ACCOUNTS,
    DUTY_REGISTER,
    INDICATORS,
    TIMERS,
    EVENT_PLACES,
)
NAMES = [each.name for each in READ_MODELS]
