"""What a row of another system's file proves of a case: written once, for the facts
that record it and for the commands that are given it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.case_words import Channel, Satisfaction, Status

PLACE = ("compound_id", "region_path", "profile")
"""The fields of a row that say where the case is."""


@dataclass(frozen=True)
class ProvenRow:
    """None where the row proves nothing.

    reporter: a pseudonym of this case only.
    source_category: what the other system calls the category; source_labels: further
        words of it, such as the kind of an order.
    solved, satisfaction: the reporter's answer at the call-back, if recorded.
    """

    profile: str
    status: Status
    channel: Channel
    category: str | None
    source_category: str | None
    source_labels: tuple[str, ...]
    compound_id: UUID | None
    region_path: tuple[str, ...]
    reporter: str | None
    reported_at: datetime | None
    due_at: datetime | None
    replied_at: datetime | None
    closed_at: datetime | None
    solved: bool | None
    satisfaction: Satisfaction | None
    support_count: int | None
    objection_count: int | None
