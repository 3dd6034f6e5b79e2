"""`gongshi rules`: check, diff, explain, list."""

from __future__ import annotations

from pathlib import Path

import pytest

from interfaces.cli.main import run

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GONGSHI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GONGSHI_LANG", "en")
    for name in ("GONGSHI_RULES", "GONGSHI_HOLIDAYS"):
        monkeypatch.delenv(name, raising=False)


def words(capsys: Output) -> str:
    return " ".join(capsys.readouterr().out.split())


def own(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return folder


def test_the_packaged_rules_are_sound(capsys: Output) -> None:
    assert run(["rules", "check"]) == 0

    said = words(capsys)
    assert "beijing@" in said and "weihai@" in said
    assert "Calendar (part of every id): chinesecalendar" in said


def test_every_problem_is_named_at_once_with_file_and_key(
    capsys: Output, tmp_path: Path
) -> None:
    folder = own(
        tmp_path / "mine",
        "heze.toml",
        '[limits]\nreopen = { value = "soon" }\nrepon = { value = "1 d" }\n'
        "[categories.SRV-01]\nreceivers = []\n"
        '[catalogues.disclosure.D01]\nmask = "M9"\ncolour = "red"\n'
        '[values]\n"display.min_days" = { value = "3" }\n',
    )
    own(folder, "national.toml", "[[")
    own(folder, "qingdao/fees.toml", "[values]\n")
    own(folder, "zibo.toml", 'extends = "mars"\n')

    assert run(["rules", "check", str(folder)]) == 2

    said = words(capsys)
    for problem in (
        "heze.toml: limits.reopen.value: 'soon' is no span",
        "heze.toml: limits has unknown keys: repon",
        "heze.toml: catalogues.disclosure.D01 has the unknown key colour",
        "heze.toml: values.display.min_days.value: int expected",
        "national.toml: no TOML",
        "qingdao/fees.toml: there is no qingdao.toml beside the folder",
        "zibo.toml: cannot extend 'mars'",
    ):
        assert problem in said, problem


def test_what_does_not_fit_together_is_named_too(
    capsys: Output, tmp_path: Path
) -> None:
    folder = own(
        tmp_path / "mine",
        "national.toml",
        "[categories.SRV-01]\nreceivers = []\n"
        '[catalogues.disclosure.D01]\nmask = "M9"\n'
        '[ladder.L1]\nmilestones = { contact = "1 h" }\n',
    )

    assert run(["rules", "check", str(folder)]) == 2

    said = words(capsys)
    assert "national.toml: categories.SRV-01.receivers is empty" in said
    assert "national.toml: catalogues.disclosure.D01.mask: no masks M9" in said
    assert "national.toml: ladder.L1: no milestone decides" in said


def test_an_operator_s_folder_is_compared_with_the_package(
    capsys: Output, tmp_path: Path
) -> None:
    folder = own(
        tmp_path / "mine",
        "national.toml",
        '[categories.SRV-01]\nmilestones = { done = "2 d" }\n'
        '[limits]\nreopen = { value = "20 d", origin = "DEFAULT ours" }\n',
    )

    assert run(["rules", "diff", str(folder), "--profile", "heze"]) == 0

    said = words(capsys)
    assert said.count("heze@") == 2 and "weihai@" not in said
    assert "Running clocks keep their due time; new ones follow the new rule" in said
    assert "categories.SRV-01.milestones done 3 d done 2 d done" in said
    assert "Judged when a command is given" in said
    assert "limits.reopen 15 d 20 d" in said


def test_all_profiles_are_compared_unless_one_is_named(
    capsys: Output, tmp_path: Path
) -> None:
    folder = own(tmp_path / "mine", "national.toml", "")

    assert run(["rules", "diff", str(folder)]) == 0

    said = words(capsys)
    assert said.count("Nothing differs.") == 5


def test_two_profiles_are_compared_in_chinese(
    capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGSHI_LANG", "zh")

    assert run(["rules", "diff", "national", "beijing"]) == 0

    said = words(capsys)
    assert "办理时判断：即时生效" in said
    assert "limits.whistle.origin community street" in said
    assert "values.vote.official_only 否 是" in said


def test_a_table_of_holidays_shows_in_the_comparison(
    capsys: Output, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "days.toml"
    table.write_text('[days]\n2026-03-13 = "rest"\n')
    monkeypatch.setenv("GONGSHI_HOLIDAYS", str(table))

    assert run(["rules", "check"]) == 0
    assert "chinesecalendar 1.11.0 + " in words(capsys)


def test_a_rule_is_explained(capsys: Output) -> None:
    assert run(["rules", "explain", "dept.reply_workdays", "-p", "heze"]) == 0

    said = words(capsys)
    assert "limits.dept.reply_workdays (heze)" in said
    assert "部门答复工作日" in said and "working days" in said
    assert "value 5 domain/rules/heze.toml 0 (domain/rules/national.toml)" in said
    assert "LAW 菏28 (stated in a rule of law)" in said


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("SAF-04", "secure 2 h, done 3 d"),
        ("L2", "contact 24 h, meeting 3 wd, resolution 7 d"),
        ("display.min_days", "value 3"),
        ("D10", "catalogues.duties.D10-period"),
    ],
)
def test_every_kind_of_rule_can_be_explained(
    capsys: Output, key: str, expected: str
) -> None:
    assert run(["rules", "explain", key]) == 0
    assert expected in words(capsys)


def test_rules_are_listed_by_kind(capsys: Output) -> None:
    assert run(["rules", "list", "masks"]) == 0
    assert words(capsys).count("catalogues.masks.") == 5
    assert run(["rules", "list"]) == 0
    assert "limits.reopen" in words(capsys)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["explain", "reopn"], "UNKNOWN_RULE"),
        (["explain", "reopen", "--profile", "mars"], "UNKNOWN_PROFILE"),
        (["list", "colours"], "UNKNOWN_KIND"),
        (["diff", "national", "mars"], "NO_SUCH_RULES"),
        (["check", "mars"], "USAGE"),
    ],
)
def test_what_is_refused_says_why(
    capsys: Output, arguments: list[str], code: str
) -> None:
    assert run(["rules", *arguments]) == 2
    assert code in capsys.readouterr().err


def test_rules_that_do_not_hold_are_not_explained(
    capsys: Output, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = own(tmp_path / "mine", "national.toml", "[limits]\nreopen = 5\n")
    monkeypatch.setenv("GONGSHI_RULES", str(folder))

    assert run(["rules", "explain", "reopen"]) == 2
    assert "RULES_INVALID" in capsys.readouterr().err
    assert run(["rules", "check"]) == 2
