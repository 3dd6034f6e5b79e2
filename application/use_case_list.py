"""The use cases of every aggregate beside cases and the register of compounds."""

from __future__ import annotations

from typing import Any

from application.households import Households
from application.maintenance_funds import MaintenanceFunds
from application.service_funds import ServiceFunds
from application.use_cases import UseCases

USE_CASES: tuple[type[UseCases[Any]], ...] = (
    Households,
    MaintenanceFunds,
    ServiceFunds,
)
