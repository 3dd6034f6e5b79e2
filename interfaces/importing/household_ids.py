"""The households of a compound, as the register of households lists them."""

from __future__ import annotations

from uuid import UUID

from application.database import Database
from application.event_store import EventStore
from domain.household_facts import HouseholdStatus
from projections.engine import Engine
from projections.read_models import READ_MODELS

OF_COMPOUND = """
    SELECT id FROM household_register
    WHERE compound_id = %s AND status <> %s ORDER BY sort, id
"""


class HouseholdIds:
    """Looks households up in the register, brought up to date first."""

    def __init__(self, database: Database, store: EventStore) -> None:
        self._database = database
        self._store = store

    def of(self, compound_id: UUID) -> list[UUID]:
        """Ids of the units of a compound that are still in the register."""
        Engine(self._database, self._store, READ_MODELS).run_until_caught_up()
        removed = HouseholdStatus.REMOVED.value
        rows = self._database.fetch(OF_COMPOUND, (compound_id, removed))
        return [row[0] for row in rows]
