"""`gongshi import members`: who sits in the owners' bodies."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from application.database import Database
from domain.committee import Committee
from domain.committee_words import BodyOffice, SeatKind, SeatSource
from tests.interfaces.register_files import (
    COMPOUND_HEAD,
    GARDEN,
    Files,
)

HEAD = (
    "小区编码,组织类型,人员编号,证件号,姓名,来源,席位,资格审查,任职日期,表决编号,职务\n"
)
MET = (
    "完全民事行为能力、遵纪守法、无违规使用、与物业企业无利害关系、"
    "非失信被执行人、已按时交费"
)


pytestmark = pytest.mark.usefixtures("english_program")


@pytest.fixture
def files(
    tmp_path: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> Files:
    files = Files(tmp_path, database, capsys)
    assert files.give("compounds", COMPOUND_HEAD + GARDEN)[0] == 0, files.errors
    return files


@pytest.fixture
def garden(files: Files) -> Files:
    """The compound has an owners' committee that is being formed."""
    files.have_committee()
    return files


@pytest.fixture
def vote(garden: Files) -> str:
    return garden.voted("V2")


def row(vote: str = "", **changes: str) -> str:
    cells = {
        "小区编码": "HZ-001",
        "组织类型": "业委会",
        "人员编号": "o-1",
        "证件号": "",
        "姓名": "张三",
        "来源": "业主",
        "席位": "",
        "资格审查": MET,
        "任职日期": "2026-01-05",
        "表决编号": vote,
        "职务": "",
    }
    assert ",".join(cells) == HEAD.strip() and changes.keys() <= cells.keys()
    return ",".join((cells | changes).values()) + "\n"


def five(vote: str) -> str:
    offices = ("主任", "副主任", "", "", "")
    return "".join(
        row(vote, 人员编号=f"o-{number}", 职务=office)
        for number, office in enumerate(offices, 1)
    )


def test_members_land_whole_and_once(garden: Files, vote: str) -> None:
    code, summary = garden.give("members", HEAD + five(vote))

    assert (code, summary["new"], summary["commands"]) == (0, 5, 12), garden.errors
    committee = garden.committee()
    assert list(committee.coming) == ["o-1", "o-2", "o-3", "o-4", "o-5"]
    seat = committee.coming["o-1"]
    assert (seat.source, seat.seat, seat.since) == (
        SeatSource.OWNER,
        SeatKind.MEMBER,
        date(2026, 1, 5),
    )
    assert committee.coming_officers == {
        BodyOffice.CHAIR: "o-1",
        BodyOffice.VICE_CHAIR: "o-2",
    }
    facts = garden.facts()
    code, summary = garden.give("members", HEAD + five(vote))
    assert (code, summary["unchanged"], summary["warnings"]) == (0, 5, 0)
    assert garden.facts() == facts


def test_english_headings_do_as_well(garden: Files, vote: str) -> None:
    head = "compound code,body,owner id,source,conditions met,seated on,vote,office\n"
    met = (
        "full_capacity; law-abiding; no_prohibited_use; No tie to the firm;"
        "no_judgement_default"
    )
    said = f"HZ-001,owners_committee,o-1,owner,{met},2026-01-05,{vote},Chair\n"

    assert garden.give("members", head + said)[0] == 0, garden.errors
    assert garden.committee().coming_officers == {BodyOffice.CHAIR: "o-1"}


def test_an_owner_is_the_same_person_here(garden: Files) -> None:
    head = "小区编码,房号,面积,证件号码,业主姓名\n"
    garden.give("households", head + "HZ-001,1-1-101,98.1,370000198001011234,张三\n")
    (owner,) = garden.household("1-1-101").owners
    vote = garden.voted("V2", candidates=(owner,))
    said = row(vote, 人员编号="", 证件号="３７００００１９８００１０１１２３４")

    assert garden.give("members", HEAD + said)[0] == 0, garden.errors
    assert list(garden.committee().coming) == [owner]
    data = "SELECT string_agg(data::text, ' ') FROM event"
    log = str(garden.database.fetch(data)[0][0])
    assert "张三" not in log and "3700001980" not in log


def test_without_a_day_somebody_only_stands_for_a_seat(
    garden: Files, vote: str
) -> None:
    garden.give("members", HEAD + row(任职日期=""))
    committee = garden.committee()
    assert (list(committee.nominated), committee.coming) == (["o-1"], {})
    assert garden.give("members", HEAD + row(任职日期=""))[1]["unchanged"] == 1

    # The day makes the member, of whoever was nominated.
    _, summary = garden.give("members", HEAD + row(vote))
    assert (summary["amended"], summary["commands"]) == (1, 1)
    assert list(garden.committee().coming) == ["o-1"]


def test_what_differs_for_a_member_is_only_said(garden: Files, vote: str) -> None:
    garden.give("members", HEAD + five(vote))
    facts = garden.facts()
    changed = row(vote, 席位="候补委员", 任职日期="2026-02-01") + row(
        vote, 人员编号="o-3", 职务="主任"
    )
    code, summary = garden.give("members", HEAD + changed)

    assert (code, summary["unchanged"], garden.facts()) == (0, 2, facts)
    assert garden.problems() == [
        ("2", "席位", "NOT_CHANGED"),
        ("2", "任职日期", "NOT_CHANGED"),
        ("3", "职务", "NOT_CHANGED"),
    ]


