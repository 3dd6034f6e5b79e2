"""Enterprises over GraphQL: rated on counts, computed again, asked for by colour."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from application.clock import system_clock
from domain.enterprise_state import last_day
from domain.roles import Role
from tests.domain.enterprise_lives import CODE, counts
from tests.interfaces.conftest import Client
from tests.interfaces.given import registered

REGION = ["371000", "371002"]
FIRM = {"creditCode": CODE, "name": "安居物业", "regionPath": REGION}
SHOWN = """{
    id status statusLabel name creditCode enterpriseKindLabel colour
    offices { kindLabel managerId reportDueAt }
    growthPlans { plan milestones { code reachedOn } }
    ratings {
        quarter score colour colourLabel recomputed recomputedLabel
        inputs { indicator numerator denominator sample sources }
        lines { indicator weight marks }
    }
    findings { entry stage stageLabel holds(on: "2026-03-02") }
    history { nodes { label } }
}"""


def inputs() -> list[dict[str, Any]]:
    return [
        {name: getattr(each, name) for name in each.__dataclass_fields__}
        for each in counts()
    ]


def quarter_over() -> str:
    """The last quarter that is over."""
    day = system_clock().date()
    first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    before = first - timedelta(days=1)
    quarter = f"{before.year}-Q{before.month // 3}"
    assert last_day(quarter) == before
    return quarter


async def firm(client: Client) -> str:
    client.sign_in(Role.PROPERTY_OFFICER, "371002")
    done = await client.give("registerEnterprise", **FIRM)
    assert done["__typename"] == "EnterpriseChanged", done
    return str(done["id"])


async def shown(client: Client, id: str) -> Any:
    return (await client.ask(f'{{ enterprise(id: "{id}") {SHOWN} }}'))["enterprise"]


async def test_an_enterprise_is_rated_and_the_rating_computed_again(
    client: Client,
) -> None:
    id = await firm(client)
    quarter = quarter_over()
    rated = await client.give("rateEnterprise", id=id, quarter=quarter, inputs=inputs())
    assert rated["__typename"] == "EnterpriseChanged", rated

    client.sign_out()
    client.http.headers["accept-language"] = "zh-CN"
    seen = await shown(client, id)
    assert (seen["name"], seen["enterpriseKindLabel"]) == ("安居物业", "市场企业")
    assert seen["colour"] is None  # the time to object is not over
    (card,) = seen["ratings"]
    assert (card["quarter"], card["score"], card["colour"]) == (quarter, 9100, "GREEN")
    assert (card["recomputed"], card["recomputedLabel"]) == ("SAME", "一致")
    assert card["colourLabel"] == "绿色"
    assert card["inputs"] == inputs()
    assert sum(line["marks"] for line in card["lines"]) == 9100
    assert [each["label"] for each in seen["history"]["nodes"]] == ["登记企业", "评级"]


async def test_organisation_and_growth(client: Client) -> None:
    id = await firm(client)
    office = {"office": "site-1", "kind": "SITE", "name": "第一项目部"}
    await client.give(
        "setUpEnterpriseOffice", id=id, **office, areas=["a-1"], on="2026-03-02"
    )
    await client.give(
        "appointEnterpriseSiteManager",
        id=id,
        office="site-1",
        managerId="SiteManager-1",
        on="2026-03-02",
    )
    aims = [{"code": "merge", "dueOn": "2026-12-31"}]
    planned = await client.give(
        "planEnterpriseGrowth", id=id, plan="g-1", year=2026, milestones=aims
    )
    assert planned["__typename"] == "EnterpriseChanged", planned
    seen = await shown(client, id)
    assert seen["offices"] == [
        {
            "kindLabel": "Site office",
            "managerId": "SiteManager-1",
            "reportDueAt": "2026-03-05T16:00:00.000000Z",
        }
    ]
    assert seen["growthPlans"][0]["milestones"] == [
        {"code": "merge", "reachedOn": None}
    ]


async def test_a_manager_speaks_for_his_own_enterprise_only(client: Client) -> None:
    id = await firm(client)
    client.sign_in(Role.SITE_MANAGER, "own")
    session = {"session": "t-1", "track": "SEED", "attended": 5, "on": "2026-03-02"}
    refused = await client.give("holdEnterpriseTraining", id=id, **session)
    assert refused["code"] == "NOT_OF_THIS_ENTERPRISE"
    refused = await client.give("suspendEnterprise", id=id, reason="x")
    assert refused["code"] == "FORBIDDEN"


async def test_what_is_refused_is_told_in_chinese(client: Client) -> None:
    id = await firm(client)
    again = await client.give("registerEnterprise", **FIRM)
    assert (again["code"], again["fields"]) == ("ENTERPRISE_TAKEN", ["creditCode"])
    client.http.headers["accept-language"] = "zh-CN"
    quarter = quarter_over()
    quoted = inputs()
    quoted[2] |= {"numerator": 905, "denominator": 1000, "sample": 0}
    refused = await client.give("rateEnterprise", id=id, quarter=quarter, inputs=quoted)
    assert refused["code"] == "QUOTED_PERCENTAGE"
    assert "不接受引用的百分比" in refused["message"]
    barred = [*inputs(), {**inputs()[0], "indicator": "collection_rate"}]
    refused = await client.give("rateEnterprise", id=id, quarter=quarter, inputs=barred)
    assert refused["code"] == "RATING_INDICATOR_BARRED"
    refused = await client.give(
        "putEnterpriseOnList",
        id=id,
        creditList="BLACK",
        subject="NATURAL_PERSON",
        finding=1,
        until="2099-01-01",
    )
    assert refused["code"] == "NATURAL_PERSON_NEVER_LISTED"
    assert "不得列自然人" in refused["message"]
    assert "Natural persons are never listed" in refused["messageEn"]


async def test_enterprises_are_asked_for_by_colour(client: Client) -> None:
    await firm(client)
    client.sign_out()
    many = """query ($kind: String) { enterprises(filter: {kind: $kind}) {
        totalCount nodes { name }
    } }"""
    assert (await client.ask(many))["enterprises"]["totalCount"] == 1
    assert (await client.ask(many, kind="GREEN"))["enterprises"]["totalCount"] == 0


async def test_an_act_is_looked_into_where_a_compound_is(client: Client) -> None:
    compound = await registered(client)
    id = await firm(client)
    opened = {"entry": "N4", "actedOn": "2026-03-02", "evidence": ["sha256:ab"]}
    missing = await client.give("openEnterpriseFinding", id=id, **opened, atCompound=id)
    assert (missing["code"], missing["fields"]) == ("NOT_FOUND", ["id"])
    found = await client.give(
        "openEnterpriseFinding", id=id, **opened, atCompound=compound, act="多收费"
    )
    assert found["__typename"] == "EnterpriseChanged", found
    (finding,) = (await shown(client, id))["findings"]
    assert (finding["stage"], finding["stageLabel"]) == ("OPENED", "Opened")
    assert finding["holds"] is False
