"""Text files: encodings, delimiters, quoting, and how much one bad row may cost."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interfaces.importing.cells import Fault
from interfaces.importing.csv_reader import CsvReader
from interfaces.importing.problems import EncodingUnknown
from interfaces.importing.text_encoding import detect_encoding
from tests.interfaces.importing import PLAIN, codes, landed, read

CELLS = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=12
)
TABLES = st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5)


@given(
    table=TABLES,
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory,
    table: list[list[str]],
    delimiter: str,
    end: str,
) -> None:
    text = io.StringIO()
    # All in quotes: Python before 3.13 leaves a lone carriage return without them.
    writer = csv.writer(
        text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL
    )
    writer.writerows(table)
    path = tmp_path_factory.getbasetemp() / "round.csv"
    path.write_bytes(text.getvalue().encode())

    rows = list(CsvReader(path, encoding="utf-8", delimiter=delimiter))

    assert [row.cells for row in rows] == table
    assert [row.number for row in rows] == list(range(1, len(table) + 1))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"]
)
def test_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "file.csv"
    ascii_rows = "".join(f"{number},nothing to see\n" for number in range(5000))
    text = f"id,title\n{ascii_rows}x,小区物业不处理漏水问题\n"
    path.write_bytes(text.encode(encoding))

    rows = read(path)

    assert landed(rows)[-1] == (5002, "x")
    assert rows[-1].texts == {"title": "小区物业不处理漏水问题"}  # type: ignore[union-attr]


def test_western_text_is_not_taken_for_chinese(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes("id,title\n1,“Hello” – naïve café\n".encode("cp1252"))

    with pytest.raises(EncodingUnknown):
        detect_encoding(path)
    assert landed(read(path, '[file]\nencoding = "cp1252"\n' + PLAIN)) == [(2, "1")]


def test_damaged_bytes_cost_their_row_only(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    rows = "".join(f"{number},物业不处理漏水问题\n" for number in range(100))
    path.write_bytes(f"id,title\n{rows}".encode() + b"bad,\xe5\xb0\nlast,ok\n")

    read_rows = read(path)

    assert codes(read_rows[100]) == [("title", "TEXT_NOT_CLEAN")]
    assert len(landed(read_rows)) == 101


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_yields_the_columns(
    tmp_path: Path, delimiter: str
) -> None:
    path = tmp_path / "file.csv"
    path.write_text(
        f"id{delimiter}title{delimiter}x\n1{delimiter}a, b; c{delimiter}y\n"
    )
    if delimiter in ",;":
        path.write_text(f"id{delimiter}title{delimiter}x\n1{delimiter}a{delimiter}y\n")

    assert landed(read(path)) == [(2, "1")]


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text('id,title\n1,"two\nlines"\n\n,\n4,four\n')

    assert landed(read(path)) == [(2, "1"), (5, "4")]


@pytest.mark.parametrize(
    ("broken", "following"),
    [
        ('2,"never closed\n', [(4, "3"), (5, "4")]),
        ('2,"closed" in the middle\n', [(4, "3"), (5, "4")]),
    ],
)
def test_a_broken_quotation_mark_costs_one_row(
    tmp_path: Path, broken: str, following: list[tuple[int, str]]
) -> None:
    path = tmp_path / "file.csv"
    path.write_text(f'id,title\n1,one\n{broken}3,"three ""3"""\n4,5" pipe\n')

    rows = read(path)

    assert codes(rows[1]) == [(None, "QUOTE_BROKEN")]
    assert landed(rows) == [(2, "1"), *following]


@pytest.mark.parametrize(
    "cell", ["x" * 10_000_000, '"' + ("x" * 99 + "\n") * 100_000 + '"']
)
def test_ten_megabytes_in_one_cell_cost_that_row(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "file.csv"
    path.write_text(f"id,title,x\n1,one,\n2,{cell},\n3,three,\n")

    rows = read(path)

    assert codes(rows[1]) in (
        [("title", "CELL_TOO_LONG")],
        [(None, "COLUMN_COUNT")],  # the line behind an endless cell is passed over
    )
    assert landed(rows) == [(2, "1"), (4, "3")]


def test_an_endless_open_quotation_mark_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    rest = "9,nine\n" * 2_000_000
    path.write_text(f'id,title\n1,"open\n{rest}')

    rows = CsvReader(path, encoding="utf-8", delimiter=",")
    first = [row for row, _ in zip(rows, range(3), strict=False)]

    assert isinstance(first[1].fault, Fault)
    assert first[2].cells == ["9", "nine"]


def test_nul_and_wrong_numbers_of_cells_cost_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("id,title,x\n1,a\0b,c\n2,a\n3,a,b,c\n4,a,b,,\n5,=1+1,b\n")

    rows = read(path)

    assert codes(rows[0]) == [("title", "TEXT_NOT_CLEAN")]
    assert codes(rows[1]) == codes(rows[2]) == [(None, "COLUMN_COUNT")]
    assert landed(rows) == [(5, "4"), (6, "5")]
    assert rows[4].texts == {"title": "=1+1"}  # type: ignore[union-attr]


def test_short_rows_may_be_filled(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("id,title,x\n2,a\n")

    assert landed(read(path, '[file]\nshort_rows = "fill"\n' + PLAIN)) == [(2, "2")]


def test_damage_in_a_plain_english_file_costs_its_rows_only(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(b"id,title\n1,ok\n2,\xed\xa0\x80\n3,\xff\n4,ok\n5,ok\n")

    assert [number for number, _ in landed(read(path))] == [2, 5, 6]
