"""Deciding one batch of rows against the cases as they are; nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID

from application.import_records import NOTHING, TRAIL_STEP, ImportRecords, Known
from application.import_rows import CaseRow, RowProblem, Severity
from application.sealing import SealedText
from application.vault import Vault
from domain.case import Case
from domain.case_refusals import AlreadyAdopted
from domain.case_row import ProvenRow
from domain.compound import Compound
from domain.errors import Refusal
from domain.facts import Sealed, Stamp


class Outcome(Enum):
    NEW = "new"
    AMENDED = "amended"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands among the rows of its file with the same reference.

    last: no later row of the file has the reference; repeated: some other row has.
    """

    repeated: bool = False
    last: bool = True


@dataclass(slots=True)
class Batch:
    """Rows under decision, and all that is to be saved with them.

    cases, known: what is in the log of the rows' ids, and what is kept of them.
    trails: of ids that occur repeatedly, the digests of this file's rows so far.
    prior: their trails before this file.
    stamp: for a case of this profile, with these texts sealed.
    """

    records: ImportRecords
    vault: Vault
    cases: dict[UUID, Case]
    known: dict[UUID, Known]
    trails: dict[UUID, tuple[bytes, ...]]
    prior: Mapping[UUID, tuple[bytes, ...]]
    stamp: Callable[[str, Sealed | None], Stamp]
    touched: dict[UUID, Case] = field(default_factory=dict)
    kept: dict[UUID, Known] = field(default_factory=dict)
    sealed: list[SealedText] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    def decide(
        self,
        id: UUID,
        row: CaseRow,
        place: Place,
        profile: str | None,
        compound: Compound | None,
    ) -> Outcome:
        """Record what the row says anew; a refusal becomes a problem of the row."""
        case = self.cases.get(id)
        proven = self._proven(id, row, case, profile, compound)
        digests = {path: self._digest(path, text) for path, text in row.texts.items()}
        if place.repeated and self._applied_before(id, proven, digests, place):
            return Outcome.UNCHANGED
        before = self.known.get(id, NOTHING).texts
        changed = {
            path: text
            for path, text in row.texts.items()
            if before.get(path) != digests[path]
        }
        if case is not None and not changed and _same(case, proven):
            return Outcome.UNCHANGED
        outcome = Outcome.NEW if case is None else Outcome.AMENDED
        try:
            case = self._record(id, row, case, proven, changed)
        except Refusal as refusal:
            self.problems.append(_problem(row, refusal))
            kept = isinstance(refusal, AlreadyAdopted)
            return Outcome.UNCHANGED if kept else Outcome.REJECTED
        self.cases[id] = self.touched[id] = case
        known = Known({**before, **digests}, self.trails.get(id, ()))
        self.known[id] = self.kept[id] = known
        return outcome

    def _record(
        self,
        id: UUID,
        row: CaseRow,
        case: Case | None,
        proven: ProvenRow,
        changed: Mapping[str, str],
    ) -> Case:
        sealed, texts = self.vault.seal(changed)
        stamp = self.stamp(proven.profile, sealed)
        if case is None:
            case = Case.imported(
                stamp,
                id=id,
                source_system=self.records.system,
                source_reference=row.reference,
                row=proven,
            )
        else:
            case.amend_import(stamp, row=proven)
        self.sealed += texts
        return case

    def _proven(
        self,
        id: UUID,
        row: CaseRow,
        case: Case | None,
        profile: str | None,
        compound: Compound | None,
    ) -> ProvenRow:
        found = profile or (compound.profile if compound else None)
        reporter = row.reporter and f"{self.records.system}\n{row.reporter}"
        return ProvenRow(
            profile=found or (case.profile if case else "national"),
            status=row.status,
            channel=row.channel,
            category=row.category,
            source_category=row.source_category,
            source_labels=row.source_labels,
            compound_id=compound.id if compound else None,
            region_path=row.region_path or (compound.region_path if compound else ()),
            reporter=self.vault.pseudonym(reporter, id) if reporter else None,
            reported_at=row.reported_at,
            due_at=row.due_at,
            replied_at=row.replied_at,
            closed_at=row.closed_at,
            solved=row.solved,
            satisfaction=row.satisfaction,
            support_count=row.support_count,
            objection_count=row.objection_count,
        )

    def _applied_before(
        self, id: UUID, proven: ProvenRow, digests: Mapping[str, str], place: Place
    ) -> bool:
        """Whether an earlier run applied this row at this place of its sequence.

        The last row of a sequence is judged by the case itself.
        """
        facts = {name: str(value) for name, value in vars(proven).items()}
        made = bytes.fromhex(self.records.digest([facts, dict(digests)]))[:TRAIL_STEP]
        so_far = self.trails.get(id, ())
        self.trails[id] = (*so_far, made)
        prior = self.prior.get(id, ())
        index = len(so_far)
        return not place.last and index < len(prior) and prior[index] == made

    def _digest(self, path: str, text: str) -> str:
        return self.records.digest([path, text])


def _same(case: Case, proven: ProvenRow) -> bool:
    """Whether the last row imported said the same, texts aside."""
    said = vars(case.row)
    return all(said[name] == value for name, value in vars(proven).items())


def _problem(row: CaseRow, refusal: Refusal) -> RowProblem:
    kept = isinstance(refusal, AlreadyAdopted)
    return RowProblem(
        row.row,
        None,
        refusal.code,
        refusal.message("zh"),
        refusal.message("en"),
        row.reference,
        Severity.WARNING if kept else Severity.ERROR,
    )
