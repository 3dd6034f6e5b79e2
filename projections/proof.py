"""Proof that a read model is what the log says: a digest against a fresh replay."""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import dataclass

from psycopg.sql import SQL

from application.database import Connection, Database
from application.event_store import EventStore
from projections import batches, positions
from projections.projection import Projection


@dataclass(frozen=True, slots=True)
class Verification:
    """Digests (SHA-256, hex) of a read model and of a replay up to its position."""

    projection: str
    position: int
    live: str
    replayed: str

    @property
    def holds(self) -> bool:
        return self.live == self.replayed


def digest(conn: Connection, projection: Projection) -> str:
    """SHA-256 over all rows of the tables in the order of their keys."""
    hashed = hashlib.sha256()
    with conn.transaction():
        conn.execute("SET LOCAL timezone = 'UTC'")
        for table in projection.tables:
            hashed.update(table.name.encode())
            rows = SQL("COPY ({}) TO STDOUT").format(table.contents)
            with conn.cursor().copy(rows) as copy:
                for block in copy:
                    hashed.update(block)
    return hashed.hexdigest()


def verify(
    database: Database, store: EventStore, projection: Projection, batch: int = 1000
) -> Verification:
    """Replay the log into temporary tables, beside the live ones, and compare.

    The live read model goes on meanwhile: it is taken as it was at the beginning.
    """
    with closing(database.dedicated()) as conn, conn.transaction():
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        position = positions.positions(conn).get(projection.name, 0)
        live = digest(conn, projection)
    with closing(database.dedicated()) as conn:
        # While the tables are made only the session's own schema is in sight: not
        # one live table can be met. Afterwards its tables come before all others.
        conn.execute("SET search_path = pg_temp")
        conn.execute(positions.DDL)
        projection.create(conn)
        conn.execute("RESET search_path")
        after = 0
        while after < position:
            limit = min(batch, position - after)
            batches.step(conn, store, [projection], after, limit)
            after = positions.positions(conn)[projection.name]
        return Verification(projection.name, position, live, digest(conn, projection))
