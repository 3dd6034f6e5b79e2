"""PostgreSQL answers and refuses to write: it is read-only, or its disk is full."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from tests.faults.bounds import WRITES_AGAIN
from tests.faults.checks import check, count
from tests.faults.consumers import wait_until
from tests.faults.load import REPORT, Client, Load
from tests.faults.service import Service
from tests.faults.site import ServerSite

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
REFUSED = "LOG_UNAVAILABLE"
READ_ONLY = "ALTER DATABASE gongshi SET default_transaction_read_only = "
TERMINATE = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND datname = 'gongshi'
"""
COUNTS = """
    SELECT (SELECT count(*) FROM event) + (SELECT count(*) FROM command)
        + (SELECT count(*) FROM sealed_text) + (SELECT count(*) FROM text_key)
"""


def test_a_read_only_database_is_a_clear_refusal(server: ServerSite) -> None:
    with Service(server) as service, load_on(server) as load:
        client = load.stranger()

        def set_read_only(to: bytes) -> None:
            with psycopg.connect(server.url, autocommit=True) as conn:
                conn.execute("SET default_transaction_read_only = off")
                conn.execute(READ_ONLY.encode() + to)
                conn.execute(TERMINATE)

        with load.running() as ledger:
            ledger.wait_for_more(20)
            set_read_only(b"on")
            wait_until(lambda: ask(client) == REFUSED, WRITES_AGAIN, "refused")
            before = rows(server)
            for _ in range(5):
                assert ask(client) == REFUSED
            assert rows(server) == before, "half of a command was written"
            assert service.status("/healthz") == 200
            set_read_only(b"off")
            ledger.wait_for_more(20, WRITES_AGAIN)
        check(server.url, ledger)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_is_a_clear_refusal(server: ServerSite) -> None:
    with (
        small_disk(server) as disk,
        Service(server) as service,
        load_on(server) as load,
    ):
        client = load.stranger()
        with load.running() as ledger:
            ledger.wait_for_more(20)
            with full(disk):
                # The others may still find a page with room: then we look again.
                wait_until(
                    lambda: refused_whole(server, client),
                    WRITES_AGAIN,
                    "a command refused without half of it written",
                )
                assert service.status("/healthz") == 200
            ledger.wait_for_more(20, WRITES_AGAIN)
        check(server.url, ledger)


@contextmanager
def load_on(server: ServerSite) -> Iterator[Load]:
    with closing(Load(server, clients=2)) as load:
        yield load


def ask(client: Client) -> str:
    """The code with which a report is refused; it has no key, so nobody repeats it."""
    answer = client.ask("reportCase", REPORT)
    return answer if isinstance(answer, str) else "recorded"


def refused_whole(server: ServerSite, client: Client) -> bool:
    before = rows(server)
    return ask(client) == REFUSED and rows(server) == before


def rows(server: ServerSite) -> int:
    with psycopg.connect(server.url) as conn:
        return count(conn, COUNTS)


@contextmanager
def small_disk(server: ServerSite) -> Iterator[Path]:
    """A disk of 64 MiB that holds the tables of the database, not its journal."""
    disk = server.home / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "t", disk], check=True)
    try:
        server.own(disk)
        maintenance = server.url.replace("/gongshi?", "/postgres?")
        with psycopg.connect(maintenance, autocommit=True) as conn:
            conn.execute(f"CREATE TABLESPACE small LOCATION '{disk}'".encode())
            conn.execute("ALTER DATABASE gongshi SET TABLESPACE small")
        yield disk
        server.stop()
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Take up all that is free."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass
    yield
    filler.unlink()
