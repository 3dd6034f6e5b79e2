"""Streams for several who load at the same time, in one query."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from threading import Lock
from typing import Any
from uuid import UUID

from application.database import Database

LOAD = """
    SELECT stream_id, version, type, data FROM event
    WHERE stream_id = ANY(%s) ORDER BY stream_id, version
"""
Rows = list[tuple[Any, ...]]
"""Of one stream, in its order: its id, and version, type and data of an event."""


class _Round:
    """The ids that one query asks for, and what it found."""

    def __init__(self) -> None:
        self.ids: set[UUID] = set()
        self.found: dict[UUID, Rows] | None = None


class Loads:
    """Reads streams; those who come while a query runs share the next one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reading = Lock()
        self._joining = Lock()
        self._next = _Round()

    def rows(self, ids: Iterable[UUID]) -> dict[UUID, Rows]:
        """The rows of these streams, among others'; none of a stream that is not
        there. Nothing is older than the call."""
        with self._joining:
            round = self._next
            round.ids.update(ids)
        with self._reading:
            if round.found is None:
                with self._joining:
                    if self._next is round:
                        self._next = _Round()
                round.found = self._read(round.ids)
        return round.found

    def _read(self, ids: Iterable[UUID]) -> dict[UUID, Rows]:
        rows = self._database.fetch(LOAD, (list(ids),))
        return {id: list(group) for id, group in groupby(rows, key=lambda row: row[0])}
