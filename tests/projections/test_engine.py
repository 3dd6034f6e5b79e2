from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from uuid import UUID

import psycopg
import pytest

from application.database import Database
from application.event_store import EventStore, Recorded
from domain.case import Case
from projections import case_row, positions
from projections.case_board import CASE_BOARD, TABLE
from projections.case_row import CaseRow
from projections.engine import Engine
from projections.folding import of_aggregate
from projections.memory import Memory
from projections.projection import Projection
from projections.read_models import READ_MODELS
from projections.reading import read
from projections.sessions import leads
from projections.status import status
from tests.projections.conftest import POLL
from tests.projections.logs import digests, eventually, value
from tests.projections.samples import append, fact, life, reported

POISON, OTHER = UUID(int=13), UUID(int=14)
MEMBERS = "SELECT count(*) FROM case_board"


def fails_on(stream: UUID, mended: threading.Event) -> Projection:
    """The board, with a mistake that one case brings to light until it is mended."""

    def evolve(row: CaseRow | None, recorded: Recorded) -> CaseRow:
        if recorded.fact.originator_id == stream and not mended.is_set():
            raise KeyError("a mistake")
        return case_row.evolve(row, recorded)

    def apply(memory: Memory, batch: Sequence[Recorded]) -> None:
        memory.fold(TABLE, of_aggregate("Case", batch), evolve)

    return replace(CASE_BOARD, apply=apply)


@contextmanager
def running(engine: Engine) -> Iterator[Engine]:
    engine.start()
    try:
        yield engine
    finally:
        engine.stop()


def test_catching_up_takes_every_read_model_to_the_end_of_the_log(
    store: EventStore, engine: Engine
) -> None:
    append(store, life())
    engine.prepare()
    assert (engine.position(), engine.lag()) == (0, 13)
    assert engine.run_until_caught_up() == 13
    assert (engine.position(), engine.lag()) == (13, 0)
    assert engine.run_until_caught_up() == 13


def test_small_batches_give_the_same_rows_as_large_ones(
    database: Database, store: EventStore, engine: Engine
) -> None:
    append(store, life() + life(OTHER))
    Engine(database, store, READ_MODELS, batch=1).run_until_caught_up()
    one_by_one = digests(database)
    with database.connection() as conn:
        for projection in READ_MODELS:
            projection.create(conn)
    engine.run_until_caught_up()
    assert digests(database) == one_by_one


def test_a_replay_over_live_tables_changes_nothing(
    database: Database, store: EventStore, engine: Engine
) -> None:
    append(store, life() + life(OTHER))
    engine.run_until_caught_up()
    before = digests(database)
    with database.connection() as conn:
        conn.execute("UPDATE projection SET position = 0")
    assert engine.run_until_caught_up() == 26
    assert digests(database) == before


def test_every_read_model_equals_a_fresh_replay(
    database: Database, store: EventStore, engine: Engine
) -> None:
    append(store, life() + life(OTHER))
    engine.run_until_caught_up()
    assert [found.holds for found in engine.verify()] == [True] * len(READ_MODELS)
    assert value(database, MEMBERS) == 2
    with database.connection() as conn:
        conn.execute("UPDATE case_board SET category = 'changed by hand'")
    wrong = {found.projection for found in engine.verify() if not found.holds}
    assert wrong == {"case_board"}


def test_a_running_engine_follows_and_tells_how_far_it_is(
    database: Database, store: EventStore, engine: Engine
) -> None:
    with running(engine):
        append(store, life())
        eventually(database, 13)
        append(store, life(OTHER))
        eventually(database, 26)
    assert value(database, MEMBERS) == 2


def test_a_missed_notification_costs_no_more_than_the_poll(
    database: Database, store: EventStore, engine: Engine
) -> None:
    with running(engine):
        eventually(database, 0)
        with database.connection() as conn:
            conn.execute("UPDATE projection SET position = 0")
        append(store, life())
        eventually(database, 13)


