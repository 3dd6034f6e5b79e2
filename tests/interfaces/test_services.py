"""Service forces, surveys and visits over GraphQL."""

from __future__ import annotations

from typing import Any

from domain.roles import Role
from tests.interfaces.conftest import Client
from tests.interfaces.given import registered, reported

FORCE = """{
    status kind kindLabel code spot matters memberCount
    hours { weekday opens closes }
    members { member skills checkedOn }
    pledges { unit resource endsOn }
    history { nodes { type payload } }
}"""
SURVEY = """{
    status visited valid spoilt closedAt
    response { part whole percent }
    quoted { rate mismatch }
    questions {
        question counts
        consentOfReturned { part whole percent }
        consentOfVisited { percent }
    }
}"""


async def done(client: Client, mutation: str, **given: Any) -> str:
    """Give a command that must succeed; the id of what it changed."""
    answer = await client.give(mutation, **given)
    assert answer["__typename"].endswith("Changed"), answer
    return str(answer["id"])


async def force(client: Client, compound: str, kind: str, *skills: str) -> str:
    """A force with one member, whose identity is checked."""
    client.sign_in(Role.STREET_OFFICER)
    id = await done(
        client, "foundServiceForce", compoundId=compound, kind=kind, code=kind.lower()
    )
    await done(
        client, "admitServiceForceMember", id=id, member="w-1", skills=list(skills)
    )
    await done(
        client, "checkServiceForceIdentity", id=id, member="w-1", on="2026-03-02"
    )
    return id


async def test_a_help_point_is_public_and_its_people_are_not(client: Client) -> None:
    compound = await registered(client)
    id = await force(client, compound, "HELP_POINT", "errands")
    client.sign_in(Role.STREET_OFFICER)
    again = {"compoundId": compound, "kind": "HELP_POINT", "code": "help_point"}
    taken = await client.give("foundServiceForce", **again)
    assert (taken["code"], taken["fields"]) == ("FORCE_TAKEN", ["code"])
    await done(
        client,
        "openServiceForceDesk",
        id=id,
        spot="station-2",
        matters=["id-card"],
        hours=["1 08:00-12:00"],
    )
    await done(
        client,
        "pledgeServiceForceResource",
        id=id,
        unit="bureau-7",
        resource="van",
        startsOn="2026-03-02",
        endsOn="2026-12-31",
    )
    asked = f'{{ serviceForce(id: "{id}") {FORCE} }}'
    members = (await client.ask(asked))["serviceForce"]["members"]
    assert members == [
        {"member": "w-1", "skills": ["errands"], "checkedOn": "2026-03-02"}
    ]

    client.sign_out()
    seen = (await client.ask(asked))["serviceForce"]
    assert (seen["spot"], seen["matters"]) == ("station-2", ["id-card"])
    assert seen["hours"] == [{"weekday": 1, "opens": 480, "closes": 720}]
    assert (seen["memberCount"], seen["members"]) == (1, [])
    assert seen["pledges"][0]["endsOn"] == "2026-12-31"
    hidden = [each["type"] for each in seen["history"]["nodes"] if not each["payload"]]
    assert hidden == ["ServiceForce.MemberAdmitted", "ServiceForce.IdentityChecked"]


async def test_somebody_is_sent_to_a_case_and_back(client: Client) -> None:
    compound = await registered(client)
    pool = await force(client, compound, "TALENT_POOL", "lock_opening")
    case = await reported(client, compoundId=compound)
    client.sign_in(Role.SITE_MANAGER, f"compound:{compound}")
    client.http.headers["accept-language"] = "zh-CN"
    send: dict[str, Any] = {
        "forceId": pool,
        "caseId": case,
        "member": "w-1",
        "skill": "lock_opening",
        "bearer": "FIRM",
    }
    refused = await client.give("dispatchService", **send | {"bearer": "RESIDENT"})
    assert refused["code"] == "VISIT_IS_FREE"
    assert refused["message"] == "“技术服务人才库”上门对居民免费，不得由居民承担费用。"
    id = await done(client, "dispatchService", **send, note="三楼,门锁坏了")
    client.sign_in(Role.TALENT_POOL_WORKER, f"compound:{compound}", id="w-2")
    assert (await client.give("acceptDispatch", id=id))["code"] == "NOT_THE_ONE_SENT"
    client.sign_in(Role.TALENT_POOL_WORKER, f"compound:{compound}", id="w-1")
    await done(client, "acceptDispatch", id=id)
    await done(client, "arriveAtDispatch", id=id)
    await done(client, "completeDispatch", id=id, result="DONE", cost=8000)

    shown = """{ status statusLabel entersHome bearerLabel result cost endedAt
        texts { name value } }"""
    asked = f'{{ serviceDispatch(id: "{id}") {shown} }}'
    seen = (await client.ask(asked))["serviceDispatch"]
    assert (seen["statusLabel"], seen["bearerLabel"]) == ("已完成", "物业企业")
    assert (seen["entersHome"], seen["result"], seen["cost"]) == (True, "DONE", 8000)
    assert seen["texts"] == [{"name": "note", "value": "三楼,门锁坏了"}]
    client.sign_out()
    assert (await client.ask(asked))["serviceDispatch"] is None


