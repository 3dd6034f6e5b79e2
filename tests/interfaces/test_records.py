"""Records over GraphQL: given, read by those who may, and never by others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import psycopg

from domain.roles import Role
from interfaces.auth import LocalIssuer
from interfaces.services import Services
from tests.interfaces.conftest import Client, serving
from tests.interfaces.given import registered

UNIT = {
    "number": "3-2-501",
    "areaDm2": 9810,
    "owners": ["o-1"],
    "ownerName": "王小明",
    "ownerPhone": "13900000000",
}
SHOWN = """{
    id status statusLabel number areaDm2 use owners deliveredOn
    compound { name }
    texts { name state value }
    history { nodes { type label payload actorId } }
}"""


async def unit(client: Client, compound: str, **changes: Any) -> str:
    client.sign_in(Role.OPERATOR)
    done = await client.give("registerHousehold", compoundId=compound, **UNIT | changes)
    assert done["__typename"] == "HouseholdChanged", done
    return str(done["id"])


async def test_a_unit_is_registered_changed_and_read(client: Client) -> None:
    compound = await registered(client)
    id = await unit(client, compound)
    delivered = await client.give("deliverHousehold", id=id, on="2026-03-02")
    assert (delivered["version"], delivered["visible"]) == (2, True)

    client.http.headers["accept-language"] = "zh-CN"
    shown = (await client.ask(f'{{ household(id: "{id}") {SHOWN} }}'))["household"]
    assert shown["number"] == "3-2-501"
    assert (shown["status"], shown["statusLabel"]) == ("DELIVERED", "已交付")
    assert shown["compound"] == {"name": "幸福里"}
    assert {each["name"]: each["value"] for each in shown["texts"]} == {
        "owner_name": "王小明",
        "owner_phone": "13900000000",
    }
    entries = shown["history"]["nodes"]
    assert [each["label"] for each in entries] == ["登记房屋", "交付"]
    assert entries[1]["payload"] == {"on": "2026-03-02"}
    assert entries[0]["actorId"] == "Operator-1"
    node = await client.ask(f'{{ node(id: "{id}") {{ __typename id }} }}')
    assert node["node"] == {"__typename": "Household", "id": id}


async def test_a_unit_is_seen_by_those_who_may(client: Client) -> None:
    compound = await registered(client)
    id = await unit(client, compound)
    await unit(client, compound, number="3-2-502")
    one = f'{{ household(id: "{id}") {{ number texts {{ value }} }} }}'
    many = "{ households { totalCount nodes { number } } }"

    client.sign_out()
    assert (await client.ask(one))["household"] is None
    assert await client.codes(many) == ["FORBIDDEN"]
    assert (await client.ask(f'{{ node(id: "{id}") {{ id }} }}'))["node"] is None
    client.sign_in(Role.OWNER, f"unit:{id}")
    assert (await client.ask(one))["household"]["number"] == "3-2-501"
    assert (await client.ask(many))["households"]["totalCount"] == 1
    client.sign_in(Role.CASHIER, f"compound:{compound}")
    assert (await client.ask(many))["households"]["totalCount"] == 2
    texts = (await client.ask(one))["household"]["texts"]
    assert [each["value"] for each in texts] == [None, None]
    client.sign_in(Role.CASHIER, "other-region")
    assert (await client.ask(one))["household"] is None
    assert (await client.ask(many))["households"]["totalCount"] == 0


async def test_what_is_refused_is_told_by_its_field(client: Client) -> None:
    compound = await registered(client)
    id = await unit(client, compound)

    again = await client.give("registerHousehold", compoundId=compound, **UNIT)
    assert (again["code"], again["fields"]) == ("UNIT_TAKEN", ["number"])
    early = await client.give(
        "stateHouseholdVacancy", id=id, vacant=True, since="2026-03-02"
    )
    assert early["code"] == "ILLEGAL_TRANSITION"
    assert "未交付" in early["messageZh"] and "已交付" in early["messageZh"]
    half = """mutation($unit: RegisterHouseholdInput!) {
        registerHousehold(input: $unit) { __typename }
    }"""
    small = UNIT | {"compoundId": compound, "areaDm2": 1.5}
    assert await client.codes(half, unit=small) == ["INVALID_AMOUNT"]
    client.sign_in(Role.STEWARD)
    refused = await client.give("deliverHousehold", id=id, on="2026-03-02")
    assert refused["code"] == "FORBIDDEN"


async def test_a_unit_as_it_was_known(client: Client) -> None:
    compound = await registered(client)
    id = await unit(client, compound)
    shown = await client.ask(f'{{ household(id: "{id}") {{ changedAt }} }}')
    then = shown["household"]["changedAt"]
    await client.give("transferHousehold", id=id, owners=["o-9"], on="2026-03-05")

    asked = 'household(id: "%s", asOf: "%s") { owners history { nodes { version } } }'
    later = "2199-01-01T00:00:00Z"
    query = f"{{ was: {asked % (id, then)} is: {asked % (id, later)} }}"
    found = await client.ask(query)
    assert found["is"]["owners"] == ["o-9"]
    assert len(found["is"]["history"]["nodes"]) == 2
    was = found["was"]
    assert was is None or was["owners"] == ["o-1"]


async def test_an_answer_says_when_its_read_model_is_late(
    services: Services, issuer: LocalIssuer, database_url: str
) -> None:
    give = """mutation ($input: RegisterHouseholdInput!) {
        registerHousehold(input: $input) { ... on HouseholdChanged {
            version replayed visible household { number }
        } } }"""
    async with serving(replace(services, wait=0.2), issuer) as client:
        compound = await registered(client)
        unit = {**UNIT, "compoundId": compound, "idempotencyKey": "one"}
        with psycopg.connect(database_url) as held:
            held.execute("LOCK TABLE household_register IN EXCLUSIVE MODE")
            late = (await client.ask(give, input=unit))["registerHousehold"]
        assert await services.progress.reached(services.store.position(), 10)
        again = (await client.ask(give, input=unit))["registerHousehold"]

    said = {"version": 1, "replayed": False, "visible": False, "household": None}
    assert late == said
    assert again == {**said, "replayed": True, "visible": True} | {
        "household": {"number": "3-2-501"}
    }
