"""The fund over GraphQL: from units to a posted plan, and what is whose to see."""

from __future__ import annotations

from typing import Any

from domain.roles import Role
from tests.interfaces.conftest import Client
from tests.interfaces.given import registered, voted

UNIT = {"areaDm2": 10_000, "owners": ["o-1"]}
SHOWN = """{
    id status statusLabel units areaDm2
    buildings { building units balance }
    accounts { bank units poolFormerPublic payable income }
    uses { number stage stageLabel causeName budget shares { building amount } }
    incomes { year gross left }
    low { units }
    history { nodes { type payload } }
}"""
ACCOUNT = "{ number balance firstDeposit low missing housing }"


async def fund(client: Client) -> tuple[str, str, list[str]]:
    """A fund of two units, with 1,000 yuan in each: compound, fund, units."""
    compound = await registered(client)
    units = [
        (await client.give("registerHousehold", compoundId=compound, **each))["id"]
        for each in (UNIT | {"number": "1-101"}, UNIT | {"number": "2-101"})
    ]
    opened = await client.give("openMaintenanceFund", compoundId=compound)
    assert opened["__typename"] == "MaintenanceFundChanged", opened
    id = opened["id"]
    entered = await client.give("enterMaintenanceFundUnits", id=id, units=units)
    assert entered["version"] == 3, entered
    paid = await client.give(
        "depositIntoMaintenanceFund",
        id=id,
        units=units,
        amounts=[100_000, 100_000],
        on="2026-03-02",
    )
    assert paid["visible"], paid
    return compound, id, units


async def shown(client: Client, id: str) -> Any:
    return (await client.ask(f'{{ maintenanceFund(id: "{id}") {SHOWN} }}'))[
        "maintenanceFund"
    ]


async def test_a_use_is_asked_for_and_planned(client: Client) -> None:
    compound, id, _ = await fund(client)
    client.sign_in(Role.COMMITTEE_MEMBER)
    asked = await client.give(
        "requestMaintenanceFundUse",
        id=id,
        cause="repair",
        scope="roof",
        buildings=["1", "2"],
        note="屋面老化，多处渗水",
    )
    assert asked["__typename"] == "MaintenanceFundChanged", asked
    await client.give("surveyMaintenanceFundNeed", id=id, use=1)
    await client.give("planMaintenanceFundUse", id=id, use=1, budget=50_001, quotes=3)
    vote = voted(client, compound, "V4")
    wrong = await client.give(
        "nameMaintenanceFundVote", id=id, use=1, voteId=vote, opensOn="2020-01-01"
    )
    assert wrong["code"] == "VOTE_OPENS_OTHERWISE", wrong

    client.sign_out()
    client.http.headers["accept-language"] = "zh-CN"
    seen = await shown(client, id)
    assert (seen["status"], seen["statusLabel"]) == ("AUTHORITY", "主管部门代管")
    assert seen["uses"] == [
        {
            "number": 1,
            "stage": "PLANNED",
            "stageLabel": "已编方案",
            "causeName": "共用部位、共用设施设备维修",
            "budget": 50_001,
            "shares": [
                {"building": "1", "amount": 25_001},
                {"building": "2", "amount": 25_000},
            ],
        }
    ]
    assert seen["accounts"]["bank"] == seen["accounts"]["units"] == 200_000
    assert [each["balance"] for each in seen["buildings"]] == [100_000, 100_000]
    hidden = {
        each["type"] for each in seen["history"]["nodes"] if each["payload"] is None
    }
    assert hidden == {
        "MaintenanceFund.UnitsEntered",
        "MaintenanceFund.UnitsBooked",
        "MaintenanceFund.SharesPlanned",
    }


async def test_a_sub_account_is_seen_by_its_household_and_those_who_keep_it(
    client: Client,
) -> None:
    compound, _, (mine, other) = await fund(client)
    asked = f'{{ fundAccount(unitId: "%s") {ACCOUNT} }}'

    client.sign_out()
    assert (await client.ask(asked % mine))["fundAccount"] is None
    client.sign_in(Role.OWNER, f"unit:{mine}")
    assert (await client.ask(asked % mine))["fundAccount"] == {
        "number": "1-101",
        "balance": 100_000,
        "firstDeposit": 100_000,
        "low": False,
        "missing": 0,
        "housing": "COMMODITY",
    }
    assert (await client.ask(asked % other))["fundAccount"] is None
    client.sign_in(Role.COMMITTEE_MEMBER, f"compound:{compound}")
    assert (await client.ask(asked % other))["fundAccount"]["number"] == "2-101"
    client.sign_in(Role.COMMITTEE_MEMBER, "elsewhere")
    assert (await client.ask(asked % other))["fundAccount"] is None
    nothing = asked % compound
    assert (await client.ask(nothing))["fundAccount"] is None


