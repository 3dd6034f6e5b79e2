"""A process that freezes while it holds the log's lock, as a stopped machine does."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from signal import SIGCONT, SIGSTOP
from subprocess import Popen

import psycopg
import pytest

from application.append import LOCK
from application.commit import Receipt
from application.database import Database
from application.event_store import EventStore
from application.migrate import migrate
from application.rules import load_rulepacks
from tests.application.cases import compound
from tests.faults.bounds import WRITES_AGAIN
from tests.faults.checks import check, count
from tests.faults.consumers import wait_until
from tests.faults.load import Load
from tests.faults.service import Service
from tests.faults.site import ServerSite

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
HELD = f"""
    FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND granted
        AND classid = {LOCK >> 32} AND objid = {LOCK & 0xFFFFFFFF}
"""
# It waits for its client, with the lock of the log in its hands.
HELD_IDLY = HELD + " AND state = 'idle in transaction'"
HOLDERS = "SELECT count(*)" + HELD
SETTLED = 5.0  # seconds in which the server has done what a stopped process sent
TRIES = 20  # in which the moment is met
NO_HOLDERS = "SELECT 1 - count(*)" + HELD
COMMANDS = "SELECT count(*) FROM command"
GAPS = "SELECT max(position) - count(*) FROM event"
ROOT = Path(__file__).parents[2]
IDLE_HOLDERS = "SELECT count(*)" + HELD_IDLY


WRITES_WITH_CARE = """
import sys
from itertools import count
from application.commit import IdempotencyKey
from application.database import Database
from application.event_store import EventStore
from application.rules import load_rulepacks
from tests.application.cases import compound

store, rules = EventStore(Database(sys.argv[1])), load_rulepacks()
for number in count():
    name = number.to_bytes(32)
    store.save(compound(rules, f"C{number}"), command=IdempotencyKey(name, name))
"""
"""A process that looks before it writes, as all do while several write."""


@contextmanager
def caught(pid: int, url: str, holders: str) -> Iterator[None]:
    """Stop a process after it took the log's lock, with so many holders left of it.

    It stands there because a stranger holds the table of keys, which comes next. A
    moment of the other kind is let go: even a service that hopes looks first when a
    command comes twice.
    """
    with psycopg.connect(url, autocommit=True) as conn:
        try:
            for _ in range(TRIES):
                with psycopg.connect(url) as stranger:
                    stranger.execute("LOCK TABLE command")
                    wait_until(lambda: count(conn, HOLDERS) == 1, WRITES_AGAIN, "lock")
                    os.kill(pid, SIGSTOP)
                with suppress(AssertionError):
                    wait_until(lambda: count(conn, holders) == 1, SETTLED, "caught")
                    break
                os.kill(pid, SIGCONT)
            else:
                pytest.fail(f"not caught in {TRIES} tries")
            yield
        finally:
            os.kill(pid, SIGCONT)


@contextmanager
def careful_writer(url: str) -> Iterator[Popen[bytes]]:
    with Popen([sys.executable, "-c", WRITES_WITH_CARE, url], cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def another_writer(url: str) -> Iterator[Callable[[], Future[Receipt]]]:
    """Lets another process, as it were, save something."""
    garden = compound(load_rulepacks(), "G1")
    with (
        closing(Database(url)) as database,
        ThreadPoolExecutor(1) as pool,
        closing(EventStore(database)) as store,
    ):
        yield lambda: pool.submit(store.save, garden)


def test_the_others_end_the_session_of_a_writer_that_froze_with_the_lock(
    server: ServerSite,
) -> None:
    list(migrate(server.url))
    with careful_writer(server.url) as process, another_writer(server.url) as save:
        with caught(process.pid, server.url, IDLE_HOLDERS):
            assert save().result(WRITES_AGAIN).versions == (1,)
        with psycopg.connect(server.url, autocommit=True) as conn:
            before = count(conn, COMMANDS)
            wait_until(
                lambda: count(conn, COMMANDS) > before, WRITES_AGAIN, "it writes again"
            )
            assert count(conn, GAPS) == 0


def test_a_service_that_freezes_while_it_writes_in_hope_keeps_nobody(
    server: ServerSite,
) -> None:
    """The server has all that it needs, and lets go of the lock by itself."""
    with Service(server) as service, closing(Load(server)) as load:
        with load.running() as ledger, another_writer(server.url) as save:
            ledger.wait_for_more(20)
            with caught(service.pid, server.url, NO_HOLDERS):
                assert save().result(WRITES_AGAIN).versions == (1,)
            ledger.wait_for_more(20, WRITES_AGAIN)
        check(server.url, ledger)
