"""`gongshi demo`: the sample holds what it promises, and is loaded once."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from application.simulation import SimulatedClock
from domain.case import Case
from domain.case_words import Cause, Channel, Level, Status
from interfaces.demo.photograph import photograph
from interfaces.demo.player import Player
from interfaces.demo.script import REGISTERED, span
from interfaces.runtime import Runtime, open_runtime
from interfaces.settings import Settings
from tests.interfaces.command_line import (
    KEY,
    ROOT,
    arguments_of,
    environment,
    gongshi,
)


@contextmanager
def stage(database_url: str, home: Path) -> Iterator[tuple[Runtime, Player]]:
    """A runtime on the sample's clock, and what plays the sample on it."""
    clock = SimulatedClock(datetime(2021, 11, 5, 10, tzinfo=UTC))
    settings = Settings(home=home, database_url=database_url, vault_key=SecretStr(KEY))
    with open_runtime(settings, clock=clock) as runtime:
        yield runtime, Player(runtime, clock)


def test_the_sample_shows_the_whole_domain(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as (runtime, player):
        player.play(lambda: None)
        log = runtime.store.read(0, 10_000)
        ids = {
            entry.fact.originator_id for entry in log if entry.type.startswith("Case")
        }
        cases = [runtime.store.load(Case, id) for id in ids]
        types = {entry.type for entry in log}

    assert len(cases) == player.cases == 44
    assert {case.status for case in cases} == set(Status)
    assert {case.level for case in cases} == set(Level)
    assert {case.channel for case in cases} == set(Channel) - {Channel.OTHER}
    assert {
        "Case.DeadlineMissed",
        "Case.DuplicateAbsorbed",
        "Case.EnforcementAnswered",
        "Case.FileAttached",
        "Case.JointDeclared",
        "Case.MediationEnded",
        "Case.Paused",
        "Case.Reopened",
        "Case.ReportedIn",
        "Case.TextReleased",
        "Case.Whistled",
        "Case.Withdrawn",
    } <= types


@pytest.mark.slow
def test_the_sample_has_a_clock_of_its_own(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as (runtime, player):
        player.play(lambda: None)
        log = runtime.store.read(0, 10_000)

    assert all(entry.recorded_at == entry.fact.timestamp for entry in log)
    assert all(a.recorded_at <= b.recorded_at for a, b in pairwise(log))
    assert log[-1].recorded_at - log[0].recorded_at < REGISTERED
    began = {entry.fact.originator_id: entry.recorded_at for entry in reversed(log)}
    climbs = [
        entry.recorded_at - began[entry.fact.originator_id]
        for entry in log
        if isinstance(entry.fact, Case.Escalated) and entry.fact.cause is Cause.DEADLINE
    ]
    assert climbs == [timedelta(hours=24)]


@pytest.mark.slow
def test_a_broken_off_run_is_finished_and_a_whole_one_adds_nothing(
    database_url: str, tmp_path: Path
) -> None:
    class BreaksOff(Exception):
        pass

    played: list[int] = []

    def break_off() -> None:
        played.append(1)
        if len(played) == 100:
            raise BreaksOff

    with (
        stage(database_url, tmp_path) as (_, first),
        pytest.raises(BreaksOff),
    ):
        first.play(break_off)
    with stage(database_url, tmp_path) as (runtime, second):
        second.play(lambda: None)
        length = runtime.store.position()
    with stage(database_url, tmp_path) as (runtime, third):
        third.play(lambda: None)

        assert runtime.store.position() == length
        assert second.added == len(second.steps) - 100
        assert third.added == 0


def test_the_photograph_is_kept(database_url: str, tmp_path: Path) -> None:
    with stage(database_url, tmp_path) as (runtime, player):
        player.play(lambda: None)
        stored = runtime.files.put(photograph(), "image/png")

        assert stored.media_type == "image/png"
        assert runtime.files.read(stored.sha256) == photograph()


@pytest.mark.parametrize("text", ["", "soon", "1h2d", "5"])
def test_a_length_of_time_is_written_in_one_way(text: str) -> None:
    assert span("1d6h30m") == timedelta(days=1, hours=6, minutes=30)
    with pytest.raises(ValueError, match="no length of time"):
        span(text)


def read_until(process: subprocess.Popen[str], last: str) -> str:
    """What the process prints, up to the line that holds `last`."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if last in line:
            return said
    raise AssertionError(f"it ended before {last}: {said}")


def asked(said: str) -> list[dict[str, Any]]:
    """The history that the printed query brings, with the printed token."""
    token = re.search(r"TOKEN=(\S+)", said)
    query = re.search(r"-d '(.*)'", said)
    url = re.search(r"curl (\S+)", said)
    assert token and query and url
    answer = httpx.post(
        url[1],
        content=query[1],
        headers={
            "Content-Type": "application/json",
            "Authorization": f"Bearer {token[1]}",
        },
    ).json()
    nodes = answer["data"]["cases"]["nodes"]
    return list(nodes[0]["history"]["nodes"])


@pytest.mark.slow
def test_what_the_demo_prints_can_be_pasted(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    variables = environment("en_US.UTF-8", GONGSHI_HOME=tmp_path)
    with subprocess.Popen(
        arguments_of(f"demo --port {port}"),
        cwd=ROOT,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            said = read_until(process, "--mapping 12345")
            history = asked(said)
            imported = subprocess.run(
                ["sh", "-c", said.splitlines()[-1]],
                cwd=ROOT,
                env=variables,
                capture_output=True,
                text=True,
                check=False,
            )
        finally:
            process.send_signal(signal.SIGINT)
        _, explained = process.communicate(timeout=60)

    assert history[0]["label"] == "Reported"
    assert {"Whistled", "Reported in", "Closed"} <= {
        entry["label"] for entry in history
    }
    assert imported.returncode == 0, imported.stderr
    assert process.returncode == 0
    assert "44 cases" in explained
    assert "[synthetic] weihai" in said
    assert explained.endswith("Stopped.\n")
    again = gongshi("demo --no-serve", language="zh_CN.UTF-8", GONGSHI_HOME=tmp_path)
    assert again.returncode == 0
    assert again.stderr.endswith("演示数据早已生成，没有重复添加。\n")
