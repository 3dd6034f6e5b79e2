"""`gongshi doctor`: each broken set-up is named, with what mends it."""

from __future__ import annotations

import base64
import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from application.database import Database
from application.vault import Vault
from application.vault_keys import VaultKeys
from interfaces.auth import LocalIssuer
from interfaces.cli import checks, database_checks, log_checks
from interfaces.cli.findings import Mark
from interfaces.log_parts import make_log_key
from interfaces.settings import Settings
from projections import positions
from projections.transparency import checkpoints
from projections.transparency.refusals import LogRewritten
from tests.interfaces.command_line import (
    KEY,
    ROOT,
    arguments_of,
    environment,
    free_port,
    gongshi,
)

OTHER_KEY = base64.b64encode(bytes(32)).decode()


@pytest.fixture
def healthy(database_url: str, tmp_path: Path) -> dict[str, str]:
    """The variables of a deployment that lacks nothing."""
    jwks = tmp_path / "jwks.json"
    jwks.write_text(str(dict(LocalIssuer(tmp_path / "issuer").jwks)).replace("'", '"'))
    log_key = tmp_path / "log.key"
    make_log_key(log_key, "log.example")
    return {
        "GONGSHI_HOME": str(tmp_path / "home"),
        "GONGSHI_LOG_KEY_FILE": str(log_key),
        "GONGSHI_DATABASE_URL": database_url,
        "GONGSHI_VAULT_KEY": KEY,
        "GONGSHI_JWKS": str(jwks),
        "GONGSHI_PORT": str(free_port()),
    }


