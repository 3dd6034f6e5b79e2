"""A read model's table: rows written many at once, and never back in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from psycopg import Copy, Cursor
from psycopg.sql import SQL, Composed, Identifier, Literal

from application.database import Connection
from projections.copying import Column, copied, encoder

R = TypeVar("R", bound=tuple[Any, ...])


def as_it_is(row: Any) -> Any:
    """The form of a row whose fields are what PostgreSQL stores."""
    return row


@dataclass(frozen=True)
class Table(Generic[R]):
    """A table whose columns are the fields of a NamedTuple, in the same order.

    key: the primary key; it comes from facts, so that a replay gives the same rows.
    guard: the column that only grows; a row replaces one with a smaller value only.
    stored, loaded: turn a row into column values, and back; an object may stay what it
    is for a jsonb.
    """

    name: str
    row: type[R]
    key: tuple[str, ...]
    guard: str = "version"
    stored: Callable[[R], Sequence[object]] = as_it_is
    loaded: Callable[[R], R] = as_it_is
    _statements: _Statements = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        columns: tuple[str, ...] = getattr(self.row, "_fields")  # noqa: B009
        object.__setattr__(self, "_statements", _statements(self, columns))

    def encoder(self, conn: Connection) -> Callable[[R], bytes]:
        """What makes a row ready for `add` and `put`; asks for the columns."""
        found = conn.execute(self._statements.columns).fetchall()
        encode, stored = encoder([Column(*each) for each in found]), self.stored
        if stored is as_it_is:
            return encode
        return lambda row: encode(stored(row))

    def add(self, conn: Connection, rows: Iterable[bytes]) -> None:
        """Insert rows that are not there yet, with one COPY.

        Raises `UniqueViolation` if one is there; `put` knows what to do then.
        """
        _copy(conn, self._statements.copy, rows)

    def copy_into(self, cursor: Cursor[Any]) -> AbstractContextManager[Copy]:
        """A COPY that takes rows as long as it is open."""
        return cursor.copy(self._statements.copy)

    def put(self, conn: Connection, rows: Iterable[bytes]) -> None:
        """Insert the rows or replace older ones: one COPY and one statement."""
        conn.execute(self._statements.stage)
        _copy(conn, self._statements.copy_to_stage, rows)
        conn.execute(self._statements.merge)

    def of(self, conn: Connection, ids: Iterable[UUID]) -> dict[UUID, R]:
        """The rows of these ids, which are the first column of the key."""
        make: Callable[[Iterable[Any]], R] = getattr(self.row, "_make")  # noqa: B009
        found = conn.execute(self._statements.find, (list(ids),), binary=True)
        return {row[0]: self.loaded(make(row)) for row in found}

    def drop(self, conn: Connection) -> None:
        """Remove the table and what this session prepared for it."""
        conn.execute(self._statements.drop)

    def leave_alone(self, conn: Connection) -> None:
        """Let the server not vacuum the table by itself."""
        name = Identifier(self.name)
        conn.execute(
            SQL("ALTER TABLE {} SET (autovacuum_enabled = false)").format(name)
        )

    def analyze(self, conn: Connection) -> None:
        """Let the planner know what the table holds now, and that all see its rows."""
        conn.execute(SQL("VACUUM (ANALYZE) {}").format(Identifier(self.name)))

    @property
    def contents(self) -> Composed:
        """The query of all rows in the order of their key."""
        return self._statements.contents


def _copy(conn: Connection, statement: Composed, rows: Iterable[bytes]) -> None:
    with conn.cursor().copy(statement) as copy:
        copy.write(copied(rows))


class _Statements(NamedTuple):
    columns: Composed
    find: Composed
    copy: Composed
    stage: Composed
    copy_to_stage: Composed
    merge: Composed
    drop: Composed
    contents: Composed


def _statements(table: Table[Any], columns: Sequence[str]) -> _Statements:
    """The statements of a table, made once from the names in the code."""
    name, stage = Identifier(table.name), Identifier(f"{table.name}_stage")
    every = SQL(", ").join(map(Identifier, columns))
    key = SQL(", ").join(map(Identifier, table.key))
    rest = [Identifier(column) for column in columns if column not in table.key]
    copy = SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)")
    return _Statements(
        columns=SQL(
            "SELECT format_type(atttypid, NULL), attnotnull FROM pg_attribute"
            " JOIN unnest({}::text[]) WITH ORDINALITY AS wanted (name, place)"
            " ON attname = wanted.name"
            " WHERE attrelid = {}::regclass ORDER BY place"
        ).format(Literal(list(columns)), Literal(table.name)),
        find=SQL("SELECT {} FROM {} WHERE {} = ANY(%s)").format(
            every, name, Identifier(table.key[0])
        ),
        copy=copy.format(name, every),
        # DELETE: an earlier write of the same transaction may have left its rows.
        stage=SQL(
            "CREATE TEMP TABLE IF NOT EXISTS {} (LIKE {}) ON COMMIT DELETE ROWS;"
            " DELETE FROM {}"
        ).format(stage, name, stage),
        copy_to_stage=copy.format(stage, every),
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
