"""Where an aggregate belongs, and by whose rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Place:
    """compound_id: None for what belongs to a whole region.

    region_path: codes from the city down, as far as it reaches.
    profile: the jurisdiction profile of its rules (DOMAIN 2.15).
    """

    compound_id: UUID | None
    region_path: tuple[str, ...]
    profile: str

    def fields(self) -> dict[str, Any]:
        """As the first fact of an aggregate stores it."""
        return {
            "compound_id": self.compound_id,
            "region_path": self.region_path,
            "profile": self.profile,
        }
