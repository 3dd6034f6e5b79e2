"""Bodies and meetings over GraphQL: formed, filed, met, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from application.clock import system_clock
from domain.civil_time import day_in_china
from domain.roles import Role
from interfaces.services import Services
from tests.interfaces.conftest import Client
from tests.interfaces.given import COMPOUND, registered, reported, voted

MET = [
    "FULL_CAPACITY",
    "LAW_ABIDING",
    "NO_PROHIBITED_USE",
    "NO_FIRM_TIE",
    "NO_JUDGEMENT_DEFAULT",
]
VOTE = "00000000-0000-4000-8000-000000000040"
TODAY = day_in_china(system_clock())


def on(days: int = 0) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


async def done(client: Client, mutation: str, **given: Any) -> Any:
    answer = await client.give(mutation, **given)
    assert answer["__typename"].endswith("Changed"), answer
    return answer


async def formed(client: Client, compound: str, **given: Any) -> str:
    usual = {"kind": "OWNERS_COMMITTEE", "startedOn": on(-60), "compoundId": compound}
    client.sign_in(Role.STREET_OFFICER)
    return str((await done(client, "formCommittee", **usual | given))["id"])


async def elected(client: Client, compound: str) -> str:
    """An owners' committee of five, filed."""
    id = await formed(client, compound)
    vote = voted(client, compound, "V2")
    for number in range(5):
        person = {"id": id, "person": f"o-{number}", "source": "OWNER", "met": MET}
        await done(client, "nominateCommitteeMember", **person)
        await done(client, "seatCommitteeMember", **person, on=on(-1), voteId=vote)
    await done(client, "constituteCommittee", id=id, on=on(-1))
    await done(client, "fileCommittee", id=id, filing="BA-7", on=on())
    return id


async def test_a_committee_is_formed_filed_and_owes_its_sessions(
    client: Client,
) -> None:
    compound = await registered(client)
    id = await elected(client, compound)
    await done(
        client, "nameCommitteeOfficer", id=id, person="o-1", office="CHAIR", on=on()
    )

    client.sign_out()
    client.http.headers["accept-language"] = "zh-CN"
    shown = await client.ask(
        """query ($id: ID!, $late: Date!) { committee(id: $id) {
            status statusLabel kindLabel term electing filing
            members { person sourceLabel seat suspended }
            officers { officeLabel person }
            duties { code name dueOn overdue party partyLabel origin }
            late: duties(on: $late) { code overdue }
            vacant isRed
            compound { name }
        } }""",
        id=id,
        late=on(30),
    )
    seen = shown["committee"]
    assert (seen["status"], seen["statusLabel"]) == ("FILED", "已备案")
    assert (seen["kindLabel"], seen["term"]) == ("业主委员会", 1)
    assert [each["person"] for each in seen["members"]] == [
        f"o-{number}" for number in range(5)
    ]
    assert seen["officers"] == [{"officeLabel": "主任", "person": "o-1"}]
    owed = {each["code"]: each for each in seen["duties"]}
    assert owed["first_session"]["name"] == "召开业委会首次会议"
    assert owed["first_session"]["overdue"] is False
    assert owed["first_session"]["partyLabel"] == "业委会、物管会"
    assert "filing" not in owed
    late = {each["code"]: each["overdue"] for each in seen["late"]}
    assert late["first_session"] is True
    assert (seen["vacant"], seen["isRed"]) == ([], False)
    assert seen["compound"]["name"] == COMPOUND["name"]


async def test_a_body_is_formed_once(client: Client) -> None:
    compound = await registered(client)
    await formed(client, compound)
    again = await client.give(
        "formCommittee",
        kind="OWNERS_COMMITTEE",
        startedOn=on(),
        compoundId=compound,
    )
    assert (again["code"], again["fields"]) == ("BODY_TAKEN", ["number"])
    assert "已登记" in again["messageZh"]
    await formed(client, compound, number=2)


