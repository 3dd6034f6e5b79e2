"""What a row of a register comes to: the commands to give, or why it does nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from application.import_batch import Outcome
from application.import_rows import RowProblem
from application.register import Call, RegisterRow
from application.register_problems import problem
from domain.errors import Refusal


@dataclass(slots=True)
class RowPlan:
    """id: the aggregate, once known; problems: why it does nothing, or not all."""

    row: RegisterRow
    id: UUID | None = None
    outcome: Outcome = Outcome.UNCHANGED
    calls: list[Call] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    def reject(self, why: RowProblem) -> None:
        self.outcome = Outcome.REJECTED
        self.problems.append(why)

    def refuse(self, refusal: Refusal, arguments: Mapping[str, str]) -> None:
        """Reject the row; arguments: whose value is called otherwise -> that value."""
        argument = refusal.fields[0] if refusal.fields else ""
        value = arguments.get(argument, argument)
        said = self.row.values.get(value, "")
        zh, en = refusal.message("zh"), refusal.message("en")
        self.reject(problem(self.row, value, refusal.code, zh, en, str(said)))


def together(plans: list[RowPlan]) -> list[list[RowPlan]]:
    """The plans that do something, by aggregate: its rows go one after the other."""
    found: dict[UUID | None, list[RowPlan]] = {}
    for plan in plans:
        if plan.calls and plan.outcome is not Outcome.REJECTED:
            found.setdefault(plan.id, []).append(plan)
    return list(found.values())
