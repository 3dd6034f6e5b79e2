"""Read models of one row an aggregate: what it is now, as a document.

A module that is named after its question says how a fact changes the document; the
table, its indexes, pages, counts and `asOf` are the same for all:

    def evolve(view, recorded): ...

    HOUSEHOLD_REGISTER = Records("household_register", "Household", evolve)

A document holds nothing but JSON values, since it comes back from the database as such:
`documents.stated(fact)` makes them of a fact's fields.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import args_row

from application.event_store import EventStore, Recorded
from domain.facts import FirstFact
from projections.counting import Count, counted
from projections.cursors import decode, encode, word
from projections.documents import View
from projections.folding import OutOfOrder, of_aggregate
from projections.memory import Memory
from projections.projection import Projection
from projections.record_filter import RecordFilter
from projections.record_table import ddl, indexes
from projections.tables import Table

Evolve = Callable[[View, Recorded], View]
"""The document after a fact; before the first it holds the place. What a fact does not
change comes back as it is."""


class Record(NamedTuple):
    """What an aggregate is now.

    texts: each sealing as `[fact, version, sealed id, paths]`.
    sort: what lists are ordered by, from `view["sort"]`, "" unless.
    """

    id: UUID
    version: int
    position: int
    compound_id: UUID | None
    region_path: tuple[str, ...]
    unit_id: UUID | None
    status: str
    kind: str
    sort: str
    changed_at: datetime
    texts: list[list[Any]]
    view: View


COLUMNS = ", ".join(Record._fields)


class RecordPage(NamedTuple):
    """rows: of one page, in order. cursors: of each row, opaque."""

    rows: list[Record]
    cursors: list[str]
    has_next: bool


class Records:
    """The read model of the records of one kind of aggregate."""

    def __init__(
        self,
        name: str,
        aggregate: str,
        evolve: Evolve,
        *,
        version: int = 1,
        also: LiteralString = "",
    ) -> None:
        """name: of the projection and its table; it never changes once released.

        aggregate: as its facts are named. version: raise it when `evolve` changes.
        also: more indexes; `{name}` in it stands for the table.
        """
        self.name = name
        self.aggregate = aggregate
        self._evolve = evolve
        self.table = Table(name, Record, ("id",), loaded=_loaded)
        self.projection = Projection(
            name, version, ddl(name), indexes(name, also), (self.table,), self._apply
        )

    def _apply(self, memory: Memory, batch: Sequence[Recorded]) -> None:
        memory.fold(self.table, of_aggregate(self.aggregate, batch), self.evolve)

    def evolve(self, row: Record | None, recorded: Recorded) -> Record:
        """The record after a fact. Pure, so its rules are tested without a database."""
        fact: Any = recorded.fact
        if isinstance(fact, FirstFact):
            path = tuple(getattr(fact, "region_path", ()))
            row = Record(
                id=fact.originator_id,
                version=0,
                position=0,
                compound_id=getattr(fact, "compound_id", None),
                region_path=path,
                unit_id=None,
                status="",
                kind="",
                sort="",
                changed_at=fact.timestamp,
                texts=[],
                view={},
            )
        if row is None:
            raise OutOfOrder(f"{recorded.type} cannot begin a record")
        view = self._evolve(dict(row.view), recorded)
        unit = view.get("unit_id")
        texts = row.texts
        if fact.sealed_id is not None:
            sealing = [
                recorded.type,
                fact.originator_version,
                str(fact.sealed_id),
                sorted(fact.sealed),
            ]
            texts = [*texts, sealing]
        target = getattr(type(fact), "target", None)
        if target is not None:
            view["status"] = str(target)
        return row._replace(
            version=fact.originator_version,
            position=recorded.position,
            unit_id=None if unit is None else UUID(unit),
            status=view.get("status", ""),
            kind=view.get("kind", ""),
            sort=view.get("sort", ""),
            changed_at=fact.timestamp,
            texts=texts,
            view=view,
        )

    async def page(
        self,
        conn: AsyncConnection[Any],
        filter: RecordFilter,
        *,
        first: int = 50,
        after: str | None = None,
    ) -> RecordPage:
        """The first records that match, or those after a cursor. Raises `BadCursor`."""
        where, values = filter.where()
        if after is not None:
            sort, id = decode(after, self.name, word, UUID)
            where += " AND (sort, id) > (%(after_sort)s, %(after_id)s)"
            values |= {"after_sort": sort, "after_id": id}
        found = await self._rows(
            conn,
            f"SELECT {COLUMNS} FROM {self.name} WHERE {where}"
            f" ORDER BY sort, id LIMIT {int(first) + 1}",
            values,
        )
        shown = found[:first]
        cursors = [encode(self.name, row.sort, row.id) for row in shown]
        return RecordPage(shown, cursors, len(found) > first)

    async def count(self, conn: AsyncConnection[Any], filter: RecordFilter) -> Count:
        """How many records match."""
        where, values = filter.where()
        return await counted(conn, f"SELECT FROM {self.name} WHERE {where}", values)

    async def by_ids(
        self, conn: AsyncConnection[Any], ids: Sequence[UUID]
    ) -> dict[UUID, Record]:
        """The records with these ids; unknown ones are left out."""
        query = f"SELECT {COLUMNS} FROM {self.name} WHERE id = ANY(%(ids)s)"
        return {
            row.id: row for row in await self._rows(conn, query, {"ids": list(ids)})
        }

    def as_of(self, store: EventStore, id: UUID, moment: datetime) -> Record | None:
        """The record as it was known at a moment; None if nobody knew of it then."""
        row: Record | None = None
        prefix = f"{self.aggregate}."
        for recorded in store.stream(id, until=moment):
            if recorded.type.startswith(prefix):
                row = self.evolve(row, recorded)
        return row

    async def _rows(
        self, conn: AsyncConnection[Any], query: str, values: Any
    ) -> list[Record]:
        async with conn.cursor(row_factory=args_row(row_of)) as cursor:
            await cursor.execute(query.encode(), values)
            return await cursor.fetchall()


def row_of(*values: Any) -> Record:
    """A row as PostgreSQL gives it."""
    return _loaded(Record._make(values))


def _loaded(row: Record) -> Record:
    return row._replace(region_path=tuple(row.region_path))
