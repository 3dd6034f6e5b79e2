"""What cases can be asked for: filters and orders, as constant pieces of SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum, StrEnum
from typing import Any
from uuid import UUID

import orjson

from application.grams import tsquery
from projections import cursors
from projections.case_row import CaseRow

REPORTED = "coalesce(b.reported_at, '-infinity'::timestamptz)"
DUE = "coalesce(b.due_at, 'infinity'::timestamptz)"
SUPPORT = "coalesce(b.support_count, -1)"


class CaseSort(StrEnum):
    """An order of the board; the case's id decides between equals."""

    REPORTED_AT = "reported_at"
    CHANGED_AT = "changed_at"
    DUE_AT = "due_at"
    SUPPORT_COUNT = "support_count"

    @property
    def expression(self) -> str:
        """What is compared; an index begins with it."""
        return _EXPRESSIONS[self]

    def of(self, row: CaseRow) -> datetime | int | str:
        """The value that a row is compared by."""
        match self:
            case CaseSort.REPORTED_AT:
                return row.reported_at or "-infinity"
            case CaseSort.CHANGED_AT:
                return row.changed_at
            case CaseSort.DUE_AT:
                return row.due_at or "infinity"
            case CaseSort.SUPPORT_COUNT:
                return -1 if row.support_count is None else row.support_count

    def parse(self, value: Any) -> str | int:
        """The value out of a cursor. Raises `ValueError` or `TypeError`."""
        counted = self is CaseSort.SUPPORT_COUNT
        return cursors.whole(value) if counted else cursors.moment(value)


