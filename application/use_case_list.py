"""The use cases of every aggregate beside cases."""

from __future__ import annotations

from typing import Any

from application.absences import Absences
from application.ballots import Ballots
from application.commission_accounts import CommissionAccounts
from application.committees import Committees
from application.compounds import Compounds
from application.data_requests import DataSubjectRequests
from application.enterprises import Enterprises
from application.exemptions import Exemptions
from application.fee_accounts import FeeAccounts
from application.households import Households
from application.maintenance_funds import MaintenanceFunds
from application.meetings import Meetings
from application.publications import Publications
from application.receipt_books import ReceiptBooks
from application.service_dispatches import ServiceDispatches
from application.service_forces import ServiceForces
from application.service_funds import ServiceFunds
from application.surveys import Surveys
from application.suspense_lists import SuspenseLists
from application.use_cases import UseCases
from application.visits import Visits
from application.votes import Votes

USE_CASES: tuple[type[UseCases[Any]], ...] = (
    Households,
    ServiceForces,
    ServiceDispatches,
    Surveys,
    Visits,
    DataSubjectRequests,
    Absences,
    Enterprises,
    MaintenanceFunds,
    ServiceFunds,
    Committees,
    Meetings,
    Votes,
    Ballots,
    FeeAccounts,
    ReceiptBooks,
    SuspenseLists,
    CommissionAccounts,
    Publications,
    Exemptions,
)

WITH_COMPOUNDS: tuple[type[UseCases[Any]], ...] = (Compounds, *USE_CASES)
"""The same and the use cases of compounds, whose types of the schema are their own."""
