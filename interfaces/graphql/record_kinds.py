"""The records of the schema: each node, and what a list of them is called."""

from __future__ import annotations

from collections.abc import Mapping

from interfaces.graphql.household import Household
from interfaces.graphql.maintenance_fund import MaintenanceFund
from interfaces.graphql.record import RecordNode
from interfaces.graphql.service_fund import ServiceFund

NODES: Mapping[str, type[RecordNode]] = {
    "households": Household,
    "maintenance_funds": MaintenanceFund,
    "service_funds": ServiceFund,
}
