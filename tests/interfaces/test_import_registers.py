"""`gongshi import households`, and what all registers have in common."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from application.database import Database
from application.event_store import EventStore
from domain.household import Household, household_id
from domain.household_facts import AreaSource, Holder, HouseholdStatus, Housing, UnitUse
from interfaces.cli.main import run
from tests.interfaces.register_files import (
    COMPOUND_HEAD,
    GARDEN,
    HOUSEHOLD_HEAD,
    HZ,
    ONE,
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


# --- households ----------------------------------------------------------------------


def test_a_household_lands_whole_and_once(garden: Files) -> None:
    code, summary = garden.give("households", HOUSEHOLD_HEAD + ONE)

    assert (code, summary["new"], summary["commands"]) == (0, 1, 2)
    unit = garden.household("3-2-501")
    assert unit.area_dm2 == 9810
    assert (unit.building, unit.use, unit.housing, unit.holder) == (
        "3",
        UnitUse.DWELLING,
        Housing.COMMODITY,
        Holder.OWNER,
    )
    assert unit.status is HouseholdStatus.DELIVERED
    assert unit.delivered_on == date(2011, 5, 1)
    facts = garden.facts()
    code, summary = garden.give("households", HOUSEHOLD_HEAD + ONE)
    assert (code, summary["unchanged"], garden.facts()) == (0, 1, facts)


def test_no_name_and_no_number_of_a_person_enters_the_log(garden: Files) -> None:
    head = "小区编码,房号,面积,证件号码,业主姓名,业主电话\n"
    garden.give(
        "households", head + "HZ-001,1-1-101,98.1,370000198001011234,张三,138\n"
    )

    data = "SELECT string_agg(data::text, ' ') FROM event"
    log = str(garden.database.fetch(data)[0][0])
    assert "张三" not in log and "3700001980" not in log
    assert garden.facts("Household.") == 1


def test_one_buyer_of_two_units_is_one_owner(garden: Files) -> None:
    head = "小区编码,房号,面积,身份证号,业主姓名\n"
    rows = "HZ-001,1-1-101,98.1,A1,张三\nHZ-001,1-1-102,98.1,A1、B2,张三、李四\n"
    assert garden.give("households", head + rows)[0] == 0

    first, second = garden.household("1-1-101"), garden.household("1-1-102")
    assert first.owners[0] == second.owners[0] and len(second.owners) == 2
    # Without numbers nobody is taken for somebody else.
    garden.give("households", HOUSEHOLD_HEAD + ONE + ONE.replace("501", "502"))
    assert garden.household("3-2-501").owners != garden.household("3-2-502").owners


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("98.1", 9810),
        ("98.10 ㎡", 9810),
        ("９８．１平方米", 9810),
        ("98.100", 9810),
        ("0.29", 29),
        ("1,098.15", 109815),
        ("1，098.15m²", 109815),
        ("98", 9800),
    ],
)
def test_areas_are_exact(garden: Files, said: str, expected: int) -> None:
    row = ONE.replace("98.1", f'"{said}"')

    assert garden.give("households", HOUSEHOLD_HEAD + row)[0] == 0
    assert garden.household("3-2-501").area_dm2 == expected


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("98.105", "AREA_TOO_FINE"),
        ("98,1", "AREA_INVALID"),
        ("1,09.1", "AREA_INVALID"),
        ("-98", "AREA_INVALID"),
        ("约98", "AREA_INVALID"),
        ("9.81e1", "AREA_INVALID"),
        ("0", "INVALID_INPUT"),
        ("", "REQUIRED_MISSING"),
    ],
)
def test_what_is_no_area_is_refused(garden: Files, said: str, code: str) -> None:
    row = ONE.replace("98.1", f'"{said}"')

    assert garden.give("households", HOUSEHOLD_HEAD + row)[0] == 1
    assert garden.problems() == [("2", "建筑面积", code)]
    assert garden.facts("Household.") == 0


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2011-05-01", date(2011, 5, 1)),
        ("2011/5/1", date(2011, 5, 1)),
        ("２０１１年５月１日", date(2011, 5, 1)),
        ("20110501", date(2011, 5, 1)),
        ("2011.5.1", date(2011, 5, 1)),
    ],
)
def test_days_are_read_in_several_forms(
    garden: Files, said: str, expected: date
) -> None:
    row = ONE.replace("2011年5月1日", said)

    assert garden.give("households", HOUSEHOLD_HEAD + row)[0] == 0
    assert garden.household("3-2-501").delivered_on == expected


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("01/05/2011", "DATE_AMBIGUOUS"),
        ("2011-02-30", "DATE_UNREADABLE"),
        ("三月", "DATE_UNREADABLE"),
        ("2999-01-01", "DATE_OUT_OF_RANGE"),
        ("1900-01-01", "DATE_OUT_OF_RANGE"),
    ],
)
def test_what_is_no_day_is_refused(garden: Files, said: str, code: str) -> None:
    row = ONE.replace("2011年5月1日", said)

    assert garden.give("households", HOUSEHOLD_HEAD + row)[0] == 1
    assert garden.problems() == [("2", "交付日期", code)]


@pytest.mark.parametrize(
    ("head", "row", "number"),
    [
        ("小区编码,楼号,单元,房号", "HZ-001,3号楼,2单元,501室", "3-2-501"),
        ("小区编码,房号", "HZ-001,3号楼2单元501室", "3-2-501"),
        ("小区编码,房号", "HZ-001,Ａ座１２０１", "A-1201"),
        ("小区编码,楼号,房号", "HZ-001,3,501", "3-501"),
        ("小区编码,楼号,房号", "HZ-001,3号楼,3-2-501", "3-2-501"),
    ],
)
def test_unit_numbers_are_read_as_people_write_them(
    garden: Files, head: str, row: str, number: str
) -> None:
    code, _ = garden.give("households", f"{head},面积,业主\n{row},98.1,张三\n")

    assert code == 0, garden.errors
    assert garden.household(number).building == number.partition("-")[0]


def test_compounds_are_found_by_code_by_name_or_by_the_option(garden: Files) -> None:
    head = "小区名称,房号,面积,业主\n"
    by_name = f"{head}阳光花园,1-1-101,98.1,张三\n月光花园,1-1-102,98.1,张三\n"
    assert garden.give("households", by_name)[0] == 1
    assert garden.problems() == [("3", "小区名称", "COMPOUND_NOT_REGISTERED")]
    assert garden.household("1-1-101").area_dm2 == 9810

    plain = "房号,面积,业主\n1-1-103,98.1,张三\n"
    assert garden.give("households", plain)[0] == 1
    assert garden.problems() == [("2", "", "COMPOUND_MISSING")]
    assert garden.give("households", plain, "--compound", "HZ-001")[0] == 0
    assert garden.household("1-1-103").area_dm2 == 9810


def test_bad_rows_of_households_are_told_by_row_and_column(garden: Files) -> None:
    code, summary = garden.give(
        "households",
        HOUSEHOLD_HEAD
        + ONE
        + ONE.replace("HZ-001", "HZ-999")
        + ONE
        + ONE.replace("3-2-501", "")
        + ONE.replace("3-2-501", "3-2-502").replace("住宅", "宫殿")
        + ONE.replace("3-2-501", "3-2-503").replace("张三", "")
        + "HZ-001,3-2-504,98.1\n"
        + ONE.replace("3-2-501", "3-2-505"),
    )

    assert code == 1
    assert garden.problems() == [
        ("3", "小区编码", "COMPOUND_NOT_REGISTERED"),
        ("4", "房号", "DUPLICATE_IN_FILE"),
        ("5", "房号", "REQUIRED_MISSING"),
        ("6", "用途", "VALUE_NOT_MAPPED"),
        ("7", "", "INVALID_INPUT"),
        ("8", "", "COLUMN_COUNT"),
    ]
    assert (summary["new"], summary["rejected"]) == (2, 6)
    assert garden.facts("Household.Registered") == 2


def test_an_area_that_differs_is_corrected_from_a_day_on(garden: Files) -> None:
    garden.give("households", HOUSEHOLD_HEAD + ONE)
    head = HOUSEHOLD_HEAD.strip() + ",变更日期\n"
    row = ONE.strip().replace("98.1", "98.35").replace("不动产登记", "测绘")
    code, summary = garden.give("households", f"{head}{row},2026-03-01\n")

    assert (code, summary["amended"]) == (0, 1)
    store = EventStore(garden.database)
    *_, last = store.stream(household_id(HZ, "3-2-501"))
    store.close()
    assert isinstance(last.fact, Household.AreaCorrected)
    assert (last.fact.area_dm2, last.fact.area_source, last.fact.effective_on) == (
        9835,
        AreaSource.SURVEY,
        date(2026, 3, 1),
    )


def test_another_owner_is_a_transfer_of_a_day(garden: Files) -> None:
    garden.give("households", HOUSEHOLD_HEAD + ONE)
    changed = ONE.strip().replace("张三", "李四")
    code, _ = garden.give("households", f"{HOUSEHOLD_HEAD}{changed}\n")
    # A name that is written otherwise proves nothing by itself.
    assert (code, garden.facts("Household.Transferred")) == (0, 0)
    assert garden.problems() == [("2", "业主姓名", "NOT_CHANGED")]

    head = HOUSEHOLD_HEAD.strip() + ",过户日期\n"
    code, summary = garden.give("households", f"{head}{changed},2026-03-01\n")
    assert (code, summary["amended"]) == (0, 1)
    assert garden.facts("Household.Transferred") == 1
    facts = garden.facts()
    code, summary = garden.give("households", f"{head}{changed},2026-03-01\n")
    assert (summary["unchanged"], garden.facts()) == (1, facts)


def test_delivery_and_vacancy_follow_when_the_file_knows_of_them(
    garden: Files,
) -> None:
    head = "小区编码,房号,面积,业主,交付日期,空置起始日期\n"
    garden.give("households", head + "HZ-001,1-1-101,98.1,张三,,\n")
    garden.give("households", head + "HZ-001,1-1-101,98.1,张三,2020-05-01,\n")
    later = head + "HZ-001,1-1-101,98.1,张三,2020-05-01,2021-01-01\n"
    assert garden.give("households", later)[1]["amended"] == 1
    assert garden.give("households", later)[1]["unchanged"] == 1

    unit = garden.household("1-1-101")
    assert (unit.delivered_on, unit.vacant_since) == (
        date(2020, 5, 1),
        date(2021, 1, 1),
    )
    # Empty before it was ever handed over: refused, and what came before it stays.
    rows = "HZ-001,1-1-102,98.1,张三,,2021-01-01\n"
    assert garden.give("households", head + rows)[0] == 1
    assert garden.problems() == [("2", "", "ILLEGAL_TRANSITION")]


def test_what_no_command_changes_is_said(garden: Files) -> None:
    garden.give("households", HOUSEHOLD_HEAD + ONE)
    code, summary = garden.give(
        "households", HOUSEHOLD_HEAD + ONE.replace("住宅", "商铺")
    )

    assert (code, summary["unchanged"]) == (0, 1)
    assert garden.problems() == [("2", "用途", "NOT_CHANGED")]


def test_units_of_the_developer_are_one_head(garden: Files) -> None:
    head = "小区编码,房号,面积,持有人\n"
    rows = "HZ-001,1-1-101,98.1,开发商\nHZ-001,1-1-102,98.1,建设单位\n"
    assert garden.give("households", head + rows)[0] == 0

    first, second = garden.household("1-1-101"), garden.household("1-1-102")
    assert first.holder is Holder.DEVELOPER and first.owners == second.owners


# --- both ----------------------------------------------------------------------------


def test_a_dry_run_finds_what_an_import_finds_and_writes_nothing(
    garden: Files,
) -> None:
    content = (
        HOUSEHOLD_HEAD
        + ONE
        + ONE.replace("501", "502").replace("98.1", "0")
        + ONE.replace("HZ-001", "HZ-999")
    )
    facts = garden.facts()
    dry, dry_summary = garden.give("households", content, "--dry-run")
    found = garden.problems()

    assert garden.facts() == facts
    code, summary = garden.give("households", content)
    assert (dry, dry_summary) == (code, summary)
    assert found == garden.problems()


def test_a_file_in_gb18030_is_read(files: Files) -> None:
    content = (COMPOUND_HEAD + GARDEN).encode("gb18030")

    assert files.give("compounds", content)[0] == 0
    assert files.compound().entry["name"] == "阳光花园"


def test_a_workbook_is_read_with_exact_areas(garden: Files, tmp_path: Path) -> None:
    book: Any = openpyxl.Workbook()
    book.active.append(["房屋登记册"])
    book.active.append(["小区编码", "房号", "建筑面积(㎡)", "业主", "交房日期"])
    book.active.append(["HZ-001", "3-2-501", 98.1, "张三", date(2011, 5, 1)])
    book.active.append(["HZ-001", "3-2-502", 32.7 * 3, "李四", "2011年5月1日"])
    book.active.append([None, None, None, None, None])
    path = tmp_path / "households.xlsx"
    book.save(path)

    code, summary = garden.give("households", path)

    assert (code, summary["new"]) == (0, 2), garden.errors
    # 32.7 * 3 is 98.10000000000001 for a computer, and 98.1 on the screen.
    assert garden.household("3-2-502").area_dm2 == 9810
    assert garden.household("3-2-501").delivered_on == date(2011, 5, 1)


@pytest.mark.parametrize(
    ("register", "content", "code"),
    [
        ("households", "小区编码,房号\nHZ-001,1-1-101\n", "COLUMN_MISSING"),
        ("households", "小区编码,房号,房号,面积\nHZ-001,1,2,98\n", "COLUMN_AMBIGUOUS"),
        ("compounds", "小区编码,小区名称\nHZ-001,阳光\n", "COLUMN_MISSING"),
        ("compounds", "", "EMPTY_FILE"),
        ("compounds", "%PDF-1.4", "WRONG_FILE_KIND"),
    ],
)
def test_a_file_as_a_whole_is_refused(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    register: str,
    content: str,
    code: str,
) -> None:
    path = tmp_path / "register.csv"
    path.write_text(content, "utf-8")

    assert run(["import", register, str(path)]) == 2
    assert code in capsys.readouterr().err


def test_missing_columns_are_named_at_once_with_their_other_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGSHI_LANG", "zh")
    path = tmp_path / "register.csv"
    path.write_text("小区编码,房间,建筑面\nHZ-001,1-1-101,98\n", "utf-8")

    assert run(["import", "households", str(path)]) == 2

    said = capsys.readouterr().err
    assert "房号/户号" in said and "建筑面积/面积" in said
    assert "“建筑面积”是否应为“建筑面”？" in said


def test_a_mapping_of_one_s_own(garden: Files, tmp_path: Path) -> None:
    mapping = tmp_path / "mine.toml"
    mapping.write_text(
        '[source]\nregister = "households"\n[fields]\n'
        'compound = { value = "HZ-001" }\nnumber = "门牌"\narea = "平米数"\n'
        'owner_name = "户主"\n[[skip]]\ncolumn = "门牌"\nequals = "合计"\n',
        "utf-8",
    )
    content = "门牌,平米数,户主\n1-1-101,98.1,张三\n合计,98.1,\n"

    code, summary = garden.give("households", content, "--mapping", str(mapping))
    assert (code, summary["new"], summary["skipped"]) == (0, 1, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[source]\nregister = "compounds"\n[fields]\n', "households expected"),
        ('[source]\nregister = "dogs"\n[fields]\n', "source.register is not one of"),
        (
            '[source]\nregister = "households"\n[fields]\ncolour = "x"\n',
            "fields.colour is not one of",
        ),
        (
            '[source]\nregister = "households"\n[fields]\narea = { colum = "x" }\n',
            "colum",
        ),
    ],
)
def test_a_mapping_that_is_wrong_names_the_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    mapping = tmp_path / "mine.toml"
    mapping.write_text(text, "utf-8")
    path = tmp_path / "register.csv"
    path.write_text("a\n1\n")

    assert run(["import", "households", str(path), "--mapping", str(mapping)]) == 2
    err = capsys.readouterr().err
    assert "MAPPING_INVALID" in err and said in err


def test_an_unknown_compound_of_the_option_is_refused(
    files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "register.csv"
    path.write_text("房号,面积\n1-1-101,98\n", "utf-8")

    assert run(["import", "households", str(path), "--compound", "X-1"]) == 2
    assert "NOT_FOUND" in capsys.readouterr().err


def test_many_rows_land_in_few_transactions(garden: Files) -> None:
    rows = "".join(
        ONE.replace("3-2-501", f"{n // 100}-1-{n % 100}") for n in range(700)
    )
    code, summary = garden.give("households", HOUSEHOLD_HEAD + rows)

    assert (code, summary["new"]) == (0, 700)
    assert garden.facts("Household.") == 1_400
    code, summary = garden.give("households", HOUSEHOLD_HEAD + rows)
    assert (summary["unchanged"], garden.facts("Household.")) == (700, 1_400)
