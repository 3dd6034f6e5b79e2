"""Strangers hold transactions and the log's lock: nothing is skipped, nothing lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from application.append import LOCK, TAKE_LOCK
from tests.faults.bounds import HELD_OPEN, LOCK_HELD, WRITES_AGAIN
from tests.faults.checks import check, tell
from tests.faults.consumers import Follower
from tests.faults.load import Load
from tests.faults.service import Service
from tests.faults.site import Site

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@contextmanager
def held_open(url: str, *statements: tuple[bytes, tuple[int, ...]]) -> Iterator[None]:
    """A transaction that has a snapshot and an id, and stays open meanwhile."""
    with psycopg.connect(url) as conn:
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        conn.execute("SELECT pg_current_xact_id(), count(*) FROM event")
        for sql, parameters in statements:
            conn.execute(sql, parameters)
        yield


def test_a_transaction_held_open_hides_nothing(site: Site, load: Load) -> None:
    with Service(site):
        with load.running() as ledger, Follower(site.url) as follower:
            ledger.wait_for_more(20)
            with held_open(site.url):
                held_until = time.monotonic() + HELD_OPEN
                while time.monotonic() < held_until:
                    ledger.wait_for_more(1, WRITES_AGAIN)
                    newest = ledger.acknowledged[-1].position
                    follower.wait_for(newest, WRITES_AGAIN)
        check(site.url, ledger)
        tell(ledger)
    assert follower.positions == [*range(1, len(follower.positions) + 1)]


def test_writers_wait_for_who_holds_the_lock_of_the_log(site: Site, load: Load) -> None:
    with Service(site) as service:
        with load.running() as ledger, Follower(site.url) as follower:
            ledger.wait_for_more(20)
            with held_open(site.url, (TAKE_LOCK.encode(), (LOCK,))):
                before = time.monotonic()
                time.sleep(LOCK_HELD)
                assert service.status("/healthz") == 200
                assert service.status("/readyz") == 200
                late = [each for each in ledger.acknowledged if each.sent_at > before]
                assert not late, "somebody wrote without the lock"
            let_go_at = time.monotonic()
            ledger.wait_for_more(20, WRITES_AGAIN)
            print(f"20 commands {time.monotonic() - let_go_at:.1f} s after the lock")
        check(site.url, ledger)
        tell(ledger)
    assert follower.positions == [*range(1, len(follower.positions) + 1)]