async def test_what_is_refused_is_told_in_chinese(client: Client) -> None:
    compound = await registered(client)
    id = await formed(client, compound)
    untied = [each for each in MET if each != "NO_FIRM_TIE"]
    person = {"id": id, "person": "o-1", "source": "OWNER"}
    tied = await client.give("nominateCommitteeMember", **person, met=untied)
    assert (tied["code"], tied["fields"]) == ("TIED_TO_FIRM", ["met"])
    assert "利害关系" in tied["messageZh"]
    small = await client.give("constituteCommittee", id=id, on=on())
    assert small["code"] == "TOO_FEW_MEMBERS" and "最低人数" in small["messageZh"]
    client.sign_in(Role.STEWARD)
    refused = await client.give("nominateCommitteeMember", **person, met=MET)
    assert refused["code"] == "FORBIDDEN"


async def test_party_membership_is_computed_with_and_never_shown(
    client: Client,
) -> None:
    compound = await registered(client)
    id = await elected(client, compound)
    for number in range(3):
        await done(
            client,
            "stateCommitteePartyStatus",
            id=id,
            person=f"o-{number}",
            partyStatus="FULL",
            consent=True,
        )
    await done(
        client, "stateCommitteeBranch", id=id, branch="br-1", form="BRANCH", on=on()
    )
    client.sign_out()
    asked = await client.ask(
        """query ($id: ID!) { committee(id: $id) {
            isRed branchFormLabel history(first: 40) { nodes { type payload } }
        } }""",
        id=id,
    )
    assert asked["committee"]["isRed"] is True
    payloads = [
        each["payload"]
        for each in asked["committee"]["history"]["nodes"]
        if each["type"] == "Committee.PartyStatusStated"
    ]
    assert payloads == [None, None, None]


async def test_a_region_has_its_forums(client: Client) -> None:
    client.sign_in(Role.STREET_OFFICER)
    path = ["371000", "371002", "371002001"]
    street = await done(
        client,
        "formCommittee",
        kind="STREET_ALLIANCE",
        level="STREET",
        regionPath=path,
        profile="weihai",
        startedOn=on(),
    )
    below = await done(
        client,
        "formCommittee",
        kind="JOINT_MEETING",
        level="COMMUNITY",
        regionPath=[*path, "371002001001"],
        profile="weihai",
        startedOn=on(),
        parentId=street["id"],
    )
    found = await client.ask(
        '{ committees(filter: {region: "371002001"}) {'
        " totalCount nodes { id kind level parentId compoundId } } }"
    )
    assert found["committees"]["totalCount"] == 2
    joint = next(
        each for each in found["committees"]["nodes"] if each["id"] == below["id"]
    )
    assert (joint["level"], joint["parentId"]) == ("COMMUNITY", street["id"])
    nowhere = await client.give(
        "formCommittee",
        kind="JOINT_MEETING",
        level="STREET",
        regionPath=path,
        startedOn=on(),
        parentId=VOTE,
    )
    assert nowhere["code"] == "NOT_FOUND"
    client.sign_in(Role.STREET_OFFICER, scope="371002001")
    foreign = {"kind": "STREET_ALLIANCE", "level": "STREET", "startedOn": on()}
    for path in (["371000", "371003", "371002001"], ["371002001", "elsewhere"]):
        refused = await client.give("formCommittee", regionPath=path, **foreign)
        assert (refused["code"], refused["fields"]) == (
            "REGION_NOT_REGISTERED",
            ["regionPath"],
        )


async def test_a_region_with_codes_of_its_own_is_known_by_its_compounds(
    client: Client,
) -> None:
    client.sign_in(Role.OPERATOR)
    path = ["wh", "hc"]
    names = {
        "regionCodes": [*path, "s", "m"],
        "regionNames": ["威海", "环翠", "街", "社"],
    }
    await done(client, "registerCompound", **COMPOUND | names)
    client.sign_in(Role.STREET_OFFICER)
    street = {"kind": "STREET_ALLIANCE", "level": "STREET", "startedOn": on()}
    await done(client, "formCommittee", regionPath=path, **street)


