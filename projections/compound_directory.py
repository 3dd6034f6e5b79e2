"""The directory of compounds: which are there, where, and how large?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import args_row

from application.event_store import EventStore, Recorded
from projections.compound_row import CompoundRow, evolve
from projections.counting import Count, counted
from projections.cursors import decode, encode, word
from projections.folding import of_aggregate
from projections.memory import Memory
from projections.projection import Projection
from projections.tables import Table

DDL: LiteralString = """
    CREATE TABLE compound_directory (
        compound_id     uuid PRIMARY KEY,
        version         integer NOT NULL,
        position        bigint NOT NULL,
        code            text NOT NULL,
        name            text NOT NULL COLLATE "C",
        region_codes    text[] NOT NULL,
        region_names    text[] NOT NULL,
        kind            text NOT NULL,
        buildings       integer NOT NULL,
        households      integer NOT NULL,
        completion_year integer,
        profile         text NOT NULL,
        management      text NOT NULL
    )
"""
INDEXES: LiteralString = """
    CREATE INDEX compound_directory_name ON compound_directory (name, compound_id);
    CREATE INDEX compound_directory_region
        ON compound_directory USING gin (region_codes)
"""


TABLE = Table("compound_directory", CompoundRow, ("compound_id",))


def apply(memory: Memory, batch: Sequence[Recorded]) -> None:
    """Bring the rows of the batch's compounds up to date."""
    memory.fold(TABLE, of_aggregate("Compound", batch), evolve)


COMPOUND_DIRECTORY = Projection("compound_directory", 2, DDL, INDEXES, (TABLE,), apply)

COLUMNS = ", ".join(f"d.{column}" for column in CompoundRow._fields)
# NULL stands for no condition; the register is small, so one statement serves all.
PAGE = f"""
    SELECT {COLUMNS} FROM compound_directory d
    WHERE (%(region)s::text IS NULL OR d.region_codes @> ARRAY[%(region)s::text])
    AND (%(kind)s::text IS NULL OR d.kind = %(kind)s)
    AND (%(profile)s::text IS NULL OR d.profile = %(profile)s)
    AND (%(management)s::text IS NULL OR d.management = %(management)s)
    AND (%(name)s::text IS NULL OR d.name ILIKE %(name)s)
    AND (%(after_id)s::uuid IS NULL
         OR (d.name, d.compound_id) > (%(after_name)s, %(after_id)s))
    ORDER BY d.name, d.compound_id LIMIT %(limit)s
"""
MATCHING = """
    SELECT FROM compound_directory d
    WHERE (%(region)s::text IS NULL OR d.region_codes @> ARRAY[%(region)s::text])
    AND (%(kind)s::text IS NULL OR d.kind = %(kind)s)
    AND (%(profile)s::text IS NULL OR d.profile = %(profile)s)
    AND (%(management)s::text IS NULL OR d.management = %(management)s)
    AND (%(name)s::text IS NULL OR d.name ILIKE %(name)s)
"""
BY_IDS = f"SELECT {COLUMNS} FROM compound_directory d WHERE d.compound_id = ANY(%s)"
NAMED = """
    SELECT compound_id, name FROM compound_directory WHERE compound_id = ANY(%(ids)s)
"""
OPEN_CASES = """
    SELECT compound_id, count(*) FROM case_board
    WHERE open AND compound_id = ANY(%s) GROUP BY compound_id
"""
# A region is named as the compound registered last names it.
REGIONS = """
    SELECT code,
           (array_agg(name ORDER BY position DESC))[1],
           (array_agg(parent ORDER BY position DESC))[1],
           depth, count(*)
    FROM (
        SELECT d.position, r.code, r.name, r.depth,
               d.region_codes[r.depth - 1] AS parent
        FROM compound_directory d
        CROSS JOIN LATERAL unnest(d.region_codes, d.region_names)
            WITH ORDINALITY AS r (code, name, depth)
    ) named
    GROUP BY code, depth ORDER BY depth, code
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompoundFilter:
    """Every condition given must hold. region: a code of any level of the tree.
    name: a part of the compound's name, whichever case its letters have."""

    region: str | None = None
    kind: str | None = None
    name: str | None = None
    profile: str | None = None
    management: str | None = None

    def values(self) -> dict[str, Any]:
        """The named parameters of the conditions."""
        pattern = None if self.name is None else f"%{_literally(self.name)}%"
        kind = None if self.kind is None else str(self.kind)
        return {
            "region": self.region,
            "kind": kind,
            "profile": self.profile,
            "management": self.management,
            "name": pattern,
        }


class Page(NamedTuple):
    """rows: of one page, by name. cursors: of each row, opaque.

    has_next: whether others follow.
    """

    rows: list[CompoundRow]
    cursors: list[str]
    has_next: bool


class Region(NamedTuple):
    """One region that compounds lie in; depth: 1 is the city.

    parent: the code of the region around it. compounds: how many lie in it.
    """

    code: str
    name: str
    parent: str | None
    depth: int
    compounds: int


async def page(
    conn: AsyncConnection[Any],
    filter: CompoundFilter,
    *,
    first: int = 50,
    after: str | None = None,
) -> Page:
    """The first compounds that match, or those after a cursor. Raises `BadCursor`."""
    name, id = decode(after, "name", word, UUID) if after else (None, None)
    values = filter.values() | {"after_name": name, "after_id": id, "limit": first + 1}
    rows = await _rows(conn, PAGE, values)
    shown = rows[:first]
    cursors = [encode("name", row.name, row.compound_id) for row in shown]
    return Page(shown, cursors, len(rows) > first)


async def count(conn: AsyncConnection[Any], filter: CompoundFilter) -> Count:
    """How many compounds match."""
    return await counted(conn, MATCHING, filter.values())


async def by_ids(
    conn: AsyncConnection[Any], ids: Sequence[UUID]
) -> dict[UUID, CompoundRow]:
    """The compounds with these ids; unknown ones are left out."""
    return {row.compound_id: row for row in await _rows(conn, BY_IDS, (list(ids),))}


async def open_cases(
    conn: AsyncConnection[Any], ids: Sequence[UUID]
) -> dict[UUID, int]:
    """How many cases are open in each of these compounds."""
    async with conn.cursor() as cursor:
        await cursor.execute(OPEN_CASES, (list(ids),))
        found: dict[UUID, int] = dict(await cursor.fetchall())
    return {id: found.get(id, 0) for id in ids}


async def regions(conn: AsyncConnection[Any]) -> list[Region]:
    """The regions in which compounds are registered, from the cities downwards."""
    async with conn.cursor(row_factory=args_row(Region)) as cursor:
        await cursor.execute(REGIONS)
        return await cursor.fetchall()


def as_of(store: EventStore, compound_id: UUID, moment: datetime) -> CompoundRow | None:
    """The compound as it was known at a moment; None if nobody knew of it then."""
    row: CompoundRow | None = None
    for recorded in store.stream(compound_id, until=moment):
        row = evolve(row, recorded)
    return row


async def _rows(
    conn: AsyncConnection[Any], statement: str, values: Any
) -> list[CompoundRow]:
    async with conn.cursor(row_factory=args_row(row_of)) as cursor:
        await cursor.execute(statement, values)
        return await cursor.fetchall()


def row_of(*values: Any) -> CompoundRow:
    """A row as PostgreSQL gives it."""
    row = CompoundRow._make(values)
    codes, names = tuple(row.region_codes), tuple(row.region_names)
    return row._replace(region_codes=codes, region_names=names)


def _literally(part: str) -> str:
    """A part of a name without meaning for ILIKE."""
    return part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
