"""Rows that are sent into a table while the next ones are still being made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any, Generic, TypeVar

import psycopg

from application.database import Connection
from projections.copying import HEADER, TRAILER
from projections.tables import Table

R = TypeVar("R", bound=tuple[Any, ...])

PORTION = 400
"""Rows sent at once: PostgreSQL works on them while the next ones are made."""


class Adding(Generic[R]):
    """The rows of one batch for one table. `end` writes the rest; until then the
    connection can do nothing else, once a portion is full."""

    def __init__(
        self,
        table: Table[R],
        conn: Connection,
        encode: Callable[[R], bytes],
        *,
        safely: bool,
    ) -> None:
        """safely: some of the rows may be there already; then nothing goes early."""
        self._table = table
        self._conn = conn
        self._encode = encode
        self._safely = safely
        # As bytes at once: a batch of rows as objects keeps the collector busy.
        self._rows: list[bytes] = []
        self._copy: psycopg.Copy | None = None
        self._open = ExitStack()

    def add(self, rows: Iterable[R]) -> None:
        """Add the rows of a fact: all of them, or none if one cannot be encoded."""
        self._rows += [self._encode(row) for row in rows]
        if len(self._rows) >= PORTION and not self._safely:
            self._send()

    def end(self) -> None:
        """Write what is left; the errors of all rows come here."""
        if self._copy is not None:
            self._rows.append(TRAILER)
            self._send()
            self._open.close()
        elif self._rows:
            put = self._table.put if self._safely else self._table.add
            put(self._conn, self._rows)

    def abandon(self, error: BaseException) -> None:
        """Take back what was sent, and give the connection free."""
        if self._copy is not None:
            try:
                self._open.__exit__(type(error), error, None)
            except psycopg.Error:
                return  # The one that is given is raised already.

    def _send(self) -> None:
        if self._copy is None:
            cursor = self._open.enter_context(self._conn.cursor())
            self._copy = self._open.enter_context(self._table.copy_into(cursor))
            self._copy.write(HEADER)
        self._copy.write(b"".join(self._rows))
        self._rows = []