async def test_a_property_committee_ends_with_the_committee_that_was_filed(
    client: Client,
) -> None:
    compound = await registered(client)
    pmc = await formed(
        client,
        compound,
        kind="PROPERTY_MANAGEMENT_COMMITTEE",
        ground="NO_COMMITTEE_ELECTED",
    )
    committee = await elected(client, compound)
    await done(client, "noteSuccessorOfCommittee", id=pmc, successorId=committee)
    ended = {"id": pmc, "reason": "COMMITTEE_FILED", "on": on()}
    await done(client, "dissolveCommittee", **ended)
    shown = await client.ask(
        f'{{ committee(id: "{pmc}") {{ statusLabel successorId }} }}'
    )
    assert shown["committee"] == {
        "statusLabel": "Dissolved",
        "successorId": committee,
    }


# --- meetings -------------------------------------------------------------------------


class Wound:
    """A clock that a test may set forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


async def test_a_stool_council_makes_cases_and_the_body_takes_note(
    client: Client, services: Services
) -> None:
    clock = Wound()
    services.commands.clock = clock
    compound = await registered(client)
    council = await formed(client, compound, kind="COUNCIL")
    for number in range(3):
        await done(
            client,
            "seatCommitteeMember",
            id=council,
            person=f"d-{number}",
            source="DELEGATE",
            on=on(),
        )
    await done(client, "constituteCommittee", id=council, on=on())
    case = await reported(client, compoundId=compound)
    client.sign_in(Role.STREET_OFFICER)
    convene = {
        "committeeId": council,
        "kind": "STOOL_COUNCIL",
        "startsAt": (clock() + timedelta(hours=25)).isoformat(),
    }
    early = await client.give(
        "conveneMeeting",
        **convene | {"startsAt": (clock() + timedelta(hours=1)).isoformat()},
    )
    assert (early["code"], early["fields"]) == (
        "MEETING_NOTICE_TOO_SHORT",
        ["startsAt"],
    )
    assert "24 h" in early["messageZh"]
    id = (await done(client, "conveneMeeting", **convene, venue="凉亭"))["id"]
    await done(client, "addMeetingItem", id=id, subject="下水道")
    clock.ahead = timedelta(hours=26)
    await done(client, "openMeeting", id=id)
    await done(client, "attendMeeting", id=id, role="DELEGATE", count=12)
    wrong = await client.give("takeMeetingStep", id=id, item=1, step="MEASURES")
    assert wrong["code"] == "STEP_OUT_OF_ORDER" and "说问题" in wrong["messageZh"]
    for step in ("PROBLEMS", "MEASURES", "COUNTER_MEASURES"):
        await done(client, "takeMeetingStep", id=id, item=1, step=step)
    settle = {"id": id, "item": 1, "outcome": "CASE"}
    lost = await client.give("settleMeetingItem", **settle, caseId=VOTE)
    assert lost["code"] == "NOT_FOUND"
    await done(client, "settleMeetingItem", **settle, caseId=case)
    await done(
        client,
        "setMeetingTask",
        id=id,
        item=1,
        party="U",
        dueOn=on(5),
        task="疏通",
        caseId=case,
    )
    await done(client, "takeMeetingMinutes", id=id, minutes="会议记录全文", signed=2)
    await done(client, "closeMeeting", id=id)

    shown = await client.ask(
        """query ($id: ID!, $body: ID!, $late: Date!, $now: Date!) {
          meeting(id: $id) {
            status kindLabel closedOn minutesSigned members
            attendance { roleLabel person count }
            items { steps outcomeLabel caseId decision { passed } }
            tasks { party caseId late: overdue(on: $late) now: overdue(on: $now) }
            texts { name value entry }
          }
          committee(id: $body) { held { meetingId meetingLabel on } }
        }""",
        id=id,
        body=council,
        late=on(6),
        now=on(5),
    )
    meeting = shown["meeting"]
    assert (meeting["status"], meeting["kindLabel"]) == ("CLOSED", "Stool council")
    assert meeting["items"] == [
        {
            "steps": ["PROBLEMS", "MEASURES", "COUNTER_MEASURES"],
            "outcomeLabel": "Became a case",
            "caseId": case,
            "decision": None,
        }
    ]
    assert meeting["tasks"] == [
        {"party": "U", "caseId": case, "late": True, "now": False}
    ]
    texts = {each["name"]: each["value"] for each in meeting["texts"]}
    assert texts["venue"] == "凉亭" and texts["minutes"] == "会议记录全文"
    assert shown["committee"]["held"][0]["meetingId"] == id

    entries = {each["name"]: each["entry"] for each in meeting["texts"]}
    let = {"id": id, "entry": entries["minutes"], "path": "minutes"}
    client.sign_in(Role.STREET_OFFICER)
    wrong = await client.give("releaseMeetingText", **let, mask="M0")
    assert wrong["code"] == "MASK_FORBIDS"
    await done(client, "releaseMeetingText", **let, mask="M2")
    client.sign_out()
    query = f'{{ meeting(id: "{id}") {{ texts {{ name state value }} }} }}'
    public = (await client.ask(query))["meeting"]["texts"]
    assert {"name": "minutes", "state": "RELEASED", "value": "会议记录全文"} in public
    assert {"name": "task", "state": "SEALED", "value": None} in public


async def test_a_session_decides_with_votes_and_signatures(
    client: Client, services: Services
) -> None:
    clock = Wound()
    services.commands.clock = clock
    compound = await registered(client)
    body = await elected(client, compound)
    starts = (clock() + timedelta(days=9)).isoformat()
    session = {"committeeId": body, "kind": "COMMITTEE_SESSION", "startsAt": starts}
    id = (await done(client, "conveneMeeting", **session))["id"]
    await done(client, "addMeetingItem", id=id, subject="选聘物业", matter="V3")
    await done(client, "addMeetingItem", id=id, subject="值班安排")
    clock.ahead = timedelta(days=9, hours=1)
    await done(client, "openMeeting", id=id)
    for number in range(3):
        await done(client, "attendMeeting", id=id, role="OWNER", person=f"o-{number}")
    votes = {"id": id, "inFavour": 3, "signed": 3}
    theirs = await client.give("decideMeetingItem", **votes, item=1)
    assert (theirs["code"], theirs["fields"]) == ("RESERVED_FOR_OWNERS", ["voteId"])
    assert "民278" in theirs["messageZh"]
    assert "The owners decide V3" in theirs["messageEn"]
    await done(client, "decideMeetingItem", **votes, item=2)
    shown = await client.ask(
        f"""{{ meeting(id: "{id}") {{ members items {{ matter outcome
            decision {{ passed binding present postBy }} }} }} }}"""
    )
    meeting = shown["meeting"]
    assert meeting["members"] == 5
    assert meeting["items"][0]["outcome"] == "OPEN"
    decision = meeting["items"][1]["decision"]
    assert (decision["passed"], decision["binding"]) == (True, True)
    assert decision["postBy"] is not None
    await done(client, "makeCommitteeSeal", id=body, seal="YZ-1", keeper="o-1", on=on())
    seal = {"id": body, "meetingId": id, "on": on(), "purpose": "合同"}
    undecided = await client.give("useCommitteeSeal", **seal, item=1)
    assert undecided["code"] == "SEAL_WITHOUT_DECISION"
    await done(client, "useCommitteeSeal", **seal, item=2)
    client.sign_in(Role.STEWARD)
    refused = await client.give("closeMeeting", id=id)
    assert refused["code"] == "FORBIDDEN"
