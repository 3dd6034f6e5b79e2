"""Workbooks: typed cells, formulas, sheets, headers, and hostile parts."""

from __future__ import annotations

import zipfile
from datetime import datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interfaces.importing.cells import Cell
from interfaces.importing.problems import SheetMissing, WrongFileKind
from interfaces.importing.xlsx_reader import XlsxReader, excel_date
from tests.effort import examples
from tests.interfaces.importing import codes, landed, read, read_one, source


def new_book() -> Any:
    """A workbook with one empty sheet, its active one."""
    return openpyxl.Workbook()


def workbook(path: Path, *rows: list[object], sheet: str = "Sheet1") -> Path:
    book = new_book()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def cells(path: Path) -> list[list[Cell]]:
    return [row.cells for row in XlsxReader(path)]


def rewritten(path: Path, part: str, old: str, new: str) -> Path:
    """The workbook with a piece of one part replaced."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_cells_keep_their_kind(tmp_path: Path) -> None:
    moment = datetime(2019, 8, 1, 10, 5)
    row = [
        188006,
        188006.0,
        1.5,
        "007",
        moment,
        time(9, 30),
        True,
        None,
        "小区 _x0041_",
    ]
    path = workbook(tmp_path / "book.xlsx", row)

    assert cells(path) == [
        [188006, 188006, 1.5, "007", moment, time(9, 30), "TRUE", None, "小区 A"]
    ]


def test_numbers_with_leading_zeros_in_their_format_keep_them(tmp_path: Path) -> None:
    book = new_book()
    book.active["A1"] = 123
    book.active["A1"].number_format = "000000"
    book.active["B1"] = 43524.5
    book.active["B1"].number_format = "yyyy/m/d h:mm"
    book.save(tmp_path / "book.xlsx")

    assert cells(tmp_path / "book.xlsx") == [["000123", datetime(2019, 2, 28, 12)]]


def test_a_number_without_its_dot_zero_is_the_reference(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx", ["id"], [188006.0], [1.2345678901234567e17])

    rows = read(path)

    assert landed(rows) == [(2, "188006")]
    assert codes(rows[1]) == [("id", "REFERENCE_LOST_DIGITS")]


def test_formulas_give_their_stored_result_or_cost_their_row(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "book.xlsx", ["id", "title"], [1, "=1+1"], [2, "=A1"], [3, "#N/A"]
    )
    rewritten(path, "xl/worksheets/sheet1.xml", "<f>1+1</f><v />", "<f>1+1</f><v>2</v>")

    rows = read(path)

    assert rows[0].texts == {"title": "2"}  # type: ignore[union-attr]
    assert codes(rows[1]) == [("title", "FORMULA_WITHOUT_VALUE")]
    assert codes(rows[2]) == [("title", "CELL_ERROR")]


def test_a_bad_cell_in_a_column_nobody_reads_costs_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx", ["id", "other"], [1, "=1+1"], [2, "#REF!"])

    assert landed(read(path)) == [(2, "1"), (3, "2")]


def test_sheets_are_chosen_by_name_number_or_the_first_visible(tmp_path: Path) -> None:
    book = new_book()
    book.active.title = "notes"
    book.active.sheet_state = "hidden"
    for name in ("one", "two"):
        book.create_sheet(name).append([name])
    book.save(tmp_path / "book.xlsx")

    assert XlsxReader(tmp_path / "book.xlsx").sheet.name == "one"
    assert XlsxReader(tmp_path / "book.xlsx", "two").sheet.name == "two"
    assert XlsxReader(tmp_path / "book.xlsx", 3).sheet.name == "two"
    with pytest.raises(SheetMissing, match="notes, one, two"):
        XlsxReader(tmp_path / "book.xlsx", "three")


def test_the_header_is_found_below_a_title_and_over_two_rows(tmp_path: Path) -> None:
    book = new_book()
    sheet = book.active
    sheet.append(["2019年工单明细表"])
    sheet.append([])
    sheet.append(["编号", "时间", None, "标题"])
    sheet.append([None, "登记", "办结", None])
    sheet.append([1, "2019-01-02", "2019-01-03", "x"])
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("B3:C3")
    book.save(tmp_path / "book.xlsx")
    mapping = """
    [source]
    system = "test"
    [file]
    header_rows = 2
    [reference]
    columns = "编号"
    [fields]
    title = "标题"
    reported_at = "时间/登记"
    closed_at = "时间/办结"
    """

    assert source(tmp_path / "book.xlsx", mapping).header.names == (
        "编号",
        "时间/登记",
        "时间/办结",
        "标题",
    )
    assert landed(read(tmp_path / "book.xlsx", mapping)) == [(5, "1")]


def test_row_numbers_are_those_of_the_sheet(tmp_path: Path) -> None:
    book = new_book()
    book.active["A1"], book.active["B1"] = "id", "title"
    book.active["A7"] = "seven"
    book.save(tmp_path / "book.xlsx")

    assert landed(read(tmp_path / "book.xlsx")) == [(7, "seven")]


def test_a_wrong_size_in_the_sheet_is_ignored(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx", ["id", "title"], [1, "x"])
    rewritten(path, "xl/worksheets/sheet1.xml", 'ref="A1:B2"', 'ref="A1:A1"')

    assert cells(path) == [["id", "title"], [1, "x"]]


@pytest.mark.parametrize(
    "hostile",
    ['<!DOCTYPE a [<!ENTITY b "c">]><worksheet', "<worksheet><row><c></row>", "<"],
)
def test_hostile_and_damaged_sheets_are_refused(tmp_path: Path, hostile: str) -> None:
    path = workbook(tmp_path / "book.xlsx", ["id"], [1])
    rewritten(path, "xl/worksheets/sheet1.xml", "<worksheet", hostile)

    with pytest.raises(WrongFileKind, match="damaged workbook"):
        read(path)


INLINE = '<c r="B{row}" t="inlineStr"><is><t>{text}</t></is></c>'
SHARED = '<c r="B{row}" t="s"><v>{row}</v></c>'


@pytest.mark.parametrize("cell", [INLINE, SHARED])
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x" * 10_000_000, "CELL_TOO_LONG"),
        ("a _xD800_", "TEXT_NOT_CLEAN"),
        ("a _x0000_", "TEXT_NOT_CLEAN"),
    ],
)
def test_unbearable_texts_cost_their_row(
    tmp_path: Path, cell: str, text: str, code: str
) -> None:
    path = tmp_path / "book.xlsx"
    by_hand(path, ["title", text, "fine"], cell)

    rows = read(path)

    assert codes(rows[0]) == [("title", code)]
    assert landed(rows) == [(3, "3")]


def test_a_number_without_end_costs_its_row(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx", ["id", "title"], [1, 7], [2, "fine"])
    rewritten(path, "xl/worksheets/sheet1.xml", "<v>7</v>", f"<v>{'7' * 5000}</v>")

    rows = read(path)

    assert codes(rows[0]) == [("title", "CELL_TOO_LONG")]
    assert landed(rows) == [(3, "2")]


def test_runs_are_joined_and_what_tells_the_reading_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    runs = "<r><t>漏</t></r><r><t>水</t></r><rPh><t>lou</t></rPh>"
    by_hand(path, ["title", f"</t>{runs}<t>"], SHARED)

    assert read_one(path).texts == {"title": "漏水"}


def by_hand(path: Path, texts: list[str], cell: str) -> None:
    """A workbook with two columns, `id` (the row's number) and these texts."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = '<Relationship Id="r{0}" Type="{1}/{2}" Target="{3}"/>'
    relations = "<Relationships>{}</Relationships>"
    ids = ['<c r="A1" t="str"><v>id</v></c>']
    ids += [f'<c r="A{row}"><v>{row}</v></c>' for row in range(2, len(texts) + 1)]
    rows = "".join(
        f'<row r="{row}">{id}{cell.format(row=row, text=text)}</row>'
        for row, (id, text) in enumerate(zip(ids, texts, strict=True), 1)
    )
    shared = "".join(f"<si><t>{text}</t></si>" for text in ["", *texts])
    parts = {
        "_rels/.rels": relations.format(
            relation.format(1, kind, "officeDocument", "xl/workbook.xml")
        ),
        "xl/workbook.xml": f"<workbook {main} xmlns:r='{kind}'><sheets>"
        "<sheet name='one' r:id='r1'/></sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations.format(
            relation.format(1, kind, "worksheet", "worksheets/sheet1.xml")
            + relation.format(2, kind, "sharedStrings", "/xl/sharedStrings.xml")
        ),
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{rows}"
        "</sheetData></worksheet>",
        "xl/sharedStrings.xml": f"<sst {main}>{shared}</sst>",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(
    ("serial", "moment"),
    [
        (1, datetime(1900, 1, 1)),
        (59, datetime(1900, 2, 28)),
        (61, datetime(1900, 3, 1)),
        (43524.5, datetime(2019, 2, 28, 12)),
    ],
)
def test_serial_numbers_count_a_day_that_never_was(
    serial: float, moment: datetime
) -> None:
    assert excel_date(serial) == moment
    assert excel_date(1e9) is None


VALUES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
    .map(str.strip)
    .filter(lambda text: text and text[0] not in "=#"),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False, width=32).filter(
        lambda number: not number.is_integer()
    ),
    st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
    st.times().map(lambda moment: moment.replace(microsecond=0)),
    st.booleans(),
)


@examples(60)
@given(rows=st.lists(st.lists(VALUES, min_size=1, max_size=6), max_size=6))
def test_cells_are_read_as_openpyxl_reads_them(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[object]]
) -> None:
    path = workbook(tmp_path_factory.mktemp("book") / "book.xlsx", *rows)

    book: Any = openpyxl.load_workbook(path)
    theirs = book.active.iter_rows(values_only=True)

    for row, their_row in zip(cells(path), theirs, strict=False):
        for ours, value in zip(row, their_row, strict=False):
            expected = str(value).upper() if isinstance(value, bool) else value
            assert ours == expected
    assert len(cells(path)) == len(rows)
