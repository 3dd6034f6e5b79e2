"""What the drafts of publications are made from: facts, and rows of read models.

What one aggregate tells is folded from its own stream, so that it is as new as the log;
what many tell is read from the read models.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from application.database import Database
from application.event_store import EventStore, Recorded
from application.publishing import Wanted
from domain.occasions import OccasionPeriod, fact_of, period_of
from domain.publication_content import SUPPRESSED, Content
from domain.rulepack import RulePack
from projections.documents import View
from projections.records import Record, Records


@dataclass(frozen=True, slots=True)
class DraftSources:
    """Where the record of what is wanted is read, and by whose rules."""

    store: EventStore
    database: Database
    rules: RulePack
    wanted: Wanted

    @property
    def period(self) -> OccasionPeriod | None:
        return period_of(self.wanted.occasion)

    @property
    def least(self) -> int:
        """Cells from 1 to under this are suppressed (M4)."""
        return self.rules.values.number("disclosure.suppress_below")

    def view(self, records: Records) -> View | None:
        """The record whose fact the occasion names, if it belongs to the place."""
        named = fact_of(self.wanted.occasion)
        row: Record | None = None
        for recorded in self.store.stream(named.id) if named else ():
            if not recorded.type.startswith(f"{records.aggregate}."):
                return None
            row = records.evolve(row, recorded)
        if row is None or row.compound_id != self.wanted.place.compound_id:
            return None
        return row.view

    def facts(self, id: Any) -> list[Recorded]:
        return self.store.stream(id)

    def rows(self, query: Any, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        return self.database.fetch(query, values)

    def label(self, catalogue: str, code: str) -> str:
        """How a code reads in a public notice; one that the rules no longer have
        stands for itself."""
        entry = self.rules.catalogue(catalogue).get(code)
        return code if entry is None else entry.zh

    def shown(self, count: int) -> int | str:
        """A count, or the sign that it is too small to be shown (M4)."""
        return SUPPRESSED if 0 < count < self.least else count


def table(columns: tuple[str, ...], rows: list[list[Any]]) -> Content:
    return {"columns": list(columns), "rows": rows}
