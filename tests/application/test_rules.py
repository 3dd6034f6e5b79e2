"""Rule packs and calendar as a deployment loads them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from application.rules import (
    HolidaysInvalid,
    UnknownProfile,
    load_calendar,
    load_rulepacks,
)
from domain.calendar import Span
from domain.rulepack_values import RulePackInvalid


def test_the_packaged_profiles() -> None:
    packs = load_rulepacks()

    assert packs.profiles == ["beijing", "heze", "national", "shandong", "weihai"]
    with pytest.raises(UnknownProfile) as refused:
        packs.for_profile("mars")
    assert refused.value.fields == ("profile",)
    assert "beijing" in refused.value.message("zh")


def test_an_operator_changes_a_profile_and_adds_one(tmp_path: Path) -> None:
    change = '[limits]\nreopen = { value = "20 d", origin = "DEFAULT own" }\n'
    (tmp_path / "national.toml").write_text(change, "utf-8")
    (tmp_path / "qingdao.toml").write_text('extends = "shandong"\n', "utf-8")

    packs = load_rulepacks(tmp_path)

    for profile in ("national", "qingdao", "heze"):
        assert packs.for_profile(profile).limits.reopen == Span.parse("20 d")
    ours = load_rulepacks().for_profile("national")
    assert packs.for_profile("national").id != ours.id


@pytest.mark.parametrize(
    "text",
    ['extends = "mars"', 'extends = "mine"', "[[", "[limits]\nx = { value = 1 }"],
)
def test_an_operator_s_mistake_stops_the_start(tmp_path: Path, text: str) -> None:
    (tmp_path / "mine.toml").write_text(text, "utf-8")

    with pytest.raises(RulePackInvalid, match="mine"):
        load_rulepacks(tmp_path)


def test_an_operator_s_table_lies_on_top(tmp_path: Path) -> None:
    table = tmp_path / "holidays.toml"
    table.write_text(
        '[days]\n2026-03-11 = "rest"\n2026-02-17 = "work"\n2031-01-01 = "rest"\n'
    )
    ours, theirs = load_calendar(), load_calendar(table)

    assert ours.is_workday(date(2026, 3, 11))
    assert not theirs.is_workday(date(2026, 3, 11))
    assert theirs.is_workday(date(2026, 2, 17))
    assert 2031 in theirs.announced and 2031 not in ours.announced
    assert theirs.version != ours.version


@pytest.mark.parametrize(
    "text",
    [
        "[[",
        "",
        "days = 3",
        '[days]\nsoon = "rest"',
        '[days]\n2026-01-01 = "half"',
    ],
)
def test_a_table_that_is_wrong_is_refused(tmp_path: Path, text: str) -> None:
    table = tmp_path / "holidays.toml"
    table.write_text(text)

    with pytest.raises(HolidaysInvalid):
        load_calendar(table)
