"""Which records are asked for, and which somebody may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Reach:
    """What somebody may see of restricted records: those in any of these."""

    regions: Sequence[str] = ()
    compounds: Sequence[UUID] = ()
    units: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFilter:
    """Every condition given must hold; None stands for no condition.

    reach: None: everywhere.
    """

    region: str | None = None
    compound_id: UUID | None = None
    unit_id: UUID | None = None
    status: str | None = None
    kind: str | None = None
    reach: Reach | None = None

    def where(self) -> tuple[str, dict[str, Any]]:
        """The conditions as SQL, and their named values."""
        found = [
            (sql, name, value)
            for name, sql, value in (
                ("region", "region_path @> ARRAY[%(region)s::text]", self.region),
                ("compound", "compound_id = %(compound)s", self.compound_id),
                ("unit", "unit_id = %(unit)s", self.unit_id),
                ("status", "status = %(status)s", self.status),
                ("kind", "kind = %(kind)s", self.kind),
            )
            if value is not None
        ]
        values: dict[str, Any] = {name: value for _, name, value in found}
        conditions = [sql for sql, _, _ in found]
        if self.reach is not None:
            conditions.append(
                "(region_path && %(regions)s::text[]"
                " OR compound_id = ANY(%(compounds)s::uuid[])"
                " OR unit_id = ANY(%(units)s::uuid[]))"
            )
            values["regions"] = list(self.reach.regions)
            values["compounds"] = list(self.reach.compounds)
            values["units"] = list(self.reach.units)
        return " AND ".join(conditions) or "TRUE", values
