"""The command line as a stranger meets it: help, languages, refusals, exit codes."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from interfaces.cli.main import run
from interfaces.cli.phrases import in_chinese, in_english
from interfaces.cli.words import language
from tests.interfaces.command_line import environment, gongshi
from tests.warm_python import python

CHINESE, ENGLISH = "zh_CN.UTF-8", "en_US.UTF-8"
COMMANDS = (
    "",
    "serve",
    "work",
    "demo",
    "import",
    "import cases",
    "intake",
    "intake nats",
    "migrate",
    "relay",
    "relay nats",
    "token",
    "token issue",
    "token key",
    "doctor",
    "erase",
    "vault",
    "vault rotate",
    "vault verify",
    "vault tombstones",
    "vault tombstones export",
    "vault tombstones replay",
    "rules",
    "rules check",
    "rules diff",
    "rules explain",
    "rules list",
)
MARK = "-----end of help-----"
HAN = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ({"LC_MESSAGES": "zh_TW", "LANG": "en_US"}, "zh"),
        ({"GONGSHI_LANG": "en", "LC_ALL": "zh_CN.UTF-8"}, "en"),
        ({"GONGSHI_LANG": "ZH-cn"}, "zh"),
    ],
)
def test_the_first_language_variable_that_is_set_decides(
    environ: dict[str, str], expected: str
) -> None:
    assert language(environ) == expected


def told_by(script: str, language: str) -> subprocess.CompletedProcess[str]:
    """Run a script that runs many commands, in a terminal of that language."""
    told = python(["-c", script], environment(language))
    assert told.returncode == 0, told.stderr
    return told


def helps(language: str) -> list[str]:
    """The help of every command."""
    asked = [f"{command} --help".split() for command in COMMANDS]
    script = (
        "from interfaces.cli.main import run\n"
        f"for words in {asked}:\n"
        f"    assert run(words) == 0, words\n    print({MARK!r})\n"
    )
    return told_by(script, language).stdout.split(MARK)[:-1]


@pytest.mark.slow
def test_every_command_explains_itself_in_chinese() -> None:
    for shown in helps(CHINESE):
        assert "用法：" in shown
        assert "显示本说明" in shown
        assert not re.search(r"Usage|Options|Commands|\[default|\[required", shown)
        assert "…" not in shown.replace("$(…)", ""), "nothing is cut off"


@pytest.mark.slow
def test_every_command_explains_itself_in_english() -> None:
    for shown in helps(ENGLISH):
        assert "Usage: gongshi" in shown
        assert not HAN.search(shown.replace("公示", "").replace("个保47", ""))
        assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.slow
def test_without_a_command_it_shows_its_help() -> None:
    shown = gongshi("")

    assert shown.returncode == 0
    for command in ("serve", "work", "demo", "import", "migrate", "token", "doctor"):
        assert f"│ {command} " in shown.stdout
    assert "GONGSHI_HOME" in shown.stdout, "it says where data lies"


def test_it_says_its_version() -> None:
    assert gongshi("--version").stdout.startswith("gongshi ")


WRONG = [
    ("serv", "Did you mean 'serve'?", "没有命令 serv"),
    ("serve --prot 1", "No such option: --prot", "没有选项 --prot"),
    ("serve --port x", "'--port'", "--port 的值无效"),
    ("serve --port 99999", "'--port'", "--port 的值无效"),
    ("serve now", "extra argument", "多余的参数：now"),
    ("serve --port", "'--port' requires", "--port 需要一个值"),
    ("token issue", "Missing option '--role'", "缺少 --role"),
    ("erase --basis x not-a-uuid", "Invalid value", "的值无效"),
]


@pytest.mark.parametrize("place", [1, 2])
def test_a_wrong_command_line_is_explained(place: int) -> None:
    script = (
        "from interfaces.cli.main import run\nimport sys\n"
        f"for words in {[each[0].split() for each in WRONG]}:\n"
        f"    assert run(words) == 2, words\n    print({MARK!r}, file=sys.stderr)\n"
    )
    told = told_by(script, ENGLISH if place == 1 else CHINESE)

    assert told.stdout == ""
    for expected, refused in zip(WRONG, told.stderr.split(MARK), strict=False):
        assert refused.lstrip().startswith("USAGE: ")
        assert expected[place] in refused


@pytest.mark.parametrize("value", ["tomorrow", "2026-03-20", "2026-03-20T09:00:00"])
def test_a_moment_needs_date_time_and_offset(
    value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["work", "--until", value]) == 2
    assert capsys.readouterr().err.startswith("MOMENT_INVALID: ")


def test_a_setting_that_cannot_be_read_is_named() -> None:
    refused = gongshi("migrate", GONGSHI_PORT="abc")

    assert refused.returncode == 2
    assert refused.stderr == (
        "SETTINGS_INVALID: GONGSHI_PORT 'abc': it must be a whole number\n"
    )


def test_an_unreachable_database_is_no_traceback() -> None:
    refused = gongshi("migrate", GONGSHI_DATABASE_URL="postgresql://127.0.0.1:1/none")

    assert refused.returncode == 2
    assert refused.stderr.startswith("DATABASE_UNREACHABLE: ")
    assert "gongshi doctor" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_home_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")

    refused = gongshi("migrate", GONGSHI_HOME=file / "home")

    assert refused.returncode == 2
    assert refused.stderr.startswith("HOME_NOT_WRITABLE: ")


def test_the_sample_never_enters_a_database_of_ones_own(database_url: str) -> None:
    refused = gongshi("demo --no-serve", GONGSHI_DATABASE_URL=database_url)

    assert refused.returncode == 2
    assert refused.stderr.startswith("DEMO_NEEDS_OWN_LOG: ")


def test_the_schema_is_brought_up_to_date_and_shown(empty_database_url: str) -> None:
    given = {"GONGSHI_DATABASE_URL": empty_database_url}

    assert "pending  0001_log" in gongshi("migrate --status", **given).stdout
    applied = gongshi("migrate", **given)
    assert "applied 0001_log" in applied.stdout
    again = gongshi("migrate", language=CHINESE, **given)
    assert again.stdout == "数据表已是最新。\n"
    assert "pending" not in gongshi("migrate --status", **given).stdout


def test_a_sentence_that_nobody_translated_stays_as_it_is() -> None:
    assert in_chinese("Something new (here)") == "Something new (here)"
    assert in_english("Starting PostgreSQL (启动数据库)") == "Starting PostgreSQL"
    assert in_chinese("Starting PostgreSQL (启动数据库)") == "正在启动 PostgreSQL"
