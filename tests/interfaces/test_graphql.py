"""Cases over GraphQL: commands, lists, histories, times and names."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.roles import Role
from tests.interfaces.conftest import Client
from tests.interfaces.given import COMPOUND, REGION, registered, reported

# A well-formed id that nothing has; fixed, for the workers must collect alike.
UNKNOWN = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
CASE = "query ($id: ID!, $at: DateTime) { case(id: $id, asOf: $at) { %s } }"
CASES = "query ($f: CaseFilter) { cases(filter: $f) { totalCount nodes { id } } }"


async def found(client: Client, **filter: Any) -> list[str]:
    page = (await client.ask(CASES, f=filter))["cases"]
    assert page["totalCount"] == len(page["nodes"])
    return [node["id"] for node in page["nodes"]]


# --- commands ----------------------------------------------------------------------


async def test_what_was_just_recorded_can_be_read_at_once(client: Client) -> None:
    client.sign_in(Role.STEWARD)
    answer = await client.ask(
        """mutation { reportCase(input: {
            channel: APP, category: "PIP-02", title: "下水道堵塞"
        }) { ... on CaseChanged {
            version visible replayed
            case { status history { nodes { type label } } }
        } } }"""
    )

    assert answer["reportCase"] == {
        "version": 1,
        "visible": True,
        "replayed": False,
        "case": {
            "status": "REPORTED",
            "history": {"nodes": [{"type": "Case.Reported", "label": "Reported"}]},
        },
    }


async def test_a_case_from_intake_to_closing(client: Client) -> None:
    case_id = await reported(client)
    steps: list[tuple[Role, str, dict[str, Any]]] = [
        (Role.STEWARD, "acceptCase", {"answer": "已收到"}),
        (Role.STEWARD, "startWork", {}),
        (Role.STEWARD, "noteProgress", {"note": "已联系疏通公司"}),
        (Role.STEWARD, "resolveCase", {"outcome": "已疏通"}),
        (Role.GRID_WORKER, "verifyCase", {"solved": True, "satisfaction": "SATISFIED"}),
        (Role.GRID_WORKER, "closeCase", {}),
    ]
    for role, mutation, input in steps:
        client.sign_in(role)
        done = await client.give(mutation, id=case_id, **input)
        assert done["__typename"] == "CaseChanged", (mutation, done)

    case = (await client.ask(CASE % HISTORY, id=case_id))["case"]

    assert (case["status"], case["solved"], case["open"]) == ("CLOSED", True, False)
    assert [entry["type"] for entry in case["history"]["nodes"]] == [
        "Case.Reported",
        "Case.Accepted",
        "Case.Started",
        "Case.Progressed",
        "Case.Resolved",
        "Case.Verified",
        "Case.Closed",
    ]
    accepted = case["history"]["nodes"][1]
    assert (accepted["labelZh"], accepted["labelEn"]) == ("受理", "Accepted")
    assert (accepted["actorRole"], accepted["level"]) == ("Steward", "L0")
    assert accepted["dueAt"] and accepted["occurredAt"] and accepted["recordedAt"]


HISTORY = """status solved open history(first: 50) { nodes {
    type labelZh labelEn actorRole level dueAt occurredAt recordedAt position
} }"""


@pytest.mark.parametrize(
    ("input", "code"),
    [
        ({"category": "XXX-99"}, "UNKNOWN_CATEGORY"),
        ({"title": " "}, "TEXT_REQUIRED"),
        ({"compoundId": UNKNOWN}, "NOT_FOUND"),
        ({"profile": "mars"}, "UNKNOWN_PROFILE"),
        ({"idempotencyKey": ""}, "INVALID_INPUT"),
        ({"title": "长" * 20_001}, "TEXT_TOO_LONG"),
    ],
    ids=str,
)
async def test_a_refusal_is_an_answer(
    client: Client, input: dict[str, Any], code: str
) -> None:
    client.sign_in(Role.STEWARD)
    given = {"channel": "APP", "category": "PIP-02", "title": "堵塞"} | input

    refusal = await client.give("reportCase", **given)

    assert refusal["code"] == code
    assert refusal["message"] == refusal["messageEn"] != refusal["messageZh"]


async def test_a_refusal_speaks_the_clients_language(client: Client) -> None:
    client.http.headers["accept-language"] = "zh-CN,zh;q=0.9,en;q=0.5"
    client.sign_in(Role.STEWARD)

    refusal = await client.give("acceptCase", id=str(uuid4()))

    assert refusal["code"] == "NOT_FOUND"
    assert refusal["message"] == refusal["messageZh"]


@pytest.mark.parametrize("role", [None, Role.OWNER, Role.STEWARD])
async def test_who_may_not_is_refused(client: Client, role: Role | None) -> None:
    case_id = await reported(client)
    client.sign_out()
    if role:
        client.sign_in(role)

    refusal = await client.give(
        "releaseText", id=case_id, entry=1, path="body", mask="M2"
    )

    assert (refusal["__typename"], refusal["code"]) == ("Refusal", "FORBIDDEN")


async def test_a_grant_holds_in_its_scope_alone(client: Client) -> None:
    compound_id = await registered(client)
    case_id = await reported(client, compoundId=compound_id)
    for scope, typename in [
        ("110000", "Refusal"),
        (f"compound:{UNKNOWN}", "Refusal"),
        (REGION, "CaseChanged"),
    ]:
        client.sign_in(Role.GRID_WORKER, scope)
        done = await client.give("noteContact", id=case_id)
        assert done["__typename"] == typename, (scope, done)


async def test_whoever_merges_must_answer_for_both_cases(client: Client) -> None:
    compound_id = await registered(client)
    mine = await reported(client, compoundId=compound_id)
    elsewhere = await reported(client)
    client.sign_in(Role.STREET_OFFICER, REGION)

    refusal = await client.give("mergeCase", id=mine, into=elsewhere)

    assert refusal["code"] == "FORBIDDEN"


async def test_the_same_key_brings_the_first_answer_again(client: Client) -> None:
    client.sign_in(Role.STEWARD)
    given = {"channel": "APP", "category": "PIP-02", "title": "堵塞"}
    first = await client.give("reportCase", **given, idempotencyKey="k1")
    again = await client.give("reportCase", **given, idempotencyKey="k1")
    other = await client.give(
        "reportCase", **given | {"title": "漏水"}, idempotencyKey="k1"
    )

    assert again == first | {"replayed": True}
    assert other["code"] == "KEY_REUSED"


async def test_a_stale_version_is_refused(client: Client) -> None:
    case_id = await reported(client)
    client.sign_in(Role.STEWARD)

    await client.give("acceptCase", id=case_id, expectedVersion=1)
    stale = await client.give("startWork", id=case_id, expectedVersion=1)

    assert (stale["code"], stale["fields"]) == ("CONFLICT", ["expectedVersion"])


# --- lists ---------------------------------------------------------------------------


async def test_every_filter_finds_what_it_names(client: Client) -> None:
    compound_id = await registered(client)
    known = await reported(
        client, compoundId=compound_id, sourceSystem="12345", sourceReference="A-1"
    )
    other = await reported(client, channel="PHONE", category="ORD-03", urgent=True)
    later = (datetime.now(UTC) + timedelta(days=60)).isoformat()

    assert await found(client) == [other, known]
    assert await found(client, compoundId=compound_id) == [known]
    assert await found(client, region=REGION) == [known]
    assert await found(client, region="371002001001") == [known]
    assert await found(client, status=["REPORTED"], channel=["PHONE"]) == [other]
    assert await found(client, status=["CLOSED"]) == []
    assert await found(client, category=["PIP-02"]) == [known]
    assert await found(client, level=["L0"]) == [other, known]
    assert await found(client, sourceReference="A-1") == [known]
    assert await found(client, overdue=True) == []
    assert await found(client, overdue=False) == [other, known]
    assert await found(client, open=False) == []
    assert await found(client, reportedAfter=later) == []
    assert await found(client, reportedBefore=later) == [other, known]
    assert await found(client, dueBefore=later) == [other, known]


async def test_pages_join_without_gap_or_overlap(client: Client) -> None:
    ids = [await reported(client) for _ in range(5)]
    query = """query ($after: String, $by: CaseSortKey!) {
        cases(first: 2, after: $after, sort: {by: $by, descending: false}) {
            pageInfo { hasNextPage hasPreviousPage endCursor }
            edges { cursor node { id } }
            totalCount totalCountIsEstimate
        } }"""
    for by in ("REPORTED_AT", "CHANGED_AT"):
        seen: list[str] = []
        after: str | None = None
        more = True
        while more:
            page = (await client.ask(query, after=after, by=by))["cases"]
            seen += [edge["node"]["id"] for edge in page["edges"]]
            more, after = page["pageInfo"]["hasNextPage"], page["pageInfo"]["endCursor"]
            assert (page["totalCount"], page["totalCountIsEstimate"]) == (5, False)
        assert seen == ids
    assert await client.codes(query, after=after, by="DUE_AT") == ["BAD_CURSOR"]


@pytest.mark.parametrize("cursor", ["", "x", "Wzk5XQ", "é", "W" * 3000])
async def test_a_cursor_that_is_none_is_refused(client: Client, cursor: str) -> None:
    case_id = await reported(client)
    query = """query ($id: ID!, $after: String) {
        cases(after: $after) { nodes { id } }
        compounds(after: $after) { nodes { id } }
        case(id: $id) { history(after: $after) { nodes { type } } } }"""

    codes = await client.codes(query, id=case_id, after=cursor)

    assert set(codes) <= {"BAD_CURSOR"}
    assert codes or cursor == ""


@pytest.mark.parametrize("size", [0, -1, 101, 10**9])
async def test_a_page_has_a_sensible_size(client: Client, size: int) -> None:
    query = "query ($n: Int) { cases(first: $n) { nodes { id } } }"

    assert await client.codes(query, n=size) == ["PAGE_SIZE_REFUSED"]


async def test_my_tasks_are_what_waits_for_me(client: Client) -> None:
    waiting = await reported(client)
    mine = await reported(client)
    client.sign_in(Role.STEWARD, id="wang")
    await client.give("acceptCase", id=mine)

    async def tasks() -> set[str]:
        page = await client.ask("{ myTasks { nodes { id } } }")
        return {node["id"] for node in page["myTasks"]["nodes"]}

    assert await tasks() == {waiting, mine}
    client.sign_in(Role.STEWARD, id="li")
    assert await tasks() == {waiting}
    client.sign_in(Role.STEWARD, "110000", id="li")
    assert await tasks() == set()
    client.sign_out()
    assert await client.codes("{ myTasks { nodes { id } } }") == ["SIGN_IN_REQUIRED"]


# --- times and names ------------------------------------------------------------------


async def test_a_case_as_it_was_known_then(client: Client) -> None:
    case_id = await reported(client)
    shown = await client.ask(CASE % "history { nodes { recordedAt } }", id=case_id)
    then = shown["case"]["history"]["nodes"][0]["recordedAt"]
    client.sign_in(Role.STEWARD)
    await client.give("acceptCase", id=case_id)
    fields = "status version texts { name } history { totalCount nodes { type } }"

    known = (await client.ask(CASE % fields, id=case_id, at=then))["case"]
    before = await client.ask(CASE % "id", id=case_id, at="2000-01-01T00:00:00Z")

    assert (known["status"], known["version"]) == ("REPORTED", 1)
    assert known["history"] == {"totalCount": 1, "nodes": [{"type": "Case.Reported"}]}
    assert [text["name"] for text in known["texts"]] == ["body", "title"]
    assert before == {"case": None}


async def test_names_come_in_the_clients_language(client: Client) -> None:
    case_id = await reported(client)
    fields = """statusLabel levelLabel channelLabel categoryLabel receiverLabel
        milestones { name label } history { nodes { label } }"""

    english = (await client.ask(CASE % fields, id=case_id))["case"]
    client.http.headers["accept-language"] = "zh-CN"
    chinese = (await client.ask(CASE % fields, id=case_id))["case"]

    assert (english["statusLabel"], chinese["statusLabel"]) == ("Reported", "已登记")
    assert english["levelLabel"] == "Firm and steward"
    assert chinese["history"]["nodes"] == [{"label": "登记"}]
    for name in ("channelLabel", "categoryLabel", "receiverLabel"):
        assert english[name].isascii() and not chinese[name].isascii()
    assert all(not each["label"].isascii() for each in chinese["milestones"])


async def test_a_compound_is_registered_corrected_and_found(client: Client) -> None:
    compound_id = await registered(client)
    case_id = await reported(client, compoundId=compound_id)
    entry = {k: v for k, v in COMPOUND.items() if k not in ("code", "regionCodes")}
    del entry["regionNames"]
    client.sign_in(Role.OPERATOR)
    corrected = await client.give(
        "correctCompound", id=compound_id, **entry | {"households": 861}
    )
    taken = await client.give("registerCompound", **COMPOUND)

    answer = await client.ask(
        """query ($id: ID!, $case: ID!) {
            compound(id: $id) { code households openCases kindLabel regions { name } }
            compounds(filter: {region: "371002", name: "幸福"}) {
                totalCount nodes { id } }
            regions { code name depth compounds }
            case(id: $case) { compound { name } }
            node(id: $id) { __typename id }
        }""",
        id=compound_id,
        case=case_id,
    )

    assert corrected["__typename"] == "CompoundChanged", corrected
    assert (corrected["version"], taken["code"]) == (2, "CODE_TAKEN")
    assert answer["compound"]["households"] == 861
    assert answer["compound"]["openCases"] == 1
    assert answer["compounds"] == {"totalCount": 1, "nodes": [{"id": compound_id}]}
    assert [each["depth"] for each in answer["regions"]] == [1, 2, 3, 4]
    assert answer["case"] == {"compound": {"name": "幸福里"}}
    assert answer["node"] == {"__typename": "Compound", "id": compound_id}


async def test_the_catalogue_and_the_viewer(client: Client) -> None:
    query = """{
        categories { code zh en receivers milestones { name zh en within } }
        parties { code zh en department }
        profiles
        viewer { id signedIn grants { role scope } } }"""
    answer = await client.ask(query)
    client.sign_in(Role.STREET_OFFICER, REGION, id="wang")
    viewer = (await client.ask(query))["viewer"]

    codes = {each["code"]: each for each in answer["categories"]}
    assert codes["PIP-02"]["zh"] and codes["PIP-02"]["milestones"]
    assert "national" in answer["profiles"] and answer["parties"]
    assert answer["viewer"] == {"id": "anonymous", "signedIn": False, "grants": []}
    assert viewer == {
        "id": "wang",
        "signedIn": True,
        "grants": [{"role": "StreetOfficer", "scope": REGION}],
    }


async def test_commands_given_at_once_are_all_recorded(client: Client) -> None:
    case_id = await reported(client)
    client.sign_in(Role.STEWARD)
    await client.give("acceptCase", id=case_id)

    notes = [client.give("noteProgress", id=case_id, note=f"{n}") for n in range(8)]
    done = await asyncio.gather(*notes)

    assert sorted(each["version"] for each in done) == list(range(3, 11))
