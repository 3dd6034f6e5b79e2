"""Importing cases: rows in, facts out, and the same row never twice.

A case's id is derived from its system and reference. A row that is new records
`Case.Imported`, one that says something else `Case.ImportAmended`, and one that says
the same nothing. Facts, sealed texts and what is kept of the rows are one transaction
a batch, so that a break at any moment loses and doubles nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID, uuid5

from application.append import StaleVersion
from application.clock import Clock
from application.event_store import EventStore
from application.import_batch import Batch, Place
from application.import_compounds import CompoundFinder, FindByName
from application.import_job import ImportJob, Summary
from application.import_records import ImportRecords, Known
from application.import_rows import (
    CaseRow,
    ReadRow,
    RejectedRow,
    RowProblem,
    Severity,
    reference_digest,
)
from application.refusals import Conflict
from application.rules import RulePacks
from application.vault import Vault
from domain.case import Case
from domain.compound import Compound
from domain.facts import Sealed, Stamp
from domain.roles import Actor

NAMESPACE = UUID("0d6f4c0e-6a39-5b0c-9a0b-3f1b8f0c7d52")
BATCH = 1_000
ATTEMPTS = 5
NATIONAL = "national"


def case_id(system: str, reference: str) -> UUID:
    """The id of the case that a system knows by a reference."""
    return uuid5(NAMESPACE, f"{system}\n{reference}")


@dataclass(frozen=True, slots=True)
class ImportCases:
    """Imports files; safe to use again for the next one.

    find_by_name: ids of the compounds that bear exactly these names.
    """

    store: EventStore
    vault: Vault
    rules: RulePacks
    clock: Clock
    actor: Actor
    find_by_name: FindByName

    def run(
        self,
        job: ImportJob,
        rows: Iterable[ReadRow],
        report: Callable[[RowProblem], None],
    ) -> Summary:
        """Import every row that can be imported; say what became of all.

        report: told of every problem, row by row. Raises `ImportRunning`, `NotFound`
        for an unknown `job.compound`, `UnknownCategory` for an unknown code of the
        mapping, `Conflict`, and `LogUnavailable`; what was done until then stays.
        """
        pack = self.rules.for_profile(job.profile or NATIONAL)
        for code in sorted(job.categories):
            pack.category(code)
        run = _Run(self, job, report)
        with run.records.alone():
            run.begin()
            for batch in _batches(rows):
                run.take(batch)
            run.end()
        return run.summary


class _Run:
    """One run: what must be remembered from batch to batch.

    left: `reference_digest` of repeated references -> rows that are still to come.
    trails, prior: see `Batch`. drafts: repeated cases of a dry run, saved nowhere.
    """

    def __init__(
        self, service: ImportCases, job: ImportJob, report: Callable[[RowProblem], None]
    ) -> None:
        self.service, self.job, self.report = service, job, report
        self.summary = Summary()
        self.records = ImportRecords(service.store.database, service.vault, job.system)
        self.compounds = CompoundFinder(
            service.store, service.find_by_name, by_code=job.compound_by_code
        )
        self.common: Compound | None = None
        self.done = 0
        self.left = dict(job.repeated)
        self.trails: dict[UUID, tuple[bytes, ...]] = {}
        self.prior: dict[UUID, tuple[bytes, ...]] = {}
        self.drafts: dict[UUID, tuple[Case, Known]] = {}

    def begin(self) -> None:
        if self.job.compound is not None:
            self.common = self.compounds.require(self.job.compound)
        if not self.job.dry_run:
            self.done = self.records.begin(self.job.file, self.job.mapping)

    def end(self) -> None:
        if not self.job.dry_run:
            self.records.end()
        self.summary.cases = self.records.count()

    def take(self, rows: Sequence[ReadRow]) -> None:
        """Import one batch, then report its problems in the order of its rows."""
        self.summary.read += len(rows)
        problems: list[RowProblem] = []
        wanted: list[tuple[CaseRow, Place]] = []
        for row in rows:
            match row:
                case RejectedRow():
                    self.summary.rejected += 1
                    problems += row.problems
                case CaseRow():
                    problems += row.problems
                    place = self._place(row)
                    if row.row > self.done or place.repeated:
                        wanted.append((row, place))
                    else:
                        self.summary.resumed += 1
                        self.summary.unchanged += 1
                case _:
                    self.summary.skipped += 1
        if self.common is None:
            self.compounds.look_up(row.compound for row, _ in wanted if row.compound)
        problems += self._import(wanted, rows[-1].row)
        for problem in sorted(problems, key=lambda each: each.row):
            self.summary.warnings += problem.severity is Severity.WARNING
            self.report(problem)

    def _place(self, row: CaseRow) -> Place:
        digest = reference_digest(row.reference)
        if digest not in self.left:
            return Place()
        left = self.left[digest]
        self.left[digest] = left - 1
        self.summary.duplicates += left < self.job.repeated[digest]
        return Place(repeated=True, last=left <= 1)

    def _import(
        self, rows: Sequence[tuple[CaseRow, Place]], last: int
    ) -> list[RowProblem]:
        """Decide and save; again on fresh state if a case moved meanwhile."""
        for _ in range(ATTEMPTS):
            batch = self._batch([row for row, _ in rows])
            outcomes = [
                batch.decide(
                    case_id(self.job.system, row.reference),
                    row,
                    place,
                    self.job.profile,
                    self._compound(row),
                )
                for row, place in rows
            ]
            try:
                self._save(batch, last)
            except StaleVersion as stale:
                conflict = Conflict(expected=stale.expected, actual=stale.actual)
                continue
            for outcome in outcomes:
                self.summary.count(outcome)
            self.trails = batch.trails
            return batch.problems + self._unknown([row for row, _ in rows])
        raise conflict

    def _batch(self, rows: Sequence[CaseRow]) -> Batch:
        ids = list({case_id(self.job.system, row.reference): None for row in rows})
        known = self.records.known(ids)
        cases = self.service.store.load_many(Case, ids)
        for id in ids:
            if id in self.drafts:
                cases[id], known[id] = self.drafts[id]
        self._remember_prior(rows, known)
        return Batch(
            records=self.records,
            vault=self.service.vault,
            cases=cases,
            known=known,
            trails=dict(self.trails),
            prior=self.prior,
            stamp=self._stamp,
        )

    def _remember_prior(
        self, rows: Sequence[CaseRow], known: Mapping[UUID, Known]
    ) -> None:
        for row in rows:
            if reference_digest(row.reference) in self.left:
                id = case_id(self.job.system, row.reference)
                if id not in self.prior:
                    self.prior[id] = known[id].trail if id in known else ()

    def _save(self, batch: Batch, last: int) -> None:
        if self.job.dry_run:
            for id in batch.touched.keys() & self.prior.keys():
                self.drafts[id] = batch.touched[id], batch.known[id]
            return
        if batch.touched:
            self.service.store.save(
                *batch.touched.values(),
                sealed=batch.sealed,
                also=[self.records.keep(batch.kept), self.records.reached(last)],
            )

    def _stamp(self, profile: str, sealed: Sealed | None) -> Stamp:
        service = self.service
        return Stamp(
            actor=service.actor,
            at=service.clock(),
            rules=service.rules.for_profile(profile),
            sealed=sealed,
        )

    def _compound(self, row: CaseRow) -> Compound | None:
        if self.common is not None or not row.compound:
            return self.common
        return self.compounds.get(row.compound)

    def _unknown(self, rows: Sequence[CaseRow]) -> list[RowProblem]:
        """A note for every row whose compound is not registered."""
        found: list[RowProblem] = []
        for row in rows:
            if row.compound and self._compound(row) is None:
                count = self.summary.unknown_compounds
                count[row.compound] = count.get(row.compound, 0) + 1
                found.append(
                    RowProblem(
                        row.row,
                        None,
                        "COMPOUND_UNKNOWN",
                        "小区未登记；诉求已导入，小区留空。",
                        "The compound is not registered; the case has none for now.",
                        row.compound,
                        Severity.NOTE,
                    )
                )
        return found


def _batches(rows: Iterable[ReadRow]) -> Iterator[list[ReadRow]]:
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        yield batch
