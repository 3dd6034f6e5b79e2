"""What the source texts tell of and no generated history plays: given as commands, and
read with the query that docs/seed-coverage.md names for it."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from domain.roles import Role
from interfaces.services import Services
from tests.domain.enterprise_lives import CODE
from tests.interfaces.conftest import Client
from tests.interfaces.given import REPORT, registered, reported
from tests.interfaces.test_committees import Wound, elected, formed, on
from tests.interfaces.test_http import PNG
from tests.interfaces.test_services import done, force

REGION = ["371000", "371002"]


async def cared(client: Client, compound: str, fields: str) -> Any:
    query = f"query ($id: ID!) {{ compound(id: $id) {{ care {{ {fields} }} }} }}"
    return (await client.ask(query, id=compound))["compound"]["care"]


async def covered(client: Client, coverage: str, **given: Any) -> str:
    """A firm with a Party body; its id."""
    client.sign_in(Role.PROPERTY_OFFICER)
    firm = {"creditCode": CODE, "name": "安居物业", "regionPath": REGION}
    id = await done(client, "registerEnterprise", **firm)
    body = {"body": "body-1", "superior": "community", "foundedOn": "2026-03-02"}
    await done(
        client, "formEnterprisePartyBody", id=id, coverage=coverage,
        members=5, probationary=1, **body | given,
    )  # fmt: skip
    return id


async def test_the_party_reaches_a_compound_and_its_firm(client: Client) -> None:
    compound = await registered(client)
    client.sign_in(Role.COMMUNITY_PARTY_SECRETARY)
    await done(
        client, "statePartyCoverage", id=compound, mode="OWN",
        organisation="branch-1", members=5, since="2026-03-02",
    )  # fmt: skip
    await covered(client, "OWN")

    found = await client.ask(
        """query ($id: ID!, $period: String!) {
            indicator(code: "coverage.party", period: $period,
                      place: { compound: $id }) { numerator denominator }
            enterprises { nodes { partyBodies { coverage } } } }""",
        id=compound,
        period=f"{datetime.now(UTC):%Y-%m}",
    )
    assert found["indicator"] == {"numerator": 1, "denominator": 1}
    assert found["enterprises"]["nodes"] == [{"partyBodies": [{"coverage": "OWN"}]}]


async def test_firms_of_a_quarter_are_coordinated_by_the_party(client: Client) -> None:
    await covered(client, "JOINT", partners=["firm-2"])
    client.sign_in(Role.STREET_OFFICER)
    await done(
        client, "formCommittee", kind="PARTY_COORDINATION_COMMITTEE", level="COMMUNITY",
        regionPath=[*REGION, "371002001", "371002001001"], startedOn=on(),
    )  # fmt: skip

    found = await client.ask(
        """{ committees(filter: { kind: "party_coordination_committee" }) {
                nodes { kind level } }
            enterprises { nodes { partyBodies { coverage partners } } } }"""
    )
    assert found["committees"]["nodes"] == [
        {"kind": "PARTY_COORDINATION_COMMITTEE", "level": "COMMUNITY"}
    ]
    assert found["enterprises"]["nodes"] == [
        {"partyBodies": [{"coverage": "JOINT", "partners": ["firm-2"]}]}
    ]


async def test_units_pledge_what_they_bring_to_a_compound(client: Client) -> None:
    compound = await registered(client)
    id = await force(client, compound, "VOLUNTEER_TEAM", "teaching")
    term = {"startsOn": "2026-03-02", "endsOn": "2026-12-31"}
    await done(
        client, "pledgeServiceForceResource", id=id, unit="college-1",
        resource="classroom", **term,
    )  # fmt: skip
    for kind in ("VOLUNTEERING", "RESOURCE_PLEDGE"):
        await done(
            client, "keepCompoundRecord", id=compound, kind=kind, code="youth",
            since="2026-03-02", party="youth-league",
        )  # fmt: skip

    found = await client.ask(
        "{ serviceForces { nodes { pledges { unit resource startsOn endsOn } } } }"
    )
    assert found["serviceForces"]["nodes"] == [
        {"pledges": [{"unit": "college-1", "resource": "classroom"} | term]}
    ]
    care = await cared(client, compound, "records { kind party }")
    assert {each["kind"] for each in care["records"]} == {
        "VOLUNTEERING", "RESOURCE_PLEDGE",
    }  # fmt: skip


async def test_a_volunteer_is_sent_to_what_came_in_by_telephone(client: Client) -> None:
    compound = await registered(client)
    team = await force(client, compound, "VOLUNTEER_TEAM", "errands")
    case = await reported(client, compoundId=compound, channel="PHONE")
    client.sign_in(Role.STREET_OFFICER)
    id = await done(
        client, "dispatchService", forceId=team, caseId=case, member="w-1",
        skill="errands",
    )  # fmt: skip
    client.sign_in(Role.VOLUNTEER, f"compound:{compound}", id="w-1")
    await done(client, "acceptDispatch", id=id)
    await done(client, "arriveAtDispatch", id=id)
    await done(client, "completeDispatch", id=id, result="DONE", minutes=90)

    client.sign_in(Role.STREET_OFFICER)
    found = await client.ask(
        """{ serviceForces(filter: { kind: "volunteer_team" }) {
                nodes { members { member skills } } }
            serviceDispatches { nodes { status member minutes caseId } }
            cases { nodes { id channel } } }"""
    )
    assert found["serviceForces"]["nodes"] == [
        {"members": [{"member": "w-1", "skills": ["errands"]}]}
    ]
    assert found["serviceDispatches"]["nodes"] == [
        {"status": "COMPLETED", "member": "w-1", "minutes": 90, "caseId": case}
    ]
    assert found["cases"]["nodes"] == [{"id": case, "channel": "PHONE"}]


async def test_a_repair_is_asked_for_with_a_picture(client: Client) -> None:
    case = await reported(client, reporter="Owner-1")
    await reported(client, reporter="Owner-2", channel="PHONE")
    client.sign_in(Role.STEWARD)
    picture = {"content": base64.b64encode(PNG).decode(), "mediaType": "image/png"}
    await done(client, "attachFile", id=case, **picture)

    found = await client.ask(
        """{ cases(filter: { channel: [APP] }) { nodes {
            id category history(first: 5) { nodes { type } } } } }"""
    )
    (only,) = found["cases"]["nodes"]
    assert (only["id"], only["category"]) == (case, REPORT["category"])
    assert [each["type"] for each in only["history"]["nodes"]] == [
        "Case.Reported", "Case.FileAttached",
    ]  # fmt: skip


async def test_passes_and_partners_of_a_compound_are_on_record(client: Client) -> None:
    compound = await registered(client)
    client.sign_in(Role.STREET_OFFICER)
    for kind, code in (("ACCESS_PASS", "travel"), ("PARTNER", "shop")):
        await done(
            client, "keepCompoundRecord", id=compound, kind=kind, code=code,
            since="2026-03-02",
        )  # fmt: skip

    care = await cared(client, compound, "records { kind code }")
    assert care["records"] == [
        {"kind": "ACCESS_PASS", "code": "travel"},
        {"kind": "PARTNER", "code": "shop"},
    ]


async def test_neighbourhood_owners_and_firm_sit_together(client: Client) -> None:
    compound = await registered(client)
    await elected(client, compound)
    slots = {"PARTY_ORGANISATION": "party", "NEIGHBOURHOOD": "nc", "FIRM": "firm"}
    for slot, holder in slots.items():
        await done(
            client, "fillPartySlot", id=compound, framework="SERVICE_CENTRE",
            slot=slot, holders=[holder], since="2026-03-02",
        )  # fmt: skip
    refused = await client.give(
        "fillPartySlot", id=compound, framework="SERVICE_CENTRE",
        slot="OWNERS_BODY", holders=["firm"], since="2026-03-02",
    )  # fmt: skip

    assert refused["__typename"] == "Refusal"
    care = await cared(client, compound, "partySlots { slot }")
    assert {each["slot"] for each in care["partySlots"]} == set(slots)
    found = await client.ask("{ committees { nodes { members { source } } } }")
    assert found["committees"]["nodes"] == [{"members": [{"source": "OWNER"}] * 5}]


async def met(
    client: Client, services: Services, committee: str, kind: str, role: str
) -> str:
    """A meeting of so many that has begun, with one item; its id."""
    services.commands.clock = clock = Wound()
    starts = (clock() + timedelta(days=9)).isoformat()
    id = await done(
        client, "conveneMeeting", committeeId=committee, kind=kind, startsAt=starts
    )
    await done(client, "addMeetingItem", id=id, subject="停车收费")
    clock.ahead = timedelta(days=9, hours=1)
    await done(client, "openMeeting", id=id)
    await done(client, "attendMeeting", id=id, role=role, count=60)
    return id


async def ended(client: Client, id: str) -> None:
    await done(client, "takeMeetingMinutes", id=id, minutes="会议记录", signed=2)
    await done(client, "closeMeeting", id=id)


async def council(client: Client, compound: str) -> str:
    id = await formed(client, compound, kind="COUNCIL")
    for number in range(3):
        await done(
            client, "seatCommitteeMember", id=id, person=f"d-{number}",
            source="DELEGATE", on=on(),
        )  # fmt: skip
    await done(client, "constituteCommittee", id=id, on=on())
    return id


async def test_a_hearing_hears_both_sides_and_is_counted(
    client: Client, services: Services
) -> None:
    compound = await registered(client)
    body = await council(client, compound)
    id = await met(client, services, body, "HEARING", "RESIDENT")
    for side, role in (("owners", "OWNER"), ("firm", "FIRM")):
        await done(
            client, "hearMeetingStatement", id=id, item=1, side=side, role=role,
            statement="陈述",
        )  # fmt: skip
    await done(client, "makeFindingOfMeeting", id=id, item=1, finding="收费应公示")
    await ended(client, id)

    found = await client.ask(
        """query ($period: String!) {
            indicator(code: "meeting_count", period: $period) {
                numerator parts { code amount } }
            meetings { nodes { items { sides outcome } } } }""",
        period=on(9)[:4],
    )
    (item,) = found["meetings"]["nodes"][0]["items"]
    assert item == {"sides": ["firm", "owners"], "outcome": "FOUND"}
    parts = {each["code"]: each["amount"] for each in found["indicator"]["parts"]}
    assert (found["indicator"]["numerator"], parts["hearing"]) == (1, 1)


async def test_residents_are_visited_asked_and_decide(
    client: Client, services: Services
) -> None:
    compound = await registered(client)
    body = await council(client, compound)
    await done(
        client, "keepCompoundRecord", id=compound, kind="CONSULTATION", code="homes",
        since="2026-03-02",
    )  # fmt: skip
    survey = await done(
        client, "beginSurvey", compoundId=compound, kind="CONSENT",
        organiser="task-force", title="入户了解意愿",
    )  # fmt: skip
    await done(
        client, "askSurveyQuestion", id=survey, question="plan",
        answers=["yes", "no"], consent="yes",
    )  # fmt: skip
    await done(client, "countSurveyForms", id=survey, visited=120, valid=100, spoilt=0)
    await done(
        client, "countSurveyAnswers", id=survey, question="plan", counts=[80, 20]
    )
    await done(client, "closeSurvey", id=survey)
    id = await met(client, services, body, "RESIDENTS_ASSEMBLY", "RESIDENT")
    await done(
        client, "decideMeetingItem", id=id, item=1, inFavour=50, against=10,
        abstained=0, signed=0, eligible=100,
    )  # fmt: skip
    await ended(client, id)

    found = await client.ask(
        """{ surveys { nodes { visited questions { counts } } }
            meetings(filter: { kind: "residents_assembly" }) {
                nodes { items { decision { passed } } } } }"""
    )
    assert found == {
        "surveys": {"nodes": [{"visited": 120, "questions": [{"counts": [80, 20]}]}]},
        "meetings": {"nodes": [{"items": [{"decision": {"passed": True}}]}]},
    }
    care = await cared(client, compound, "records { kind }")
    assert care["records"] == [{"kind": "CONSULTATION"}]


async def test_a_body_has_a_branch_and_a_member_a_second_post(client: Client) -> None:
    body = await elected(client, await registered(client))
    await done(
        client, "stateCommitteeBranch", id=body, branch="br-1", form="GROUP",
        on=on(), secretary="commissioner-1",
    )  # fmt: skip
    post = {"person": "o-1", "organisationId": "firm-1"}
    await done(
        client, "appointCrosswise", id=body, organisation="FIRM", post="adviser",
        paid=False, since=on(-1), **post,
    )  # fmt: skip
    query = """query ($id: ID!) {
        committee(id: $id) { branch posts { organisation paid } } }"""

    found = (await client.ask(query, id=body))["committee"]
    assert found == {
        "branch": "br-1",
        "posts": [{"organisation": "FIRM", "paid": False}],
    }
    await done(client, "endCrossAppointment", id=body, on=on(), **post)
    assert (await client.ask(query, id=body))["committee"]["posts"] == []


async def test_buildings_have_leaders_stewards_and_more_ways_in_than_one(
    client: Client,
) -> None:
    compound = await registered(client)
    client.sign_in(Role.STREET_OFFICER)
    since = {"id": compound, "since": "2026-03-02"}
    given: list[tuple[str, dict[str, Any]]] = [
        ("installEntryDevice", {"code": "c-1", "entrance": "east", "kind": "CARD"}),
        (
            "installEntryDevice",
            {"code": "f-1", "entrance": "east", "kind": "FACE", "basis": "个保26"},
        ),
        ("nameBuildingLeader", {"building": "1", "leaderId": "leader-1"}),
        ("drawGovernanceArea", {"code": "a", "kind": "GRID", "buildings": ["1", "2"]}),
        (
            "nameRedStewards",
            {
                "area": "a",
                "commissionerId": "p-1",
                "gridWorkerId": "p-2",
                "stewardId": "p-3",
            },
        ),
    ]
    for mutation, more in given:
        await done(client, mutation, **since, **more)

    care = await cared(
        client,
        compound,
        """entryDevices { entrance kind } buildingLeaders { building }
        redStewards { area commissionerId gridWorkerId stewardId }""",
    )
    assert {each["kind"] for each in care["entryDevices"]} == {"CARD", "FACE"}
    assert care["buildingLeaders"] == [{"building": "1"}]
    assert care["redStewards"] == [given[-1][1]]


async def test_an_assessment_is_on_record_beside_the_indicators(client: Client) -> None:
    compound = await registered(client)
    client.sign_in(Role.STREET_OFFICER)
    await done(
        client, "keepCompoundRecord", id=compound, kind="ASSESSMENT", code="2026",
        since="2026-03-02", party="street",
    )  # fmt: skip

    found = await client.ask(
        """query ($id: ID!) { indicators(period: "2026", place: { compound: $id }) {
            code numerator denominator } }""",
        id=compound,
    )
    assert "satisfaction" in {each["code"] for each in found["indicators"]}
    care = await cared(client, compound, "records { kind party }")
    assert care["records"] == [{"kind": "ASSESSMENT", "party": "street"}]


async def test_what_was_seen_is_taken_up_before_anybody_complains(
    client: Client,
) -> None:
    compound = await registered(client)
    seen = {"channel": "PROACTIVE", "category": "SAF-01", "title": "楼道冒烟"}
    case = await reported(client, compoundId=compound, reporter=None, **seen)
    client.sign_in(Role.STREET_OFFICER)
    await done(
        client, "recordIncident", id=compound, code="i-1", kind="THEFT", count=11,
        on="2026-03-02",
    )  # fmt: skip

    found = await client.ask(
        "{ cases(filter: { channel: [PROACTIVE] }) { nodes { id } } }"
    )
    assert found["cases"]["nodes"] == [{"id": case}]
    care = await cared(client, compound, "incidents { kind count }")
    assert care["incidents"] == [{"kind": "THEFT", "count": 11}]


async def test_a_meal_is_ordered_and_brought(client: Client) -> None:
    compound = await registered(client)
    client.sign_in(Role.HELP_CLERK)
    await done(
        client, "orderHomeCare", id=compound, code="h-1", service="MEAL",
        unitId=str(UUID(int=8)), provider="canteen-1", scheduledOn=on(),
    )  # fmt: skip
    open = await cared(client, compound, "homeCare { code service }")
    await done(client, "finishHomeCare", id=compound, code="h-1", on=on())

    assert open["homeCare"] == [{"code": "h-1", "service": "MEAL"}]
    assert (await cared(client, compound, "homeCare { code }"))["homeCare"] == []


async def test_the_standards_and_rules_of_a_city_are_data(client: Client) -> None:
    found = await client.ask('{ profiles disclosureItems(profile: "weihai") { code } }')

    assert "weihai" in found["profiles"]
    assert len(found["disclosureItems"]) == 50
