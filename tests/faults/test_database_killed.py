"""`kill -9` of PostgreSQL under load: the service is left running and goes on."""

from __future__ import annotations

import random
import time

import psycopg
import pytest

from tests.faults.bounds import DATABASE_KILLS, WRITES_AGAIN
from tests.faults.checks import check, tell
from tests.faults.load import Load
from tests.faults.service import Service
from tests.faults.site import Site

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
BACKENDS = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    ORDER BY pid
"""


def test_no_acknowledged_command_is_lost_and_none_is_applied_twice(
    site: Site, load: Load
) -> None:
    moments = random.Random(20260303)
    with Service(site) as service:
        took = []
        with load.running() as ledger:
            for kill in range(DATABASE_KILLS):
                ledger.wait_for_more(moments.randint(1, 200))
                killed_at = time.monotonic()
                if kill % 3 == 2:
                    kill_a_backend(site, moments)  # PostgreSQL starts anew by itself.
                else:
                    kill_all(site)
                    site.revive()
                took.append(ledger.wait_for_one_sent_after(killed_at, WRITES_AGAIN))
                assert service.runs()
        check(site.url, ledger)
        tell(ledger, took)


def kill_all(site: Site) -> None:
    """The postmaster; its children end by themselves when they notice."""
    postmaster = site.postmaster()
    postmaster.kill()
    postmaster.wait(WRITES_AGAIN)


def kill_a_backend(site: Site, choose: random.Random) -> None:
    """One of those that serve the service; it takes all the others with it."""
    with psycopg.connect(site.url) as conn:
        found = [row[0] for row in conn.execute(BACKENDS)]
        pid = choose.choice(found)
    process = next(p for p in site.postmaster().children() if p.pid == pid)
    process.kill()
