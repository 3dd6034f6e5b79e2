"""Rebuilding beside the live tables: nobody notices, and nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from application.database import Database
from application.event_store import EventStore, Recorded
from domain.case import Case
from projections import sessions
from projections.building import Build
from projections.case_board import CASE_BOARD
from projections.case_history import CASE_HISTORY
from projections.engine import Engine, Role
from projections.memory import Memory
from projections.proof import digest, verify
from projections.read_models import READ_MODELS
from projections.rebuild import SCHEMA, RebuildRunning, rebuild
from projections.status import status
from projections.versions import NewerTables, OlderTables
from tests.projections.conftest import POLL
from tests.projections.logs import digests, eventually, parked, shuffled, streams, value
from tests.projections.samples import append, fact, life, reported

ROOT = Path(__file__).parents[2]
LEFT_OVER = "SELECT count(*) FROM pg_namespace WHERE nspname = %s"
NEWER = replace(CASE_BOARD, version=CASE_BOARD.version + 1)
POISON = UUID(int=13)


@contextmanager
def running(engine: Engine) -> Iterator[Engine]:
    engine.start()
    try:
        yield engine
    finally:
        engine.stop()


def test_a_rebuild_gives_what_the_live_tables_hold(
    database: Database, store: EventStore, engine: Engine
) -> None:
    facts = shuffled(streams(5), 3)
    append(store, facts)
    engine.run_until_caught_up()
    before = digests(database)
    told: list[int] = []
    position = rebuild(database, store, READ_MODELS, tell=told.append, batch=10)
    assert position == len(facts) == max(told)
    assert told == sorted(told)
    assert digests(database) == before
    assert [found.holds for found in engine.verify()] == [True] * len(READ_MODELS)
    assert value(database, LEFT_OVER, SCHEMA) == 0


def test_the_indexes_are_there_after_a_rebuild(
    database: Database, store: EventStore, engine: Engine
) -> None:
    engine.prepare()
    query = """
        SELECT array_agg(indexdef ORDER BY indexdef)::text FROM pg_indexes
        WHERE schemaname = 'public'
    """
    before = value(database, query)
    rebuild(database, store, READ_MODELS)
    assert value(database, query) == before


def test_a_row_that_the_database_refuses_is_parked_by_a_rebuild_too(
    database: Database, store: EventStore, engine: Engine
) -> None:
    word = "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(4000))
    append(store, [*life()[:5], reported(POISON), *life()[5:]])
    append(store, [fact(Case.Recategorised, 2, POISON, category=word)])
    engine.run_until_caught_up()
    before = digests(database)
    assert parked(database, "case_board") == [15]
    rebuild(database, store, READ_MODELS, batch=4)
    assert digests(database) == before
    assert parked(database, "case_board") == [15]


def test_the_parked_are_tried_again(
    database: Database, store: EventStore, engine: Engine
) -> None:
    append(store, life())
    engine.run_until_caught_up()
    before = digests(database)
    with running(engine):
        with database.connection() as conn:
            conn.execute("DELETE FROM case_board")
            conn.execute(
                "INSERT INTO parked_event SELECT 'case_board', p, stream_id, 'why'"
                " FROM generate_series(1, 13) p,"
                " (SELECT stream_id FROM event LIMIT 1) one"
            )
        rebuild(database, store, [CASE_BOARD])
        assert parked(database, "case_board") == []
        assert digests(database) == before
        # The engine that acts remembers nothing of the rows that are gone.
        append(store, [fact(Case.TextReleased, 14, entry=1, path="title")])
        eventually(database, 14)
        assert parked(database, "case_board") == []


@pytest.mark.slow
def test_readers_and_writers_notice_nothing(
    database: Database, store: EventStore, engine: Engine
) -> None:
    append(store, [each for stream in streams(20) for each in stream])
    engine.run_until_caught_up()
    done = threading.Event()
    failures: list[object] = []
    reads = threading.Semaphore(0)

    def read() -> None:
        query = "SELECT count(*) FROM case_board JOIN case_history USING (case_id)"
        with closing(database.dedicated()) as conn:
            least = 0
            while not done.is_set():
                try:
                    row = conn.execute(query, prepare=True).fetchone()
                except psycopg.Error as error:
                    failures.append(error)
                    return
                if not row or row[0] < least or row[0] == 0:
                    failures.append(row)
                least = row[0] if row else 0
                reads.release()

    def write() -> None:
        number = 10_000
        while not done.is_set():
            append(store, life(UUID(int=number)))
            number += 1

    threads = [threading.Thread(target=each) for each in (read, write)]
    with running(engine):
        for thread in threads:
            thread.start()
        try:
            for _ in range(2):
                reads.acquire()
                rebuild(database, store, READ_MODELS, batch=200)
        finally:
            done.set()
            for thread in threads:
                thread.join()
        eventually(database, store.position())
    assert failures == []
    assert [found.holds for found in engine.verify()] == [True] * len(READ_MODELS)


def test_a_long_reader_delays_the_swap_and_nobody_else(
    database: Database, store: EventStore, engine: Engine
) -> None:
    append(store, life())
    with running(engine), closing(database.dedicated()) as reader:
        eventually(database, 13)
        with reader.transaction():
            reader.execute("SELECT count(*) FROM case_board")
            thread = threading.Thread(
                target=rebuild, args=(database, store, [CASE_BOARD])
            )
            thread.start()
            append(store, life(POISON))
            eventually(database, 26)
            assert value(database, "SELECT count(*) FROM case_board") == 2
            assert thread.is_alive()
        thread.join()
    assert [found.holds for found in engine.verify()] == [True] * len(READ_MODELS)


def test_a_swap_that_is_rolled_back_loses_no_event(
    database: Database, store: EventStore, engine: Engine
) -> None:
    append(store, shuffled(streams(3), 1))
    engine.run_until_caught_up()
    with closing(database.dedicated()) as conn:
        conn.execute("SET search_path = pg_temp")
        build = Build(conn, store, READ_MODELS, batch=10)
        build.go_on(until=30)
        with conn.transaction(force_rollback=True):
            build.go_on(until=40)
        build.rolled_back()
        assert build.position == 30
        build.go_on()
        replayed = [digest(conn, projection) for projection in READ_MODELS]
    assert replayed == digests(database)


def test_one_rebuild_at_a_time(
    database: Database, store: EventStore, engine: Engine
) -> None:
    engine.prepare()
    with closing(database.dedicated()) as conn:
        assert sessions.builds(conn)
        with pytest.raises(RebuildRunning):
            rebuild(database, store, READ_MODELS)


def test_a_rebuild_that_is_stopped_leaves_nothing(
    database: Database, store: EventStore, engine: Engine
) -> None:
    append(store, life())
    engine.run_until_caught_up()
    before = digests(database)
    stopping = threading.Event()

    def stop(position: int) -> None:
        if position > 5:
            stopping.set()

    assert rebuild(database, store, READ_MODELS, tell=stop, stopping=stopping) is None
    assert digests(database) == before
    assert value(database, LEFT_OVER, SCHEMA) == 0


KILLED = """
import os, signal, sys
from application.database import Database
from application.event_store import EventStore, Recorded
from projections.memory import Memory
from projections.read_models import READ_MODELS
from projections.rebuild import rebuild
database = Database(sys.argv[1])
def tell(position):
    if position >= int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