async def test_what_is_refused_names_its_rule(client: Client) -> None:
    compound, id, units = await fund(client)
    again = await client.give("openMaintenanceFund", compoundId=compound)
    assert again["code"] == "FUND_THERE"
    unknown = await client.give("enterMaintenanceFundUnits", id=id, units=[compound])
    assert (unknown["code"], unknown["fields"]) == ("NOT_FOUND", ["units"])
    moved = await client.give(
        "transferMaintenanceFundAccount", id=id, unit=units[0], on="2026-03-02"
    )
    assert moved["code"] == "NOT_TRANSFERRED_YET"

    client.sign_in(Role.SITE_MANAGER)
    fee = await client.give(
        "requestMaintenanceFundUse",
        id=id,
        cause="property_fee",
        scope="fee",
        buildings=["1"],
    )
    assert fee["code"] == "FUND_FENCED"
    assert fee["messageZh"] == "维修资金专款专用，不得用于“抵作物业费”（LAW 京85）。"
    approve = await client.give(
        "approveMaintenanceFundUse", id=id, use=1, on="2026-03-02"
    )
    assert approve["code"] == "FORBIDDEN"


async def test_a_removed_or_foreign_unit_gets_no_account(client: Client) -> None:
    _, id, units = await fund(client)
    await client.give("removeHousehold", id=units[0], reason="拆除")
    gone = await client.give("enterMaintenanceFundUnits", id=id, units=units)

    assert (gone["code"], gone["fields"]) == ("UNIT_ELSEWHERE", ["units"])
    assert "1-101" in gone["messageZh"]


async def test_a_sub_account_follows_the_register(client: Client) -> None:
    _, id, (unit, _) = await fund(client)
    await client.give("transferHousehold", id=unit, owners=["o-2"], on="2026-03-02")
    moved = await client.give(
        "transferMaintenanceFundAccount", id=id, unit=unit, on="2026-03-02"
    )
    assert moved["__typename"] == "MaintenanceFundChanged", moved


async def test_the_party_service_fund_from_application_to_result(
    client: Client,
) -> None:
    compound = await registered(client)
    client.sign_in(Role.NEIGHBOURHOOD_COMMITTEE)
    asked = await client.give(
        "applyForServiceFund",
        compoundId=compound,
        purpose="facilities",
        amount=500_000,
        plan="增设休闲座椅",
    )
    id = asked["id"]
    wrong = await client.give(
        "applyForServiceFund",
        compoundId=compound,
        purpose="allowances",
        amount=1,
        plan="津贴",
    )
    assert wrong["code"] == "SERVICE_PURPOSE_REFUSED"
    assert "工作人员津贴补贴" in wrong["messageZh"]
    client.sign_in(Role.STREET_OFFICER)
    await client.give("approveServiceFund", id=id, amount=400_000)
    client.sign_in(Role.NEIGHBOURHOOD_COMMITTEE)
    spent = {"id": id, "amount": 300_000, "payee": "firm-1", "on": "2026-03-02"}
    await client.give("spendServiceFund", **spent)
    await client.give("closeServiceFund", id=id, on="2026-03-03", result="已投入使用")

    client.sign_out()
    query = f"""{{ serviceFund(id: "{id}") {{
        status purposeName asked granted spent returned payments {{ amount payee }}
    }} serviceFunds {{ totalCount }} }}"""
    seen = await client.ask(query)
    assert seen["serviceFund"] == {
        "status": "CLOSED",
        "purposeName": "facilities for residents",
        "asked": 500_000,
        "granted": 400_000,
        "spent": 300_000,
        "returned": 100_000,
        "payments": [{"amount": 300_000, "payee": "firm-1"}],
    }
    assert seen["serviceFunds"]["totalCount"] == 1
