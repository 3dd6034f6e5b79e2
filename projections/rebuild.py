"""Read models built anew beside the live ones, which answer until the last moment.

The copy lies in a schema of its own. When it has come to the end of the log, one
short transaction puts its tables into the place of the live ones. Whatever ends the
build, one or the other is whole; the next one begins anew and removes the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from threading import Event
from typing import LiteralString

from psycopg import Error, errors
from psycopg.sql import SQL, Composed, Identifier

from application.database import Connection, Database
from application.event_store import EventStore
from domain.errors import Refusal
from projections import positions, sessions
from projections.building import BATCH, Build, Tell, silently
from projections.projection import Projection, of_an_event
from projections.versions import refuse_newer

SCHEMA = "gongshi_rebuild"
PATIENCE = "200ms"  # that a swap may keep readers and the engine waiting
BETWEEN, LONGEST_BETWEEN = 0.2, 5.0  # seconds between two attempts at it
CLEAR = SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(SCHEMA))
MAKE = SQL("CREATE SCHEMA {}").format(Identifier(SCHEMA))
LEFT_OVER = "SELECT FROM pg_namespace WHERE nspname = %s"
TAKE_PLACE = """
    INSERT INTO {live}.projection AS live (name, version, position, complete)
    SELECT name, version, position, true FROM {copy}.projection
    ON CONFLICT (name) DO UPDATE SET version = EXCLUDED.version,
        position = EXCLUDED.position, complete = true, generation = live.generation + 1
"""
FORGET = """
    DELETE FROM {live}.parked_event
    WHERE projection IN (SELECT name FROM {copy}.projection)
"""
PARK = "INSERT INTO {live}.parked_event SELECT * FROM {copy}.parked_event"
THERE = "SELECT to_regclass(%s) IS NOT NULL"
TAKE = "LOCK TABLE {live}.{table} IN ACCESS EXCLUSIVE MODE"
DROP = "DROP TABLE IF EXISTS {live}.{table}"
BRING = """
    ALTER TABLE {copy}.{table} RESET (autovacuum_enabled);
    ALTER TABLE {copy}.{table} SET SCHEMA {live}
"""


class RebuildRunning(Refusal):
    zh = "另一进程正在重建查询视图，请等它结束（gongshi projections status 可看进度）。"
    en = (
        "Another process is rebuilding read models; wait until it has ended "
        "(gongshi projections status shows how far it is)."
    )


def rebuild(
    database: Database,
    store: EventStore,
    projections: Sequence[Projection],
    *,
    tell: Tell = silently,
    stopping: Event | None = None,
    batch: int = BATCH,
) -> int | None:
    """Build read models anew from the first event, and put them in their place.

    Returns the position that they then show; None if `stopping` was set before. The
    memory it takes does not grow with the log. Events that could not be applied are
    tried again. Raises `RebuildRunning` and `NewerTables`.
    """
    stopping = stopping or Event()
    with _workplace(database) as (conn, live):
        conn.execute(_looking_at(live))
        refuse_newer(projections, positions.states(conn))
        conn.execute(_looking_at(SCHEMA))

        def told(position: int) -> None:
            sessions.at(conn, "rebuild", position)
            tell(position)

        told(0)
        build = Build(conn, store, projections, batch=batch)
        build = _whole(build, told, stopping)
        between = BETWEEN
        while not stopping.is_set():
            build.go_on(tell=told, stopping=stopping)
            if _swapped(conn, live, projections, build, batch):
                return build.position
            stopping.wait(between)
            between = min(between * 2, LONGEST_BETWEEN)
    return None


def _whole(build: Build, tell: Tell, stopping: Event) -> Build:
    """The copy at the end of the log, with its indexes, which are made last.

    Should an index refuse what an event made, all is done again with the indexes there
    from the start: then that event is found and parked, as in the live tables.
    """
    build.go_on(tell=tell, stopping=stopping)
    try:
        if not stopping.is_set():
            build.finish()
    except Error as error:
        if not of_an_event(error):
            raise
        build = build.again_with_indexes()
        build.go_on(tell=tell, stopping=stopping)
    return build


def clear(conn: Connection) -> None:
    """Remove what a build left that was killed; nothing while one is under way."""
    if conn.execute(LEFT_OVER, (SCHEMA,)).fetchone() and sessions.builds(conn):
        try:
            conn.execute(CLEAR)
        finally:
            sessions.built(conn)


@contextmanager
def _workplace(database: Database) -> Iterator[tuple[Connection, str]]:
    """A connection with an empty schema for the copy, and the schema of the live
    tables; the first is removed at the end."""
    with closing(sessions.opened(database, "rebuild")) as conn:
        if not sessions.builds(conn):
            raise RebuildRunning
        found = conn.execute("SELECT current_schema()").fetchone()
        assert found, "the database has a schema for its tables"
        conn.execute(CLEAR)
        conn.execute(MAKE)
        try:
            yield conn, found[0]
        finally:
            if not conn.closed:
                conn.execute(CLEAR)
                sessions.built(conn)


def _swapped(
    conn: Connection,
    live: str,
    projections: Sequence[Projection],
    build: Build,
    batch: int,
) -> bool:
    """Put the copy into the place of the live tables, if that is possible at once.

    The live read models are held, so that they do not move; the rest of what they
    have seen goes into the copy; then the names change hands.
    """
    names = [each.name for each in projections]
    try:
        with conn.transaction():
            conn.execute(_set_patience())
            conn.execute(_looking_at(live))
            held = positions.hold(conn, names)
            refuse_newer(projections, held)
            shown = max((state.position for state in held.values()), default=0)
            conn.execute(_looking_at(SCHEMA))
            if shown > build.position + batch:
                return False
            build.go_on(until=shown)
            _change_places(conn, live, projections)
    except errors.LockNotAvailable:
        build.rolled_back()
        return False
    return True


def _change_places(
    conn: Connection, live: str, projections: Sequence[Projection]
) -> None:
    tables = sorted(table.name for each in projections for table in each.tables)
    # All locks first, those of the copy, for which no reader waits, before the others;
    # in one order: a statement that names several read models names them in that order
    # too, or it and the swap would wait for each other.
    for table in tables:
        conn.execute(_named(TAKE, SCHEMA, table))
    for table in tables:
        if conn.execute(THERE, (f"{live}.{table}",)).fetchone() == (True,):
            conn.execute(_named(TAKE, live, table))
    for table in tables:
        conn.execute(_named(DROP, live, table))
        conn.execute(_named(BRING, live, table))
    for statement in (FORGET, PARK, TAKE_PLACE):
        conn.execute(_named(statement, live))
    conn.execute(_looking_at(live))
    positions.announce(conn)


def _looking_at(schema: str) -> Composed:
    """From now on names mean the tables of this schema and of no other."""
    return SQL("SET search_path = {}").format(Identifier(schema))


def _set_patience() -> Composed:
    return SQL("SET LOCAL lock_timeout = {}").format(PATIENCE)


def _named(statement: LiteralString, live: str, table: str = "") -> Composed:
    return SQL(statement).format(
        live=Identifier(live),
        copy=Identifier(SCHEMA),
        table=Identifier(table),
    )
