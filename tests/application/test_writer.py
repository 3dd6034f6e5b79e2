"""Shared commits: what fails, fails alone; lost connections are survived."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import psycopg
import pytest
from eventsourcing.persistence import PersistenceError

from application.commit import Commit, IdempotencyKey, Statement
from application.database import Connection, Database
from application.event_store import EventStore
from application.refusals import LogUnavailable
from application.rules import RulePacks
from application.writer import Writer, WriterClosed
from domain.compound import Compound
from tests.application.cases import compound

KEY = IdempotencyKey(b"k" * 32, b"d" * 32)


def test_a_commit_that_cannot_be_written_fails_alone(
    database: Database, rules: RulePacks
) -> None:
    store = EventStore(database)
    bad = Statement("INSERT INTO no_such_table SELECT unnest(%s::int[])", [(1,)])

    def save(number: int) -> bool:
        also = [bad] if number % 5 == 0 else []
        try:
            store.save(compound(rules, f"G{number}"), also=also)
        except PersistenceError:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(save, range(20))) == [bool(n % 5) for n in range(20)]
    assert [item.position for item in store.read(0, 99)] == [*range(1, 17)]
    store.close()


def test_a_closed_store_refuses(store: EventStore, rules: RulePacks) -> None:
    store.save(compound(rules, "G1"))
    store.close()
    with pytest.raises(WriterClosed):
        store.save(compound(rules, "G2"))


TERMINATE = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def test_every_save_survives_killed_connections(
    database_url: str, rules: RulePacks
) -> None:
    database = Database(database_url)
    store = EventStore(database)
    killer = psycopg.connect(database_url, autocommit=True)

    def save(number: int) -> int:
        if number % 25 == 0:
            killer.execute(TERMINATE)
        return store.save(compound(rules, f"G{number}")).position

    with ThreadPoolExecutor(8) as pool:
        positions = list(pool.map(save, range(200)))
    assert sorted(positions) == [*range(1, 201)]
    assert store.position() == 200
    killer.close()
    store.close()
    database.close()


class CutOff(Writer):
    """Loses its connection at COMMIT: before the server did it, or after."""

    def __init__(self, url: str, *, committed: bool) -> None:
        super().__init__(url)
        self._committed = committed
        self.cuts = 0

    def _write(
        self,
        connection: Connection,
        commits: Sequence[Commit],
        at: datetime,
    ) -> None:
        if self.cuts:
            return super()._write(connection, commits, at)
        self.cuts += 1
        if self._committed:
            super()._write(connection, commits, at)
        connection.close()
        raise psycopg.OperationalError("the connection is lost")


@pytest.mark.parametrize("committed", [True, False])
@pytest.mark.parametrize("key", [None, KEY])
def test_a_connection_lost_during_commit_gives_the_right_answer(
    database: Database, rules: RulePacks, committed: bool, key: IdempotencyKey | None
) -> None:
    writer = CutOff(database.url, committed=committed)
    store = EventStore(database, writer=writer)
    garden = compound(rules, "G1")
    receipt = store.save(garden, command=key)

    assert writer.cuts == 1
    assert (receipt.position, receipt.replayed) == (1, False)
    assert store.position() == 1
    assert store.load(Compound, garden.id) == garden
    store.close()


def test_a_silent_command_lost_during_commit(
    database: Database, rules: RulePacks
) -> None:
    store = EventStore(database, writer=CutOff(database.url, committed=True))
    garden = compound(rules, "G1")
    garden.collect_events()
    assert store.save(garden, command=KEY).ids == (garden.id,)
    store.close()


def test_a_database_that_stays_away_is_said_to_be(
    database: Database, monkeypatch: pytest.MonkeyPatch, rules: RulePacks
) -> None:
    monkeypatch.setattr("application.writer.PATIENCE", 0.1)
    nowhere = "postgresql://127.0.0.1:1/none?connect_timeout=1"
    store = EventStore(database, writer=Writer(nowhere))
    with pytest.raises(LogUnavailable):
        store.save(compound(rules, "G1"))
    store.close()
