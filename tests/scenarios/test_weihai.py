"""Weihai (DOMAIN 1.1): what was published, read back from the history exactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.compound import Compound
from domain.fee_account import FeeAccount
from domain.fund_words import FundAccount
from domain.maintenance_fund import MaintenanceFund, fund_id
from domain.roles import Role
from domain.vote import Vote
from interfaces.demo.mechanisms.fees import payers_of
from interfaces.demo.place import Estate, read_place
from interfaces.demo.world import GIVEN
from interfaces.http import SIMULATED
from tests.scenarios.history import History, generated

pytestmark = pytest.mark.slow

CITY, DISTRICT = "371000", "371002"
COLLECTION = """query ($id: ID!, $from: Date!, $to: Date!) {
    collectionRate(compoundId: $id, from: $from, to: $to) {
        receivedFen dueFen perMille
    }
}"""
PUBLISHED = """query ($at: DateTime, $region: String) {
    publicationRate(asOf: $at, region: $region) {
        counts { due onTime late publication { numerator denominator text } }
        items { item counts { due } } } }"""
PMC = "compoundId status ground members { source } officers { office }"
DECIDED = """status attendance { person }
    items { decision { passed inFavour against } }"""
INDICATOR = """query ($code: String!, $period: String!, $region: String!) {
    indicator(code: $code, period: $period, place: { region: $region }) {
        numerator denominator synthetic parts { code amount } } }"""
SURVEYS = """{ surveys(first: 10) { nodes {
    closedAt visited valid questions { answers counts } } } }"""


@pytest.fixture(scope="module")
def weihai(
    server_url: str, prepared: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[History]:
    home = tmp_path_factory.mktemp("weihai")
    with generated(server_url, prepared, home, read_place("weihai")) as history:
        yield history


def charged(weihai: History) -> list[Estate]:
    """The compounds of the district whose households have fee accounts."""
    return weihai.place.of(["plain", "old"])


@pytest.mark.parametrize(
    ("year", "last", "paying", "per_mille"),
    [(2019, date(2019, 12, 31), 170, 680), (2021, date(2021, 6, 30), 218, 872)],
)
def test_collection_rises_from_68_to_87_2_percent(
    weihai: History, year: int, last: date, paying: int, per_mille: int
) -> None:
    received = due = 0
    for estate in charged(weihai):
        found = weihai.ask(
            COLLECTION,
            Role.AUDITOR,
            id=str(estate.id),
            **{"from": f"{year}-01-01", "to": str(last)},
        )["collectionRate"]
        received += int(found["receivedFen"])
        due += int(found["dueFen"])

    assert sum(estate.units for estate in charged(weihai)) == 250
    assert 1000 * received == per_mille * due
    assert received * 250 == due * paying


def test_satisfaction_rises_from_57_to_90_5_percent(weihai: History) -> None:
    nodes = weihai.ask(SURVEYS)["surveys"]["nodes"]
    found = {
        node["closedAt"][:4]: (
            dict(
                zip(
                    node["questions"][0]["answers"],
                    node["questions"][0]["counts"],
                    strict=True,
                )
            ),
            node["valid"],
        )
        for node in nodes
    }

    assert found == {
        "2019": ({"satisfied": 570, "dissatisfied": 430}, 1000),
        "2021": ({"satisfied": 905, "dissatisfied": 95}, 1000),
    }


@pytest.mark.parametrize(("year", "cases"), [(2019, 126), (2021, 7)])
def test_complaints_fall_from_7_2_to_0_4_for_a_hundred_households(
    weihai: History, year: int, cases: int
) -> None:
    households = sum(
        estate.households
        for group in weihai.place.estates.values()
        for estate in group
        if DISTRICT in estate.region_codes
    )
    (found,) = weihai.numbers(
        "SELECT count(*) FROM event WHERE type = 'Case.Reported'"
        " AND convert_from(data, 'UTF8')::jsonb->>'occurred_at' LIKE %s"
        " AND convert_from(data, 'UTF8')::jsonb->'region_path' ? %s",
        f"{year}%",
        DISTRICT,
    )

    assert (found, households) == (cases, 1750)
    assert 1000 * cases == {2019: 72, 2021: 4}[year] * households


def test_every_case_is_closed_at_its_level(weihai: History) -> None:
    (opened, closed) = weihai.numbers(
        "SELECT count(*) FILTER (WHERE type = 'Case.Reported'),"
        " count(*) FILTER (WHERE type = 'Case.Closed') FROM event"
    )

    assert opened == closed == 126 + 49 + 7 + 1


def test_one_receipt_of_9500_yuan_pays_five_years_and_one_ahead(
    weihai: History,
) -> None:
    (estate,) = weihai.place.of(["arrears"])
    unit = payers_of(weihai.world, estate)[-1]
    account = weihai.runtime.store.load(FeeAccount, estate.account_id(unit))
    (receipt,) = account.receipts.values()

    assert receipt.amount_fen == 950_000
    assert [each.fen for each in receipt.allocations] == [153_036] * 5
    assert account.prepaid_fen == 184_820
    assert account.open_fen == 0
    paid = weihai.runtime.store.stream(account.id)[-1].fact
    assert isinstance(paid, FeeAccount.Paid)
    assert paid.signature is not None
    assert "payer_name" in paid.sealed


def test_three_quarters_of_those_who_voted_agree_to_the_charging_places(
    weihai: History,
) -> None:
    (estate,) = weihai.place.of(["shengde"])
    nodes = weihai.ask(
        """query ($id: ID!) { compound(id: $id) { name care { commonAreas {
        purpose areaDm2 voteId approvals } } } }""",
        id=str(estate.id),
    )["compound"]
    (changed,) = nodes["care"]["commonAreas"]
    vote = weihai.runtime.store.load(Vote, UUID(changed["voteId"]))
    (outcome,) = vote.outcomes

    assert nodes["name"] == "盛德·和美家园"
    assert len(vote.roll) == 1312
    assert (outcome.part_heads, outcome.yes_heads) == (1012, 812)
    assert 3 * outcome.part_heads >= 2 * 1312
    assert 4 * outcome.yes_heads >= 3 * outcome.part_heads
    assert outcome.passed


@pytest.mark.parametrize(
    ("type", "count"),
    [
        ("Enterprise.PartyBodyFormed", 254),
        ("Enterprise.FindingPublished", 2),
        ("Enterprise.TrainingHeld", 40),
        ("Visit.Made", 200),
        ("Meeting.Closed", 36),
        ("Case.Whistled", 7),
    ],
)
def test_what_is_counted(weihai: History, type: str, count: int) -> None:
    found = weihai.numbers("SELECT count(*) FROM event WHERE type = %s", type)

    assert found == (count,)


def test_the_fund_pools_commodity_housing_in_part_and_public_housing_in_full(
    weihai: History,
) -> None:
    load = weihai.runtime.store.load
    for estate in weihai.place.of(["plain"]):
        books = load(MaintenanceFund, fund_id(estate.id)).books
        paid = 50 * 800_000
        assert books.holds(FundAccount.POOL_COMMODITY) == paid // 5
        assert books.holds(FundAccount.POOL_FORMER_PUBLIC) == 0
        assert sum(books.units.values()) == paid - paid // 5
    for estate in weihai.place.of(["old"]):
        books = load(MaintenanceFund, fund_id(estate.id)).books
        assert books.holds(FundAccount.POOL_FORMER_PUBLIC) == 50 * 200_000 + 10_000_000
        assert sum(books.units.values()) == 0


def test_a_thousand_problems_were_found_and_all_were_put_right(
    weihai: History,
) -> None:
    facts = [
        each.fact
        for estate in charged(weihai)
        for each in weihai.runtime.store.stream(estate.id)
    ]
    found = [
        (fact.originator_id, fact.code, item.code)
        for fact in facts
        if isinstance(fact, Compound.Inspected)
        for item in fact.checklist
        if not item.passed
    ]
    fixed = [
        (fact.originator_id, fact.code, item)
        for fact in facts
        if isinstance(fact, Compound.FindingsFixed)
        for item in fact.items
    ]

    assert len(found) == len(set(found)) == 1000
    assert set(fixed) == set(found)


@pytest.mark.parametrize(("year", "stars"), [(2020, 3), (2021, 4)])
def test_a_hundred_compounds_a_year_reach_their_star(
    weihai: History, year: int, stars: int
) -> None:
    group = weihai.place.of(["rebuilt" if year == 2020 else "new"])
    loaded = weihai.runtime.store.load_many(Compound, [each.id for each in group])

    assert [each.stars[year] for each in loaded.values()] == [stars] * 100


def test_what_is_kept_of_the_programme(weihai: History) -> None:
    estates = weihai.place.of(["plain", "old"])
    query = "query ($id: ID!) { compound(id: $id) { care { records { kind } } } }"
    for estate in estates:
        found = weihai.ask(query, id=str(estate.id))["compound"]["care"]["records"]
        assert {each["kind"] for each in found} == {"PROGRAMME", "VOLUNTEERING"}


def test_all_that_was_due_was_published_in_time(weihai: History) -> None:
    (printed,) = [each for each in weihai.place.figures if each.row == "0-30"]
    found = weihai.ask(PUBLISHED, at=weihai.place.ends.isoformat(), region="371000")
    counts = found["publicationRate"]["counts"]
    items = {each["item"]: each["counts"] for each in found["publicationRate"]["items"]}

    assert (counts["due"], counts["onTime"], counts["late"]) == (708, 708, 0)
    assert (printed.numerator, printed.denominator) == (708, 708)
    assert printed.invented
    assert counts["publication"] == {
        "numerator": 708,
        "denominator": 708,
        "text": "100.00%",
    }
    # A community and a county owe a month each; 文登 since November 2015.
    assert {item: each["due"] for item, each in items.items()} == {
        **dict.fromkeys(("D01", "D02", "D04", "D31"), 7),
        **dict.fromkeys(("D07", "D08", "D09"), 17),
        **{"D03": 9, "D10": 89, "D11": 25, "D33": 3, "D35": 32, "D37": 71 + 4 * 35},
        **{"D16": 2, "D17": 2, "D18": 2, "D40": 2, "D43": 2, "D46": 68},
        **{"D26": 1, "D27": 4, "D38": 71 + 3 * 35, "D49": 1},
    }


def test_somebody_saw_it_at_the_boards_of_the_compounds(weihai: History) -> None:
    (shown, proved) = weihai.numbers(
        "SELECT count(*) FILTER (WHERE type = 'Publication.Published'"
        "     AND convert_from(data, 'UTF8')::jsonb->>'compound_id' IS NOT NULL),"
        " count(*) FILTER (WHERE type = 'Publication.BoardProved') FROM event"
    )
    told_ahead = 68 + 1 + 2  # D46, D26 and D33, of a day that was still to come

    assert proved == shown - told_ahead > 200


def test_a_property_management_committee_decides_for_the_owners(
    weihai: History,
) -> None:
    (estate,) = weihai.place.of(["arrears"])
    (body,) = weihai.records("committees", PMC, kind="property_management_committee")
    met = weihai.records("meetings", DECIDED, kind="pmc_session")
    notices = [
        notice
        for item in ("D26", "D27")
        for notice in weihai.records("publications", "publisher compoundId", kind=item)
    ]

    assert body["compoundId"] == str(estate.id)
    assert (body["status"], body["ground"]) == ("CONSTITUTED", "NO_COMMITTEE_ELECTED")
    assert [each["source"] for each in body["members"]].count("OWNER") == 6
    assert [each["office"] for each in body["officers"]] == ["CHAIR", "VICE_CHAIR"]
    assert [each["status"] for each in met] == ["CLOSED"] * 4
    assert {len(each["attendance"]) for each in met} == {7}
    decided = [item["decision"] for each in met for item in each["items"]]
    assert decided == [{"passed": True, "inFavour": 5, "against": 2}] * 4
    assert {each["compoundId"] for each in notices} == {str(estate.id)}
    assert [each["publisher"] for each in notices] == ["STREET", *["PMC"] * 4]


def figure(
    weihai: History, code: str, period: str, region: str = CITY
) -> tuple[int, int]:
    found = weihai.ask(
        INDICATOR, Role.STREET_OFFICER, code=code, period=period, region=region
    )["indicator"]
    assert found["synthetic"]
    return found["numerator"], found["denominator"]


def care(weihai: History, estate: Estate, fields: str) -> Any:
    query = f"query ($id: ID!) {{ compound(id: $id) {{ care {{ {fields} }} }} }}"
    return weihai.ask(query, id=str(estate.id))["compound"]["care"]


def test_satisfaction_collection_and_complaints_are_asked_for(weihai: History) -> None:
    asked: dict[str, Any] = {"from": "2021-01-01", "to": "2021-06-30"}
    rates = [
        weihai.ask(COLLECTION, id=str(estate.id), **asked)["collectionRate"]
        for estate in charged(weihai)
    ]
    received, due = (
        sum(int(each[name]) for each in rates) for name in ("receivedFen", "dueFen")
    )

    assert figure(weihai, "satisfaction", "2021-10") == (9050, 10_000)
    assert received * 250 == due * 218
    assert figure(weihai, "complaints_per_100_units", "2021", DISTRICT) == (7, 1750)


def test_those_who_are_content_pay_and_old_compounds_are_many(weihai: History) -> None:
    series = """query ($code: String!, $region: String!) {
        indicatorSeries(code: $code, period: "2019..2021", step: YEAR,
                        place: { region: $region }) { numerator denominator } }"""
    shares = {
        code: [
            each["numerator"] / each["denominator"]
            for each in weihai.ask(series, code=code, region=region)["indicatorSeries"]
        ]
        for code, region in (("collection_rate", DISTRICT), ("satisfaction", CITY))
    }
    years = [
        each["completionYear"] for each in weihai.records("compounds", "completionYear")
    ]

    for each in shares.values():
        assert each == sorted(each) and each[0] < each[-1]
    assert len(years) == 208
    assert sum(year <= 2004 for year in years) == 100 + 2 + 1 + 1


def test_the_receipt_of_9500_yuan_is_read_with_its_signature(weihai: History) -> None:
    (estate,) = weihai.place.of(["arrears"])
    id = str(estate.account_id(payers_of(weihai.world, estate)[-1]))
    found = weihai.ask(
        """query ($id: ID!) { feeAccount(id: $id) {
            openFen receipts { amountFen prepaidFen signature } } }""",
        Role.CASHIER,
        id=id,
    )["feeAccount"]

    assert found == {
        "openFen": 0,
        "receipts": [
            {
                "amountFen": 950_000,
                "prepaidFen": 184_820,
                "signature": "paper-receipt-1",
            }
        ],
    }


def test_the_community_and_the_street_meet(weihai: History) -> None:
    meetings = weihai.records("meetings", "body status", kind="joint_meeting")
    (alliance,) = weihai.records(
        "committees", "members { source }", kind="street_alliance"
    )
    found = Counter((each["body"], each["status"]) for each in meetings)

    assert found == {("JOINT_MEETING", "CLOSED"): 24, ("STREET_ALLIANCE", "CLOSED"): 8}
    assert {each["source"] for each in alliance["members"]} == {
        "STREET", "ENFORCEMENT", "POLICE", "FIRE", "WATER", "POWER", "GAS", "HEAT",
    }  # fmt: skip


def test_what_came_in_on_television_is_whistled_for_and_done(weihai: History) -> None:
    cases = weihai.ask(
        """{ cases(filter: { channel: [TV] }, first: 100) {
            nodes { id channel category status } } }"""
    )["cases"]["nodes"]
    (climbed,) = [each for each in cases if each["category"] == "PIP-02"]
    case = weihai.ask(
        """query ($id: ID!) { case(id: $id) {
            level history(first: 50) { nodes { type } } } }""",
        id=climbed["id"],
    )["case"]
    types = Counter(each["type"] for each in case["history"]["nodes"])

    assert len(cases) == 32
    assert {(each["channel"], each["status"]) for each in cases} == {("TV", "CLOSED")}
    assert case["level"] == "L3"
    assert types["Case.Whistled"] == 1
    assert (types["Case.ReportedIn"], types["Case.DepartmentActed"]) == (2, 4)


def test_few_cases_go_beyond_the_community(weihai: History) -> None:
    found = weihai.ask(
        INDICATOR, code="resolution_level_share", period="2019..2021", region=CITY
    )["indicator"]
    parts = {each["code"]: each["amount"] for each in found["parts"]}

    assert (found["numerator"], found["denominator"]) == (176, 183)
    assert parts == {"L0": 95, "L1": 70, "L2": 11, "L3": 7, "L4": 0}


def test_each_inspection_is_read_with_what_it_found(weihai: History) -> None:
    looks = [
        look
        for estate in charged(weihai)
        for look in care(
            weihai, estate, "inspections { open checklist { code passed } }"
        )["inspections"]
    ]

    assert len(looks) == 5 * 10
    assert not any(look["open"] for look in looks)
    failed = [not item["passed"] for look in looks for item in look["checklist"]]
    assert sum(failed) == 1000


def test_households_are_visited_and_every_promise_is_kept(weihai: History) -> None:
    role = Role.STREET_OFFICER
    visits = weihai.records("visits", "status compoundId", role=role)
    shares = """query ($id: ID!) { visitShares(compoundId: $id) {
        coverage { part whole } returns { part whole } } }"""

    assert {each["status"] for each in visits} == {"SETTLED"}
    promised = kept = 0
    for estate in charged(weihai):
        id = str(estate.id)
        found = weihai.ask(shares, role, id=id)["visitShares"]
        assert found["coverage"] == {"part": 40, "whole": 50}
        promised += found["returns"]["whole"]
        kept += found["returns"]["part"]
        assert sum(each["compoundId"] == id for each in visits) == 40
    assert (kept, promised) == (40, 40)
    assert figure(weihai, "return_visit_rate", "2020..2021") == (kept, promised)


def test_the_charging_places_name_the_vote_that_decided(weihai: History) -> None:
    (estate,) = weihai.place.of(["shengde"])
    (changed,) = care(weihai, estate, "commonAreas { voteId }")["commonAreas"]
    found = weihai.ask(
        """query ($id: ID!) { vote(id: $id) {
            rollHeads outcomes { passed partHeads yesHeads } } }""",
        id=changed["voteId"],
    )["vote"]

    assert found == {
        "rollHeads": 1312,
        "outcomes": [{"passed": True, "partHeads": 1012, "yesHeads": 812}],
    }


def test_the_accounts_of_the_fund_are_read(weihai: History) -> None:
    query = """query ($id: ID!) { maintenanceFund(id: $id) { accounts {
        bank units poolCommodity poolFormerPublic } } }"""
    for estate in weihai.place.of(["plain"]):
        found = weihai.ask(query, id=str(fund_id(estate.id)))["maintenanceFund"]
        assert found["accounts"] == {
            "bank": 40_000_000,
            "units": 32_000_000,
            "poolCommodity": 8_000_000,
            "poolFormerPublic": 0,
        }


def test_firms_have_party_bodies_trainings_and_what_was_found(weihai: History) -> None:
    firms = weihai.records(
        "enterprises",
        """partyBodies { coverage } findings { entry stage points publishedAt }
        trainings { track sessions attended } growthPlans { year }""",
    )
    findings = [each for firm in firms for each in firm["findings"]]
    trainings = [each for firm in firms for each in firm["trainings"]]
    plans = Counter(plan["year"] for firm in firms for plan in firm["growthPlans"])

    assert [len(firm["partyBodies"]) for firm in firms] == [1] * 254
    assert {(each["entry"], each["points"]) for each in findings} == {
        ("N7", 6), ("N17", 3),
    }  # fmt: skip
    assert all(each["stage"] == "REPAIRED" for each in findings)
    assert all(each["publishedAt"] for each in findings)
    assert sum(each["sessions"] for each in trainings) == 2 * 20
    assert sum(each["attended"] for each in trainings) == 2 * 3000
    assert {each["track"] for each in trainings} == {
        "LEAD_GOOSE", "PILLAR", "SEED", "SMART_CRAFT", "GREEN_WOOD",
    }  # fmt: skip
    assert plans == {2020: 3, 2021: 5}


@pytest.mark.parametrize(
    ("group", "year", "stars"), [("rebuilt", 2020, 3), ("new", 2021, 4)]
)
def test_stars_are_read_of_each_compound_and_counted(
    weihai: History, group: str, year: int, stars: int
) -> None:
    for estate in weihai.place.of([group])[::10]:
        (found,) = care(weihai, estate, "stars { year stars planned }")["stars"]
        assert found == {"year": year, "stars": stars, "planned": True}
    assert figure(weihai, "smart_star_progress", str(year)) == (100, 100)


def test_a_third_of_the_starred_compounds_is_on_the_platform(weihai: History) -> None:
    for estate in weihai.place.of(["rebuilt", "new"])[::10]:
        found = care(weihai, estate, "platforms { platform connected }")["platforms"]
        assert bool(found) == (estate.index % 3 == 0)
        assert all(each["connected"] for each in found)


def test_every_fact_that_its_rows_name_is_in_the_log(weihai: History) -> None:
    assert weihai.missing("weihai") == set()


def test_every_answer_says_that_it_is_synthetic(weihai: History) -> None:
    answer = weihai.runner.run(weihai.client.http.get("/"))

    assert answer.headers[SIMULATED] == "weihai"
    assert "模拟数据" in answer.text


def test_no_name_of_a_person_is_in_the_log(weihai: History) -> None:
    (names,) = weihai.numbers(
        "SELECT count(*) FROM event WHERE convert_from(data, 'UTF8') ~ %s",
        "|".join(GIVEN),
    )

    assert names == 0
