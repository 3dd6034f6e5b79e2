"""What a row proves, cell by cell."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from application.import_rows import CaseRow, RejectedRow, SkippedRow
from domain.case_words import Channel, Satisfaction, Status
from interfaces.importing.mapping_file import mapping_text
from tests.interfaces.importing import FIXTURES, codes, read, read_one

HEAD = """
[source]
system = "test"
timezone = "UTC"
[reference]
columns = "id"
[fields]
"""


def one(tmp_path: Path, header: str, row: str, fields: str) -> CaseRow:
    path = tmp_path / "file.csv"
    path.write_text(f"id,{header}\n1,{row}\n")
    return read_one(path, HEAD + fields)


def problems(tmp_path: Path, header: str, row: str, fields: str) -> object:
    path = tmp_path / "file.csv"
    path.write_text(f"id,{header}\n1,{row}\n")
    [found] = read(path, HEAD + fields)
    assert isinstance(found, RejectedRow)
    return codes(found)


def test_the_shipped_hotline_mapping_reads_a_whole_row() -> None:
    first, second, third = read(FIXTURES / "12345_sample.csv", mapping_text("12345"))

    assert first == CaseRow(
        row=2,
        reference="0012024010001",
        status=Status.CLOSED,
        channel=Channel.HOTLINE_12345,
        category="SAF-07",
        source_category="城乡建设->物业管理->电梯故障",
        source_labels=("投诉", "普通"),
        region_path=("北城街道", "第一社区"),
        closed_at=datetime(2024, 1, 5, 2, 20, 30, tzinfo=UTC),
        solved=True,
        satisfaction=Satisfaction.SATISFIED,
        texts={
            "title": "3号楼电梯停用",
            "body": "电梯已停用三天,\n老人上下楼困难",
            "outcome": "已更换主板",
            "reply": "已恢复运行",
        },
    )
    assert isinstance(second, CaseRow)
    assert (second.status, second.closed_at) == (Status.IN_PROGRESS, None)
    assert (second.solved, second.satisfaction) == (None, None)
    assert codes(third) == [
        ("是否满意", "VALUE_NOT_MAPPED"),
        ("工单状态", "VALUE_NOT_MAPPED"),
    ]
    assert isinstance(third, CaseRow)
    assert (third.status, third.solved) == (Status.CLOSED, False)


def test_texts_are_trimmed_at_their_ends_only(tmp_path: Path) -> None:
    found = one(tmp_path, "a,b", '"\n\t a\n\tb \u3000",x', 'body = ["a", "b"]')

    assert found.texts == {"body": "a\n\tb\nx"}


def test_texts_may_carry_their_columns_names(tmp_path: Path) -> None:
    fields = 'body = { columns = ["a", "b"], labels = true, join = "; " }'

    assert one(tmp_path, "a,b", "1,2", fields).texts == {"body": "a: 1; b: 2"}
    assert one(tmp_path, "a,b", ",2", fields).texts == {"body": "b: 2"}


def test_the_first_column_that_says_something_may_be_picked(tmp_path: Path) -> None:
    fields = 'reported_at = { columns = ["a", "b"], pick = "first" }'
    moment = datetime(2024, 1, 2, tzinfo=UTC)

    assert one(tmp_path, "a,b", ",2024-01-02", fields).reported_at == moment
    assert one(tmp_path, "a,b", "2024-01-02,x", fields).reported_at == moment


def test_date_and_time_may_stand_in_two_columns(tmp_path: Path) -> None:
    found = one(tmp_path, "a,b", "2024-01-02,10:05", 'reported_at = ["a", "b"]')

    assert found.reported_at == datetime(2024, 1, 2, 10, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1900-01-01", "DATE_OUT_OF_RANGE"),
        ("2100-01-01", "DATE_OUT_OF_RANGE"),
        ("soon", "DATE_UNREADABLE"),
        ("01/02/2024", "DATE_AMBIGUOUS"),
    ],
)
def test_impossible_dates_cost_their_row_or_only_themselves(
    tmp_path: Path, text: str, code: str
) -> None:
    field = 'reported_at = { column = "at", bad = "drop" }'

    assert problems(tmp_path, "at", text, 'reported_at = "at"') == [("at", code)]
    assert codes(one(tmp_path, "at", text, field)) == [("at", code)]


def test_a_deadline_may_lie_ahead(tmp_path: Path) -> None:
    assert one(tmp_path, "due", "2030-01-01", 'due_at = "due"').due_at


@pytest.mark.parametrize(
    ("text", "code"),
    [("2100-01-01", "DATE_OUT_OF_RANGE"), ("soon", "DATE_UNREADABLE")],
)
def test_an_impossible_deadline_costs_its_row_only_if_asked_to(
    tmp_path: Path, text: str, code: str
) -> None:
    strict = 'due_at = { column = "due", bad = "reject" }'

    found = one(tmp_path, "due", text, 'due_at = "due"')

    assert (found.due_at, codes(found)) == (None, [("due", code)])
    assert problems(tmp_path, "due", text, strict) == [("due", code)]


def test_closed_before_reported_is_left_out_with_a_warning(tmp_path: Path) -> None:
    fields = 'reported_at = "a"\nclosed_at = "b"'

    found = one(tmp_path, "a,b", "2024-01-02 10:00,2024-01-02 09:00", fields)
    same_day = one(tmp_path, "a,b", "2024-01-02 10:00,2024-01-02", fields)

    assert (found.closed_at, codes(found)) == (None, [("b", "DATE_ORDER")])
    assert same_day.closed_at and not same_day.problems


@pytest.mark.parametrize(
    ("closed", "status"), [("", Status.REPORTED), ("2024-01-02", Status.CLOSED)]
)
def test_without_a_status_only_a_closing_time_proves_closing(
    tmp_path: Path, closed: str, status: Status
) -> None:
    assert one(tmp_path, "b", closed, 'closed_at = "b"').status is status


def test_values_are_found_by_word_then_pattern(tmp_path: Path) -> None:
    fields = """
    [fields.status]
    column = "s"
    values = { "Closed*" = "closed", "closed - no" = "withdrawn", "?" = "reported" }
    """

    assert one(tmp_path, "s", "CLOSED [late]", fields).status is Status.CLOSED
    assert one(tmp_path, "s", "Closed -  No", fields).status is Status.WITHDRAWN
    assert problems(tmp_path, "s", "Open", fields) == [("s", "VALUE_NOT_MAPPED")]


def test_unknown_values_take_the_default_with_a_warning(tmp_path: Path) -> None:
    fields = (
        '[fields.channel]\ncolumn = "c"\ndefault = "other"\nvalues = { P = "phone" }'
    )

    assert one(tmp_path, "c", "p", fields).channel is Channel.PHONE
    found = one(tmp_path, "c", "fax", fields)
    assert (found.channel, codes(found)) == (Channel.OTHER, [("c", "VALUE_DEFAULTED")])
    assert not one(tmp_path, "c", "", fields).problems


def test_solved_may_be_mapped_to_booleans(tmp_path: Path) -> None:
    fields = '[fields.solved]\ncolumn = "s"\nvalues = { done = true, open = false }'

    assert one(tmp_path, "s", "Done", fields).solved is True
    assert one(tmp_path, "s", "open", fields).solved is False
    assert one(tmp_path, "s", "", fields).solved is None


def test_categories_keep_their_words_and_may_get_our_code(tmp_path: Path) -> None:
    fields = """
    [fields.category]
    columns = ["a", "b"]
    separator = "/"
    codes = { "环境/噪声*" = "ORD-03", "停车" = "ORD-01" }
    """

    found = one(tmp_path, "a,b", "环境 / 噪声扰民,夜间", fields)
    other = one(tmp_path, "a,b", "公安,停车", fields)
    none = one(tmp_path, "a,b", "其他,", fields)

    assert (found.source_category, found.category) == ("环境/噪声扰民/夜间", "ORD-03")
    assert (other.source_category, other.category) == ("公安/停车", "ORD-01")
    assert (none.source_category, none.category) == ("其他", None)


def test_a_text_cannot_pass_for_a_category(tmp_path: Path) -> None:
    assert problems(tmp_path, "a", "x" * 201, 'category = "a"') == [
        ("a", "CODE_TOO_LONG")
    ]


def test_regions_have_a_prefix_and_codes(tmp_path: Path) -> None:
    fields = """
    [fields.region]
    columns = ["a", "b"]
    prefix = ["371700"]
    values = { "北城街道" = "371702001" }
    """

    found = one(tmp_path, "a,b", "北城街道,第一社区", fields)

    assert found.region_path == ("371700", "371702001", "第一社区")


@pytest.mark.parametrize(
    ("text", "number"), [("3", 3), ("3.0", 3), ("1,234", 1234), ("", None)]
)
def test_counts(tmp_path: Path, text: str, number: int | None) -> None:
    assert (
        one(tmp_path, "n", f'"{text}"', 'support_count = "n"').support_count == number
    )


@pytest.mark.parametrize("text", ["-1", "many", "1.5", "1e5"])
def test_what_is_no_count_costs_its_row(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, "n", text, 'support_count = "n"') == [
        ("n", "NUMBER_INVALID")
    ]


def test_every_problem_of_a_row_is_named(tmp_path: Path) -> None:
    fields = 'reported_at = "a"\nbody = { column = "b", required = true }'

    assert problems(tmp_path, "a,b", "soon,", fields) == [
        ("b", "REQUIRED_MISSING"),
        ("a", "DATE_UNREADABLE"),
    ]


def test_a_text_beyond_the_vaults_limit_costs_its_row(tmp_path: Path) -> None:
    assert problems(tmp_path, "a", "x" * 20_001, 'body = "a"') == [
        ("a", "TEXT_TOO_LONG")
    ]
    assert one(tmp_path, "a", "x" * 20_000, 'body = "a"')


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("", "REFERENCE_MISSING"),
        ("x" * 201, "REFERENCE_TOO_LONG"),
        ("1.88E+17", "REFERENCE_LOST_DIGITS"),
    ],
)
def test_references_that_tell_nothing(
    tmp_path: Path, reference: str, code: str
) -> None:
    path = tmp_path / "file.csv"
    path.write_text(f"id,a\n{reference},x\n")

    [found] = read(path, HEAD)

    assert codes(found) == [("id", code)]


def test_references_may_be_joined_or_digested(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("id,a\n007,x\n")
    joined = HEAD.replace('"id"', '["id", "a"]')

    assert read_one(path, joined).reference == "007/x"
    digested = read_one(path, joined.replace("[fields]", "digest = true\n[fields]"))
    assert len(digested.reference) == 32


@pytest.mark.parametrize(
    ("rule", "left"),
    [
        ('equals = ["Void", "test*"]', ["1", "4"]),
        ('not_equals = "void"', ["2"]),
        ("empty = true", ["1", "2", "3"]),
        ("empty = false", ["4"]),
    ],
)
def test_rows_may_be_left_out(tmp_path: Path, rule: str, left: list[str]) -> None:
    path = tmp_path / "file.csv"
    path.write_text("id,a\n1,ok\n2,VOID\n3,test 7\n4,\n")
    skip = f'[[skip]]\ncolumn = "a"\n{rule}\n'

    rows = read(path, skip + HEAD)

    assert [row.reference for row in rows if isinstance(row, CaseRow)] == left
    assert all(isinstance(row, CaseRow | SkippedRow) for row in rows)


def test_words_for_nothing_are_nothing(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("id,a,b\n1,N/A,-\n")
    empty = '[file]\nempty = ["n/a"]\n'
    fields = 'body = "a"\ntitle = { column = "b", empty = "-" }'

    assert read_one(path, empty + HEAD + fields).texts == {}


def test_optional_columns_may_be_missing(tmp_path: Path) -> None:
    fields = """
    title = { column = "none", optional = true }
    solved = { column = "none", optional = true }
    due_at = { column = "none", optional = true }
    channel = { value = "phone" }
    """

    found = one(tmp_path, "a", "x", fields)

    assert found == CaseRow(2, "1", Status.REPORTED, Channel.PHONE)
