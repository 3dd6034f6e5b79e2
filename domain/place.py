"""Where an aggregate belongs, and by whose rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID


def encloses(outer: str, inner: str) -> bool:
    """Whether one division lies in another, as their codes say: a code of six digits
    ends in two noughts for each level that it leaves open, nine are a street's, twelve
    a community's (GB/T 2260, GB/T 10114)."""
    if not (outer.isdigit() and inner.isdigit() and len(inner) in (6, 9, 12)):
        return False
    head = outer.removesuffix("00").removesuffix("00") if len(outer) == 6 else outer
    return len(outer) in (6, 9) and len(head) < len(inner) and inner.startswith(head)


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