async def test_who_reported_a_case_does_not_mediate_it(client: Client) -> None:
    compound = await registered(client)
    room = await force(client, compound, "MEDIATION_ROOM", "mediation")
    case = await reported(client, compoundId=compound, reporter="w-1")
    client.sign_in(Role.STREET_OFFICER)
    refused = await client.give(
        "dispatchService", forceId=room, caseId=case, member="w-1"
    )
    assert refused["code"] == "MEDIATOR_IS_PARTY"


async def test_a_survey_shows_what_may_be_shown(client: Client) -> None:
    compound = await registered(client)
    client.sign_in(Role.STREET_OFFICER)
    id = await done(
        client,
        "beginSurvey",
        compoundId=compound,
        kind="CONSENT",
        organiser="task-force",
        title="入户征求意见",
    )
    for question, answers in (("points", ["yes", "no"]), ("trust", ["yes", "no"])):
        await done(
            client,
            "askSurveyQuestion",
            id=id,
            question=question,
            answers=answers,
            consent="yes",
        )
    await done(client, "countSurveyForms", id=id, visited=986, valid=942)
    for question, counts in (("points", [669, 273]), ("trust", [938, 4])):
        await done(
            client, "countSurveyAnswers", id=id, question=question, counts=counts
        )
    asked = f'{{ survey(id: "{id}") {SURVEY} }}'
    staff = (await client.ask(asked))["survey"]
    assert [each["counts"] for each in staff["questions"]] == [[669, 273], [938, 4]]
    client.sign_out()
    early = (await client.ask(asked))["survey"]
    assert (early["visited"], early["response"]) == (None, None)
    assert [each["counts"] for each in early["questions"]] == [None, None]
    client.sign_in(Role.STREET_OFFICER)
    await done(client, "closeSurvey", id=id)
    for rate in ("72.1%", "71.0%"):
        await done(client, "quoteSurveyRate", id=id, rate=rate, source="news-1")
    refused = await client.give(
        "concludeSurvey", id=id, matter="V3", conclusion="同意更换物业"
    )
    assert refused["code"] == "RESERVED_TO_OWNERS"
    assert refused["messageZh"] == "事项“V3”须由业主共同决定，调查不得代替表决。"

    client.sign_out()
    seen = (await client.ask(asked))["survey"]
    assert seen["response"] == {"part": 942, "whole": 986, "percent": "95.5"}
    assert seen["quoted"] == [
        {"rate": "72.1%", "mismatch": True},
        {"rate": "71.0%", "mismatch": False},
    ]
    points, trust = seen["questions"]
    assert points["counts"] == [669, 273]
    assert points["consentOfReturned"] == {"part": 669, "whole": 942, "percent": "71.0"}
    assert points["consentOfVisited"] == {"percent": "67.8"}
    assert (trust["counts"], trust["consentOfReturned"]) == ([None, None], None)


async def test_visits_are_planned_one_at_a_time_and_counted(client: Client) -> None:
    compound = await registered(client)
    units = []
    for number in ("1-101", "1-102"):
        units.append(
            await done(
                client,
                "registerHousehold",
                compoundId=compound,
                number=number,
                areaDm2=9000,
                owners=["o-1"],
            )
        )
    case = await reported(client, compoundId=compound)
    client.sign_in(Role.STREET_OFFICER)
    plan = {"unitId": units[0], "visitor": "grid-1", "on": "2026-03-03"}
    id = await done(client, "planVisit", **plan)
    again = await client.give("planVisit", **plan)
    assert (again["code"], again["fields"]) == ("VISIT_UNDER_WAY", ["unitId"])
    await done(
        client,
        "makeVisit",
        id=id,
        on="2026-03-03",
        needs=["PIP-02"],
        cases=[case],
        returnPromised=True,
    )
    back = {"id": id, "on": "2026-03-09", "content": True}
    early = await client.give("makeReturnVisit", **back)
    assert early["code"] == "CASE_STILL_OPEN"
    await done(client, "withdrawCase", id=case, reason="已自行解决")
    await done(client, "makeReturnVisit", **back)
    assert await done(client, "planVisit", **plan) == id

    asked = f'{{ visit(id: "{id}") {{ status planned made promised kept needs }} }}'
    seen = (await client.ask(asked))["visit"]
    assert seen == {
        "status": "PLANNED",
        "planned": 2,
        "made": 1,
        "promised": 1,
        "kept": 1,
        "needs": [],
    }
    client.sign_out()
    shares = """{ visitShares(compoundId: "%s") {
        coverage { part whole percent } returns { part whole }
    } }"""
    assert (await client.ask(shares % compound))["visitShares"] == {
        "coverage": {"part": 1, "whole": 2, "percent": "50.0"},
        "returns": {"part": 1, "whole": 1},
    }
    gone = await client.ask('{ visitShares(region: "x") { coverage { percent } } }')
    assert gone["visitShares"]["coverage"]["percent"] is None
    assert (await client.ask(asked))["visit"] is None


async def test_nobody_visits_a_unit_that_is_no_more(client: Client) -> None:
    compound = await registered(client)
    unit = await done(
        client,
        "registerHousehold",
        compoundId=compound,
        number="1-101",
        areaDm2=9000,
        owners=["o-1"],
    )
    await done(client, "removeHousehold", id=unit, reason="登记有误")
    client.sign_in(Role.STREET_OFFICER)
    gone = await client.give("planVisit", unitId=unit, visitor="g-1", on="2026-03-03")
    assert gone["code"] == "HOUSEHOLD_GONE"
