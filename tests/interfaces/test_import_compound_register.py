"""`gongshi import compounds`: the register of compounds."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from application.database import Database
from tests.interfaces.register_files import (
    COMPOUND_HEAD,
    GARDEN,
    PLACE,
    Files,
)

pytestmark = pytest.mark.usefixtures("english_program")


@pytest.fixture
def files(
    tmp_path: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> Files:
    return Files(tmp_path, database, capsys)


@pytest.fixture
def garden(files: Files) -> Files:
    """One compound is registered."""
    code, _ = files.give("compounds", COMPOUND_HEAD + GARDEN)
    assert code == 0, files.errors
    return files


def test_a_compound_lands_whole_and_once(files: Files) -> None:
    code, summary = files.give("compounds", COMPOUND_HEAD + GARDEN)

    assert (code, summary["new"], files.facts("Compound.")) == (0, 1, 1)
    compound = files.compound()
    assert compound.region_path == ("371700", "371702", "371702001", "371702001001")
    assert compound.region_names == ("菏泽市", "牡丹区", "北城街道", "第一社区")
    assert dict(compound.entry) == {
        "name": "阳光花园",
        "kind": "commodity",
        "buildings": 12,
        "households": 1200,
        "completion_year": 2010,
        "profile": "heze",
    }
    code, summary = files.give("compounds", COMPOUND_HEAD + GARDEN)
    assert (code, summary["unchanged"], files.facts()) == (0, 1, 1)


def test_english_headings_do_as_well(files: Files) -> None:
    head = (
        "Compound Code,Name,city_code,City,district_code,District,street_code,Street,"
        "community_code,Community,Kind,Buildings,Households\n"
    )
    code, summary = files.give(
        "compounds", f"{head}HZ-001,Garden,{PLACE},commodity,12,1200\n"
    )

    assert (code, summary["new"]) == (0, 1)
    assert files.compound().entry["profile"] == "national"


def test_what_differs_is_a_correction_and_a_blank_cell_is_not(garden: Files) -> None:
    changed = GARDEN.replace("阳光花园", "阳光花园一期").replace("2010年", "")
    code, summary = garden.give("compounds", COMPOUND_HEAD + changed)

    assert (code, summary["amended"]) == (0, 1)
    assert garden.facts("Compound.Corrected") == 1
    entry = garden.compound().entry
    assert (entry["name"], entry["completion_year"]) == ("阳光花园一期", 2010)


def test_a_place_is_not_corrected_and_the_rest_is(garden: Files) -> None:
    changed = GARDEN.replace("第一社区", "第二社区").replace("12,", "13,")
    code, summary = garden.give("compounds", COMPOUND_HEAD + changed)

    assert (code, summary["amended"], summary["warnings"]) == (0, 1, 1)
    assert garden.problems() == [("2", "社区", "NOT_CHANGED")]
    assert garden.compound().entry["buildings"] == 13


def test_bad_rows_of_compounds_are_told_by_row_and_column(files: Files) -> None:
    def row(**cells: str) -> str:
        values = dict(zip(COMPOUND_HEAD.strip().split(","), GARDEN_CELLS, strict=True))
        return ",".join((values | cells).values()) + "\n"

    code, summary = files.give(
        "compounds",
        COMPOUND_HEAD
        + row(小区编码="")
        + row(小区编码="HZ 002")
        + row(小区编码="HZ-003", 小区类型="别墅")
        + row(小区编码="HZ-004", 楼栋数="十二")
        + row(小区编码="HZ-005", 建成年份="1850")
        + row(小区编码="HZ-006", 建成年份="去年")
        + row(小区编码="HZ-007", 规则="火星")
        + row(小区编码="HZ-008", 社区编码="371702001")
        + row()
        + row(),
    )

    assert code == 1
    assert files.problems() == [
        ("2", "小区编码", "REQUIRED_MISSING"),
        ("3", "小区编码", "INVALID_INPUT"),
        ("4", "小区类型", "VALUE_NOT_MAPPED"),
        ("5", "楼栋数", "NUMBER_INVALID"),
        ("6", "建成年份", "INVALID_INPUT"),
        ("7", "建成年份", "YEAR_INVALID"),
        ("8", "规则", "UNKNOWN_PROFILE"),
        ("9", "社区编码", "INVALID_INPUT"),
        ("11", "小区编码", "DUPLICATE_IN_FILE"),
    ]
    assert (summary["new"], summary["rejected"], files.facts()) == (1, 9, 1)
    assert all(each["message_zh"] and each["message_en"] for each in files.errors)


GARDEN_CELLS = next(csv.reader([GARDEN]))
GARDEN_CELLS[12] = "1200"
