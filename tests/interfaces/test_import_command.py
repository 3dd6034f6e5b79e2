"""`gongshi import`, from the command line to the database and back."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from application.database import Database
from interfaces.cli.main import run
from tests.interfaces.importing import FIXTURES, PLAIN

SAMPLE = str(FIXTURES / "12345_sample.csv")


pytestmark = pytest.mark.usefixtures("english_program")


def facts(database: Database) -> int:
    return int(database.fetch("SELECT count(*) FROM event")[0][0])


def test_a_file_is_imported_once(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", "cases", SAMPLE, "--mapping", "12345"]) == 0
    assert "new cases" in capsys.readouterr().out
    assert run(["import", "cases", SAMPLE, "-m", "12345", "--json"]) == 0

    summary = json.loads(capsys.readouterr().out)
    assert (summary["new"], summary["unchanged"], summary["cases"]) == (0, 3, 3)
    assert facts(database) == 3


def test_a_dry_run_writes_nothing(database: Database) -> None:
    assert run(["import", "cases", SAMPLE, "--mapping", "12345", "--dry-run"]) == 0
    assert facts(database) == 0


def test_bad_rows_are_listed_and_the_others_land(
    database: Database, tmp_path: Path
) -> None:
    (tmp_path / "file.csv").write_text('id,title\n1,ok\n,"=cmd()|no reference"\n3,"x\n')
    (tmp_path / "mapping.toml").write_text(PLAIN)
    errors = tmp_path / "errors.csv"

    given = [str(tmp_path / "file.csv"), "--mapping", str(tmp_path / "mapping.toml")]
    assert run(["import", "cases", *given, "--errors", str(errors)]) == 1

    assert errors.read_bytes().startswith(b"\xef\xbb\xbf")
    with errors.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["row"], row["column"], row["code"]) for row in rows] == [
        ("3", "id", "REFERENCE_MISSING"),
        ("4", "", "QUOTE_BROKEN"),
    ]
    assert rows[0]["severity"] == "error"
    assert rows[0]["message_zh"] and rows[0]["message_en"]
    assert facts(database) == 1


def test_values_that_a_spreadsheet_would_run_are_quoted(tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_text("id,at\n1,=1+1\n")
    (tmp_path / "mapping.toml").write_text(PLAIN + 'reported_at = "at"')
    errors = tmp_path / "errors.csv"

    given = [str(tmp_path / "file.csv"), "--mapping", str(tmp_path / "mapping.toml")]
    run(["import", "cases", *given, "--errors", str(errors), "--dry-run"])

    assert ",'=1+1" in errors.read_text("utf-8-sig")
    assert errors.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([SAMPLE, "--mapping", "none"], "MAPPING_MISSING"),
        ([SAMPLE, "--mapping", "nyc311"], "COLUMN_MISSING"),
        (["none.csv", "--mapping", "12345"], "FILE_NOT_READABLE"),
        ([SAMPLE, "--mapping", "12345", "--compound", "X-1"], "NOT_FOUND"),
        (
            [SAMPLE, "--mapping", "12345", "--errors", "/none/x.csv"],
            "FILE_NOT_WRITABLE",
        ),
    ],
)
def test_what_is_refused_as_a_whole_says_why(
    database: Database,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: str,
) -> None:
    assert run(["import", "cases", *arguments]) == 2
    assert code in capsys.readouterr().err
    assert facts(database) == 0


def test_shipped_mappings_are_listed_and_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["import", "mappings"]) == 0
    assert capsys.readouterr().out.split() == [
        "12345",
        "message_board",
        "nyc311",
        "compounds",
        "contracts",
        "households",
        "members",
    ]
    assert run(["import", "mappings", "nyc311"]) == 0
    assert "[source]" in capsys.readouterr().out


def test_problems_are_told_by_kind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "".join(f"{n},not a date,word {n % 2}\n" for n in range(30))
    (tmp_path / "file.csv").write_text("id,at,s\n" + lines)
    more = 'reported_at = "at"\nsatisfaction = "s"'
    (tmp_path / "mapping.toml").write_text(PLAIN + more)

    given = [str(tmp_path / "file.csv"), "--mapping", str(tmp_path / "mapping.toml")]
    assert run(["import", "cases", *given, "--dry-run"]) == 1

    told = " ".join(capsys.readouterr().err.split())
    assert "rejected 30 x DATE_UNREADABLE [at]" in told
    assert "Row 2, 3, 4, 5, 6 ... ('not a date')" in told
    assert "warning 30 x VALUE_NOT_MAPPED [s]" in told
    assert "('word 0', 'word 1')" in told
    assert "--errors FILE.csv" in told


def test_a_missing_file_is_said_in_chinese(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGSHI_LANG", "zh")

    assert run(["import", "cases", "none.csv", "--mapping", "12345"]) == 2

    assert "无法读取文件 none.csv：没有这个文件或目录。" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["file.csv", "mapping.toml", "link.csv"])
def test_the_list_of_errors_never_replaces_what_is_imported(
    database: Database,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    (tmp_path / "file.csv").write_text("id,title\n1,ok\n")
    (tmp_path / "mapping.toml").write_text(PLAIN)
    (tmp_path / "link.csv").symlink_to(tmp_path / "file.csv")

    given = [str(tmp_path / "file.csv"), "--mapping", str(tmp_path / "mapping.toml")]
    assert run(["import", "cases", *given, "--errors", str(tmp_path / name)]) == 2

    assert "FILE_NOT_WRITABLE" in capsys.readouterr().err
    assert (tmp_path / "file.csv").read_text() == "id,title\n1,ok\n"
    assert (tmp_path / "mapping.toml").read_text() == PLAIN
    assert facts(database) == 0
