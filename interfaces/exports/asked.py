"""Which rows of a file are asked for, and how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from interfaces.language import Language

Conn = AsyncConnection[Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """Rows of a region (a code of any level), of a compound, or all.

    at: now. period: as in `2021-Q3`, where the rows have one. language: of labels.
    """

    at: datetime
    region: str | None = None
    compound_id: UUID | None = None
    period: str | None = None
    language: Language = "zh"
