"""The rows of a table that an engine keeps in memory from one batch to the next."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Generic, TypeVar
from uuid import UUID

from application.database import Connection
from projections.tables import Table

R = TypeVar("R", bound=tuple[Any, ...])

MOST = 20_000
"""Rows of a table kept in memory, beyond those that one batch needs."""


class HotRows(Generic[R]):
    """One row a stream: read once, changed in memory, written when asked to.

    rows: by the integer of the stream's id, which is much cheaper to look up than the
        id itself; None for a stream that has no row.
    changed: those of them that the table does not have yet.
    """

    def __init__(self, table: Table[R], conn: Connection) -> None:
        self.rows: dict[int, R | None] = {}
        self.changed: dict[int, R] = {}
        self._table = table
        self._encode = table.encoder(conn)
        self._stored: set[int] = set()

    def fetch(self, conn: Connection, streams: Collection[UUID]) -> None:
        """Bring rows into memory, those that are not there yet; each stream once."""
        missing = [id for id in streams if id.int not in self.rows]
        if missing:
            self.rows |= dict.fromkeys([id.int for id in missing])
            found = self._table.of(conn, missing)
            self.rows |= {id.int: row for id, row in found.items()}
            self._stored.update([id.int for id in found])

    @property
    def full(self) -> bool:
        """Whether so much was changed that it should be written now."""
        return len(self.changed) >= MOST

    def write(self, conn: Connection, *, safely: bool = False) -> None:
        """Write what was changed; then forget what has not changed for longest.

        safely: even if a row that should be new is there already.
        """
        encode, stored, changed = self._encode, self._stored, self.changed
        old = changed.keys() if safely else changed.keys() & stored
        new = [encode(row) for key, row in changed.items() if key not in old]
        if new:
            self._table.add(conn, new)
        if old:
            self._table.put(conn, [encode(changed[key]) for key in old])
        stored.update(changed)
        if len(self.rows) > MOST:
            self._shrink()
        self.changed = {}

    def _shrink(self) -> None:
        for key, row in self.changed.items():
            del self.rows[key]
            self.rows[key] = row  # at the end
        for key in list(self.rows)[: len(self.rows) - MOST]:
            del self.rows[key]
            self._stored.discard(key)
