"""`gongshi fees`, from the command line to the log and back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from application.database import Database
from application.event_store import EventStore
from application.import_rows import RejectedRow, SkippedRow
from application.payment_import import PaymentRow
from application.rules import load_rulepacks
from interfaces.cli.main import run
from interfaces.importing.payments import (
    PaymentColumns,
    PaymentFile,
    fen_of,
    units_in,
    units_named,
)
from interfaces.importing.problems import ColumnMissing
from tests.application.fees import charging, garden, units

NOW = datetime(2026, 3, 10, tzinfo=UTC)
LIST = """中国某某银行
交易日期,流水号,收入金额,支出金额,对方户名,房号,摘要
2026-02-01 10:22:33,B1,"1,848.20",,王小明,3-2-501,物业费
2026-02-02,B2,100.00,,李四,3号楼2单元502室,
2026-02-03,B3,5,,王五,,3-2-501 物业费
2026-02-03,B4,5,,赵六,,物业费
2026-02-03,B5,,5.00,物业公司,,付电费
2026-02-04,B6,1.005,,周七,3-2-501,
二月,B7,1,,吴八,3-2-501,
"""


@pytest.fixture(autouse=True)
def _settings(english_program: None, monkeypatch: pytest.MonkeyPatch) -> None:
    charging(monkeypatch)


@pytest.fixture
def compound(database: Database) -> str:
    """The code of a compound of three households."""
    store, rules = EventStore(database), load_rulepacks()
    units(store, rules, garden(store, rules), ["3-2-501", "3-2-502", "3-2-503"])
    store.close()
    return "G1"


@pytest.fixture
def bank_list(tmp_path: Path) -> Path:
    path = tmp_path / "bank.csv"
    path.write_bytes(LIST.encode("gb18030"))
    return path


def facts(database: Database) -> int:
    return int(database.fetch("SELECT count(*) FROM event")[0][0])


def test_a_compound_is_billed_once(
    database: Database, compound: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = facts(database)
    command = ["fees", "bill", compound, "--period", "2025-03"]
    assert run([*command, "--dry-run"]) == 0
    assert facts(database) == before
    assert run(command) == 0
    shown = capsys.readouterr().out
    assert "3 households: 3 billed, 0 billed before, 0 refused." in shown
    assert "3 lines, 5,544.60 yuan." in shown
    assert run([*command, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["billed"], told["unchanged"], told["refused"]) == (0, 3, {})
    assert facts(database) == before + 6


def test_what_cannot_be_billed_is_said(
    compound: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["fees", "bill", compound, "--period", "2015-03"]) == 1
    assert "3 x NO_TARIFF" in capsys.readouterr().err
    assert run(["fees", "bill", compound, "--period", "March"]) == 2
    assert "PERIOD_INVALID" in capsys.readouterr().err
    assert run(["fees", "bill", "nowhere", "--period", "2025-03"]) == 2
    assert "NOT_FOUND" in capsys.readouterr().err


def test_a_bank_list_is_taken_once(
    database: Database,
    compound: str,
    bank_list: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(["fees", "bill", compound, "--period", "2025-03"])
    command = ["fees", "import", str(bank_list), "--compound", compound, "--json"]
    capsys.readouterr()
    assert run(command) == 1
    out = capsys.readouterr()
    told = json.loads(out.out)
    assert (told["read"], told["paid"], told["held"]) == (4, 3, 1)
    assert (told["paid_fen"], told["rejected"]) == (184_820 + 10_000 + 500, 2)
    assert "AMOUNT_INVALID" in out.err and "DATE_UNREADABLE" in out.err
    before = facts(database)
    run(command)
    told = json.loads(capsys.readouterr().out)
    assert (told["known"], told["paid"], told["held"]) == (4, 0, 0)
    assert facts(database) == before


def read(path: Path, **named: str) -> list[object]:
    return list(PaymentFile(path, PaymentColumns(named), NOW))


def test_rows_of_a_bank_list_are_read(bank_list: Path) -> None:
    rows = read(bank_list)
    assert [type(row) for row in rows] == [
        PaymentRow,
        PaymentRow,
        PaymentRow,
        PaymentRow,
        SkippedRow,
        RejectedRow,
        RejectedRow,
    ]
    first, second, third, fourth = (r for r in rows if isinstance(r, PaymentRow))
    assert (first.row, first.reference, first.amount_fen) == (3, "B1", 184_820)
    assert (first.paid_on, first.units) == (date(2026, 2, 1), ("3-2-501",))
    assert first.texts == {"payer_name": "王小明", "said": "3-2-501 物业费"}
    assert second.units == ("3-2-502",)
    assert (third.units, fourth.units) == (("3-2-501",), ())


def test_a_workbook_with_other_names_and_no_number(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["day", "paid", "room"])
    sheet.append([datetime(2026, 2, 1), 1530.3600000000001, "3-2-501"])
    path = tmp_path / "bank.xlsx"
    book.save(path)

    [row] = read(path, date="day", amount="paid", unit="room")
    assert isinstance(row, PaymentRow)
    assert (row.amount_fen, row.units) == (153_036, ("3-2-501",))
    assert row.reference.startswith("file:") and row.reference.endswith(":2")
    with pytest.raises(ColumnMissing):
        read(path, date="day", amount="paid", unit="house")
    with pytest.raises(ColumnMissing):
        read(path, date="day")


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("9500", 950_000),
        ("￥9,500.00元", 950_000),
        ("0.01", 1),
        ("-5", -500),
        ("1.005", None),
        ("abc", None),
        ("NaN", None),
        ("1e99", None),
    ],
)
def test_an_amount_is_whole_fen(text: str, fen: int | None) -> None:
    assert fen_of(text) == fen


def test_units_are_found_as_they_are_said() -> None:
    assert units_named("3号楼2单元501") == ("3-2-501",)
    assert units_named("3-2-501") == ("3-2-501",)
    assert units_named("五零一") == ()
    assert units_in("交3-2-501、12栋1单元302室物业费") == ("3-2-501", "12-1-302")
