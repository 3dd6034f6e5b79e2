"""The records of the schema: each node, and what a list of them is called."""

from __future__ import annotations

from collections.abc import Mapping

from interfaces.graphql.absence import Absence
from interfaces.graphql.ballot import Ballot
from interfaces.graphql.commission_account import CommissionAccount
from interfaces.graphql.committee import Committee
from interfaces.graphql.data_request import DataSubjectRequest
from interfaces.graphql.enterprise import Enterprise
from interfaces.graphql.exemption import Exemption
from interfaces.graphql.fee_account import FeeAccount
from interfaces.graphql.household import Household
from interfaces.graphql.maintenance_fund import MaintenanceFund
from interfaces.graphql.meeting import Meeting
from interfaces.graphql.publication import Publication
from interfaces.graphql.receipt_book import ReceiptBook
from interfaces.graphql.record import RecordNode
from interfaces.graphql.service_dispatch import ServiceDispatch
from interfaces.graphql.service_force import ServiceForce
from interfaces.graphql.service_fund import ServiceFund
from interfaces.graphql.survey import Survey
from interfaces.graphql.suspense_list import SuspenseList
from interfaces.graphql.visit import Visit
from interfaces.graphql.vote import Vote

NODES: Mapping[str, type[RecordNode]] = {
    "households": Household,
    "service_forces": ServiceForce,
    "service_dispatches": ServiceDispatch,
    "surveys": Survey,
    "visits": Visit,
    "data_subject_requests": DataSubjectRequest,
    "absences": Absence,
    "enterprises": Enterprise,
    "maintenance_funds": MaintenanceFund,
    "service_funds": ServiceFund,
    "committees": Committee,
    "meetings": Meeting,
    "votes": Vote,
    "ballots": Ballot,
    "fee_accounts": FeeAccount,
    "receipt_books": ReceiptBook,
    "suspense_lists": SuspenseList,
    "commission_accounts": CommissionAccount,
    "publications": Publication,
    "exemptions": Exemption,
}
