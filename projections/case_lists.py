"""Which cases are there? Pages, counts and single rows of the board."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import args_row

from projections.case_board import TABLE
from projections.case_filters import CaseFilter, CaseSort, where
from projections.case_row import CaseRow
from projections.counting import Count, counted
from projections.cursors import decode, encode

COLUMNS = ", ".join(CaseRow._fields)
BY_IDS = f"SELECT {COLUMNS} FROM case_board b WHERE case_id = ANY(%s)"
PAGE = f"SELECT {COLUMNS} FROM case_board b"


class Page(NamedTuple):
    """rows: of one page, in order. has_next: whether others follow.

    cursors: of each row, opaque; `after` takes one of them.
    """

    rows: list[CaseRow]
    cursors: list[str]
    has_next: bool


async def page(
    conn: AsyncConnection[Any],
    filter: CaseFilter,
    sort: CaseSort = CaseSort.REPORTED_AT,
    *,
    descending: bool = True,
    first: int = 50,
    after: str | None = None,
) -> Page:
    """The first cases that match, or those after a cursor of the same sort.

    Raises `BadCursor`. What an order has no value for comes last when it descends,
    but a case without a deadline comes before those that have one.
    """
    text, values = statement(filter, sort, descending, first + 1, after)
    rows = await _rows(conn, text, values)
    shown = rows[:first]
    cursors = [encode(sort.value, sort.of(row), row.case_id) for row in shown]
    return Page(shown, cursors, len(rows) > first)


def statement(
    filter: CaseFilter,
    sort: CaseSort,
    descending: bool,
    limit: int,
    after: str | None,
) -> tuple[str, dict[str, Any]]:
    """The query of a page and its named parameters. Raises `BadCursor`."""
    condition, values = where(filter)
    key, direction = sort.expression, "DESC" if descending else "ASC"
    if after is not None:
        beyond = "<" if descending else ">"
        condition += f" AND ({key}, b.case_id) {beyond} (%(key)s, %(id)s)"
        values["key"], values["id"] = decode(after, sort.value, sort.parse, UUID)
    ordered = f"ORDER BY {key} {direction}, b.case_id {direction}"
    values["limit"] = limit
    return f"{PAGE} WHERE {condition} {ordered} LIMIT %(limit)s", values


async def count(conn: AsyncConnection[Any], filter: CaseFilter) -> Count:
    """How many cases match."""
    condition, values = where(filter)
    return await counted(conn, f"SELECT FROM case_board b WHERE {condition}", values)


async def by_ids(
    conn: AsyncConnection[Any], ids: Sequence[UUID]
) -> dict[UUID, CaseRow]:
    """The cases with these ids; unknown ones are left out."""
    return {row.case_id: row for row in await _rows(conn, BY_IDS, (list(ids),))}


async def _rows(
    conn: AsyncConnection[Any], statement: str, values: Any
) -> list[CaseRow]:
    async with conn.cursor(row_factory=args_row(row_of)) as cursor:
        await cursor.execute(statement, values)
        return await cursor.fetchall()


def row_of(*values: Any) -> CaseRow:
    return TABLE.loaded(CaseRow._make(values))