_EXPRESSIONS: Mapping[CaseSort, str] = {
    CaseSort.REPORTED_AT: REPORTED,
    CaseSort.CHANGED_AT: "b.changed_at",
    CaseSort.DUE_AT: DUE,
    CaseSort.SUPPORT_COUNT: SUPPORT,
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Part of the region tree: a case in any of these regions or compounds."""

    regions: Sequence[str] = ()
    compounds: Sequence[UUID] = ()

    def covers(self, region_path: Sequence[str], compound_id: UUID | None) -> bool:
        """Whether a case at that place is in it; `covered` asks the database."""
        return compound_id in self.compounds or any(
            region in self.regions for region in region_path
        )


def covered(name: str) -> str:
    """The condition that a scope covers `case_board b`; parameters of that name."""
    return (
        f"(b.region_path && %({name}_regions)s::text[]"
        f" OR b.compound_id = ANY(%({name}_compounds)s::uuid[]))"
    )


@dataclass(frozen=True, slots=True)
class Duty:
    """Levels that a role answers for, and where: None stands for everywhere."""

    levels: Sequence[int]
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Tasks:
    """Open cases for somebody to act on: those in their own hands, and those that
    wait, at a level of their duties, for a handler or for the call-back."""

    handler_id: str
    duties: Sequence[Duty] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Every condition given must hold; None stands for no condition.

    region: a code of any level of the region tree. open: not yet closed, withdrawn or
    merged. overdue_at, on_time_at: late, or not late, at that moment.
    due_before: with an open milestone before that moment; with on_time_at: due soon.
    search: words that a text of the case holds. Only for those who may read the texts:
    that a search finds a case tells what its text says.
    """

    compound_id: UUID | None = None
    region: str | None = None
    statuses: Sequence[str] | None = None
    categories: Sequence[str] | None = None
    levels: Sequence[int] | None = None
    channels: Sequence[str] | None = None
    reported_after: datetime | None = None
    reported_before: datetime | None = None
    overdue_at: datetime | None = None
    on_time_at: datetime | None = None
    due_before: datetime | None = None
    open: bool | None = None
    adopted: bool | None = None
    source_system: str | None = None
    source_reference: str | None = None
    scope: Scope | None = None
    tasks: Tasks | None = None
    search: str | None = None


_CONDITIONS: Mapping[str, str] = {
    "compound_id": "b.compound_id = %(compound_id)s",
    "region": "b.region_path @> ARRAY[%(region)s::text]",
    "statuses": "b.status = ANY(%(statuses)s)",
    "categories": "b.category = ANY(%(categories)s)",
    "levels": "b.level = ANY(%(levels)s)",
    "channels": "b.channel = ANY(%(channels)s)",
    "reported_after": f"{REPORTED} >= %(reported_after)s",
    "reported_before": f"{REPORTED} < %(reported_before)s"
    " AND b.reported_at IS NOT NULL",
    "overdue_at": f"{DUE} < %(overdue_at)s",
    "on_time_at": f"{DUE} >= %(on_time_at)s",
    "due_before": f"{DUE} < %(due_before)s",
    "open": "b.open = %(open)s",
    "adopted": "b.adopted = %(adopted)s",
    "source_system": "b.source_system = %(source_system)s",
    "source_reference": "b.source_reference = %(source_reference)s",
    "scope": covered("scope"),
    "tasks": """b.open AND (b.handler_id = %(tasks_handler_id)s
        AND b.status NOT IN ('resolved', 'verified', 'unverified')
        OR (b.handler_id IS NULL OR b.status = 'resolved')
        AND b.handler_id IS DISTINCT FROM %(tasks_handler_id)s
        AND b.level = ANY(%(tasks_levels)s)
        AND EXISTS (
            SELECT FROM jsonb_to_recordset(%(tasks_duties)s::jsonb)
                AS duty (levels int[], regions text[], compounds uuid[])
            WHERE b.level = ANY(duty.levels)
            AND (duty.regions IS NULL OR b.region_path && duty.regions
                 OR b.compound_id = ANY(duty.compounds))
        ))""",
    # Over the vault's own index of terms, which is written and erased with the texts.
    # One text must hold all the words. NULL, a search without words, finds nothing.
    "search": """b.case_id IN (
        SELECT t.case_id FROM text_index t WHERE t.grams @@ %(search)s::tsquery
    )""",
}


def where(filter: CaseFilter) -> tuple[str, dict[str, Any]]:
    """The condition on `case_board b` and the values of its named parameters."""
    given = {
        field.name: value
        for field in fields(filter)
        if (value := getattr(filter, field.name)) is not None
    }
    condition = " AND ".join(f"({_CONDITIONS[name]})" for name in given) or "true"
    values = {name: _plain(value) for name, value in given.items()}
    for name in given.keys() & _PARTS.keys():
        del values[name]
        values |= _PARTS[name](given[name])
    return condition, values


def _plain(value: Any) -> Any:
    """A value as the driver sends it: a tuple would become a record."""
    if isinstance(value, str | int) or not isinstance(value, Sequence):
        return value.value if isinstance(value, Enum) else value
    return [_plain(each) for each in value]


def within(name: str, scope: Scope) -> dict[str, Any]:
    """The parameters of `covered`."""
    regions, compounds = list(scope.regions), list(scope.compounds)
    return {f"{name}_regions": regions, f"{name}_compounds": compounds}


def _of_tasks(tasks: Tasks) -> dict[str, Any]:
    duties = [
        {
            "levels": list(duty.levels),
            "regions": list(duty.scope.regions) if duty.scope else None,
            "compounds": list(duty.scope.compounds) if duty.scope else None,
        }
        for duty in tasks.duties
    ]
    return {
        "tasks_handler_id": tasks.handler_id,
        "tasks_duties": orjson.dumps(duties).decode(),
        # Already said by the duties, and here again for the sake of the index.
        "tasks_levels": sorted({int(n) for duty in tasks.duties for n in duty.levels}),
    }


def _of_search(search: str) -> dict[str, Any]:
    return {"search": tsquery(search)}


_PARTS: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "scope": lambda scope: within("scope", scope),
    "tasks": _of_tasks,
    "search": _of_search,
}
