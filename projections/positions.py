"""How far each read model has come, and which events it could not apply."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, LiteralString
from uuid import UUID

from psycopg import AsyncConnection

from application.database import Connection

DDL: LiteralString = """
    CREATE TABLE IF NOT EXISTS projection (
        name     text PRIMARY KEY,
        version  integer NOT NULL,
        position bigint NOT NULL  -- of the last event that it has seen
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
ADD = "INSERT INTO projection (name, version, position) VALUES (%s, %s, 0)"
REMOVE = "DELETE FROM projection WHERE name = %s"
FORGET_PARKED = "DELETE FROM parked_event WHERE projection = %s"
VERSIONS = "SELECT name, version FROM projection"
POSITIONS = "SELECT name, position FROM projection"
# Whoever moves a read model holds its row, so that two never move it at once.
HOLD = "SELECT position FROM projection WHERE name = %s FOR UPDATE"
MOVE = "UPDATE projection SET position = %s WHERE name = %s"
LOWEST = "SELECT coalesce(min(position), 0) FROM projection"
LAG = """
    SELECT coalesce((SELECT position FROM event ORDER BY position DESC LIMIT 1), 0)
        - coalesce((SELECT min(position) FROM projection), 0)
"""
ANNOUNCE = "SELECT pg_notify('gongshi_projected', %s)"
PARK = """
    INSERT INTO parked_event (projection, position, stream_id, error)
    VALUES (%s, %s, %s, %s)
    ON CONFLICT DO NOTHING
"""
PARKED_AMONG = """
    SELECT DISTINCT stream_id FROM parked_event
    WHERE projection = %s AND stream_id = ANY(%s)
"""
PARKED_STREAMS = """
    SELECT stream_id FROM parked_event
    WHERE projection = %s GROUP BY stream_id ORDER BY min(position)
"""
RELEASE = """
    DELETE FROM parked_event WHERE projection = %s AND stream_id = %s
    RETURNING position
"""


def versions(conn: Connection) -> dict[str, int]:
    """Version of each read model that has tables in the database."""
    return dict(conn.execute(VERSIONS).fetchall())


def positions(conn: Connection) -> dict[str, int]:
    """Position of the last event that each read model has seen, 0 if none."""
    return dict(conn.execute(POSITIONS).fetchall())


def lowest(conn: Connection) -> int:
    """The position that every read model has reached."""
    found = conn.execute(LOWEST).fetchone()
    return int(found[0]) if found else 0


def hold(conn: Connection, name: str) -> int | None:
    """Lock a read model until the transaction ends; its position, None if unknown."""
    found = conn.execute(HOLD, (name,)).fetchone()
    return int(found[0]) if found else None


def move(conn: Connection, name: str, position: int) -> None:
    """Record that the read model has seen all events up to the position."""
    conn.execute(MOVE, (position, name))


def announce(conn: Connection) -> None:
    """Tell the readers, on commit, how far every read model has come."""
    conn.execute(ANNOUNCE, (str(lowest(conn)),))


def park(conn: Connection, name: str, position: int, stream: UUID, error: str) -> None:
    """Set an event aside until `retry`; its error is what an operator reads."""
    conn.execute(PARK, (name, position, stream, error))


def parked_among(conn: Connection, name: str, streams: Sequence[UUID]) -> set[UUID]:
    """Those of the streams that have parked events."""
    rows = conn.execute(PARKED_AMONG, (name, list(streams))).fetchall()
    return {row[0] for row in rows}


def parked_streams(conn: Connection, name: str) -> list[UUID]:
    """The streams that have parked events, the longest parked first."""
    return [row[0] for row in conn.execute(PARKED_STREAMS, (name,)).fetchall()]


def release(conn: Connection, name: str, stream: UUID) -> set[int]:
    """Take a stream's events out of the park; their positions."""
    rows = conn.execute(RELEASE, (name, stream)).fetchall()
    return {row[0] for row in rows}


async def lag(conn: AsyncConnection[Any]) -> int:
    """How many events the slowest read model has not seen yet."""
    found = await (await conn.execute(LAG)).fetchone()
    return int(found[0]) if found else 0
