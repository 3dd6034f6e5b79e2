"""Which cases are there? Pages, counts and single rows of the board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import args_row

from projections.case_board import TABLE
from projections.case_filters import CaseFilter, CaseSort, where
from projections.case_row import UNKNOWN, CaseRow
from projections.counting import Count, counted
from projections.cursors import decode, encode

ALL = CaseRow._fields
COLUMNS = ", ".join(ALL)
BY_IDS = f"SELECT {COLUMNS} FROM case_board b WHERE case_id = ANY(%(ids)s)"
# An equation, no list: the planner sees that one plan does for all ids, and keeps it.
ONE = "SELECT {} FROM case_board b WHERE case_id = %(id)s"
PAGE = "SELECT {} FROM case_board b WHERE"


class Beside(NamedTuple):
    """What is read of each case beside its row, in the same statement.

    columns: expressions over `case_board b`, each with a comma before it.
    values: of their named parameters. alone: of the rows only the ids are wanted, and
    what they are sorted by; the rest of them stays unknown. staff: it shows more to
    staff of the case, who are noted.
    """

    columns: str = ""
    values: Mapping[str, Any] = {}
    alone: bool = False
    staff: bool = False

    def names(self, sort: CaseSort | None = None) -> Sequence[str]:
        """Columns of the rows that are read."""
        if not self.alone:
            return ALL
        return ("case_id",) if sort is None else ("case_id", sort.value)

    def selected(self, sort: CaseSort | None = None) -> str:
        """All that is read, as SQL."""
        return ", ".join(self.names(sort)) + self.columns


NOTHING_BESIDE = Beside()


class Page(NamedTuple):
    """rows: of one page, in order. has_next: whether others follow.

    cursors: of each row, opaque; `after` takes one of them. beside: of each row.
    """

    rows: list[CaseRow]
    cursors: list[str]
    has_next: bool
    beside: list[tuple[Any, ...]]


async def page(
    conn: AsyncConnection[Any],
    filter: CaseFilter,
    sort: CaseSort = CaseSort.REPORTED_AT,
    *,
    descending: bool = True,
    first: int = 50,
    after: str | None = None,
    beside: Beside = NOTHING_BESIDE,
) -> Page:
    """The first cases that match, or those after a cursor of the same sort.

    Raises `BadCursor`. What an order has no value for comes last when it descends,
    but a case without a deadline comes before those that have one.
    """
    text, values = statement(filter, sort, descending, first + 1, after, beside)
    found = await _found(conn, text, values, beside.names(sort))
    rows = [row for row, _ in found[:first]]
    cursors = [encode(sort.value, sort.of(row), row.case_id) for row in rows]
    return Page(rows, cursors, len(found) > first, [more for _, more in found[:first]])


def statement(
    filter: CaseFilter,
    sort: CaseSort,
    descending: bool,
    limit: int,
    after: str | None,
    beside: Beside = NOTHING_BESIDE,
) -> tuple[str, dict[str, Any]]:
    """The query of a page and its named parameters. Raises `BadCursor`."""
    condition, values = where(filter)
    key, direction = sort.expression, "DESC" if descending else "ASC"
    if after is not None:
        beyond = "<" if descending else ">"
        condition += f" AND ({key}, b.case_id) {beyond} (%(key)s, %(id)s)"
        values["key"], values["id"] = decode(after, sort.value, sort.parse, UUID)
    ordered = f"ORDER BY {key} {direction}, b.case_id {direction}"
    values |= beside.values
    values["limit"] = limit
    selected = PAGE.format(beside.selected(sort))
    return f"{selected} {condition} {ordered} LIMIT %(limit)s", values


async def count(conn: AsyncConnection[Any], filter: CaseFilter) -> Count:
    """How many cases match."""
    condition, values = where(filter)
    return await counted(conn, f"SELECT FROM case_board b WHERE {condition}", values)


async def by_ids(
    conn: AsyncConnection[Any], ids: Sequence[UUID]
) -> dict[UUID, CaseRow]:
    """The cases with these ids; unknown ones are left out."""
    found = await _found(conn, BY_IDS, {"ids": list(ids)})
    return {row.case_id: row for row, _ in found}


async def one(
    conn: AsyncConnection[Any], id: UUID, beside: Beside
) -> tuple[CaseRow, tuple[Any, ...]] | None:
    """A case, and what is read beside it; None if it is not known."""
    values = {**beside.values, "id": id}
    selected = ONE.format(beside.selected())
    found = await _found(conn, selected, values, beside.names())
    return found[0] if found else None


async def _found(
    conn: AsyncConnection[Any],
    statement: str,
    values: Mapping[str, Any],
    names: Sequence[str] = ALL,
) -> list[tuple[CaseRow, tuple[Any, ...]]]:
    """The rows of the statement, each with what it reads beside them."""
    width = len(names)

    def made(*read: Any) -> tuple[CaseRow, tuple[Any, ...]]:
        row, beside = read[:width], read[width:]
        if names is ALL:
            return row_of(*row), beside
        return UNKNOWN._replace(**dict(zip(names, row, strict=True))), beside

    async with conn.cursor(row_factory=args_row(made)) as cursor:
        await cursor.execute(statement, values)
        return await cursor.fetchall()


def row_of(*values: Any) -> CaseRow:
    return TABLE.loaded(CaseRow._make(values))
