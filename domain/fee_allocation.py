"""To which lines a payment goes (民560, 561; F15). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.fee_lines import FeeLine, late_fee
from domain.fee_words import ChargeKind
from domain.quantities import Fen


@dataclass(frozen=True, slots=True)
class Allocation:
    """What one line gets of a payment: late fee first, then principal (民561)."""

    line_id: UUID
    late_fen: Fen
    principal_fen: Fen

    @property
    def fen(self) -> int:
        return self.late_fen + self.principal_fen


def allocated(
    lines: Iterable[FeeLine], fen: int, chosen: Sequence[UUID], on: date
) -> tuple[tuple[Allocation, ...], Fen]:
    """What each line gets, and the rest, which is prepaid.

    The lines that the payer chose come first, as chosen; then costs, then the oldest
    due. A line in dispute gets something only if the payer chose it.
    """
    made: list[Allocation] = []
    for line in _in_order(lines, chosen):
        late = min(fen, late_fee(line, on))
        principal = min(fen - late, line.open_fen)
        if late or principal:
            made.append(Allocation(line.id, Fen(late), Fen(principal)))
            fen -= late + principal
    return tuple(made), Fen(fen)


def _in_order(lines: Iterable[FeeLine], chosen: Sequence[UUID]) -> list[FeeLine]:
    by_id = {line.id: line for line in lines}
    rest = [
        line for line in by_id.values() if line.id not in chosen and not line.in_dispute
    ]
    return [by_id[id] for id in chosen] + sorted(rest, key=_rank)


def _rank(line: FeeLine) -> tuple[bool, date, str, date]:
    charge = line.charge
    fee = charge.kind is not ChargeKind.COSTS
    return fee, charge.due_on, charge.item, charge.period_from
