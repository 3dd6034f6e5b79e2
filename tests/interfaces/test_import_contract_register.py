"""`gongshi import contracts`: service contracts of compounds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from application.database import Database
from domain.compound_contract import ServiceContract
from domain.compound_words import ContractModel, PriceRegime
from domain.enterprise import enterprise_id
from domain.household_facts import UnitUse
from domain.tariff import BillingCycle, PartMonth
from tests.interfaces.register_files import (
    COMPOUND_HEAD,
    FIRM,
    GARDEN,
    Files,
)

HEAD = (
    "小区编码,合同编号,统一社会信用代码,服务模式,服务等级,服务内容,定价方式,收费方式,"
    "物业费单价,商业物业费,车位费,收费周期,合同开始日期,合同结束日期,签订日期,"
    "表决编号,法律依据,备案日期\n"
)


pytestmark = pytest.mark.usefixtures("english_program")


@pytest.fixture
def garden(
    tmp_path: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> Files:
    """One compound and one firm are registered."""
    files = Files(tmp_path, database, capsys)
    assert files.give("compounds", COMPOUND_HEAD + GARDEN)[0] == 0, files.errors
    files.have_firm()
    return files


@pytest.fixture
def vote(garden: Files) -> str:
    return garden.voted("V3")


def row(vote: str = "", **changes: str) -> str:
    """A row of the file; cells by their headings."""
    cells = {
        "小区编码": "HZ-001",
        "合同编号": "WY-2026-1",
        "统一社会信用代码": FIRM,
        "服务模式": "业主选聘",
        "服务等级": "3",
        "服务内容": "保洁、秩序维护、lifts",
        "定价方式": "协商定价",
        "收费方式": "包干制",
        "物业费单价": "1.57元/㎡·月",
        "商业物业费": "2.5",
        "车位费": "80元/月·个",
        "收费周期": "按季",
        "合同开始日期": "2026-01-01",
        "合同结束日期": "2028年12月31日",
        "签订日期": "2025-12-20",
        "表决编号": vote,
        "法律依据": "",
        "备案日期": "2025-12-25",
    }
    assert ",".join(cells) == HEAD.strip() and changes.keys() <= cells.keys()
    return ",".join((cells | changes).values()) + "\n"


def signed(garden: Files) -> ServiceContract:
    found = garden.compound().contract
    assert found is not None
    return found


def test_a_contract_lands_whole_and_once(garden: Files, vote: str) -> None:
    code, summary = garden.give("contracts", HEAD + row(vote))

    assert (code, summary["new"], summary["commands"]) == (0, 1, 2), garden.errors
    contract = signed(garden)
    assert contract.enterprise_id == enterprise_id(FIRM)
    assert contract.items == ("cleaning", "security", "lifts")
    assert (contract.model, contract.price_regime, str(contract.vote_id)) == (
        ContractModel.ORDINARY,
        PriceRegime.AGREED,
        vote,
    )
    assert (contract.starts_on, contract.ends_on, contract.filed_on) == (
        date(2026, 1, 1),
        date(2028, 12, 31),
        date(2025, 12, 25),
    )
    tariff = contract.tariff
    assert (tariff.cycle, tariff.part_month) == (BillingCycle.QUARTER, PartMonth.WHOLE)
    assert {(each.code, each.use): each.rate for each in tariff.items} == {
        ("property", UnitUse.DWELLING): 1_570_000,
        ("property", UnitUse.BUSINESS): 2_500_000,
        ("parking", UnitUse.PARKING): 80_000_000,
    }
    facts = garden.facts()
    code, summary = garden.give("contracts", HEAD + row(vote))
    assert (code, summary["unchanged"], summary["warnings"]) == (0, 1, 0)
    assert garden.facts() == facts


def test_english_headings_do_as_well(garden: Files) -> None:
    head = (
        "compound code,contract number,credit code,model,grade,services,price regime,"
        "fee mode,price,cycle,start,end,signed,legal basis\n"
    )
    said = (
        f"HZ-001,E-1,{FIRM},emergency,1,general management; cleaning,market,lump_sum,"
        "0.5,monthly,2026-01-01,2026-05-31,2025-12-20,京77\n"
    )
    code, _ = garden.give("contracts", head + said)

    assert code == 0, garden.errors
    contract = signed(garden)
    assert (contract.items, contract.legal_basis) == (("general", "cleaning"), "京77")


def test_a_signed_contract_is_not_changed_by_a_file(garden: Files, vote: str) -> None:
    garden.give("contracts", HEAD + row(vote, 备案日期=""))
    changed = row(vote, 物业费单价="1.8", 合同结束日期="2029-12-31", 服务内容="保洁")
    code, summary = garden.give("contracts", HEAD + changed)

    # Its filing was not known; that is added.
    assert (code, summary["amended"], summary["warnings"]) == (0, 1, 3)
    assert signed(garden).filed_on == date(2025, 12, 25)
    assert garden.problems() == [
        ("2", "合同结束日期", "NOT_CHANGED"),
        ("2", "服务内容", "NOT_CHANGED"),
        ("2", "物业费单价", "NOT_CHANGED"),
    ]
    assert "'1.57'" in garden.errors[2]["message_en"]
    assert garden.errors[2]["value"] == "1.8"
    assert signed(garden).tariff.items[0].rate == 1_570_000


@pytest.mark.parametrize(
    ("said", "rate"),
    [
        ("1.3", 1_300_000),
        ("￥１．５７", 1_570_000),
        ("1.570000", 1_570_000),
        ("0.000001", 1),
        ("1.57元/平方米/月", 1_570_000),
    ],
)
def test_prices_are_exact(garden: Files, vote: str, said: str, rate: int) -> None:
    code, _ = garden.give("contracts", HEAD + row(vote, 物业费单价=said))

    assert code == 0, garden.errors
    assert signed(garden).tariff.items[0].rate == rate


@pytest.mark.parametrize(
    ("heading", "said", "code"),
    [
        ("物业费单价", "1.5700001", "PRICE_TOO_FINE"),
        ("物业费单价", "18元/年", "PRICE_INVALID"),
        ("物业费单价", "80元/户", "PRICE_INVALID"),
        ("物业费单价", "面议", "PRICE_INVALID"),
        ("物业费单价", "0", "INVALID_INPUT"),
        ("车位费", "80元/㎡", "PRICE_INVALID"),
        ("小区编码", "HZ-999", "COMPOUND_NOT_REGISTERED"),
        ("统一社会信用代码", "91110000802100433B", "FIRM_NOT_REGISTERED"),
        ("统一社会信用代码", "91110000802100433C", "INVALID_INPUT"),
        ("服务等级", "9", "INVALID_INPUT"),
        ("服务等级", "一级", "NUMBER_INVALID"),
        ("服务内容", "保洁、唱歌", "INVALID_INPUT"),
        ("服务内容", "保洁、singing", "UNKNOWN_SERVICE"),
        ("收费周期", "随便", "VALUE_NOT_MAPPED"),
        ("合同结束日期", "2025-12-31", "INVALID_INPUT"),
        ("合同结束日期", "2128-12-31", "DATE_TOO_FAR"),
        ("合同结束日期", "1900-12-31", "DATE_OUT_OF_RANGE"),
        ("签订日期", "2999-12-31", "DATE_OUT_OF_RANGE"),
        ("表决编号", "", "CONTRACT_NEEDS_VOTE"),
        ("表决编号", "第七次", "UUID_INVALID"),
        ("表决编号", "00000000-0000-4000-8000-000000000040", "NOT_FOUND"),
    ],
)
def test_what_is_no_contract_is_refused(
    garden: Files, vote: str, heading: str, said: str, code: str
) -> None:
    facts = garden.facts()
    content = HEAD + row(**{"表决编号": vote} | {heading: said})

    assert garden.give("contracts", content, "--dry-run")[0] == 1
    assert garden.give("contracts", content)[0] == 1
    assert garden.problems() == [("2", heading, code)]
    assert garden.facts() == facts
    assert garden.errors[0]["message_zh"] and garden.errors[0]["message_en"]


def test_a_vote_that_did_not_pass_signs_nothing(garden: Files) -> None:
    failed = garden.voted("V3", passed=False)
    about_other = garden.voted("V2")
    rows = row(failed) + row(about_other, 合同编号="WY-2026-2")

    assert garden.give("contracts", HEAD + rows)[0] == 1
    assert [column for _, column, _ in garden.problems()] == ["表决编号"] * 2
    assert garden.problems()[0][2] == "VOTE_NOT_PASSED"
    assert garden.compound().contract is None


def test_contracts_that_overlap_are_refused(garden: Files, vote: str) -> None:
    rows = row(vote) + row(vote, 合同编号="WY-2026-2") + row(vote)
    code, summary = garden.give("contracts", HEAD + rows)

    assert (code, summary["new"], summary["rejected"]) == (1, 1, 2)
    assert garden.problems() == [
        ("3", "合同开始日期", "CONTRACT_RUNS"),
        ("4", "合同编号", "DUPLICATE_IN_FILE"),
    ]
    assert signed(garden).number == "WY-2026-1"


def test_a_contract_that_was_cancelled_stays_so(garden: Files, vote: str) -> None:
    garden.give("contracts", HEAD + row(vote))
    garden.cancel_contract("WY-2026-1")
    code, summary = garden.give("contracts", HEAD + row(vote))

    assert (code, summary["unchanged"]) == (0, 1)
    assert garden.compound().contract is None


def test_words_of_one_s_own_for_grades(
    garden: Files, vote: str, tmp_path: Path
) -> None:
    shipped = Path("interfaces/mappings/registers/contracts.toml").read_text("utf-8")
    columns = 'grade = ["服务等级", "物业服务等级", "等级", "grade"]'
    assert columns in shipped
    mine = 'grade = { columns = "服务等级", values = { "一级" = "5" } }'
    mapping = tmp_path / "mine.toml"
    mapping.write_text(shipped.replace(columns, mine), "utf-8")
    content = HEAD + row(vote, 服务等级="一级")

    assert garden.give("contracts", content, "--mapping", str(mapping))[0] == 0
    assert signed(garden).grade == 5
