"""`gongshi indicators`: tables, series, and files without formulas."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from application.database import Database
from application.event_store import EventStore
from domain.indicators.figures import Counts
from domain.indicators.indicator import figure
from domain.indicators.periods import Period
from interfaces.cli.indicators_report import bar, show, spark
from interfaces.cli.main import run
from interfaces.indicator_rows import Told
from interfaces.spreadsheets import as_csv, write_xlsx
from tests.projections import indicator_lives as lives
from tests.projections.logs import shuffled
from tests.projections.samples import append
from tests.scenario import RULES

NOW = datetime(2022, 1, 2, tzinfo=UTC)
COUNTS = Counts({"callback.answer": {"basically_satisfied": 5}})
pytestmark = pytest.mark.usefixtures("english_program")


@pytest.fixture(autouse=True)
def _log(english_program: None, database_url: str) -> None:
    """Everything that counts is in the log."""
    with (
        closing(Database(database_url)) as database,
        closing(EventStore(database)) as store,
    ):
        append(store, shuffled(lives.everything(), 4))


def test_figures_series_and_files(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    months = ["--period", "2021-Q3", "--series", "month"]
    assert run(["indicators", "--place", "c/d/s", *months]) == 0
    table = capsys.readouterr().out
    assert "service coverage" in table and "█▁▁" in table and "0.0%" in table
    assert "publication rate" in table and "···" in table and "none" in table

    series = ["indicators", *months]
    assert run([*series, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    served = [row for row in rows if row["code"] == "coverage.service"]
    assert [row["period"] for row in served] == ["2021-07", "2021-08", "2021-09"]
    assert [row["numerator"] for row in served] == ["2", "0", "0"]
    assert served[0]["formula_zh"] == "当日有物业服务的小区 / 登记的小区"

    book = tmp_path / "figures.xlsx"
    assert run([*series, "--format", "xlsx", "--output", str(book)]) == 0
    sheet = openpyxl.load_workbook(book)["coverage.service"]
    assert [cell.value for cell in sheet["F"]] == ["value", 100, 0, 0]
    before = ["indicators", "--as-of", "2021-05-01", "--format", "json"]
    capsys.readouterr()
    assert run([*before, "--period", "2021"]) == 0
    known = json.loads(capsys.readouterr().out)
    assert not any(each["numerator"] for each in known), "nothing was recorded then"


def test_what_cannot_be_answered_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, code in {
        ("--place", "nowhere"): "INDICATOR_PLACE_UNKNOWN",
        ("--period", "June"): "NO_SUCH_PERIOD",
        ("--as-of", "2021-06-30T12:00"): "AS_OF_INVALID",
        ("--indicator", "joy"): "UNKNOWN_INDICATOR",
        ("--format", "csv", "--output", "/nowhere/x.csv"): "OUTPUT_NOT_WRITABLE",
    }.items():
        assert run(["indicators", *arguments]) == 2
        assert code in capsys.readouterr().err


def test_tables_of_one_period_and_of_one_indicator(
    capsys: pytest.CaptureFixture[str],
) -> None:
    one = figure("satisfaction", COUNTS, RULES, Period.parse("2021"), NOW, open=True)
    show(Told("和美家园", [[one]], RULES, synthetic=True))
    shown = capsys.readouterr()
    assert "和美家园" in shown.out and "90.0%" in shown.out and "call" in shown.out
    assert "█" * 18 in shown.out
    assert "simulation" in shown.out, "where the figures are, a file's too"
    assert "2022-01-02T08:00:00+08:00" in shown.out

    show(Told("和美家园", [[one], [one]], RULES, synthetic=False))
    assert capsys.readouterr().out.count("90.0%") == 2


def test_charts_and_cells(tmp_path: Path) -> None:
    assert spark([Fraction(1), None, Fraction(2), Fraction(3, 2)]) == "▁·█▄"
    assert spark([None, None]) == "··"
    assert spark([Fraction(100), None, Fraction(100)]) == "▄·▄", "is not nothing"
    assert spark([Fraction(0), Fraction(0)]) == "▁▁"
    assert bar(Fraction(50)) == "█" * 10 + "░" * 10
    assert bar(Fraction(250)) == "█" * 20
    assert bar(Fraction(50), 10) == "█" * 5 + "░" * 5
    assert as_csv(["a"], [["=1+1"], [-1]]).splitlines() == ["a", "'=1+1", "-1"]
    book = tmp_path / "x.xlsx"
    write_xlsx(book, {"s": [["=1+1", 2]]}, ["a", "b"])
    cells = [
        (cell.value, cell.data_type) for cell in openpyxl.load_workbook(book)["s"][2]
    ]
    assert cells == [("'=1+1", "s"), (2, "n")]
    write_xlsx(
        book, {"s": [["公开率", Decimal("68.0"), Decimal(5)]]}, ["label", "b", "c"]
    )
    sheet = openpyxl.load_workbook(book)["s"]
    assert sheet["A1"].font.bold
    assert [cell.number_format for cell in sheet[2]] == ["General", "0.0", "0"]
    widths = [sheet.column_dimensions[column].width for column in "AB"]
    assert widths == [8, 6], "wide characters take two places"
