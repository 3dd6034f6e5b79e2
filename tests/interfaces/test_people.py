"""People over GraphQL: claims, requests about their data, absences, reassignment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from domain.roles import Role
from tests.interfaces.conftest import Client
from tests.interfaces.given import registered, reported
from tests.interfaces.test_records import unit
from tests.interfaces.test_services import done

MINE = """{ myHouseholds(compoundId: "%s") {
    unitId relation relationLabel until role scope
} }"""
CLAIMS = '{ household(id: "%s") { present claims { person relation verified until } } }'
CLAIM = {"relation": "OWNER", "evidence": "sha-1"}


async def person_of(client: Client, id: str) -> str:
    """The pseudonym of the only claim on a household."""
    client.sign_in(Role.STREET_OFFICER)
    seen = (await client.ask(CLAIMS % id))["household"]
    (claim,) = seen["claims"]
    return str(claim["person"])


async def test_rights_follow_a_verified_claim_and_end_with_a_transfer(
    client: Client,
) -> None:
    compound = await registered(client)
    id = await unit(client, compound)
    await unit(client, compound, number="3-2-502")
    client.http.headers["accept-language"] = "zh-CN"
    client.sign_in(Role.OWNER, "own", id="li-7")
    await done(client, "claimHousehold", id=id, **CLAIM)
    assert (await client.ask(MINE % compound))["myHouseholds"] == []
    person = await person_of(client, id)
    assert person != "li-7"
    await done(client, "verifyHouseholdClaim", id=id, person=person)
    assert (await client.ask(CLAIMS % id))["household"]["present"] == 1

    client.sign_in(Role.OWNER, "own", id="li-7")
    assert (await client.ask(MINE % compound))["myHouseholds"] == [
        {
            "unitId": id,
            "relation": "OWNER",
            "relationLabel": "业主",
            "until": None,
            "role": "Owner",
            "scope": f"unit:{id}",
        }
    ]
    client.sign_in(Role.OWNER, "own", id="someone-else")
    assert (await client.ask(MINE % compound))["myHouseholds"] == []
    client.sign_in(Role.STREET_OFFICER)
    await done(client, "transferHousehold", id=id, owners=["o-9"], on="2026-03-05")
    client.sign_in(Role.OWNER, "own", id="li-7")
    assert (await client.ask(MINE % compound))["myHouseholds"] == []
    client.sign_out()
    assert await client.codes(MINE % compound) == ["SIGN_IN_REQUIRED"]


async def test_an_officer_does_not_verify_their_own_claim(client: Client) -> None:
    compound = await registered(client)
    id = await unit(client, compound)
    client.sign_in(Role.STREET_OFFICER, id="official-3")
    unnamed = await client.give("claimHousehold", id=id, **CLAIM)
    assert (unnamed["code"], unnamed["fields"]) == ("INVALID_INPUT", ["person"])
    await done(client, "claimHousehold", id=id, person="official-3", **CLAIM)
    person = await person_of(client, id)
    client.sign_in(Role.STREET_OFFICER, id="official-3")
    for command, more in (
        ("verifyHouseholdClaim", {}),
        ("refuseHouseholdClaim", {"reason": "证件不符"}),
    ):
        refused = await client.give(command, id=id, person=person, **more)
        assert refused["code"] == "CLAIMANT_VERIFIES"
        assert refused["messageZh"] == "不得由申请人本人核验。"
    client.sign_in(Role.STEWARD)
    assert (await client.give("verifyHouseholdClaim", id=id, person=person))[
        "code"
    ] == "FORBIDDEN"


async def test_a_resident_asks_and_ends_for_themselves_alone(client: Client) -> None:
    compound = await registered(client)
    id = await unit(client, compound)
    client.sign_in(Role.TENANT, "own", id="li-7")
    other = await client.give(
        "claimHousehold",
        id=id,
        relation="TENANT",
        evidence="c-1",
        until="2199-12-31",
        person="li-8",
    )
    assert other["code"] == "INVALID_INPUT"
    await done(
        client,
        "claimHousehold",
        id=id,
        relation="TENANT",
        evidence="c-1",
        until="2199-12-31",
    )
    client.sign_in(Role.TENANT, "own", id="li-8")
    assert (await client.give("endHouseholdClaim", id=id))["code"] == "FORBIDDEN"
    client.sign_in(Role.TENANT, "own", id="li-7")
    someone = await client.give("endHouseholdClaim", id=id, person="x")
    assert someone["code"] == "INVALID_INPUT"
    await done(client, "endHouseholdClaim", id=id)
    client.sign_in(Role.STREET_OFFICER)
    assert (await client.ask(CLAIMS % id))["household"]["claims"] == []
    assert (await client.give("endHouseholdClaim", id=id))["fields"] == ["person"]


REQUEST = """{ dataSubjectRequest(id: "%s") {
    status kindLabel overdue basis retainedUntil texts { name value }
} }"""


async def test_an_erasure_is_not_granted_while_a_duty_to_keep_holds(
    client: Client,
) -> None:
    compound = await registered(client)
    case = await reported(client, compoundId=compound)
    client.sign_in(Role.OWNER, "own", id="li-7")
    client.http.headers["accept-language"] = "zh-CN"
    asked: dict[str, Any] = {
        "compoundId": compound,
        "kind": "ERASURE",
        "caseId": case,
        "request": "请删除我的诉求",
    }
    id = await done(client, "receiveDataSubjectRequest", **asked)
    seen = (await client.ask(REQUEST % id))["dataSubjectRequest"]
    assert (seen["kindLabel"], seen["overdue"]) == ("删除", False)
    assert seen["texts"] == [{"name": "request", "value": "请删除我的诉求"}]
    client.sign_in(Role.OWNER, "own", id="li-8")
    assert (await client.ask(REQUEST % id))["dataSubjectRequest"] is None
    forbidden = await client.give("withdrawDataSubjectRequest", id=id)
    assert forbidden["code"] == "FORBIDDEN"

    client.sign_in(Role.STREET_OFFICER)
    holds = await client.give("grantDataSubjectRequest", id=id, answer="同意")
    assert holds["code"] == "RETENTION_HOLDS"
    assert "结案后 5 年" in holds["message"]
    await done(
        client,
        "refuseDataSubjectRequest",
        id=id,
        basis="个保47",
        answer="诉求记录须保存五年",
    )
    client.sign_in(Role.OWNER, "own", id="li-7")
    seen = (await client.ask(REQUEST % id))["dataSubjectRequest"]
    assert (seen["status"], seen["basis"]) == ("REFUSED", "个保47")
    assert {each["name"] for each in seen["texts"]} == {"request", "answer"}


async def test_an_officer_writes_a_request_down_for_somebody(client: Client) -> None:
    compound = await registered(client)
    client.sign_in(Role.GRID_WORKER, f"compound:{compound}")
    asked = {"compoundId": compound, "kind": "ACCESS", "request": "想看我的资料"}
    unnamed = await client.give("receiveDataSubjectRequest", **asked)
    assert unnamed["fields"] == ["person"]
    id = await done(client, "receiveDataSubjectRequest", **asked, person="li-7")
    await done(client, "grantDataSubjectRequest", id=id, answer="请到居委会查阅")
    await done(client, "fulfilDataSubjectRequest", id=id)
    client.sign_in(Role.OWNER, "own", id="li-7")
    seen = (await client.ask(REQUEST % id))["dataSubjectRequest"]
    assert seen["status"] == "FULFILLED"
    late = await client.give("withdrawDataSubjectRequest", id=id)
    assert late["code"] == "ILLEGAL_TRANSITION"
    for_other = await client.give("receiveDataSubjectRequest", **asked, person="x")
    assert for_other["fields"] == ["person"]


REASSIGN = """mutation($input: ReassignCasesInput!) { reassignCases(input: $input) {
    ... on CasesReassigned { moved left visible refused { id code message } }
    ... on Refusal { code fields }
} }"""


async def test_all_that_somebody_has_in_hand_goes_to_who_stands_in(
    client: Client,
) -> None:
    compound = await registered(client)
    cases = [await reported(client, compoundId=compound) for _ in range(3)]
    elsewhere = await reported(client)
    client.sign_in(Role.STREET_OFFICER)
    away = {
        "compoundId": compound,
        "person": "steward-1",
        "deputy": "steward-2",
        "startsOn": "2026-03-16",
        "endsOn": "2026-03-20",
    }
    absence = await done(client, "announceAbsence", **away)
    for id in (*cases, elsewhere):
        await done(client, "assignCase", id=id, party="P", handlerId="steward-1")
    await done(client, "acceptCase", id=cases[2])
    await done(client, "assignCase", id=cases[2], party="P", handlerId="steward-1")
    client.sign_in(Role.STEWARD, id="steward-1")
    await done(client, "acceptCase", id=cases[2])
    pause = {"reason": "WEATHER_OR_SUPPLY", "until": await soon(client, cases[2])}
    await done(client, "pauseCase", id=cases[2], **pause)

    client.sign_in(Role.SITE_MANAGER, f"compound:{compound}")
    given = {"fromId": "steward-1", "toId": "steward-2", "reason": "轮岗"}
    first = (await client.ask(REASSIGN, input=given))["reassignCases"]
    assert sorted(first["moved"]) == sorted(cases[:2])
    assert [(each["id"], each["code"]) for each in first["refused"]] == [
        (cases[2], "ILLEGAL_TRANSITION")
    ]
    again = (await client.ask(REASSIGN, input=given))["reassignCases"]
    assert (again["moved"], len(again["refused"])) == ([], 1)

    for changes, code in (
        ({"toId": "steward-1"}, "INVALID_INPUT"),
        ({"reason": " "}, "TEXT_REQUIRED"),
        ({"fromId": "王小明"}, "INVALID_INPUT"),
    ):
        refused = (await client.ask(REASSIGN, input=given | changes))["reassignCases"]
        assert refused["code"] == code
    client.sign_in(Role.OWNER, "own")
    refused = (await client.ask(REASSIGN, input=given))["reassignCases"]
    assert refused["code"] == "FORBIDDEN"
    client.sign_in(Role.STREET_OFFICER)
    await done(client, "endAbsence", id=absence, on="2026-03-18")
    asked = f'{{ absence(id: "{absence}") {{ status deputy backOn }} }}'
    seen = await client.ask(asked)
    assert seen["absence"] == {
        "status": "ENDED",
        "deputy": "steward-2",
        "backOn": "2026-03-18",
    }


async def soon(client: Client, case: str) -> str:
    """A moment shortly after the case last changed."""
    seen = await client.ask(f'{{ case(id: "{case}") {{ changedAt }} }}')
    changed = datetime.fromisoformat(seen["case"]["changedAt"])
    return (changed + timedelta(hours=1)).isoformat()
