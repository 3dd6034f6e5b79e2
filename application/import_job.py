"""What an import is given, and what it says in the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from application.import_batch import Outcome


@dataclass(frozen=True, slots=True)
class ImportJob:
    """One file under one mapping.

    profile: the jurisdiction profile of all cases; None leaves it to the compounds.
    file, mapping: SHA-256 of each; together they tell a broken run from a new one.
    repeated: `reference_digest` -> how often the file has it, if more than once.
    categories: our codes that the mapping may give.
    compound: code of the compound of every row, above what the rows say.
    compound_by_code: the rows name compounds by code, not by name.
    """

    system: str
    profile: str | None
    file: bytes
    mapping: bytes
    repeated: Mapping[int, int] = field(default_factory=dict)
    categories: frozenset[str] = frozenset()
    compound: str | None = None
    compound_by_code: bool = False
    dry_run: bool = False


@dataclass(slots=True)
class Summary:
    """What became of the rows. read = new + amended + unchanged + skipped + rejected.

    unchanged: said what was known already; `resumed` of them were done by the run that
        broke off. duplicates: rows whose reference stood further up in the file.
    unknown_compounds: name or code -> in how many rows.
    cases: imported cases of the system when the run ended.
    """

    read: int = 0
    new: int = 0
    amended: int = 0
    unchanged: int = 0
    skipped: int = 0
    rejected: int = 0
    resumed: int = 0
    duplicates: int = 0
    warnings: int = 0
    unknown_compounds: dict[str, int] = field(default_factory=dict)
    cases: int = 0

    def count(self, outcome: Outcome) -> None:
        match outcome:
            case Outcome.NEW:
                self.new += 1
            case Outcome.AMENDED:
                self.amended += 1
            case Outcome.UNCHANGED:
                self.unchanged += 1
            case Outcome.REJECTED:
                self.rejected += 1
