"""Drafts say what the record says, and what is left to a person."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from application.database import Database
from application.event_store import EventStore
from application.publishing import Wanted
from domain.case import Case
from domain.case_words import Channel
from domain.commission_account import CommissionAccount, commission_account_id
from domain.commission_words import CommissionMove
from domain.compound import Compound
from domain.enterprise import Enterprise, enterprise_id
from domain.facts import Fact
from domain.meeting import Meeting
from domain.meeting_words import ItemOutcome, MeetingKind
from domain.place import Place
from domain.publication_content import require_content
from domain.publication_draft import Draft
from domain.publication_masking import require_masked
from domain.quantities import Fen
from domain.survey import Survey
from domain.survey_facts import SurveyKind
from projections.engine import Engine
from projections.publication_drafts import COMPUTED, PublicationDrafts
from tests.application.decided import decided
from tests.domain import test_commission_account as commission
from tests.domain.enterprise_lives import CODE, QUARTER, by, rate
from tests.domain.enterprise_lives import PLACE as FIRM_PLACE
from tests.domain.fees import cash
from tests.domain.funds import DAY, FIRM, OWNERS
from tests.domain.publications import text_of
from tests.projections.samples import append, fact, hours
from tests.projections.test_fee_accounts import fresh, history
from tests.projections.test_maintenance_funds import told
from tests.scenario import COMPOUND_ID, PACKS, RULES, stamp

PLACE = Place(COMPOUND_ID, ("c", "d", "s", "m"), "national")
OTHER = Place(UUID(int=8), ("c",), "national")
ENTRY: dict[str, Any] = {"credit_code": CODE, "name": "安居物业"}
TALK, ASKED = UUID(int=400), UUID(int=500)


@pytest.fixture
def drafts(database: Database, store: EventStore) -> PublicationDrafts:
    return PublicationDrafts(store, database, PACKS)


def drafted(
    drafts: PublicationDrafts,
    item: str,
    occasion: str,
    place: Place = PLACE,
    enterprise_id: UUID | None = None,
) -> Draft:
    """A draft that a person can publish once the blanks are filled in."""
    found = drafts(Wanted(item, place, enterprise_id, occasion))
    assert found is not None
    whole = {**text_of(item), **found.content}
    listed = RULES.catalogue("disclosure")[item]
    require_content(RULES, listed, whole)
    require_masked(RULES, listed, whole)
    assert {*found.content, *found.blank} == {*listed.words("content")}
    return found


def home(id: UUID = COMPOUND_ID, **changes: Any) -> Fact:
    own: dict[str, Any] = {
        "name": "和平里",
        "households": 986,
        "region_codes": PLACE.region_path,
    }
    return fact(Compound.Registered, 1, id, **own | changes)


def test_common_income_is_drafted_by_source(
    drafts: PublicationDrafts, store: EventStore
) -> None:
    append(store, told().facts)

    found = drafted(drafts, "D10", "2026-Q1").content
    assert found["income_source"]["rows"] == [["公共车位", 90_000, 10_000, 80_000]]
    assert (found["gross"], found["cost"], found["net"]) == (90_000, 10_000, 80_000)
    spent = sum(amount for _, amount in found["income_use"]["rows"])
    assert found["balance"] == 80_000 - spent
    later = drafted(drafts, "D10", "2026-Q2").content
    assert (later["gross"], later["balance"]) == (0, found["balance"])
    assert drafts(Wanted("D10", OTHER, None, "2026-Q1")) is None


def test_the_fund_is_drafted_so_that_it_balances(
    drafts: PublicationDrafts, store: EventStore
) -> None:
    made = told()
    append(store, made.facts)

    found = drafted(drafts, "D11", "2026-H1").content
    uses = sum(amount for _, amount in found["each_use"]["rows"])
    assert uses == 760_000 + 350_001
    assert found["closing_balance"] == made.fund.books.fund
    assert found["closing_balance"] == (
        found["opening_balance"] + found["deposits"] + found["interest"] - uses
    )
    after = drafted(drafts, "D11", "2026-H2").content
    assert after["opening_balance"] == after["closing_balance"] == made.fund.books.fund
    assert after["each_use"]["rows"] == []


def test_fees_are_drafted_in_total(
    drafts: PublicationDrafts, store: EventStore, engine: Engine
) -> None:
    account = fresh(None, 2020)
    cash(account, 100_000, date(2020, 3, 1))
    append(store, history(account))
    engine.run_until_caught_up()

    found = drafted(drafts, "D09", "2020").content
    assert found["received"] == 100_000
    owed = sum(fen for _, fen in found["arrears_age"]["rows"])
    assert found["receivable"] == 100_000 + owed
    assert found["collection_rate"] == "65.3%"


def test_a_decision_is_drafted_with_its_small_cells_suppressed(
    drafts: PublicationDrafts, store: EventStore
) -> None:
    vote = decided(store, COMPOUND_ID, "V3", passed=False)
    decision = drafted(drafts, "D17", f"{vote}.4")
    tally = drafted(drafts, "D18", f"{vote}.4")

    assert decision.blank == ("decision_text",)
    [row] = decision.content["vote_totals"]["rows"]
    assert row == ["A", None, *["*"] * 3, 0, 0, *["*"] * 3, 0, 0]
    assert decision.content["thresholds"]["rows"] == [["A", "V3", "≥ 2/3", "> 1/2"]]
    assert decision.content["vote_result"]["rows"] == [["A", None, "未通过"]]
    assert tally.blank == ("receipt_codes",)  # there are none in this vote
    counts = [3, 3, 3, 0, 0]
    assert tally.content["vote_totals"]["rows"] == [["A", None, *counts, *counts]]
    assert drafts(Wanted("D17", PLACE, None, "2026-03-01")) is None


def test_meetings_are_drafted_without_what_was_said(
    drafts: PublicationDrafts, store: EventStore
) -> None:
    place: dict[str, Any] = {"compound_id": COMPOUND_ID, "region_path": ("c",)}
    convened = fact(
        Meeting.Convened,
        1,
        TALK,
        kind=MeetingKind.JOINT_MEETING,
        profile="national",
        **place,
    )
    item = fact(Meeting.ItemAdded, 2, TALK, item=1, matter=None)
    task: dict[str, Any] = {
        "task_number": 1,
        "item": 1,
        "party": "K",
        "due_on": date(2026, 4, 1),
    }
    settled = fact(
        Meeting.ItemSettled, 4, TALK, item=1, outcome=ItemOutcome.CASE, case_id=None
    )
    append(store, [convened, item, fact(Meeting.TaskSet, 3, TALK, **task), settled])

    joint = drafted(drafts, "D35", f"{TALK}.4")
    assert joint.blank == ("matter", "resolution")
    party = RULES.parties["K"].zh
    assert joint.content["units"] == [party]
    assert joint.content["task_deadlines"] == [f"任务1：{party}，2026-04-01"]
    three = drafted(drafts, "D36", f"{TALK}.4")
    assert three.content == {"matter_status": ["1：转为诉求"]}


def test_a_survey_is_drafted_without_small_cells(
    drafts: PublicationDrafts, store: EventStore
) -> None:
    survey = Survey.begin(
        stamp(), id=ASKED, place=PLACE, kind=SurveyKind.CONSENT, organiser="street"
    )
    survey.ask(stamp(), question="hire", answers=("yes", "no", "other"))
    survey.count_forms(stamp(), visited=60, valid=50, spoilt=1)
    survey.count_answers(stamp(), question="hire", counts=(40, 8, 2))
    survey.close(stamp())
    facts: list[Any] = list(survey.collect_events())
    append(store, facts)

    found = drafted(drafts, "D43", f"{ASKED}.{len(facts)}").content
    assert (found["visited"], found["returned"]) == (60, 51)
    assert [row[2] for row in found["answer_counts"]["rows"]] == [40, "*", "*"]


def test_a_rating_is_drafted_with_its_reasons(
    drafts: PublicationDrafts, store: EventStore
) -> None:
    firm = Enterprise.register(by(), id=enterprise_id(CODE), place=FIRM_PLACE, **ENTRY)
    rate(firm)
    facts: list[Any] = list(firm.collect_events())
    append(store, facts)

    place = Place(None, firm.region_path, "national")
    found = drafted(drafts, "D39", QUARTER, place, firm.id).content
    assert found["firm"] == "安居物业"
    assert found["colour"] in ("绿色", "蓝色", "黄色", "红色")
    assert len(found["reasons"]) == len(RULES.catalogue("rating_indicators"))
    assert drafts(Wanted("D39", place, firm.id, "2025-Q1")) is None
    assert drafts(Wanted("D39", place, None, QUARTER)) is None


def test_cases_of_a_month_are_counted_by_the_days_of_china(
    drafts: PublicationDrafts, store: EventStore, engine: Engine
) -> None:
    where: dict[str, Any] = {"compound_id": COMPOUND_ID, "region_path": ("c", "d")}
    for number in range(12):
        id = UUID(int=600 + number)
        facts = [
            fact(Case.Reported, 1, id, hours(number), category="PIP-02", **where),
            fact(Case.Resolved, 2, id, hours(number + 1), milestones=()),
            fact(Case.Verified, 3, id, hours(number + 2), solved=True),
            fact(Case.Closed, 4, id, hours(24 if number < 9 else 100), level=0),
        ]
        append(store, facts)
    before = hours(-24 * 2 - 2)  # 28 February, 15:00 in China
    append(store, [fact(Case.Reported, 1, UUID(int=650), before, **where)])
    engine.run_until_caught_up()

    found = drafted(drafts, "D37", "2026-03").content
    assert (found["cases_opened"], found["cases_closed"]) == (12, 12)
    assert found["three_day_rate"] == "75.0%（9/12）"
    assert found["cases_by_category"]["rows"] == [["PIP", 12]]
    region = drafted(drafts, "D37", "2026-02", Place(None, ("c", "d"), "national"))
    assert region.content["cases_opened"] == "*"
    assert region.content["three_day_rate"] == "*"


def test_the_accounts_of_a_year_under_commission_are_drafted(
    drafts: PublicationDrafts, store: EventStore
) -> None:
    contract = commission.contract()
    account = CommissionAccount.open(
        stamp(OWNERS),
        id=commission_account_id(COMPOUND_ID, contract.number),
        place=PLACE,
        contract=contract,
        terms=commission.TENTH,
    )
    commission.receive(account, 100_000)
    commission.receive(account, 300, "interest")
    for move, amount, item in (
        (CommissionMove.COST, 60_000, "wages"),
        (CommissionMove.ADVANCE, 7_000, "upkeep"),
        (CommissionMove.COMMISSION, 10_000, None),
        (CommissionMove.REPAYMENT, 7_000, None),
        (CommissionMove.RETURN, 500, None),
    ):
        account.request_payment(
            stamp(FIRM), move=move, amount=Fen(amount), payee="staff", item=item
        )
        number = len(account.payments)
        account.countersign(stamp(OWNERS), payment=number, on=DAY)
    statement = account.statement(2026)
    agreed: dict[str, Any] = {
        "number": contract.number,
        "enterprise_id": contract.enterprise_id,
    }
    moved: list[Any] = list(account.pending_events)
    append(store, [home(), fact(Compound.ContractSigned, 2, COMPOUND_ID, **agreed)])
    append(store, moved)

    found = drafted(drafts, "D07", "2026")
    assert found.blank == ("budget", "performance")
    assert found.content == {
        "income": {
            "columns": ["项目", "金额（分）"],
            "rows": [["账户利息", 300], ["预收物业费", 100_000]],
        },
        "spending_by_item": {
            "columns": ["项目", "金额（分）"],
            "rows": [
                ["共用部位、共用设施设备日常运行维护", 7_000],
                ["管理服务人员工资、社会保险和福利费", 60_000],
                ["提取酬金", 10_000],
                ["退还业主", 500],
            ],
        },
    }
    came, spent = (
        sum(fen for _, fen in found.content[field]["rows"])
        for field in ("income", "spending_by_item")
    )
    assert came - spent == statement.closing - statement.opening
    assert drafted(drafts, "D07", "2026", PLACE, contract.enterprise_id) == found
    for wanted in (
        Wanted("D07", PLACE, None, "2025"),
        Wanted("D07", PLACE, None, "2026-Q1"),
        Wanted("D07", PLACE, UUID(int=9), "2026"),
        Wanted("D07", OTHER, None, "2026"),
    ):
        assert drafts(wanted) is None


def test_under_a_lump_sum_the_fees_received_in_the_year_are_drafted(
    drafts: PublicationDrafts, store: EventStore, engine: Engine
) -> None:
    account = fresh(None, 2020)
    cash(account, 100_000, date(2020, 3, 1))
    append(store, history(account))
    engine.run_until_caught_up()

    found = drafted(drafts, "D07", "2020")
    assert found.content["income"]["rows"] == [["物业费", 100_000]]
    assert found.blank == ("spending_by_item", "budget", "performance")
    assert drafts(Wanted("D07", PLACE, None, "2019")) is None


def test_parking_is_drafted_as_it_was_last_stated_for_the_quarter(
    drafts: PublicationDrafts, store: EventStore
) -> None:
    own: dict[str, Any] = {"spaces": 100, "sold": 40, "self_managed": 10}
    days = (
        (3, date(2026, 3, 31)),
        (30, date(2026, 2, 1)),
        (45, date(2026, 4, 1)),
    )
    told = [
        fact(Compound.ParkingStated, number, COMPOUND_ID, leased=leased, on=on, **own)
        for number, (leased, on) in enumerate(days, 2)
    ]
    append(store, [home(), *told])

    first = drafted(drafts, "D15", "2026-Q1")
    assert first == Draft(
        {"sold_count": 40, "leased_count": "*", "free_count": 47}, ("price",)
    )
    second = drafted(drafts, "D15", "2026-Q2").content
    assert (second["leased_count"], second["free_count"]) == (45, 5)
    assert drafts(Wanted("D15", PLACE, None, "2025-Q4")) is None
    assert drafts(Wanted("D15", OTHER, None, "2026-Q1")) is None


def test_the_ranking_of_the_hotline_is_drafted_for_its_region(
    drafts: PublicationDrafts, store: EventStore, engine: Engine
) -> None:
    region = Place(None, PLACE.region_path[:2], "national")
    second, unknown = UUID(int=78), UUID(int=700)
    called = [COMPOUND_ID, second, unknown, second, COMPOUND_ID, second, COMPOUND_ID]
    own: dict[str, Any] = {
        "channel": Channel.HOTLINE_12345,
        "category": "PIP-02",
        "region_path": PLACE.region_path,
        "milestones": (),
    }
    calls = [
        fact(Case.Reported, 1, UUID(int=number), compound_id=id, **own)
        for number, id in enumerate(called, 800)
    ]
    append(store, [home(), home(second, name="幸福里", households=50), *calls])
    engine.run_until_caught_up()

    found = drafted(drafts, "D38", "2026-03", region)
    assert found.blank == ()
    assert found.content == {
        "compound": {
            "columns": ["名次", "小区", "诉求量"],
            "rows": [[1, "幸福里", 3], [2, "和平里", 3], [3, str(unknown), 1]],
        },
        "orders": 7,
        "orders_per_100_units": {
            "columns": ["小区", "每百户诉求量"],
            "rows": [
                ["幸福里", "6.0"],
                ["和平里", "0.3"],
                [str(unknown), "户数不详"],
            ],
        },
    }
    elsewhere = Place(None, ("c", "x"), "national")
    assert drafts(Wanted("D38", elsewhere, None, "2026-03")) is None
    assert drafts(Wanted("D38", region, None, "2026-02")) is None
    assert drafts(Wanted("D38", region, None, "2026-Q1")) is None


def test_what_is_not_computed_has_no_draft(drafts: PublicationDrafts) -> None:
    for item in RULES.catalogue("disclosure"):
        if item not in COMPUTED and item != "D47":
            assert drafts(Wanted(item, PLACE, None, "2026")) is None
