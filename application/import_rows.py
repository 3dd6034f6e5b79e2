"""What a reader makes of each row of a file, before anything is decided about it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.case_words import Channel, Satisfaction, Status


class Severity(StrEnum):
    ERROR = "error"  # the row did not land
    WARNING = "warning"  # the row landed without this value
    NOTE = "note"  # the row landed whole; somebody may want to know


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing wrong with one row.

    row: as the spreadsheet numbers it, the first line being 1.
    column: the header's name, None if it concerns the whole row.
    value: what the cell holds, shortened.
    """

    row: int
    column: str | None
    code: str
    zh: str
    en: str
    value: str = ""
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class CaseRow:
    """What one row proves about one case; None where it proves nothing.

    reference: the row's key in its system.
    compound: the compound's code or name, as the row has it.
    reporter: the reporter's id in that system; only a pseudonym of it is recorded.
    texts: path of `Case.Imported.texts` -> value; blank texts are absent.
    """

    row: int
    reference: str
    status: Status
    channel: Channel
    category: str | None = None
    source_category: str | None = None
    source_labels: tuple[str, ...] = ()
    compound: str | None = None
    region_path: tuple[str, ...] = ()
    reporter: str | None = None
    reported_at: datetime | None = None
    due_at: datetime | None = None
    replied_at: datetime | None = None
    closed_at: datetime | None = None
    solved: bool | None = None
    satisfaction: Satisfaction | None = None
    support_count: int | None = None
    objection_count: int | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that cannot land, with every reason found."""

    row: int
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that the mapping leaves out."""

    row: int


ReadRow = CaseRow | RejectedRow | SkippedRow


def reference_digest(reference: str) -> int:
    """8 bytes that stand for a reference while its repetitions are counted."""
    made = hashlib.blake2b(reference.encode("utf-8", "replace"), digest_size=8)
    return int.from_bytes(made.digest(), "big")
