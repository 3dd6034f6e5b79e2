"""A read model's table: rows written many at once, and never back in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from psycopg.sql import SQL, Composed, Identifier

from application.database import Connection

R = TypeVar("R", bound=tuple[Any, ...])


def as_it_is(row: Any) -> Any:
    """The form of a row whose fields are what PostgreSQL stores."""
    return row


@dataclass(frozen=True)
class Table(Generic[R]):
    """A table whose columns are the fields of a NamedTuple, in the same order.

    key: the primary key; it comes from facts, so that a replay gives the same rows.
    guard: the column that only grows; a row replaces one with a smaller value only.
    stored, loaded: turn a row into column values, and back.
    """

    name: str
    row: type[R]
    key: tuple[str, ...]
    guard: str = "version"
    stored: Callable[[R], Sequence[object]] = as_it_is
    loaded: Callable[[R], R] = as_it_is
    _statements: _Statements = field(init=False, repr=False)

    def __post_init__(self) -> None:
        columns: tuple[str, ...] = getattr(self.row, "_fields")  # noqa: B009
        object.__setattr__(self, "_statements", _statements(self, columns))

    def put(self, conn: Connection, rows: Iterable[R]) -> None:
        """Insert the rows or replace older ones: one COPY and one statement."""
        with conn.cursor() as cursor:
            cursor.execute(self._statements.stage)
            with cursor.copy(self._statements.copy) as copy:
                for row in rows:
                    copy.write_row(self.stored(row))
            cursor.execute(self._statements.merge)

    def of(self, conn: Connection, ids: Iterable[UUID]) -> dict[UUID, R]:
        """The rows of these ids, which are the first column of the key."""
        make: Callable[[Iterable[Any]], R] = getattr(self.row, "_make")  # noqa: B009
        found = conn.execute(self._statements.find, (list(ids),), binary=True)
        return {row[0]: self.loaded(make(row)) for row in found}

    def drop(self, conn: Connection) -> None:
        """Remove the table and what this session prepared for it."""
        conn.execute(self._statements.drop)

    @property
    def contents(self) -> Composed:
        """The query of all rows in the order of their key."""
        return self._statements.contents


class _Statements(NamedTuple):
    find: Composed
    stage: Composed
    copy: Composed
    merge: Composed
    drop: Composed
    contents: Composed


def _statements(table: Table[Any], columns: Sequence[str]) -> _Statements:
    """The statements of a table, made once from the names in the code."""
    name, stage = Identifier(table.name), Identifier(f"{table.name}_stage")
    every = SQL(", ").join(map(Identifier, columns))
    key = SQL(", ").join(map(Identifier, table.key))
    rest = [Identifier(column) for column in columns if column not in table.key]
    return _Statements(
        find=SQL("SELECT {} FROM {} WHERE {} = ANY(%s)").format(
            every, name, Identifier(table.key[0])
        ),
        # DELETE: an earlier write of the same transaction may have left its rows.
        stage=SQL(
            "CREATE TEMP TABLE IF NOT EXISTS {} (LIKE {}) ON COMMIT DELETE ROWS;"
            " DELETE FROM {}"
        ).format(stage, name, stage),
        copy=SQL("COPY {} ({}) FROM STDIN").format(stage, every),
        merge=SQL(
            "INSERT INTO {} ({}) SELECT {} FROM {} "
            "ON CONFLICT ({}) DO UPDATE SET ({}) = ROW({}) WHERE {} < {}"
        ).format(
            name,
            every,
            every,
            stage,
            key,
            SQL(", ").join(rest),
            SQL(", ").join(SQL("EXCLUDED.{}").format(column) for column in rest),
            SQL("{}.{}").format(name, Identifier(table.guard)),
            SQL("EXCLUDED.{}").format(Identifier(table.guard)),
        ),
        drop=SQL("DROP TABLE IF EXISTS {}, {}").format(stage, name),
        contents=SQL("SELECT {} FROM {} ORDER BY {}").format(every, name, key),
    )
