"""Files and headers that are refused as a whole, and why."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from domain.errors import Refusal
from interfaces.importing.problems import (
    ColumnAmbiguous,
    ColumnMissing,
    EmptyFile,
    FileNotReadable,
    WrongFileKind,
)
from tests.interfaces.importing import PLAIN, landed, read


@pytest.mark.parametrize(
    "content", [b"", b"\xef\xbb\xbf", b"\n \r\n", b"\xff\xfe", b",,\n"]
)
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)

    with pytest.raises(EmptyFile):
        read(path)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x7fELF\x02\x01", "an executable"),
        (b"MZ\x90\x00\x03", "an executable"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel file"),
        (b"\x89PNG\r\n", "an image"),
        (b"\n<!DOCTYPE html><table>", "a web page"),
        (b"PK\x03\x04 and no more", "a damaged zip"),
        (b"id,title\n" + bytes(range(32)) * 8 + bytes(500), "binary"),
    ],
)
@pytest.mark.parametrize("name", ["file.xlsx", "file.csv"])
def test_another_kind_of_file_is_refused(
    tmp_path: Path, content: bytes, kind: str, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(WrongFileKind, match=kind) as refused:
        read(path)

    assert refused.value.code == "WRONG_FILE_KIND"


@pytest.mark.parametrize(
    ("member", "kind"),
    [
        ("readme.txt", "another document"),
        ("content.xml", "OpenDocument"),
        ("xl/workbook.bin", "binary workbook"),
    ],
)
def test_a_zip_that_is_no_workbook_is_refused(
    tmp_path: Path, member: str, kind: str
) -> None:
    path = tmp_path / "file.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "x")

    with pytest.raises(WrongFileKind, match=kind):
        read(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotReadable):
        read(tmp_path / "none.csv")
    with pytest.raises(FileNotReadable):
        read(tmp_path)


def test_a_missing_column_is_named_with_those_there_are(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("工单号,标题\n1,x\n")

    with pytest.raises(ColumnMissing) as refused:
        read(path, PLAIN.replace('"id"', '"工单编号"'))

    assert refused.value.message("zh") == (
        "表头中没有列：工单编号。现有的列：工单号, 标题。“工单编号”是否应为“工单号”？"
    )
    assert "Did you mean 工单号 for 工单编号?" in refused.value.message("en")


def test_a_name_that_two_columns_bear_must_say_which(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("id,title,title\n1,one,two\n")

    with pytest.raises(ColumnAmbiguous, match='write "title#1"'):
        read(path)
    assert landed(read(path, PLAIN.replace('"title"', '"title#2"'))) == [(2, "1")]


def test_names_are_found_whatever_their_form(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(' ＩＤ ,"Tit\nle",\n1,x,\n')

    assert landed(read(path)) == [(2, "1")]


def test_a_file_without_a_header_has_letters(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("1,x\n2,y\n")
    mapping = "[file]\nheader_row = 0\n" + PLAIN.replace('"id"', '"A"')

    assert landed(read(path, mapping.replace('column = "title"', 'column = "B"'))) == [
        (1, "1"),
        (2, "2"),
    ]


def test_a_header_row_may_be_given(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("id,title\nid,title\n1,x\n")

    rows = read(path, "[file]\nheader_row = 2\n" + PLAIN)

    assert landed(rows) == [(3, "1")]


def test_every_refusal_speaks_both_languages() -> None:
    from interfaces.importing import problems

    refusals = [
        each
        for each in vars(problems).values()
        if isinstance(each, type) and issubclass(each, Refusal) and each is not Refusal
    ]
    assert len(refusals) >= 8
    assert all(each.zh and each.en for each in refusals)
    assert all(zh and en for zh, en in problems.MESSAGES.values())
