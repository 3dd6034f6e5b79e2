"""Another engine takes over from one that ends, however; nothing is missed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from application.append import LOCK
from application.database import Database
from application.event_store import EventStore
from projections.engine import Engine, Role
from projections.read_models import READ_MODELS
from projections.status import status
from tests.projections.conftest import POLL
from tests.projections.logs import eventually, value
from tests.projections.samples import append, life

ROOT = Path(__file__).parents[2]
OTHER, THIRD = UUID(int=2), UUID(int=3)
ACTING = """
import sys, threading
from application.database import Database
from application.event_store import EventStore
from projections.engine import Engine
from projections.read_models import READ_MODELS
database = Database(sys.argv[1])
Engine(database, EventStore(database), READ_MODELS).start()
print("started", flush=True)
threading.Event().wait()
"""
KILL_THE_ACTING = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_locks JOIN pg_database d
    ON d.oid = database AND datname = current_database()
    WHERE locktype = 'advisory' AND granted
"""


@pytest.mark.slow
def test_a_process_that_is_killed_hands_over(
    database: Database, database_url: str, store: EventStore, engine: Engine
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ACTING, database_url],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout and process.stdout.readline() == "started\n"
            append(store, life())
            eventually(database, 13)
            engine.start()
            with database.connection() as conn:
                acting = [each.acts for each in status(conn).sessions]
            assert acting.count(True) == 1
        finally:
            process.send_signal(signal.SIGKILL)
    append(store, life(OTHER))
    eventually(database, 26)
    assert engine.role is Role.ACTING
    assert [found.holds for found in engine.verify()] == [True] * len(READ_MODELS)


def test_an_engine_whose_connection_is_killed_is_replaced(
    database: Database, store: EventStore
) -> None:
    engines = [Engine(database, store, READ_MODELS, poll=POLL) for _ in range(2)]
    for each in engines:
        each.start()
    try:
        append(store, life())
        eventually(database, 13)
        assert value(database, KILL_THE_ACTING) == 1
        append(store, life(OTHER))
        eventually(database, 26)
        assert [each.runs for each in engines] == [True, True]
    finally:
        for each in engines:
            each.stop()
    assert [each.role for each in engines] == [Role.STOPPED, Role.STOPPED]


def test_a_transaction_that_is_held_open_makes_it_skip_nothing(
    database: Database, database_url: str, store: EventStore, engine: Engine
) -> None:
    """Somebody writes position 14 under the lock and takes long to commit."""
    append(store, life())
    engine.start()
    eventually(database, 13)
    with closing(psycopg.connect(database_url)) as slow:
        slow.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        slow.execute(
            "INSERT INTO event SELECT 14, %s, 1, type, data, entry, salt, recorded_at"
            " FROM event WHERE position = 1",
            (OTHER,),
        )
        with closing(database.dedicated()) as conn:
            conn.execute("LISTEN gongshi_projected")
            assert list(conn.notifies(timeout=5 * POLL)) == []
        assert engine.position() == 13
        slow.commit()
    append(store, life(THIRD))
    eventually(database, 27)
    assert value(database, "SELECT count(*) FROM case_board") == 3


def test_it_never_passes_a_gap(
    database: Database, database_url: str, store: EventStore, engine: Engine
) -> None:
    """Somebody commits position 15 without the lock before 14 is committed."""
    insert = (
        "INSERT INTO event SELECT %s, %s, 1, type, data, entry, salt, recorded_at"
        " FROM event WHERE position = 1"
    )
    append(store, life())
    with closing(psycopg.connect(database_url)) as slow:
        slow.execute(insert, (14, OTHER))
        with database.connection() as conn:
            conn.execute(insert, (15, THIRD))
        engine.start()
        eventually(database, 13)
        with closing(database.dedicated()) as conn:
            conn.execute("LISTEN gongshi_projected")
            assert list(conn.notifies(timeout=5 * POLL)) == []
        assert engine.position() == 13
        slow.commit()
    eventually(database, 15)
    assert value(database, "SELECT count(*) FROM case_board") == 3