rebuild(database, EventStore(database), READ_MODELS, tell=tell, batch=20)
"""


@pytest.mark.slow
@pytest.mark.parametrize("at", [0, 20, 80])
def test_a_rebuild_that_is_killed_leaves_the_live_tables(
    database: Database, database_url: str, store: EventStore, engine: Engine, at: int
) -> None:
    append(store, [each for stream in streams(5) for each in stream])
    assert engine.run_until_caught_up() == 85
    before = digests(database)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, database_url, str(at)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        timeout=60,
    )
    assert killed.returncode == -signal.SIGKILL
    assert digests(database) == before
    with running(engine):  # whoever leads removes what is left over
        append(store, life())
        eventually(database, 98)
    assert rebuild(database, store, READ_MODELS) == 98
    assert value(database, LEFT_OVER, SCHEMA) == 0
    assert [found.holds for found in engine.verify()] == [True] * len(READ_MODELS)


def test_tables_of_an_older_version_are_named_not_compared(
    database: Database, store: EventStore, engine: Engine
) -> None:
    append(store, life())
    engine.run_until_caught_up()
    with pytest.raises(OlderTables) as refused:
        list(verify(database, store, [NEWER]))
    assert "case_board" in refused.value.message("zh")


def test_a_newer_version_is_built_beside_while_the_older_one_goes_on(
    database: Database, store: EventStore, engine: Engine
) -> None:
    append(store, life())
    others = [each for each in READ_MODELS if each is not CASE_BOARD]
    newer = Engine(database, store, [NEWER, *others], poll=POLL)
    with running(engine):
        eventually(database, 13)
        assert newer.run_until_caught_up() == 13
        # The older one may not touch the tables any more, and says so.
        with pytest.raises(NewerTables):
            rebuild(database, store, [CASE_BOARD])
        with pytest.raises(NewerTables):
            engine.run_until_caught_up()
        with running(newer):
            append(store, life(POISON))
            eventually(database, 26)
            assert (engine.role, newer.role) == (Role.OUTDATED, Role.ACTING)
    with database.connection() as conn:
        assert status(conn).models["case_board"].state.version == NEWER.version


def test_a_mistake_amid_a_stream_of_entries_is_parked_alone(
    database: Database, store: EventStore, engine: Engine
) -> None:
    """Entries are on their way to the database when the read model fails."""
    append(store, [each for number in range(1, 61) for each in life(UUID(int=number))])

    def apply(memory: Memory, batch: Sequence[Recorded]) -> None:
        CASE_HISTORY.apply(memory, batch)
        if any(each.position == 700 for each in batch):
            raise KeyError("a mistake")

    broken = replace(CASE_HISTORY, apply=apply)
    assert Engine(database, store, [broken]).run_until_caught_up() == 780
    assert parked(database, "case_history") == [700, 701, 702]
    live = digests(database, [CASE_HISTORY])
    assert rebuild(database, store, [broken]) == 780
    assert digests(database, [CASE_HISTORY]) == live
    assert rebuild(database, store, [CASE_HISTORY]) == 780
    assert parked(database, "case_history") == []


def test_only_sessions_that_keep_read_models_are_shown(
    database: Database, engine: Engine
) -> None:
    engine.prepare()
    with closing(database.dedicated()) as conn:
        for name in ("gongshi log-writer", "gongshi a b c", "gongshi rebuild x:1 y"):
            conn.execute("SELECT set_config('application_name', %s, false)", (name,))
            assert status(conn).sessions == []
        sessions.at(conn, "rebuild", 7)
        assert [each.position for each in status(conn).sessions] == [7]