def test_one_engine_acts_and_another_takes_over(
    database: Database, store: EventStore
) -> None:
    first, second = (Engine(database, store, READ_MODELS, poll=POLL) for _ in range(2))
    with running(second):
        with running(first):
            append(store, life())
            eventually(database, 13)
            holders = """
                SELECT count(*) FROM pg_locks
                JOIN pg_database ON pg_database.oid = pg_locks.database
                WHERE locktype = 'advisory' AND datname = current_database()
            """
            assert value(database, holders) == 1
        append(store, life(OTHER))
        eventually(database, 26)


def test_catching_up_waits_for_the_engine_that_acts(
    database: Database, store: EventStore, engine: Engine
) -> None:
    other = Engine(database, store, READ_MODELS, poll=POLL)
    with running(other):
        append(store, life())
        assert engine.run_until_caught_up() == 13


def test_a_broken_connection_is_survived(
    database: Database, store: EventStore, engine: Engine
) -> None:
    kill = """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
    """
    with running(engine):
        append(store, life())
        eventually(database, 13)
        assert value(database, kill)
        append(store, life(OTHER))
        eventually(database, 26)
    assert all(found.holds for found in engine.verify())


def test_an_event_that_cannot_be_applied_parks_its_stream_alone(
    database: Database, store: EventStore
) -> None:
    mended = threading.Event()
    engine = Engine(database, store, [fails_on(POISON, mended)], poll=POLL)
    append(store, [*life(OTHER)[:2], *life(POISON)[:2], *life(OTHER)[2:]])
    append(store, life(POISON)[2:])
    assert engine.run_until_caught_up() == 26
    assert value(database, MEMBERS) == 1
    assert parked(database) == [3, 4, *range(16, 27)]
    error = "SELECT error FROM parked_event WHERE position = 3"
    assert value(database, error) == "KeyError: 'a mistake'"
    assert engine.retry() == 0
    assert parked(database) == [3, 4, *range(16, 27)]
    mended.set()
    assert engine.retry() == 13
    assert parked(database) == []
    assert [found.holds for found in engine.verify()] == [True]


def parked(database: Database) -> list[int]:
    query = "SELECT position FROM parked_event ORDER BY position"
    with database.connection() as conn:
        return [row[0] for row in conn.execute(query).fetchall()]


@pytest.mark.parametrize(
    ("stored_type", "data"),
    [("Case.FromTheFuture", b"{}"), ("Case.Contacted", b"no JSON")],
)
def test_an_event_that_cannot_be_read_parks_its_stream_alone(
    database: Database, store: EventStore, stored_type: str, data: bytes
) -> None:
    engine = Engine(database, store, [CASE_BOARD], poll=POLL)
    append(store, [reported(POISON), reported(OTHER)])
    with database.connection() as conn:
        conn.execute(
            "INSERT INTO event VALUES (3, %s, 2, %s, %s, '', NULL, now())",
            (POISON, stored_type, data),
        )
    append(store, [fact(Case.Contacted, 3, POISON), fact(Case.Contacted, 2, OTHER)])
    assert engine.run_until_caught_up() == 5
    assert parked(database) == [3, 4]
    assert engine.retry() == 0
    assert parked(database) == [3, 4]


class Misreading(EventStore):
    """A store whose rule for old events has a mistake, which position 2 shows."""

    def read(self, after: int, limit: int) -> list[Recorded]:
        found = super().read(after, limit)
        if any(each.position == 2 for each in found):
            raise AttributeError("a mistake")
        return found


def test_a_rule_for_old_events_that_fails_parks_their_stream_alone(
    database: Database,
) -> None:
    with closing(Misreading(database)) as store:
        append(store, [reported(OTHER), reported(POISON), *life()])
        engine = Engine(database, store, [CASE_BOARD], poll=POLL)
        assert engine.run_until_caught_up() == 15
    assert parked(database) == [2]


def test_an_event_behind_a_gap_that_cannot_be_read_waits_for_the_gap(
    database: Database,
) -> None:
    with closing(Misreading(database)) as store:
        append(store, [reported(OTHER), reported(POISON)])
        with database.connection() as conn:
            conn.execute(
                "ALTER TABLE event DISABLE TRIGGER ALL;"
                " DELETE FROM event WHERE position = 1"
            )
        assert read(store, 0, 10).last == 0


