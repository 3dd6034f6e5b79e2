"""A process that freezes while it holds the log's lock, as a stopped machine does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager

import psycopg
import pytest

from application.append import LOCK
from application.commit import Receipt
from application.database import Database
from application.event_store import EventStore
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
IDLE_HOLDERS = "SELECT count(*)" + HELD_IDLY


@contextmanager
def frozen_with_lock(service: Service, url: str) -> Iterator[None]:
    """Stop the process after it took the log's lock and before it writes.

    It stands there because a stranger holds the table of keys, which is read next.
    """
    with psycopg.connect(url, autocommit=True) as conn:
        try:
            with psycopg.connect(url) as stranger:
                stranger.execute("LOCK TABLE command")
                wait_until(lambda: count(conn, HOLDERS) == 1, WRITES_AGAIN, "it writes")
                service.freeze()
            wait_until(lambda: count(conn, IDLE_HOLDERS) == 1, WRITES_AGAIN, "caught")
            yield
        finally:
            service.thaw()


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


def test_the_server_ends_the_transaction_of_a_frozen_writer(
    server: ServerSite,
) -> None:
    with Service(server) as service, closing(Load(server)) as load:
        with load.running() as ledger, another_writer(server.url) as save:
            ledger.wait_for_more(20)
            with frozen_with_lock(service, server.url):
                assert save().result(WRITES_AGAIN).versions == (1,)
            ledger.wait_for_more(20, WRITES_AGAIN)
        check(server.url, ledger)
