"""`gongshi serve`, `work` and `erase`, run as an operator runs them."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from pydantic import SecretStr

from application.clock import ManualClock
from application.order import Order
from domain.case_words import Channel, Satisfaction
from domain.roles import Actor, Role
from interfaces.runtime import Runtime, open_runtime
from interfaces.settings import Settings
from tests.interfaces.command_line import (
    KEY,
    ROOT,
    arguments_of,
    environment,
    free_port,
    gongshi,
)

STEWARD = Order(Actor("steward-1", Role.STEWARD))
COMMITTEE = Order(Actor("committee-1", Role.NEIGHBOURHOOD_COMMITTEE))
LONG_AGO = datetime(2018, 3, 5, 2, 0, tzinfo=UTC)


@contextmanager
def serving(
    port: int, ready: str, **variables: object
) -> Iterator[subprocess.Popen[str]]:
    """`gongshi serve`, from the line that holds `ready` on."""
    with subprocess.Popen(
        arguments_of(f"serve --port {port}"),
        cwd=ROOT,
        env=environment("zh_CN.UTF-8", **variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            assert any(ready in line for line in process.stdout), "it became ready"
            yield process
        finally:
            process.terminate()


@pytest.mark.slow
def test_it_serves_until_it_is_told_to_stop(home: Path) -> None:
    port = free_port()
    with serving(port, "停止", GONGSHI_HOME=home) as process:
        assert httpx.get(f"http://127.0.0.1:{port}/readyz").status_code in (200, 503)
        given = {"GONGSHI_HOME": str(home), "GONGSHI_PORT": str(port)}
        second = gongshi(f"serve --port {port}", GONGSHI_HOME=home)
        doctor = gongshi("doctor", **given)
        process.send_signal(signal.SIGTERM)
        _, explained = process.communicate(timeout=60)

    assert process.returncode == 0, explained
    assert explained.endswith("已停止。\n")
    assert "正在启动 PostgreSQL" in explained
    assert second.returncode == 2
    assert "PORT_TAKEN: " in second.stderr
    assert "Traceback" not in second.stderr
    assert "✓ Gongshi is already serving" in doctor.stdout
    assert "✓ The read models are 0 entries behind" in doctor.stdout


@pytest.fixture
def given(database_url: str, tmp_path: Path) -> dict[str, str]:
    """The variables of a server on a database of its own."""
    return {
        "GONGSHI_HOME": str(tmp_path),
        "GONGSHI_DATABASE_URL": database_url,
        "GONGSHI_VAULT_KEY": KEY,
    }


@contextmanager
def at(
    moment: datetime, database_url: str, home: Path
) -> Iterator[tuple[Runtime, ManualClock]]:
    clock = ManualClock(moment)
    settings = Settings(home=home, database_url=database_url, vault_key=SecretStr(KEY))
    with open_runtime(settings, clock=clock) as runtime:
        yield runtime, clock


def reported(runtime: Runtime) -> UUID:
    receipt = runtime.cases.report(
        STEWARD, channel=Channel.APP, category="SAF-02", title="消防通道被占用"
    )
    return receipt.ids[0]


@pytest.mark.slow
def test_an_import_that_is_told_to_stop_leaves_nothing_running(tmp_path: Path) -> None:
    rows = [f"B-{number},漏水,2024-03-01 09:12\n" for number in range(50_000)]
    file = tmp_path / "rows.csv"
    file.write_text("工单编号,标题,来电时间\n" + "".join(rows), "utf-8")
    home = tmp_path / "home"
    with subprocess.Popen(
        arguments_of(f"import cases {file} --mapping 12345"),
        cwd=ROOT,
        env=environment("en_US.UTF-8", GONGSHI_HOME=home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert any("0003_import" in line for line in process.stderr)
        process.terminate()
        assert process.wait(60) == 130
    assert not (home / "postgres" / "postmaster.pid").exists()


def test_work_fires_what_is_due_up_to_a_moment_and_ends(
    given: dict[str, str], database_url: str, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    with at(now, database_url, tmp_path) as (runtime, _):
        id = reported(runtime)
    until = (now + timedelta(hours=25)).isoformat()

    first = gongshi(f"work --until {until}", **given)
    second = gongshi(f"work --until {until}", language="zh_CN.UTF-8", **given)

    assert first.returncode == 0, first.stderr
    assert "1 changes" in first.stdout
    assert "0 次变动" in second.stdout
    with at(now, database_url, tmp_path) as (runtime, _):
        facts = runtime.store.stream(id)
    assert [entry.type for entry in facts] == [
        "Case.Reported",
        "Case.DeadlineMissed",
        "Case.Escalated",
    ]
    assert facts[-1].fact.timestamp == now + timedelta(hours=24)


@pytest.mark.slow
def test_erase_lists_first_and_destroys_only_when_told(
    given: dict[str, str], database_url: str, tmp_path: Path
) -> None:
    with at(LONG_AGO, database_url, tmp_path) as (runtime, clock):
        id = settled(runtime, clock)
    command = f"erase {id} --basis 个保47"

    listed = gongshi(command, **given)
    erased = gongshi(f"{command} --yes", **given)
    again = gongshi(f"{command} --yes", language="zh_CN.UTF-8", **given)

    assert listed.returncode == erased.returncode == again.returncode == 0
    assert "title" in listed.stdout
    assert listed.stdout.endswith("Nothing is erased yet; add --yes.\n")
    assert erased.stdout.endswith("Erased for good.\n")
    assert again.stdout == "没有可删除的文字。\n"


@pytest.mark.slow
def test_erase_refuses_while_records_must_be_kept(
    given: dict[str, str], database_url: str, tmp_path: Path
) -> None:
    with at(LONG_AGO, database_url, tmp_path) as (runtime, _):
        id = reported(runtime)

    kept = gongshi(f"erase {id} --basis 个保47 --yes", **given)
    unknown = gongshi(f"erase {UUID(int=1)} --basis 个保47", **given)

    assert kept.returncode == unknown.returncode == 2
    assert kept.stderr.startswith("RETENTION_HOLDS: ")
    assert unknown.stderr.startswith("NOT_FOUND: ")


def settled(runtime: Runtime, clock: ManualClock) -> UUID:
    """A case that was closed at the clock's time, a few hours later."""
    id = reported(runtime)
    clock.moment += timedelta(hours=1)
    runtime.cases.accept(STEWARD, id)
    runtime.cases.resolve(STEWARD, id, outcome="已清理")
    clock.moment += timedelta(hours=1)
    runtime.cases.verify(
        COMMITTEE, id, solved=True, satisfaction=Satisfaction.SATISFIED
    )
    runtime.cases.close(COMMITTEE, id)
    return id
