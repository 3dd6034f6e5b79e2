"""The database goes away and comes back: everybody goes on, nothing is restarted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from uuid import UUID

import psycopg
import pytest
from pydantic import SecretStr

from application.order import Order
from domain.case_words import Channel
from domain.roles import Actor, Role
from interfaces.runtime import Runtime, open_runtime
from interfaces.settings import Settings
from projections.engine import Engine
from projections.read_models import READ_MODELS
from tests.faults.bounds import OUTAGE, RESUMES
from tests.faults.consumers import (
    Follower,
    Watcher,
    deadline_fired,
    version_of,
    wait_until,
)
from tests.faults.ledger import Ledger
from tests.faults.load import Client, Load
from tests.faults.service import Process, Service
from tests.faults.site import ServerSite
from tests.interfaces.command_line import KEY

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
MINUTE = 60.0
ANSWERS = 5.0  # seconds for a health page
# The shortest deadline that a rule pack may have.
RULES = """
extends = "national"
[categories.PIP-02]
milestones = { done = "1 min" }
"""
TERMINATE = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND datname = current_database()
"""
STEWARD = Order(Actor("steward-1", Role.STEWARD))


@pytest.fixture
def hurried(server: ServerSite) -> ServerSite:
    """A site with a rule pack `hurried`, whose cases are due after a minute."""
    rules = server.home / "rules"
    rules.mkdir()
    (rules / "hurried.toml").write_text(RULES)
    server.variables["GONGSHI_RULES"] = rules
    return server


@dataclass
class Consumers:
    """All who follow one service, under load."""

    site: ServerSite
    service: Service
    client: Client
    ledger: Ledger
    follower: Follower
    watcher: Watcher
    watched: UUID

    def resume(self, within: float) -> dict[str, float]:
        """Wait until each goes on; seconds since the call when it was seen to."""
        began = time.monotonic()
        took: dict[str, float] = {}

        def left() -> float:
            return began + within - time.monotonic()

        def seen(what: str) -> None:
            took[what] = round(time.monotonic() - began, 1)

        self.ledger.wait_for_more(1, left())
        seen("commands")
        wait_until(lambda: self.service.status("/readyz") == 200, left(), "ready")
        seen("ready")
        note = self.client.give("noteProgress", id=str(self.watched))
        new = self.client.report()
        wait_until(lambda: version_of(self.site, new.id) == 1, left(), "read models")
        seen("read models")
        wait_until(lambda: self.watcher.version >= note.version, left(), "caseChanged")
        seen("caseChanged")
        self.follower.wait_for(new.position, left())
        seen("subscription")
        return took


@contextmanager
def consuming(site: ServerSite) -> Iterator[Consumers]:
    with ExitStack() as stack:
        service = stack.enter_context(Service(site))
        load = stack.enter_context(closing(Load(site)))
        client = load.stranger()
        watched = client.report().id
        client.give("acceptCase", id=str(watched))
        follower = stack.enter_context(Follower(site.url))
        watcher = stack.enter_context(Watcher(site, watched))
        ledger = stack.enter_context(load.running())
        yield Consumers(site, service, client, ledger, follower, watcher, watched)


def test_all_backends_are_terminated(hurried: ServerSite) -> None:
    with consuming(hurried) as all_who_follow:
        for _ in range(5):
            all_who_follow.ledger.wait_for_more(20)
            with psycopg.connect(hurried.url, autocommit=True) as conn:
                conn.execute(TERMINATE)
            print(all_who_follow.resume(RESUMES))
        assert all_who_follow.service.runs()


def test_an_outage_is_told_and_everybody_resumes(hurried: ServerSite) -> None:
    with consuming(hurried) as all_who_follow:
        service, ledger = all_who_follow.service, all_who_follow.ledger
        ledger.wait_for_more(50)
        due = all_who_follow.client.report("hurried")
        due_at = time.monotonic() + MINUTE
        hurried.stop()
        stopped_at = time.monotonic()
        while time.monotonic() < stopped_at + OUTAGE:
            asked_at = time.monotonic()
            assert service.status("/readyz") == 503
            assert service.status("/healthz") == 200
            assert time.monotonic() - asked_at < ANSWERS
        hurried.start()

        took = all_who_follow.resume(RESUMES)

        assert_fires(hurried.url, due.id, due_at)
        print(took, "watchers connected", all_who_follow.watcher.connected)
        assert service.runs()
        follower = all_who_follow.follower
    # Everybody has been answered and has ended; what was told is the whole log.
    told = follower.positions
    assert told == [*range(1, len(told) + 1)]


def test_work_resumes_by_itself(hurried: ServerSite) -> None:
    settings = Settings(
        home=hurried.home / "other",
        database_url=hurried.url,
        vault_key=SecretStr(KEY),
        rules=hurried.home / "rules",
    )
    with (
        open_runtime(settings, say=lambda line: None) as runtime,
        Process(hurried, "work") as work,
    ):
        engine = Engine(runtime.database, runtime.store, READ_MODELS)
        engine.prepare()
        due = reported(runtime)
        due_at = time.monotonic() + MINUTE
        wait_until(lambda: engine.lag() == 0, MINUTE, "it began")
        hurried.stop()
        time.sleep(OUTAGE)
        hurried.start()

        reported(runtime)

        took = wait_until(lambda: engine.lag() == 0, RESUMES, "read models")
        assert_fires(hurried.url, due, due_at)
        print(f"read models after {took:.1f} s")
        assert work.runs() and work.stop() == 0


def assert_fires(url: str, case: UUID, due_at: float) -> None:
    """The deadline fires in time; if not, the failure says how late, or never.

    due_at: monotonic seconds.
    """
    in_time_until = max(due_at, time.monotonic()) + RESUMES
    patience = in_time_until - time.monotonic() + MINUTE
    wait_until(lambda: deadline_fired(url, case), patience, "deadline, ever")
    late = time.monotonic() - in_time_until
    assert late <= 0, f"the deadline fired {late:.1f} s too late"


def reported(runtime: Runtime) -> UUID:
    receipt = runtime.cases.report(
        STEWARD,
        channel=Channel.APP,
        category="PIP-02",
        title="下水道堵塞",
        profile="hurried",
    )
    return receipt.ids[0]
