"""The programs of docs/streams.md, as they stand there, against a real server."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import duckdb
import pytest

from application.clock import ManualClock
from application.event_store import EventStore
from domain.roles import Role
from interfaces.runtime import Runtime, open_runtime
from interfaces.streams import consumer
from interfaces.worker import Worker
from tests.interfaces.conftest import Client
from tests.interfaces.given import registered, reported
from tests.interfaces.test_graphql_subscriptions import client, url

__all__ = ["client", "url"]
DOCUMENT = Path(__file__).parents[2] / "docs" / "streams.md"
PROGRAM = re.compile(r"```python\n(.*?)```", re.DOTALL)
MIRROR, CHAT, ANALYSIS, *_ = PROGRAM.findall(DOCUMENT.read_text("utf-8"))
"""What follows is of the broker: see `test_relay`."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the programs run, with the consumer beside them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "consumer", consumer)


async def life(client: Client) -> str:
    """A case that was accepted."""
    compound = await registered(client)
    case = await reported(client, compoundId=compound)
    client.sign_in(Role.STEWARD)
    await client.give("acceptCase", id=case)
    return case


def public_end(store: EventStore) -> int:
    [(end,)] = store.database.fetch(
        "SELECT max(position) FROM event WHERE salt IS NULL"
    )
    return int(end)


async def run(program: str, client: Client, url: str, **names: Any) -> None:
    """Run it to the present end of the log, in a thread."""
    given = {"URL": f"http{url}", "UNTIL": public_end(client.store), **names}
    await asyncio.to_thread(exec, program, given)


async def test_cases_are_mirrored(client: Client, url: str) -> None:
    async def mirrored() -> dict[str, str]:
        await run(MIRROR, client, url)
        with closing(sqlite3.connect("cases.db")) as mirror:
            return dict(mirror.execute("SELECT id, event FROM cases"))

    case = await life(client)
    assert await mirrored() == {case: "gongshi.case.accepted.v1"}
    await client.give("startWork", id=case)
    other = await reported(client)
    assert await mirrored() == {
        case: "gongshi.case.started.v1",
        other: "gongshi.case.reported.v1",
    }


@pytest.mark.slow
async def test_overdue_cases_are_told_once(
    client: Client, url: str, runtime: Runtime
) -> None:
    case = await life(client)
    await asyncio.to_thread(forty_days_later, runtime)
    with chat() as (address, told):
        for _ in range(2):
            await run(CHAT, client, url, CHAT=address)

    missed = client.store.database.fetch(
        "SELECT count(*) FROM event WHERE type = 'Case.DeadlineMissed'"
    )
    assert len(told) == missed[0][0] > 0
    assert all(case in message["text"]["content"] for message in told)


@pytest.mark.slow
async def test_duckdb_is_filled(
    client: Client, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await life(client)
    await run(ANALYSIS, client, url)
    await reported(client)
    await run(ANALYSIS, client, url)

    with duckdb.connect("events.duckdb") as base:
        found = base.execute("SELECT count(*), max(position) FROM event").fetchone()
    assert found is not None and found[1] == public_end(client.store)
    assert "PIP-02" in capsys.readouterr().out


def forty_days_later(runtime: Runtime) -> None:
    """A worker of the same service finds out what was missed by then."""
    clock = ManualClock(runtime.clock())
    settings = runtime.settings
    with open_runtime(settings, clock=clock, say=lambda line: None) as other:
        Worker(other).run_until(clock() + timedelta(days=40), clock)


@contextmanager
def chat() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The address of a robot, and what it was told."""
    told: list[dict[str, Any]] = []

    class Robot(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            told.append(json.loads(self.rfile.read(length)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Robot) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", told
        finally:
            server.shutdown()
            thread.join()
