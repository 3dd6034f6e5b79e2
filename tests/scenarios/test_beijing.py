"""Beijing (DOMAIN 1.3): what was published, read back from the history exactly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from interfaces.demo.place import read_place
from tests.scenarios.history import History, generated

pytestmark = pytest.mark.slow

INDICATOR = """query ($code: String!, $period: String!) {
    indicator(code: $code, period: $period, place: { region: "110000" }) {
        value numerator denominator synthetic } }"""


@pytest.fixture(scope="module")
def beijing(
    server_url: str, prepared: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[History]:
    home = tmp_path_factory.mktemp("beijing")
    with generated(server_url, prepared, home, read_place("beijing")) as history:
        yield history


def care(history: History, group: str, fields: str) -> Any:
    """What is known of the care for the only compound of a group."""
    (estate,) = history.place.of([group])
    query = f"query ($id: ID!) {{ compound(id: $id) {{ care {{ {fields} }} }} }}"
    return history.ask(query, id=str(estate.id))["compound"]["care"]


@pytest.mark.parametrize(
    ("code", "period", "covered", "printed"),
    [
        ("coverage.service", "2019-12", 641, "64.1"),
        ("coverage.service", "2021-05", 938, "93.8"),
        ("coverage.party", "2019-12", 252, "25.2"),
        ("coverage.party", "2021-05", 982, "98.2"),
    ],
)
def test_two_of_the_three_rates(
    beijing: History, code: str, period: str, covered: int, printed: str
) -> None:
    found = beijing.ask(INDICATOR, code=code, period=period)["indicator"]

    assert (found["numerator"], found["denominator"]) == (covered, 1000)
    assert Decimal(covered) / 10 == Decimal(printed)
    assert found["synthetic"]


def test_the_gains_are_29_7_and_73_0_points_and_the_third_rate_is_not_printed(
    beijing: History,
) -> None:
    def rate(code: str, period: str) -> Decimal:
        found = beijing.ask(INDICATOR, code=code, period=period)["indicator"]
        return Decimal(100 * found["numerator"]) / Decimal(found["denominator"])

    gains = [
        rate(code, "2021-05") - rate(code, "2019-12")
        for code in ("coverage.service", "coverage.party")
    ]

    assert gains == [Decimal("29.7"), Decimal("73.0")]  # DOMAIN 1.7, item 6
    assert all(figure.indicator != "coverage.formation"
               for figure in beijing.place.figures)  # fmt: skip


def test_the_first_30_places_of_june_are_shared_by_32_compounds(
    beijing: History,
) -> None:
    found = beijing.ask(
        """{ hotlineRanking(month: "2019-06", region: "110000", first: 30) {
            place orders perHundredUnits } }"""
    )["hotlineRanking"]

    assert [each["place"] for each in found] == [*range(1, 29), 29, 29, 29, 29]
    assert [each["orders"] for each in found] == [*range(34, 6, -1), 6, 6, 6, 6]


def test_15_departments_guide_153_streets_within_three_months(
    beijing: History,
) -> None:
    found = beijing.records(
        "meetings", "closedOn items { outcome } attendance { role count }",
        kind="joint_meeting",
    )  # fmt: skip
    days = [date.fromisoformat(each["closedOn"]) for each in found]

    assert sum(len(each["items"]) for each in found) == 153
    assert all(
        each["attendance"] == [{"role": "DEPARTMENT", "count": 15}] for each in found
    )
    assert max(days) - min(days) <= timedelta(days=92)


def test_a_trial_becomes_a_contract_by_the_owners_vote(beijing: History) -> None:
    found = care(
        beijing, "trial",
        "trials { outcome voteId survey { visited returned satisfied } }"
        " contract { model voteId }",
    )  # fmt: skip
    (trial,) = found["trials"]
    vote = beijing.ask(
        """query ($id: ID!) { vote(id: $id) {
            rollHeads outcomes { passed partHeads yesHeads } } }""",
        id=trial["voteId"],
    )["vote"]
    (outcome,) = vote["outcomes"]

    assert trial["outcome"] == "CONTRACT"
    assert trial["survey"] == {"visited": 100, "returned": 86, "satisfied": 78}
    assert found["contract"] == {"model": "ORDINARY", "voteId": trial["voteId"]}
    assert outcome["passed"]
    heads = outcome["partHeads"], outcome["yesHeads"]
    assert (vote["rollHeads"], *heads) == (100, 80, 70)


def test_a_manager_serves_2154_households_and_the_income_is_shared(
    beijing: History,
) -> None:
    (estate,) = beijing.place.of(["manager"])
    found = care(
        beijing, "manager",
        "contract { model startedOn incomeShares { holder percent } }",
    )["contract"]  # fmt: skip
    register = beijing.ask(
        "query ($id: ID!) { compound(id: $id) { households } }", id=str(estate.id)
    )

    assert register["compound"]["households"] == 2154
    assert found["model"] == "MANAGER"
    assert found["startedOn"].startswith("2017")
    assert sum(each["percent"] for each in found["incomeShares"]) == 100


def test_residents_of_five_sources_manage_their_compound_themselves(
    beijing: History,
) -> None:
    (found,) = beijing.records(
        "committees", "status members { source }", kind="self_management_committee"
    )

    assert found["status"] == "CONSTITUTED"
    assert {each["source"] for each in found["members"]} == {
        "COMMUNITY", "COMMISSIONER", "PROPERTY_RIGHT_UNIT", "PARTY_ACTIVIST",
        "RESIDENT",
    }  # fmt: skip


def test_property_management_committees_are_formed(beijing: History) -> None:
    found = beijing.records(
        "committees", "ground members { source } officers { office }",
        kind="property_management_committee",
    )  # fmt: skip

    assert [len(each["members"]) for each in found] == [7, 7]
    assert {each["ground"] for each in found} == {"HARD_TO_HOLD"}


def test_eleven_vehicles_are_stolen_in_one_night_and_none_later(
    beijing: History,
) -> None:
    found = care(beijing, "manager", "incidents { kind count on }")["incidents"]

    assert found == [{"kind": "THEFT", "count": 11, "on": "2016-11-15"}]


def test_what_is_kept_of_parties_places_and_records(beijing: History) -> None:
    own = care(beijing, "own", "parking { selfManaged } records { kind }")
    manager = care(
        beijing,
        "manager",
        "partySlots { slot } records { kind } partyCoverage { mode }",
    )  # fmt: skip

    assert own["parking"] == {"selfManaged": 60}
    assert {each["kind"] for each in own["records"]} == {"CONSULTATION", "PATH_PHASE"}
    assert len(manager["partySlots"]) == 5
    assert [each["kind"] for each in manager["records"]] == ["SEAT_DEPUTY"]
    assert manager["partyCoverage"]["mode"] == "INSTRUCTOR"


def test_anyone_may_raise_a_matter_on_the_platform_of_many_parties(
    beijing: History,
) -> None:
    found = beijing.records("meetings", "body status", kind="multi_party")

    assert found == [{"body": "MULTI_PARTY_PLATFORM", "status": "CLOSED"}] * 6


def test_the_second_five_parties_have_a_social_organisation(beijing: History) -> None:
    found = care(beijing, "trial", "partySlots { framework slot } records { kind }")

    assert {each["framework"] for each in found["partySlots"]} == {"PLATFORM"}
    assert "SOCIAL_ORGANISATION" in {each["slot"] for each in found["partySlots"]}
    assert {each["kind"] for each in found["records"]} == {
        "PARTNER", "SECURITY_TEAM", "EMERGENCY_DUTY", "ACTIVITY", "POLICE_LINK",
    }  # fmt: skip


def test_every_fact_that_its_rows_name_is_in_the_log(beijing: History) -> None:
    assert beijing.missing("beijing") == set()