def test_an_office_that_is_vacant_is_filled(garden: Files, vote: str) -> None:
    garden.give("members", HEAD + row(vote))
    assert garden.give("members", HEAD + row(vote, 职务="主任"))[1]["amended"] == 1
    assert garden.committee().coming_officers == {BodyOffice.CHAIR: "o-1"}


def test_whoever_left_is_not_seated_again(garden: Files, vote: str) -> None:
    garden.give("members", HEAD + five(vote))
    garden.of_committee(Committee.Constituted, seats=5, on=date(2026, 1, 10))
    assert garden.give("members", HEAD + five(vote))[1]["unchanged"] == 5
    garden.of_committee(Committee.MemberEnded, person="o-1", on=date(2026, 2, 10))
    facts = garden.facts()

    code, summary = garden.give("members", HEAD + five(vote))
    assert (code, summary["unchanged"], garden.facts()) == (0, 5, facts)
    # Elected again for the vacant seat, on a later day.
    again = row(vote, 任职日期="2026-03-01")
    assert garden.give("members", HEAD + again)[1]["new"] == 1, garden.errors
    assert garden.committee().members["o-1"].since == date(2026, 3, 1)


def test_the_next_term_is_of_a_later_day(garden: Files, vote: str) -> None:
    garden.give("members", HEAD + five(vote))
    garden.of_committee(Committee.Constituted, seats=5, on=date(2026, 1, 10))
    garden.of_committee(Committee.ReelectionBegun, on=date(2026, 2, 1))
    facts = garden.facts()
    assert garden.give("members", HEAD + five(vote))[1]["unchanged"] == 5
    assert garden.facts() == facts

    later = row(vote, 任职日期="2026-02-20", 职务="副主任")
    assert garden.give("members", HEAD + later)[0] == 0, garden.errors
    committee = garden.committee()
    assert list(committee.coming) == ["o-1"]
    assert committee.coming_officers == {BodyOffice.VICE_CHAIR: "o-1"}
    assert committee.officers[BodyOffice.CHAIR] == "o-1"
    for content in (later, five(vote)):
        assert garden.give("members", HEAD + content)[1]["unchanged"], garden.errors


@pytest.mark.parametrize(
    ("heading", "said", "column", "code"),
    [
        ("小区编码", "HZ-999", "小区编码", "COMPOUND_NOT_REGISTERED"),
        ("组织类型", "物管会", "组织类型", "BODY_NOT_FORMED"),
        ("组织类型", "读书会", "组织类型", "VALUE_NOT_MAPPED"),
        ("人员编号", "", "人员编号", "INVALID_INPUT"),
        ("人员编号", "张三", "人员编号", "INVALID_INPUT"),
        ("来源", "物业企业", "来源", "SOURCE_NOT_FOR_BODY"),
        ("资格审查", "", "资格审查", "CAPACITY_UNPROVEN"),
        (
            "资格审查",
            MET.replace("、与物业企业无利害关系", ""),
            "资格审查",
            "TIED_TO_FIRM",
        ),
        ("资格审查", "遵纪守法、勤劳", "资格审查", "VALUE_NOT_MAPPED"),
        ("任职日期", "2999-01-01", "任职日期", "DATE_OUT_OF_RANGE"),
        ("表决编号", "x", "表决编号", "UUID_INVALID"),
    ],
)
def test_what_is_no_member_is_refused(
    garden: Files, vote: str, heading: str, said: str, column: str, code: str
) -> None:
    content = HEAD + row(**{"表决编号": vote} | {heading: said})
    facts = garden.facts()

    assert garden.give("members", content)[0] == 1
    assert garden.problems() == [("2", column, code)]
    assert garden.errors[0]["message_zh"] and garden.errors[0]["message_en"]
    assert garden.facts() == facts


def test_owners_elect_their_committee(garden: Files) -> None:
    failed = garden.voted("V2", passed=False)
    rows = row() + row(failed, 人员编号="o-2")

    assert garden.give("members", HEAD + rows)[0] == 1
    assert garden.problems() == [
        ("2", "表决编号", "OWNERS_MUST_ELECT"),
        ("3", "表决编号", "VOTE_NOT_PASSED"),
    ]
    assert garden.committee().coming == {}


def test_one_person_stands_in_a_file_once(garden: Files, vote: str) -> None:
    code, summary = garden.give("members", HEAD + row(vote) * 2)

    assert (code, summary["new"], summary["rejected"]) == (1, 1, 1)
    assert garden.problems() == [("3", "人员编号", "DUPLICATE_IN_FILE")]


def test_a_dry_run_finds_the_same_and_writes_nothing(garden: Files, vote: str) -> None:
    content = HEAD + five(vote) + row(vote, 人员编号="o-6", 来源="物业企业")
    facts = garden.facts()
    dry = garden.give("members", content, "--dry-run")

    assert garden.facts() == facts
    assert garden.give("members", content) == dry
