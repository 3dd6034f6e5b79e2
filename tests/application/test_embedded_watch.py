"""The embedded PostgreSQL is started again while somebody works with it."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from threading import Event

import psutil
import pytest

from application.database import Database
from application.embedded import EmbeddedPostgres
from application.embedded_watch import kept_running
from tests.application.test_embedded import postmaster, runs

pytestmark = pytest.mark.timeout(120)


@pytest.mark.slow
def test_a_database_that_dies_is_started_again(home: Path) -> None:
    started = Event()

    def say(words: str) -> None:
        if words.startswith("Starting"):
            started.set()

    with EmbeddedPostgres.start(home) as server:
        database = Database(server.url)
        with kept_running(server, say, every=0.05):
            killed = postmaster(home)
            os.kill(killed, signal.SIGKILL)
            assert started.wait(60)
        assert postmaster(home) != killed
        assert database.fetch("SELECT 7") == [(7,)]
        database.close()
    assert not runs(home)


@pytest.mark.slow
def test_a_database_that_runs_is_left_alone(home: Path) -> None:
    said: list[str] = []
    with EmbeddedPostgres.start(home) as server:
        process = psutil.Process(postmaster(home))
        with kept_running(server, said.append, every=0.01):
            database = Database(server.url)
            for _ in range(50):
                database.fetch("SELECT 1")
            database.close()
        assert process.is_running() and said == []