def test_a_value_that_the_database_refuses_parks_its_stream_alone(
    database: Database, store: EventStore, engine: Engine
) -> None:
    # Beyond what an index entry can hold, and hard to compress.
    word = "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(4000))
    append(store, [reported(POISON, category=word), reported(OTHER)])
    assert engine.run_until_caught_up() == 2
    assert value(database, MEMBERS) == 1
    assert parked(database) == [1]


def test_another_version_is_built_anew_and_others_are_let_be(
    database: Database, store: EventStore, engine: Engine
) -> None:
    append(store, life())
    engine.run_until_caught_up()
    with database.connection() as conn:
        conn.execute("UPDATE case_board SET category = 'as the old rules had it'")
    changed = replace(CASE_BOARD, version=CASE_BOARD.version + 1)
    newer = Engine(database, store, [changed], poll=POLL)
    assert newer.run_until_caught_up() == 13
    assert value(database, "SELECT category FROM case_board") == "word"
    assert value(database, "SELECT count(*) FROM projection") == len(READ_MODELS)


STRANGER = "INSERT INTO projection (name, version, position) VALUES ('other', 1, 0)"


def test_a_read_model_of_other_code_holds_nobody_back(
    database: Database, store: EventStore, engine: Engine
) -> None:
    append(store, life())
    engine.prepare()
    with database.connection() as conn:
        conn.execute(STRANGER)
    assert engine.run_until_caught_up() == 13
    assert (engine.position(), engine.lag()) == (13, 0)
    with database.connection() as conn:
        assert "other" not in status(conn).models


def test_catching_up_waits_for_a_gap_to_be_filled(
    database: Database, store: EventStore, engine: Engine
) -> None:
    append(store, life())
    engine.prepare()
    with database.connection() as conn:
        conn.execute(
            "CREATE TABLE late AS SELECT * FROM event WHERE position = 7;"
            " ALTER TABLE event DISABLE TRIGGER ALL;"
            " DELETE FROM event WHERE position = 7"
        )
    thread = threading.Thread(target=engine.run_until_caught_up, daemon=True)
    thread.start()
    eventually(database, 6)
    with database.connection() as conn:
        conn.execute("INSERT INTO event SELECT * FROM late")
    thread.join()
    assert engine.position() == 13


def test_a_read_model_that_others_forgot_is_built_again(
    database: Database, store: EventStore, engine: Engine
) -> None:
    append(store, life())
    engine.run_until_caught_up()
    before = digests(database)
    with running(engine):
        eventually(database, 13)
        with database.connection() as conn:
            conn.execute("DELETE FROM projection WHERE name = 'case_board'")
        eventually(database, 13)
    assert digests(database) == before


@pytest.mark.unprepared
def test_a_read_model_that_is_added_is_built_beside(
    database: Database, store: EventStore, engine: Engine
) -> None:
    append(store, life())
    Engine(database, store, [CASE_BOARD], poll=POLL).run_until_caught_up()
    engine.prepare()
    with database.connection() as conn:
        versions = {name: at.version for name, at in positions.states(conn).items()}
    assert versions.pop("case_board") == CASE_BOARD.version
    assert set(versions.values()) == {0}
    assert engine.run_until_caught_up() == 13


@pytest.mark.unprepared
def test_engines_that_start_together_make_the_tables_once(
    database: Database, store: EventStore
) -> None:
    engines = [Engine(database, store, READ_MODELS, poll=POLL) for _ in range(4)]
    failures: list[BaseException] = []
    together(failures, [engine.prepare for engine in engines])
    assert failures == []
    assert value(database, "SELECT count(*) FROM projection") == len(READ_MODELS)


def together(
    failures: list[BaseException], calls: Sequence[Callable[[], object]]
) -> None:
    def run(call: Callable[[], object]) -> None:
        try:
            call()
        except psycopg.Error as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_an_engine_that_does_not_lead_writes_nothing(
    database: Database, store: EventStore, engine: Engine
) -> None:
    engine.prepare()
    with closing(database.dedicated()) as leader:
        assert leads(leader)
        with running(engine):
            append(store, life())
            with closing(database.dedicated()) as conn:
                conn.execute("LISTEN gongshi_projected")
                assert list(conn.notifies(timeout=5 * POLL)) == []
            assert engine.position() == 0
            leader.execute("SELECT pg_advisory_unlock_all()")
            eventually(database, 13)
