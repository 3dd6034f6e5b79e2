"""Weihai (DOMAIN 1.1): what was published, read back from the history exactly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
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

DISTRICT = "371002"
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
