"""What `/readyz` and `/metrics` say of the read models, on good days and bad ones."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import Counter

from application.order import Order
from domain.case_words import Channel
from domain.roles import Actor, Role
from interfaces import health
from interfaces.auth import LocalIssuer
from interfaces.runtime import Runtime, open_runtime
from interfaces.server import reading_pool
from interfaces.services import Services
from interfaces.settings import Settings
from interfaces.worker import Worker
from interfaces.writer_metrics import WriterMetrics
from projections.status import Status
from tests.application.cases import report
from tests.interfaces.conftest import Client, serving
from tests.interfaces.test_database_lost import NOWHERE

OWNER = Order(Actor("owner-1", Role.OWNER))


@pytest.fixture
def runtime(database_url: str, tmp_path: Path) -> Iterator[Runtime]:
    """A service whose read models nobody keeps, with one event in the log."""
    key = base64.b64encode(bytes(32)).decode()
    values = {"home": tmp_path, "database_url": database_url, "vault_key": key}
    settings = Settings.model_validate(values)
    with open_runtime(settings, say=lambda line: None) as runtime:
        runtime.cases.report(
            OWNER, channel=Channel.APP, category="SRV-01", title="路灯不亮"
        )
        yield runtime


@pytest.fixture
def worker(runtime: Runtime) -> Worker:
    return Worker(runtime)


@pytest.fixture
def given(services: Services, monkeypatch: pytest.MonkeyPatch) -> Services:
    """Services that ask the database at every look."""
    monkeypatch.setattr(health, "FRESH", -1.0)
    return services


async def readiness(client: Client) -> tuple[int, str]:
    answer = await client.http.get("/readyz")
    return answer.status_code, answer.json()["status"]


async def metrics(client: Client) -> dict[str, float]:
    answer = await client.http.get("/metrics")
    assert answer.status_code == 200
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (each.split() for each in lines)}


@pytest.mark.unprepared
async def test_it_says_why_the_read_models_are_not_ready(
    given: Services, issuer: LocalIssuer, runtime: Runtime, worker: Worker
) -> None:
    def change(what: bytes) -> None:
        with runtime.database.connection() as conn:
            conn.execute(b"UPDATE projection SET " + what)

    async with serving(given, issuer) as client:
        assert await readiness(client) == (503, "database not ready")
        worker.engine.prepare()
        assert await readiness(client) == (503, "read models being built")
        worker.engine.run_until_caught_up()
        assert await readiness(client) == (200, "ready")
        change(b"version = version + 1")
        assert await readiness(client) == (503, "read models of a newer version")
        change(b"version = version - 2")
        said = "read models being rebuilt for this version"
        assert await readiness(client) == (503, said)
        change(b"version = version + 1")
        assert await readiness(client) == (200, "ready")
    late = replace(given, pool=reading_pool(runtime.database.url), max_lag=0)
    change(b"position = 0")
    async with serving(late, issuer) as client:
        assert await readiness(client) == (503, "read models late")


async def test_an_engine_that_stopped_is_told(
    given: Services, issuer: LocalIssuer, worker: Worker
) -> None:
    worker.engine.run_until_caught_up()
    async with serving(replace(given, engine=worker.engine), issuer) as client:
        assert await readiness(client) == (503, "read models stopped")
        worker.engine.start()
        assert await readiness(client) == (200, "ready")
        worker.engine.stop()
        assert await readiness(client) == (503, "read models stopped")
        assert (await client.http.get("/healthz")).status_code == 200


async def test_the_figures_for_prometheus(
    given: Services, issuer: LocalIssuer, worker: Worker
) -> None:
    worker.engine.prepare()
    commands = Counter("gongshi_commands", "Commands.", registry=None)
    commands.inc(3)
    shown = replace(given, collectors=(commands,), engine=worker.engine)
    board = '{read_model="case_board"}'
    async with serving(shown, issuer) as client:
        before = await metrics(client)
        worker.engine.run_until_caught_up()
        after = await metrics(client)
    assert before["gongshi_database_up"] == before["gongshi_log_position"] == 1
    assert before["gongshi_engine_acts"] == 0
    assert before["gongshi_commands_total"] == 3
    assert before[f"gongshi_read_model_lag_events{board}"] == 1
    assert before[f"gongshi_read_model_lag_seconds{board}"] > 0
    assert after[f"gongshi_read_model_position{board}"] == 1
    assert after[f"gongshi_read_model_lag_events{board}"] == 0
    assert after[f"gongshi_read_model_lag_seconds{board}"] == 0
    assert after[f"gongshi_read_model_parked_events{board}"] == 0


async def test_what_was_written_is_counted(
    given: Services, issuer: LocalIssuer, runtime: Runtime
) -> None:
    shown = replace(given, collectors=(WriterMetrics(runtime.store),))
    async with serving(shown, issuer) as client:
        before = await metrics(client)
        report(runtime.commands)
        after = await metrics(client)
    grown = {name: after[name] - before[name] for name in after if "written" in name}
    assert grown == {
        "gongshi_written_batches_total": 1,
        "gongshi_written_looked_total": 1,
        "gongshi_written_commits_total": 1,
        "gongshi_written_events_total": 1,
        "gongshi_written_refused_total": 0,
    }


async def test_a_database_that_falls_silent_is_told_in_time(
    given: Services, issuer: LocalIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "READY_WITHIN", 0.1)
    heard = asyncio.Event()
    silence = asyncio.Event()

    async def never(_: object) -> Status:
        heard.set()
        await silence.wait()
        raise AssertionError

    monkeypatch.setattr(health, "read_status", never)
    async with serving(given, issuer) as client:
        for _ in range(2):
            assert await readiness(client) == (503, "database not ready")
        assert (await metrics(client))["gongshi_database_up"] == 0
    assert heard.is_set()


async def test_without_the_database_the_figures_are_unknown(
    given: Services, issuer: LocalIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "READY_WITHIN", 0.1)
    away = replace(given, pool=reading_pool(NOWHERE, timeout=0.1))
    async with serving(away, issuer) as client:
        assert await metrics(client) == {
            "gongshi_database_up": 0,
            "gongshi_engine_acts": 0,
        }
