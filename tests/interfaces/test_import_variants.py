"""Exports of one system that differ: renamed columns, other words, words kept whole."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.case_words import Channel, Satisfaction
from interfaces.importing.mapping_file import mapping_text
from interfaces.importing.problems import ColumnMissing
from tests.interfaces.importing import PLAIN, codes, read, read_one


def test_of_columns_to_pick_from_the_file_needs_only_one(tmp_path: Path) -> None:
    fields = 'category = { columns = ["old name", "new name"], pick = "first" }'
    (tmp_path / "new.csv").write_text("id,new name\n1,Noise\n")
    (tmp_path / "none.csv").write_text("id,other\n1,Noise\n")

    assert read_one(tmp_path / "new.csv", PLAIN + fields).source_category == "Noise"
    with pytest.raises(ColumnMissing, match="old name, new name"):
        read(tmp_path / "none.csv", PLAIN + fields)


def test_a_column_may_be_written_with_underscores(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("id,created_date,Created Date\n1,a,b\n")
    plain = tmp_path / "plain.csv"
    plain.write_text("id,created_date\n1,a\n")

    assert read_one(plain, PLAIN + 'body = "Created Date"').texts["body"] == "a"
    assert read_one(path, PLAIN + 'body = "created_date"').texts["body"] == "a"
    assert read_one(path, PLAIN + 'body = "Created Date"').texts["body"] == "b"


def test_labels_are_kept_word_for_word_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("id,kind,ward,agency\n1,投诉,,NYPD\n")

    found = read_one(path, PLAIN + 'labels = ["kind", "ward", "agency"]')

    assert found.source_labels == ("投诉", "NYPD")


HOTLINE = "工单编号,工单类型,问题分类,标题,主要内容,工单状态,被反映街乡镇,办理结果,"
HOTLINE += "回复内容,办结时间,是否解决,是否满意,工单性质,村/社区\n"


@pytest.mark.parametrize("status", ["退回", "挂账", "没见过的状态", ""])
@pytest.mark.parametrize("closed", ["-", "无", "不详", "1900-01-01", "2024/3/5"])
@pytest.mark.parametrize("answer", ["不满意(态度)", "—", "部分"])
def test_whatever_a_hotline_writes_its_row_lands(
    tmp_path: Path, status: str, closed: str, answer: str
) -> None:
    path = tmp_path / "file.csv"
    row = f"G1,投诉,甲->乙,题,文,{status},街,,,{closed},{answer},{answer},普通,村\n"
    path.write_bytes((HOTLINE + row).encode("gb18030"))

    found = read_one(path, mapping_text("12345"))

    assert found.source_labels == ("投诉", "普通")
    dissatisfied = Satisfaction.DISSATISFIED if "不满意" in answer else None
    assert (found.satisfaction, found.solved) == (dissatisfied, None)


@pytest.mark.parametrize(
    "names",
    [
        "Unique Key,Created Date,Closed Date,Status,Complaint Type,Descriptor",
        "unique_key,created_date,closed_date,status,complaint_type,descriptor",
        "Unique Key,Created Date,Closed Date,Status,Problem (formerly Complaint Type),"
        "Problem Detail (formerly Descriptor)",
    ],
)
def test_new_york_s_columns_are_known_by_every_name(tmp_path: Path, names: str) -> None:
    path = tmp_path / "file.csv"
    path.write_text(f"{names}\n1,2024 Jan 02 03:04:05 PM,,Open,Noise,Loud\n")

    found = read_one(path, mapping_text("nyc311"))

    assert found.texts["title"] == "Noise - Loud"
    assert (found.source_category, found.category) == ("Noise", "ORD-03")
    assert found.reported_at == datetime(2024, 1, 2, 20, 4, 5, tzinfo=UTC)


def test_an_unknown_channel_costs_no_row(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("id,from\n1,carrier pigeon\n")

    found = read_one(
        path, PLAIN + 'channel = { column = "from", values = { a = "app" } }'
    )

    assert found.channel == Channel.OTHER
    assert codes(found) == [("from", "VALUE_NOT_MAPPED")]
