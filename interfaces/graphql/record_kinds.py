"""The records of the schema: each node, and what a list of them is called."""

from __future__ import annotations

from collections.abc import Mapping

from interfaces.graphql.committee import Committee
from interfaces.graphql.household import Household
from interfaces.graphql.meeting import Meeting
from interfaces.graphql.record import RecordNode

NODES: Mapping[str, type[RecordNode]] = {
    "committees": Committee,
    "households": Household,
    "meetings": Meeting,
}
