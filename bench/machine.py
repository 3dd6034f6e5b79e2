"""What the machine can do at best, on the same server: the peers of our figures."""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

import psycopg
from psycopg.sql import SQL, Identifier
from psycopg_pool import ConnectionPool

from application.postgres_programs import PostgresPrograms
from bench.server import parts_of

# A row as wide, and as indexed, as one of the log.
TABLE = """
    DROP TABLE IF EXISTS raw_event;
    CREATE TABLE raw_event (
        position bigserial PRIMARY KEY,
        stream_id uuid NOT NULL,
        version integer NOT NULL,
        type text NOT NULL,
        data bytea NOT NULL,
        entry bytea NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (stream_id, version)
    )
"""
PGBENCH = """\
INSERT INTO raw_event (stream_id, version, type, data, entry) VALUES
  (gen_random_uuid(), 1, 'Case.Accepted', {data}, {entry});
"""
KEYSET: LiteralString = """
    SELECT position, recorded_at, type, stream_id, version, data FROM event
    WHERE position > %s ORDER BY position LIMIT %s
"""
STREAM: LiteralString = (
    "SELECT version, type, data FROM event WHERE stream_id = %s ORDER BY version"
)


class Copied(NamedTuple):
    """Rows of one binary COPY into an empty table, and its seconds."""

    rows: int
    seconds: float


def at_once(threads: int, work: Callable[[int], None]) -> float:
    """Run `work(0)`, `work(1)` ... each in a thread; seconds until all ended."""
    with ThreadPoolExecutor(threads) as pool:
        started = time.perf_counter()
        for done in [pool.submit(work, number) for number in range(threads)]:
            done.result()
        return time.perf_counter() - started


def pgbench(url: str, clients: int, seconds: int, row: tuple[bytes, bytes]) -> float:
    """Single-row inserts, each with its commit, by PostgreSQL's own program: a second.

    row: data and entry of the row that is written.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLE)
    name, host = parts_of(url)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        literals = [f"'\\x{value.hex()}'" for value in row]
        script.write(PGBENCH.format(data=literals[0], entry=literals[1]))
        script.flush()
        told = subprocess.run(
            [
                *(PostgresPrograms(print).folder / "pgbench", "--no-vacuum"),
                *("--client", str(clients), "--jobs", str(min(clients, 2))),
                *("--time", str(seconds), "--protocol", "prepared"),
                *("--file", script.name),
                *("--host", host, "--username", "postgres", name),
            ],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    found = re.search(r"tps = ([\d.]+)", told)
    assert found, told
    return float(found[1])


def copied(url: str, table: str, after: int | None = None) -> Copied:
    """Binary COPY of a table's own rows into one made like it, indexes and all.

    after: only rows of a greater position.
    """
    source, target = Identifier(table), Identifier(f"copy_of_{table}")
    chosen = SQL("SELECT * FROM {}").format(source)
    if after is not None:
        chosen += SQL(" WHERE position > {} ORDER BY position").format(after)
    out = SQL("COPY ({}) TO STDOUT (FORMAT BINARY)").format(chosen)
    into = SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(target)
    make = SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(target, source)
    drop = SQL("DROP TABLE {}").format(target)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(make)
        with connection.cursor().copy(out) as reading:
            rows = b"".join(bytes(part) for part in reading)
        cursor = connection.cursor()
        started = time.perf_counter()
        with cursor.copy(into) as writing:
            writing.write(rows)
        seconds = time.perf_counter() - started
        connection.execute(drop)
        return Copied(cursor.rowcount, seconds)


def read_log(url: str, batch: int) -> float:
    """The rows of the log in batches by position, as they come: rows a second."""
    after = 0
    with psycopg.connect(url, autocommit=True) as connection:
        started = time.perf_counter()
        while rows := _fetched(connection, KEYSET, (after, batch)):
            after = rows[-1][0]
        return after / (time.perf_counter() - started)


def read_streams(url: str, ids: Sequence[UUID]) -> float:
    """The rows of each stream, on a pooled connection: streams a second."""
    kwargs = {"autocommit": True}
    with ConnectionPool(url, min_size=1, kwargs=kwargs, open=True) as pool:
        pool.wait()
        started = time.perf_counter()
        for id in ids:
            with pool.connection() as connection:
                _fetched(connection, STREAM, (id,))
        return len(ids) / (time.perf_counter() - started)


def _fetched(
    connection: psycopg.Connection[Any], sql: LiteralString, values: Sequence[object]
) -> list[tuple[Any, ...]]:
    return connection.execute(sql, values, binary=True).fetchall()
