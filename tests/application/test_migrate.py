"""Migrations: once, in order, by whoever comes first."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import psycopg
import pytest

from application.migrate import (
    Migration,
    MigrationChanged,
    SchemaTooNew,
    ServerTooOld,
    Status,
    migrate,
    migrations,
    status,
)

FIRST = Migration("0001_first", "CREATE TABLE first (a int); CREATE TABLE second ()")
SECOND = Migration("0002_second", "INSERT INTO first VALUES (1)")
BROKEN = Migration("0003_broken", "INSERT INTO first VALUES (2); SELECT no_such_thing")


def test_our_own_are_numbered_without_a_gap() -> None:
    numbers = [int(migration.name[:4]) for migration in migrations()]
    assert numbers == [*range(1, len(numbers) + 1)]


def test_they_run_once_and_in_order(empty_database_url: str) -> None:
    url = empty_database_url
    assert status(url, [FIRST, SECOND]) == Status((), ("0001_first", "0002_second"))
    assert migrate(url, [FIRST]) == ["0001_first"]
    assert migrate(url, [FIRST, SECOND]) == ["0002_second"]
    assert migrate(url, [FIRST, SECOND]) == []
    assert status(url, [FIRST, SECOND]) == Status(("0001_first", "0002_second"), ())


def test_a_broken_one_leaves_nothing_behind(empty_database_url: str) -> None:
    with pytest.raises(psycopg.errors.UndefinedColumn):
        migrate(empty_database_url, [FIRST, SECOND, BROKEN])
    with psycopg.connect(empty_database_url) as connection:
        assert connection.execute("SELECT a FROM first").fetchall() == [(1,)]
    pending = status(empty_database_url, [FIRST, SECOND, BROKEN]).pending
    assert pending == ("0003_broken",)


def test_a_changed_one_is_refused(empty_database_url: str) -> None:
    migrate(empty_database_url, [FIRST])
    changed = replace(FIRST, sql=FIRST.sql + " ")
    for call in (migrate, status):
        with pytest.raises(MigrationChanged, match="0001_first"):
            call(empty_database_url, [changed])


def test_a_schema_newer_than_the_program_is_refused(empty_database_url: str) -> None:
    migrate(empty_database_url, [FIRST, SECOND])
    for call in (migrate, status):
        with pytest.raises(SchemaTooNew, match="0002_second") as caught:
            call(empty_database_url, [FIRST])
    assert caught.value.code == "SCHEMA_TOO_NEW"
    assert "请升级程序" in caught.value.message("zh")


def test_an_old_server_is_refused(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("application.migrate.MINIMUM_SERVER", 99)
    with pytest.raises(ServerTooOld, match="at least 99"):
        migrate(empty_database_url, [])


@pytest.mark.slow
def test_eight_processes_may_start_at_once(empty_database_url: str) -> None:
    program = "import sys; from application.migrate import migrate; "
    program += "print(len(migrate(sys.argv[1])))"
    command = [sys.executable, "-c", program, empty_database_url]
    processes = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(8)
    ]
    answers = [process.communicate() for process in processes]

    assert [error for _, error in answers] == [b""] * 8
    counts = sorted(int(output) for output, _ in answers)
    assert counts == [0] * 7 + [len(migrations())]