@pytest.fixture
def connection(database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


def unwrapped(text: str) -> str:
    """The report without the line breaks that the terminal made."""
    return " ".join(text.split())


def test_all_is_well_in_both_languages(healthy: dict[str, str]) -> None:
    english = gongshi("doctor", **healthy)
    chinese = gongshi("doctor", language="zh_CN.UTF-8", **healthy)

    assert english.returncode == chinese.returncode == 0, english.stdout
    assert english.stdout.endswith("\nAll is well.\n")
    assert chinese.stdout.endswith("\n一切正常。\n")
    assert "✗" not in english.stdout + chinese.stdout
    assert max(map(len, english.stdout.splitlines())) <= 80


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = gongshi(
            "doctor",
            GONGSHI_HOME=tmp_path / "file" / "home",
            GONGSHI_DATABASE_URL="postgresql://127.0.0.1:1/none",
            GONGSHI_PORT=port,
            GONGSHI_RULES=tmp_path / "file",
            GONGSHI_HOLIDAYS=tmp_path / "nowhere.toml",
        )

    report = unwrapped(told.stdout)
    assert told.returncode == 2
    assert "✗ Cannot write to the data folder" in report
    assert "✗ Cannot reach the database" in report
    assert "→ Check GONGSHI_DATABASE_URL" in report
    assert "✗ No token issuer is set" in report
    assert f"✗ Cannot listen on http://127.0.0.1:{port}" in report
    assert "✗ Rules or holidays:" in report
    assert "5 problem(s)" in report
    assert "Traceback" not in told.stderr


def test_a_setting_that_cannot_be_read() -> None:
    told = gongshi("doctor", GONGSHI_PORT="70000")

    assert told.returncode == 2
    assert "✗ GONGSHI_PORT '70000': it is too large" in told.stdout


@pytest.mark.slow
def test_a_terminal_that_cannot_show_chinese(healthy: dict[str, str]) -> None:
    ascii = environment("en_US.UTF-8", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    told = subprocess.run(
        arguments_of("doctor"),
        cwd=ROOT,
        env=ascii | healthy,
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 1
    assert "ascii cannot show Chinese" in told.stdout
    assert "1 warning(s)" in told.stdout


def test_a_schema_of_a_newer_program(
    healthy: dict[str, str], connection: psycopg.Connection
) -> None:
    connection.execute(
        "INSERT INTO schema_migration (name, sha256) VALUES ('9999_later', '')"
    )

    told = gongshi("doctor", **healthy)

    assert told.returncode == 2
    assert "9999_later" in told.stdout
    assert "→ Install the version of the program" in told.stdout


def test_a_migration_that_was_altered(
    healthy: dict[str, str], connection: psycopg.Connection
) -> None:
    connection.execute(
        "UPDATE schema_migration SET sha256 = 'x' WHERE name = '0001_log'"
    )

    told = gongshi("doctor", language="zh_CN.UTF-8", **healthy)

    assert told.returncode == 2
    assert "✗ 迁移 0001_log 在执行之后被改动过" in told.stdout


def test_a_database_without_tables(
    healthy: dict[str, str], empty_database_url: str
) -> None:
    told = gongshi("doctor", **(healthy | {"GONGSHI_DATABASE_URL": empty_database_url}))

    assert told.returncode == 0, "nothing to mend: the first start makes them"
    assert "· The database is empty" in told.stdout


@pytest.mark.slow
def test_a_key_that_does_not_open_the_vault(
    healthy: dict[str, str], database: Database
) -> None:
    Vault(database, VaultKeys(base64.b64decode(KEY))).pseudonym("somebody", UUID(int=1))

    right = gongshi("doctor", **healthy)
    wrong = gongshi("doctor", **(healthy | {"GONGSHI_VAULT_KEY": OTHER_KEY}))

    assert right.returncode == 0
    assert "✓ The vault's key opens the vault" in right.stdout
    assert wrong.returncode == 2
    assert "✗ This key does not open the vault" in wrong.stdout


@pytest.mark.parametrize(
    ("key", "code"), [("", "VAULT_KEY_INVALID"), ("c2hvcnQ=", "VAULT_KEY_INVALID")]
)
def test_a_key_that_is_none(healthy: dict[str, str], key: str, code: str) -> None:
    told = gongshi("doctor", **(healthy | {"GONGSHI_VAULT_KEY": key}))

    assert told.returncode == 2
    assert f"✗ {code}: " in told.stdout


def test_a_parked_event(
    healthy: dict[str, str], connection: psycopg.Connection
) -> None:
    connection.execute(positions.DDL)
    connection.execute(
        "INSERT INTO parked_event VALUES ('case_board', 1, gen_random_uuid(), 'why')"
    )

    told = gongshi("doctor", **healthy)

    assert told.returncode == 2
    assert "✗ 1 entries are parked" in told.stdout


def test_clocks_that_disagree() -> None:
    now = datetime.now(UTC)

    marks = [
        database_checks.clock(now - timedelta(seconds=seconds)).mark
        for seconds in (0, 10, 3600)
    ]

    assert marks == [Mark.FINE, Mark.WARNING, Mark.PROBLEM]


@pytest.mark.parametrize(
    ("today", "mark"),
    [
        (date(2026, 3, 1), Mark.NOTE),  # 2027 is not announced yet, nor late
        (date(2026, 12, 1), Mark.WARNING),
        (date(2031, 3, 1), Mark.WARNING),
    ],
)
def test_holidays_that_are_not_known(today: date, mark: Mark, tmp_path: Path) -> None:
    years = [found.mark for found in checks.rules(Settings(home=tmp_path), today)][1:]

    assert max(years, key=list(Mark).index) is mark


def test_a_log_without_key_or_with_one_that_others_read_or_that_has_stopped(
    healthy: dict[str, str], database: Database
) -> None:
    key = Path(healthy["GONGSHI_LOG_KEY_FILE"])
    with database.connection() as conn:
        settings = Settings(
            database_url=healthy["GONGSHI_DATABASE_URL"], log_key_file=key
        )
        (fine,) = log_checks.transparency(settings, conn)
        assert fine.mark is Mark.FINE
        key.chmod(0o644)
        readable = next(log_checks.transparency(settings, conn))
        assert readable.mark is Mark.PROBLEM
        key.chmod(0o600)
        checkpoints.halt(conn, LogRewritten(size=3))
        (stopped,) = log_checks.transparency(settings, conn)
        assert stopped.mark is Mark.PROBLEM
        assert stopped.what.startswith("LOG_REWRITTEN: ")
        key.unlink()
        (missing,) = log_checks.transparency(settings, conn)
        assert missing.mark is Mark.WARNING
        key.write_text("nonsense")
        (wrong,) = log_checks.transparency(settings, conn)
        assert wrong.what.startswith("LOG_KEY_INVALID: ")
