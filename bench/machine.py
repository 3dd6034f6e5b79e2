"""What the machine can do at best, on the same server: the peers of our figures."""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import psycopg

from application.postgres_programs import PostgresPrograms

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
INSERT = """
    INSERT INTO raw_event (stream_id, version, type, data, entry)
    VALUES (%s, 1, 'Case.Accepted', %s, %s)
"""
PGBENCH = """\
INSERT INTO raw_event (stream_id, version, type, data, entry) VALUES
  (gen_random_uuid(), 1, 'Case.Accepted', {data}, {entry});
"""


def at_once(threads: int, work: Callable[[int], None]) -> float:
    """Run `work(0)`, `work(1)` ... each in a thread; seconds until all ended."""
    with ThreadPoolExecutor(threads) as pool:
        started = time.perf_counter()
        for done in [pool.submit(work, number) for number in range(threads)]:
            done.result()
        return time.perf_counter() - started


def raw_inserts(url: str, threads: int, each: int, row: tuple[bytes, bytes]) -> float:
    """Single-row inserts, each with its commit, from Python: rows a second."""
    connections = [psycopg.connect(url, autocommit=True) for _ in range(threads)]
    connections[0].execute(TABLE)

    def insert(number: int) -> None:
        for _ in range(each):
            connections[number].execute(INSERT, (uuid4(), *row), prepare=True)

    seconds = at_once(threads, insert)
    for connection in connections:
        connection.close()
    return threads * each / seconds


def pgbench(url: str, clients: int, seconds: int, row: tuple[bytes, bytes]) -> float:
    """The same by PostgreSQL's own program: transactions a second."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLE)
    parts = urlsplit(url)
    host = parse_qs(parts.query)["host"][0]
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        literals = [f"'\\x{value.hex()}'" for value in row]
        script.write(PGBENCH.format(data=literals[0], entry=literals[1]))
        script.flush()
        told = subprocess.run(
            [
                *(PostgresPrograms(print).folder / "pgbench", "--no-vacuum"),
                *("--client", str(clients), "--jobs", "2", "--time", str(seconds)),
                *("--file", script.name, "--protocol", "prepared"),
                *("--host", host, "--username", "postgres", parts.path.strip("/")),
            ],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    found = re.search(r"tps = ([\d.]+)", told)
    assert found, told
    return float(found[1])


def copied_log(url: str) -> float:
    """Binary COPY of the log's own rows into a copy of its table: rows a second."""
    out = "COPY event TO STDOUT (FORMAT BINARY)"
    into = "COPY raw_log FROM STDIN (FORMAT BINARY)"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS raw_log")
        connection.execute("CREATE TABLE raw_log (LIKE event INCLUDING ALL)")
        with connection.cursor().copy(out) as reading:
            rows = b"".join(bytes(part) for part in reading)
        cursor = connection.cursor()
        started = time.perf_counter()
        with cursor.copy(into) as writing:
            writing.write(rows)
        return cursor.rowcount / (time.perf_counter() - started)
