"""Importing a register: rows in, commands given, and the same row never twice.

The rows of a batch are compared with what is in the log, and their commands are given
side by side, so that they share commits; those of one aggregate one after the other,
row by row. A break
at any moment leaves whole commands, and the next run goes on where the rows differ.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate

from application.commands import Commands
from application.commit import Receipt
from application.import_batch import Outcome
from application.import_compounds import CompoundFinder, FindByName
from application.import_records import ImportRecords
from application.import_rows import RejectedRow, RowProblem, Severity, SkippedRow
from application.order import Order
from application.refusals import LogUnavailable
from application.register import Call, Context, Register, RegisterRow
from application.register_plan import RowPlan, together
from application.register_problems import not_changed, repeated, unknown_compound
from application.register_summary import RegisterSummary
from application.rehearsal import Rehearsal
from application.steps import now, soon
from domain.civil_time import day_in_china
from domain.compound import Compound
from domain.errors import Refusal
from domain.roles import Actor

BATCH = 512
"""Rows under way at once."""

ReadRow = RegisterRow | RejectedRow | SkippedRow


@dataclass(frozen=True, slots=True)
class ImportRegister:
    """Imports files of one register.

    compound: code of the compound of every row, above what the rows say.
    """

    register: Register
    commands: Commands[Receipt]
    actor: Actor
    find_by_name: FindByName
    compound: str | None = None
    dry_run: bool = False

    def run(
        self, rows: Iterable[ReadRow], report: Callable[[RowProblem], None]
    ) -> RegisterSummary:
        """Import every row that can be imported; say what became of all.

        report: told of every problem, row by row. Raises `ImportRunning`, `NotFound`
        for an unknown `compound`, and `LogUnavailable`; what was done until then stays.
        """
        commands = self.commands
        system = f"register/{self.register.name}"
        records = ImportRecords(commands.store.database, commands.vault, system)
        run = _Run(self, report)
        with records.alone():
            try:
                for batch in _batches(rows):
                    run.take(batch)
            finally:
                run.close()
        return run.summary


class _Run:
    """One run: what must be remembered from batch to batch. seen: key -> first row."""

    def __init__(
        self, service: ImportRegister, report: Callable[[RowProblem], None]
    ) -> None:
        self.service, self.report = service, report
        self.register = service.register
        self.summary = RegisterSummary()
        self.seen: dict[Hashable, int] = {}
        self.registered: dict[UUID, bool] = {}
        given = service.commands
        self.rehearsal = Rehearsal(given.store) if service.dry_run else None
        store = self.rehearsal or given.store
        self.store = store
        commands: Commands[Receipt] = Commands(
            store, given.vault, given.rules, given.clock, now
        )
        self.use_cases = type(self.register).use_cases(commands.in_steps())
        self.order = Order(service.actor)
        self.by_code = CompoundFinder(store, service.find_by_name, by_code=True)
        self.by_name = CompoundFinder(store, service.find_by_name, by_code=False)
        self.common: Compound | None = None
        if service.compound is not None and self.register.in_compound:
            self.common = self.by_code.require(service.compound)

    def close(self) -> None:
        if self.rehearsal is not None:
            self.rehearsal.close()

    def take(self, rows: Sequence[ReadRow]) -> None:
        """Import one batch, then report its problems in the order of its rows."""
        self.summary.read += len(rows)
        problems: list[RowProblem] = []
        wanted: list[RegisterRow] = []
        for row in rows:
            match row:
                case RejectedRow():
                    self.summary.rejected += 1
                    problems += row.problems
                case RegisterRow():
                    wanted.append(row)
                case _:
                    self.summary.skipped += 1
        for plan in self._done(self._plans(wanted)):
            self.summary.count(plan.outcome)
            problems += [*plan.row.problems, *plan.problems]
        for each in sorted(problems, key=lambda each: each.row):
            self.summary.warnings += each.severity is Severity.WARNING
            self.report(each)

    def _plans(self, rows: Sequence[RegisterRow]) -> list[RowPlan]:
        """What each row comes to, in view of what is in the log."""
        self._look_up(rows)
        plans = [RowPlan(row) for row in rows]
        today = day_in_china(self.service.commands.clock())
        known: list[tuple[RowPlan, UUID, Context]] = []
        for plan in plans:
            context = self._context(plan, today)
            if context is not None and (id := self._identified(plan, context)):
                known.append((plan, id, context))
        ids = [id for _, id, _ in known]
        found = self.store.load_many(self.register.kind, ids) if ids else {}
        for plan, id, context in known:
            self._plan(plan, id, found.get(id), context)
        return plans

    def _plan(self, plan: RowPlan, id: UUID, found: Any, context: Context) -> None:
        values = plan.row.values
        try:
            if self.register.begins(found, values, context):
                plan.calls += self.register.begin(id, values, context)
                plan.outcome = Outcome.NEW
                return
            for each in self.register.change(found, values, context):
                if isinstance(each, Call):
                    plan.calls.append(each)
                    plan.outcome = Outcome.AMENDED
                else:
                    plan.problems.append(not_changed(plan.row, each))
        except Refusal as refusal:
            plan.refuse(refusal, self.register.arguments)

    def _done(self, plans: list[RowPlan]) -> list[RowPlan]:
        async def in_order(of_one: Sequence[RowPlan]) -> None:
            for plan in of_one:
                await self._do(plan)

        async def all_of_them() -> None:
            await asyncio.gather(*map(in_order, together(plans)))

        asyncio.run(all_of_them())
        return plans

    async def _do(self, plan: RowPlan) -> None:
        try:
            for call in plan.calls:
                command = getattr(self.use_cases, call.command)
                target = () if call.on is None else (call.on,)
                await soon(command(self.order, *target, **call.arguments))
                self.summary.commands += 1
        except LogUnavailable:
            raise
        except Refusal as refusal:
            plan.refuse(refusal, self.register.arguments)

    # --- what is wrong with a row ---------------------------------------------------

    def _context(self, plan: RowPlan, today: date) -> Context | None:
        vault, packs = self.service.commands.vault, self.service.commands.rules
        if not self.register.in_compound:
            return Context(vault, None, today, packs, self._exists)
        values = plan.row.values
        compound, said = self.common, ""
        if compound is None and "compound" in values:
            said = values["compound"]
            compound = self.by_code.get(said)
        elif compound is None and "compound_name" in values:
            said = values["compound_name"]
            compound = self.by_name.get(said)
        if compound is None:
            plan.reject(unknown_compound(plan.row, said))
            return None
        return Context(vault, compound, today, packs, self._exists)

    def _identified(self, plan: RowPlan, context: Context) -> UUID | None:
        """The aggregate of the row, unless an earlier row of the file was about it."""
        values = plan.row.values
        try:
            key = self.register.key(values, context)
            plan.id = self.register.id(values, context)
        except Refusal as refusal:
            plan.refuse(refusal, self.register.arguments)
            return None
        first = self.seen.setdefault(key, plan.row.row)
        if first == plan.row.row:
            return plan.id
        plan.reject(repeated(plan.row, first, self.register.told_by))
        return None

    def _exists(self, kind: type[Aggregate], id: UUID) -> bool:
        if id not in self.registered:
            self.registered[id] = bool(self.store.load_many(kind, [id]))
        return self.registered[id]

    def _look_up(self, rows: Sequence[RegisterRow]) -> None:
        if self.common is None and self.register.in_compound:
            codes = [row.values.get("compound") for row in rows]
            names = [
                row.values.get("compound_name")
                for row in rows
                if "compound" not in row.values
            ]
            self.by_code.look_up(filter(None, codes))
            self.by_name.look_up(filter(None, names))


def _batches(rows: Iterable[ReadRow]) -> Iterator[list[ReadRow]]:
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        yield batch
