"""What nobody may see who must not: names, texts, and who is behind a pseudonym."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from application.erasure import Erasures
from application.order import Order
from domain.case_facts import CaseFacts
from domain.roles import Actor, Role
from interfaces.graphql.history import PEOPLE
from interfaces.runtime import Runtime
from interfaces.services import Services
from tests.interfaces.conftest import Client
from tests.interfaces.given import REGION, registered, reported

# Every field that a case has; whatever leaks anywhere is in the answer to this.
EVERYTHING = """fragment Everything on Case {
    id version position status statusLabel level levelLabel channel channelLabel
    category categoryLabel compoundId compound { id code name } regionPath receiver
    receiverLabel handlerId urgent joint reporters reportedAt changedAt dueAt dueName
    overdue resolvedAt closedAt solved satisfaction sourceSystem sourceReference
    sourceCategory adopted open mergedInto supportCount objectionCount
    title body reply outcome
    milestones { name label dueAt provisional overdue }
    texts { name state value entry sealedId }
    history(first: 100) { totalCount nodes {
        position version part type labelZh labelEn label occurredAt recordedAt
        actorRole actorId level dueAt payload void voidAt
        texts { name state value entry sealedId }
    } }
}"""
ONE = "query ($id: ID!) { case(id: $id) { ...Everything } }" + EVERYTHING
ALL = "{ cases { nodes { ...Everything } } }" + EVERYTHING

SECRETS = {
    "title": "三号楼秘密标题",
    "body": "秘密内容:邻居张三总是吵闹",
    "reporterName": "王小明",
    "reporterPhone": "13800138000",
    "address": "三号楼二单元501",
}


async def case_with_everything(client: Client) -> str:
    """A case in which every kind of secret occurs."""
    compound_id = await registered(client)
    case_id = await reported(
        client, **SECRETS, compoundId=compound_id, reporter="resident-7"
    )
    steps: list[tuple[Role, str, dict[str, Any]]] = [
        (Role.STEWARD, "joinCase", {"reporter": "resident-8", "body": "秘密联名"}),
        (Role.SITE_MANAGER, "assignCase",
         {"party": "P", "handlerId": "handler-secret"}),
        (Role.STEWARD, "acceptCase", {"answer": "秘密答复"}),
        (Role.STEWARD, "noteContact", {"note": "秘密联系"}),
        (Role.STREET_OFFICER, "offerMediation", {"mediatorId": "mediator-secret"}),
        (Role.STREET_OFFICER, "endMediation",
         {"outcome": "STOPPED", "agreement": "秘密协议"}),
        (Role.STEWARD, "resolveCase", {"outcome": "已与双方沟通"}),
    ]  # fmt: skip
    for role, mutation, input in steps:
        client.sign_in(role)
        done = await client.give(mutation, id=case_id, **input)
        assert done["__typename"] == "CaseChanged", (mutation, done)
    return case_id


def strings(value: Any) -> list[str]:
    """Every string in an answer, however deep."""
    match value:
        case dict():
            return [found for each in value.values() for found in strings(each)]
        case list():
            return [found for each in value for found in strings(each)]
        case str():
            return [value]
        case _:
            return []


async def test_the_public_sees_no_secret_anywhere(
    client: Client, services: Services
) -> None:
    case_id = await case_with_everything(client)
    client.sign_out()

    one, many = await client.ask(ONE, id=case_id), await client.ask(ALL)
    seen = "\n".join(strings(one) + strings(many))

    for secret in [*SECRETS.values(), "秘密", "handler-secret", "mediator-secret"]:
        assert secret not in seen
    for person in ("resident-7", "resident-8", "Steward-1", "StreetOfficer-1"):
        assert person not in seen
        assert services.vault.pseudonym(person, one["case"]["id"]) not in seen
    assert one["case"]["handlerId"] is None
    assert {text["state"] for text in one["case"]["texts"]} == {"SEALED"}
    assert [entry["actorId"] for entry in one["case"]["history"]["nodes"]].count(
        None
    ) == one["case"]["history"]["totalCount"]


async def test_a_token_of_somewhere_else_sees_what_the_public_sees(
    client: Client,
) -> None:
    case_id = await case_with_everything(client)
    client.sign_out()
    public = await client.ask(ONE, id=case_id)
    for role, scope in [
        (Role.STREET_OFFICER, "110000"),
        (Role.OWNER, "own"),
        (Role.CASHIER, "*"),
        (Role.OPERATOR, "*"),
    ]:
        client.sign_in(role, scope, id="somebody")
        assert await client.ask(ONE, id=case_id) == public, role


async def test_the_staff_of_the_place_read_and_are_logged(
    client: Client, services: Services
) -> None:
    case_id = await case_with_everything(client)
    client.sign_in(Role.GRID_WORKER, REGION)
    before = services.store.database.fetch("SELECT count(*) FROM access_log")[0][0]

    case = (await client.ask(ONE, id=case_id))["case"]

    texts = {text["name"]: text for text in case["texts"]}
    assert texts["body"]["value"] == SECRETS["body"]
    assert texts["reporter_phone"] | {"entry": 1} == texts["reporter_phone"]
    assert texts["reporter_phone"]["value"] == SECRETS["reporterPhone"]
    assert {text["state"] for text in texts.values()} == {"READABLE"}
    assert case["handlerId"] == "Steward-1"
    assert case["history"]["nodes"][0]["actorId"] == "Steward-1"
    rows = services.store.database.fetch(
        "SELECT reader_id, reader_role, purpose FROM access_log WHERE number > %s",
        (before,),
    )
    assert set(rows) == {("GridWorker-1", "GridWorker", "handling")}


async def test_a_reporter_reads_the_case_but_not_who_the_others_are(
    client: Client,
) -> None:
    case_id = await case_with_everything(client)
    for resident in ("resident-7", "resident-8"):
        client.sign_in(Role.OWNER, "own", id=resident)

        case = (await client.ask(ONE, id=case_id))["case"]

        states = {text["name"]: text["state"] for text in case["texts"]}
        assert states["body"] == "READABLE"
        assert states["reporter_phone"] == "SEALED"
        assert "秘密协议" not in json.dumps(case, ensure_ascii=False)
        assert case["handlerId"] is None


async def test_a_merged_duplicates_reporter_reads_what_it_goes_on_as(
    client: Client,
) -> None:
    first, second, third = [
        await reported(client, title=f"标题{n}", reporter=f"resident-{n}")
        for n in (1, 2, 3)
    ]
    client.sign_in(Role.STREET_OFFICER)
    for duplicate, into in [(first, second), (second, third)]:
        done = await client.give("mergeCase", id=duplicate, into=into)
        assert done["__typename"] == "CaseChanged", done

    for resident, title in [("resident-1", "标题3"), ("resident-9", None)]:
        client.sign_in(Role.OWNER, "own", id=resident)
        case = (await client.ask(ONE, id=third))["case"]

        assert case["title"] == title


async def test_a_released_text_is_everybodys(client: Client) -> None:
    case_id = await case_with_everything(client)
    client.sign_in(Role.STREET_OFFICER)
    case = (await client.ask(ONE, id=case_id))["case"]
    entry = case["version"]

    done = await client.give(
        "releaseText", id=case_id, entry=entry, path="outcome", mask="M2"
    )
    refused = await client.give(
        "releaseText", id=case_id, entry=1, path="reporter_name", mask="M2"
    )
    client.sign_out()
    shown = (await client.ask(ONE, id=case_id))["case"]

    assert done["__typename"] == "CaseChanged", done
    assert refused["code"] == "MASK_FORBIDS"
    outcome = next(text for text in shown["texts"] if text["name"] == "outcome")
    assert (outcome["state"], outcome["value"]) == ("RELEASED", "已与双方沟通")


async def test_an_erased_text_is_nobodys(client: Client, runtime: Runtime) -> None:
    case_id = await case_with_everything(client)
    client.sign_in(Role.STREET_OFFICER)
    case = (await client.ask(ONE, id=case_id))["case"]
    phone = next(text for text in case["texts"] if text["name"] == "reporter_phone")
    Erasures(runtime.commands, runtime.files).erase(
        Order(Actor("op", Role.OPERATOR)),
        UUID(phone["sealedId"]),
        ["reporter_phone"],
        basis="个保47",
        closed_at=datetime(2000, 1, 1, tzinfo=UTC),
    )

    for signed_in in (True, False):
        if not signed_in:
            client.sign_out()
        shown = (await client.ask(ONE, id=case_id))["case"]
        found = next(text for text in shown["texts"] if text["name"] == phone["name"])
        assert (found["state"], found["value"]) == ("ERASED", None)


SEARCH = "query ($s: String!) { cases(filter: {search: $s}) { nodes { id } } }"


@pytest.mark.parametrize(
    ("role", "scope", "found"),
    [
        (Role.GRID_WORKER, "*", True),
        (Role.GRID_WORKER, REGION, True),
        (Role.GRID_WORKER, "110000", False),
    ],
)
async def test_search_finds_where_the_searcher_may_read(
    client: Client, role: Role, scope: str, found: bool
) -> None:
    case_id = await case_with_everything(client)
    client.sign_in(role, scope)

    page = (await client.ask(SEARCH, s="邻居张三"))["cases"]
    nothing = (await client.ask(SEARCH, s="不存在的话"))["cases"]

    assert page["nodes"] == ([{"id": case_id}] if found else [])
    assert nothing["nodes"] == []


@pytest.mark.parametrize("role", [None, Role.OWNER, Role.CASHIER, Role.INTEGRATOR])
async def test_search_is_not_for_everyone(client: Client, role: Role | None) -> None:
    if role:
        client.sign_in(role)

    assert await client.codes(SEARCH, s="邻居") == ["FORBIDDEN"]


def test_every_field_of_a_fact_that_names_a_person_is_kept_back() -> None:
    """Persons stand in facts as text: a pseudonym, or the id of somebody in charge."""
    facts = [each for each in vars(CaseFacts).values() if isinstance(each, type)]
    named = {
        name
        for fact in facts
        for name, kind in fact.__annotations__.items()
        if "str" in kind and re.search(r"reporter|_id$|person|name|who", name)
    }

    assert named == PEOPLE
