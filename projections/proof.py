"""Proof that a read model is what the log says: a digest against a fresh replay."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby

from psycopg.sql import SQL

from application.database import Connection, Database
from application.event_store import EventStore
from projections import positions
from projections.building import BATCH, Build, Tell, silently
from projections.projection import Projection
from projections.versions import refuse_newer, refuse_older

Digests = dict[str, str]
"""SHA-256 in hex over the rows of each table, in the order of their keys."""


@dataclass(frozen=True, slots=True)
class Verification:
    """Digests of a read model's tables and of those of a replay up to its position."""

    projection: str
    position: int
    live: Digests
    replayed: Digests

    @property
    def holds(self) -> bool:
        return self.live == self.replayed

    @property
    def wrong(self) -> list[str]:
        """The tables that are not what the log says."""
        return [name for name in self.live if self.live[name] != self.replayed[name]]


def digest(conn: Connection, projection: Projection) -> Digests:
    """The digests of a read model's tables, all of the same moment."""
    found: Digests = {}
    with conn.transaction():
        conn.execute("SET LOCAL timezone = 'UTC'")
        for table in projection.tables:
            hashed = hashlib.sha256()
            rows = SQL("COPY ({}) TO STDOUT").format(table.contents)
            with conn.cursor().copy(rows) as copy:
                for block in copy:
                    hashed.update(block)
            found[table.name] = hashed.hexdigest()
    return found


def verify(
    database: Database,
    store: EventStore,
    projections: Sequence[Projection],
    *,
    tell: Tell = silently,
    batch: int = BATCH,
) -> Iterator[Verification]:
    """Replay the log into temporary tables, beside the live ones, and compare.

    The live read models go on meanwhile: they are taken as they were at the beginning.
    Raises `NewerTables` and `OlderTables`.
    """
    live: dict[str, tuple[int, Digests]] = {}
    parked = False
    with closing(database.dedicated()) as conn, conn.transaction():
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        known = positions.states(conn)
        refuse_newer(projections, known)
        refuse_older(projections, known)
        for each in projections:
            if each.name in known:
                live[each.name] = known[each.name].position, digest(conn, each)
                parked = parked or bool(positions.parked_streams(conn, each.name))
    wanted = [each for each in projections if each.name in live]
    wanted.sort(key=lambda each: live[each.name][0])
    for position, group in groupby(wanted, key=lambda each: live[each.name][0]):
        together = list(group)
        with closing(database.dedicated()) as conn:
            # Only the session's own schema is in sight: not one live table is met.
            conn.execute("SET search_path = pg_temp")
            # An index may have refused what is parked: then the replay needs it too.
            build = Build(conn, store, together, batch=batch, indexed=parked)
            build.go_on(until=position, tell=tell)
            for each in together:
                replayed = digest(conn, each)
                yield Verification(each.name, position, live[each.name][1], replayed)
