"""The use cases of every aggregate beside cases and the register of compounds."""

from __future__ import annotations

from typing import Any

from application.absences import Absences
from application.data_requests import DataSubjectRequests
from application.enterprises import Enterprises
from application.households import Households
from application.maintenance_funds import MaintenanceFunds
from application.service_dispatches import ServiceDispatches
from application.service_forces import ServiceForces
from application.service_funds import ServiceFunds
from application.surveys import Surveys
from application.use_cases import UseCases
from application.visits import Visits

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
)
