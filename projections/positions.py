"""How far each read model has come, and which events it could not apply."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import LiteralString, NamedTuple
from uuid import UUID

from application.database import Connection

DDL: LiteralString = """
    CREATE TABLE IF NOT EXISTS projection (
        name       text PRIMARY KEY,
        version    integer NOT NULL,
        position   bigint NOT NULL,  -- of the last event that it has seen
        -- Moves on when rows change otherwise than by the next events.
        generation bigint NOT NULL DEFAULT 0,
        -- Whether it has been at the end of the log since it was made.
        complete   boolean NOT NULL DEFAULT false
    );
    CREATE TABLE IF NOT EXISTS parked_event (
        projection text NOT NULL,
        position   bigint NOT NULL,
        stream_id  uuid NOT NULL,
        error      text NOT NULL,
        PRIMARY KEY (projection, position)
    );
    CREATE INDEX IF NOT EXISTS parked_event_stream
        ON parked_event (projection, stream_id, position)
"""
IS_OLD = """
    SELECT to_regclass('projection') IS NOT NULL AND NOT EXISTS (
        SELECT FROM pg_attribute
        WHERE attrelid = to_regclass('projection') AND attname = 'complete'
    )
"""
RENEW: LiteralString = """
    ALTER TABLE projection
        ADD COLUMN IF NOT EXISTS generation bigint NOT NULL DEFAULT 0,
        ADD COLUMN IF NOT EXISTS complete boolean NOT NULL DEFAULT false
"""
BEGIN = """
    INSERT INTO projection (name, version, position) VALUES (%s, %s, 0)
    ON CONFLICT (name) DO UPDATE SET version = EXCLUDED.version, position = 0,
        generation = projection.generation + 1, complete = false
"""
FORGET_PARKED = "DELETE FROM parked_event WHERE projection = %s"
STATES = "SELECT name, version, position, generation, complete FROM projection"
# Whoever moves a read model holds its row, so that two never move it at once.
HOLD = f"{STATES} WHERE name = ANY(%s) ORDER BY name FOR UPDATE"
MOVE = """
    UPDATE projection SET position = %s, complete = complete OR %s
    WHERE name = ANY(%s)
"""
CHANGED = "UPDATE projection SET generation = generation + 1 WHERE name = %s"
# Of these names alone: the database may have read models of other versions of the code.
LOWEST = """
    SELECT coalesce(min(coalesce(position, 0)), 0)
    FROM unnest(%s::text[]) AS wanted (name) LEFT JOIN projection USING (name)
"""
PARK = """
    INSERT INTO parked_event (projection, position, stream_id, error)
    SELECT %s, * FROM unnest(%s::bigint[], %s::uuid[], %s::text[])
    ON CONFLICT DO NOTHING
"""
PARKED_STREAMS = """
    SELECT stream_id FROM parked_event
    WHERE projection = %s GROUP BY stream_id ORDER BY min(position)
"""
RELEASE = """
    DELETE FROM parked_event WHERE projection = %s AND stream_id = %s
    RETURNING position
"""

LONGEST_ERROR = 1_000  # characters: a stream may have many events, each with one
Parked = tuple[int, UUID, str]
"""Position and stream of an event, and why it could not be applied."""


class State(NamedTuple):
    """Where a read model is.

    version: of the code that made its tables. position: the last event it has seen.
    generation: grows when its rows change otherwise than by the next events.
    complete: it has been at the end of the log since its tables were made.
    """

    name: str
    version: int
    position: int
    generation: int
    complete: bool


def make(conn: Connection) -> None:
    """Create the tables of this module, or bring those of an older version up."""
    found = conn.execute(IS_OLD).fetchone()
    conn.execute(RENEW if found and found[0] else DDL)


def begin(conn: Connection, name: str, version: int) -> None:
    """Begin a read model at the first event, with nothing parked."""
    conn.execute(FORGET_PARKED, (name,))
    conn.execute(BEGIN, (name, version))


def states(conn: Connection) -> dict[str, State]:
    """Every read model that has tables in the database."""
    return {row[0]: State(*row) for row in conn.execute(STATES).fetchall()}


def lowest(conn: Connection, names: Sequence[str]) -> int:
    """The position that all of these have reached; 0 if one is not there."""
    found = conn.execute(LOWEST, (list(names),)).fetchone()
    return int(found[0]) if found else 0


def hold(conn: Connection, names: Sequence[str]) -> dict[str, State]:
    """Lock read models until the transaction ends, and say where they are."""
    rows = conn.execute(HOLD, (list(names),)).fetchall()
    return {row[0]: State(*row) for row in rows}


def move(
    conn: Connection, names: Sequence[str], position: int, *, end: bool = False
) -> None:
    """Record that read models have seen all events up to the position.

    end: it was the last of the log.
    """
    conn.execute(MOVE, (position, end, list(names)))


def changed(conn: Connection, name: str) -> None:
    """Tell whoever remembers rows of the read model that others changed them."""
    conn.execute(CHANGED, (name,))


def announce(conn: Connection) -> None:
    """Let the readers look, on commit, how far the read models have come."""
    conn.execute("NOTIFY gongshi_projected")


def park(conn: Connection, name: str, events: Iterable[Parked]) -> None:
    """Set events aside until `retry`; the errors are what an operator reads."""
    at, streams, errors = (list(column) for column in zip(*events, strict=True))
    clean = [error.replace("\0", "")[:LONGEST_ERROR] for error in errors]
    conn.execute(PARK, (name, at, streams, clean))


def parked_streams(conn: Connection, name: str) -> list[UUID]:
    """The streams that have parked events, the longest parked first."""
    return [row[0] for row in conn.execute(PARKED_STREAMS, (name,)).fetchall()]


def release(conn: Connection, name: str, stream: UUID) -> set[int]:
    """Take a stream's events out of the park; their positions."""
    rows = conn.execute(RELEASE, (name, stream)).fetchall()
    return {row[0] for row in rows}
