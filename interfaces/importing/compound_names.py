"""Registered compounds by their exact names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from application.database import Database
from application.event_store import EventStore
from projections.engine import Engine
from projections.read_models import READ_MODELS

# A name that two compounds share tells neither.
BY_NAME = """
    SELECT name, (array_agg(compound_id))[1] FROM compound_directory
    WHERE name = ANY(%s) GROUP BY name HAVING count(*) = 1
"""


class CompoundNames:
    """Looks names up in the directory, brought up to date before the first look."""

    def __init__(self, database: Database, store: EventStore) -> None:
        self._database = database
        self._store = store
        self._fresh = False

    def __call__(self, names: Sequence[str]) -> Mapping[str, UUID]:
        """Ids of the compounds that bear exactly these names."""
        if not self._fresh:
            engine = Engine(self._database, self._store, READ_MODELS)
            engine.run_until_caught_up()
            self._fresh = True
        return dict(self._database.fetch(BY_NAME, (list(names),)))
