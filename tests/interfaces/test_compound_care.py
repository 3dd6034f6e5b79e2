"""How a compound is governed, over GraphQL: given, read, and what is not for all."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from domain.compound import Compound
from domain.roles import Role
from tests.application.decided import decided
from tests.interfaces.conftest import Client
from tests.interfaces.given import COMPOUND, registered, voted
from tests.interfaces.test_graphql_schema import statements  # noqa: F401

FIRM, VOTE, UNIT = (str(UUID(int=number)) for number in (61, 63, 8))
TARIFF: dict[str, Any] = {
    "items": [
        {"code": "property", "use": "DWELLING", "basis": "AREA", "rate": 1_300_000}
    ],
    "cycle": "YEAR",
    "partMonth": "WHOLE",
    "lateFeePerDay": 0,
    "lateFeeCap": 0,
}
CONTRACT: dict[str, Any] = {
    "number": "WY-2026-1",
    "enterpriseId": FIRM,
    "grade": 2,
    "items": ["general", "cleaning"],
    "tariff": TARIFF,
    "priceRegime": "MARKET",
    "feeMode": "LUMP_SUM",
    "model": "MANAGER",
    "incomeShares": [
        {"holder": "OWNERS", "percent": 70},
        {"holder": "MANAGER", "percent": 30},
    ],
    "startsOn": "2026-01-01",
    "endsOn": "2027-12-31",
    "signedOn": "2025-12-20",
    "voteId": VOTE,
    "note": "补充条款全文",
}
CARE = """{
    management managementLabel version
    care {
        status statusLabel
        contract {
            number enterpriseId model modelLabel filedOn startedOn
            tariff { cycleLabel items { code rate useLabel } }
            incomeShares { holder percent holderLabel }
        }
        tariffs { number first last }
        managementHistory { management since causeLabel }
        inspections { code open checklist { code passed } }
        homeCare { code service unitId }
    }
    history { nodes { type label payload } }
    texts { name state value }
}"""
CHECKLIST = [{"code": "gate", "passed": True}, {"code": "lifts", "passed": False}]


async def shown(client: Client, id: str) -> Any:
    return (await client.ask(f'{{ compound(id: "{id}") {CARE} }}'))["compound"]


async def contracted(client: Client) -> str:
    """A compound whose firm serves under a contract; its id."""
    id = await registered(client)
    client.sign_in(Role.STREET_OFFICER)
    steps: list[tuple[str, dict[str, Any]]] = [
        (
            "stateManagement",
            {"management": "UNMANAGED", "since": "2025-01-01", "cause": "WITHDREW"},
        ),
        ("signServiceContract", CONTRACT | {"voteId": voted(client, id, "V3")}),
        ("fileServiceContract", {"number": "WY-2026-1", "on": "2026-01-05"}),
        ("inspectTakeover", {"checklist": CHECKLIST, "on": "2026-01-05"}),
        ("startService", {"on": "2026-01-06"}),
    ]
    for mutation, input in steps:
        done = await client.give(mutation, id=id, **input)
        assert done["__typename"] == "CompoundChanged", (mutation, done)
        assert done["visible"] is True
    return id


async def test_a_contract_is_signed_and_read(client: Client) -> None:
    id = await contracted(client)
    client.http.headers["accept-language"] = "zh-CN"
    compound = await shown(client, id)
    care = compound["care"]

    assert (compound["management"], compound["managementLabel"]) == (
        "MANAGED",
        "有物业管理",
    )
    assert compound["version"] == 6
    assert (care["status"], care["statusLabel"]) == ("MANAGED", "有物业管理")
    contract = care["contract"]
    assert contract["modelLabel"] == "职业经理人"
    assert (contract["filedOn"], contract["startedOn"]) == ("2026-01-05", "2026-01-06")
    assert contract["tariff"]["items"] == [
        {"code": "property", "rate": 1_300_000, "useLabel": "住宅"}
    ]
    assert contract["incomeShares"][1]["holderLabel"] == "职业经理人"
    assert care["tariffs"] == [
        {"number": "WY-2026-1", "first": "2026-01-01", "last": None}
    ]
    assert [each["causeLabel"] for each in care["managementHistory"]] == [
        "物业撤管",
        None,
    ]
    assert [each["label"] for each in compound["history"]["nodes"]][2] == "签订服务合同"
    assert compound["texts"] == [
        {"name": "note", "state": "READABLE", "value": "补充条款全文"}
    ]
    client.sign_out()
    assert (await shown(client, id))["texts"][0]["value"] is None


async def test_what_is_refused_is_told_in_chinese_by_its_field(client: Client) -> None:
    id = await registered(client)
    client.sign_in(Role.STREET_OFFICER)
    wrong = CONTRACT | {
        "incomeShares": [{"holder": "OWNERS", "percent": 70}],
        "voteId": voted(client, id, "V3"),
    }
    refused = await client.give("signServiceContract", id=id, **wrong)
    assert (refused["code"], refused["fields"]) == (
        "SHARES_DO_NOT_FIT",
        ["incomeShares"],
    )
    assert refused["messageZh"] == "收益分成合计应为 100%，实为 70%。"
    refused = await client.give(
        "installEntryDevice",
        id=id,
        code="f-1",
        entrance="east",
        kind="FACE",
        basis="个保26",
        since="2026-01-01",
    )
    assert refused["code"] == "FACE_ONLY_ENTRY"
    assert "east" in refused["messageZh"]
    client.sign_in(Role.STEWARD)
    passed = {"voteId": voted(client, id, "V3")}
    refused = await client.give("signServiceContract", id=id, **CONTRACT | passed)
    assert refused["code"] == "FORBIDDEN"


async def test_home_care_is_for_those_who_care(client: Client) -> None:
    id = await registered(client)
    client.sign_in(Role.HELP_CLERK)
    order = {
        "code": "h-1",
        "service": "MEAL",
        "unitId": UNIT,
        "provider": "canteen-1",
        "scheduledOn": "2199-01-02",
    }
    done = await client.give("orderHomeCare", id=id, **order)
    assert done["__typename"] == "CompoundChanged", done
    compound = await shown(client, id)
    assert compound["care"]["homeCare"] == [
        {"code": "h-1", "service": "MEAL", "unitId": UNIT}
    ]
    assert compound["history"]["nodes"][1]["payload"]["unit_id"] == UNIT
    for role, scope in ((Role.OWNER, f"unit:{UNIT}"), (Role.HELP_CLERK, "elsewhere")):
        client.sign_in(role, scope)
        compound = await shown(client, id)
        assert compound["care"]["homeCare"] is None
        assert compound["history"]["nodes"][1]["payload"] is None
        assert UNIT not in str(compound)


async def test_compounds_as_they_were_and_by_their_management(client: Client) -> None:
    id = await contracted(client)
    page = "compounds(filter: {management: %s}) { totalCount }"
    found = await client.ask(f"{{ is: {page % 'MANAGED'} was: {page % 'UNMANAGED'} }}")
    assert (found["is"]["totalCount"], found["was"]["totalCount"]) == (1, 0)
    query = """{ compound(id: "%s", asOf: "%s") {
        management care { contract { number } } history { nodes { version } }
    } }"""
    later = await client.ask(query % (id, "2199-01-01T00:00:00Z"))
    assert later["compound"]["care"]["contract"] == {"number": "WY-2026-1"}
    assert len(later["compound"]["history"]["nodes"]) == 6
    early = await client.ask(query % (id, "2001-01-01T00:00:00Z"))
    assert early["compound"] is None


async def test_one_statement_reads_the_care_of_a_page(
    client: Client,
    statements: list[str],  # noqa: F811
) -> None:
    client.sign_in(Role.OPERATOR)
    for number in range(12):
        done = await client.give(
            "registerCompound", **COMPOUND | {"code": f"WH-{number}"}
        )
        assert done["__typename"] == "CompoundChanged", done
    counts = []
    for size in (3, 12):
        statements.clear()
        page = await client.ask(
            f"{{ compounds(first: {size}) {{ nodes {{ care {{ status }} }} }} }}"
        )
        assert len(page["compounds"]["nodes"]) == size
        counts.append(len([each for each in statements if "SELECT" in each]))
    assert counts[0] == counts[1]


async def test_a_contract_needs_a_vote_that_passed_here(client: Client) -> None:
    id = await registered(client)
    client.sign_in(Role.STREET_OFFICER)
    unmanaged = {"management": "UNMANAGED", "since": "2025-01-01", "cause": "WITHDREW"}
    await client.give("stateManagement", id=id, **unmanaged)
    votes = {
        "NOT_FOUND": VOTE,
        "VOTE_NOT_PASSED": voted(client, id, "V3", passed=False),
        "VOTE_ON_OTHER_MATTER": voted(client, id, "V4"),
        "VOTE_ELSEWHERE": voted(client, str(UUID(int=7)), "V3"),
    }
    for code, vote in votes.items():
        refused = await client.give(
            "signServiceContract", id=id, **CONTRACT | {"voteId": vote}
        )
        assert refused["code"] == code, refused


async def test_the_question_that_decides_is_named(client: Client) -> None:
    id = await registered(client)
    two = str(decided(client.store, UUID(id), "V3", others={"B": False}))
    client.sign_in(Role.STREET_OFFICER)
    unmanaged = {"management": "UNMANAGED", "since": "2025-01-01", "cause": "WITHDREW"}
    await client.give("stateManagement", id=id, **unmanaged)
    contract = CONTRACT | {"id": id, "voteId": two}

    unnamed = await client.give("signServiceContract", **contract)
    assert (unnamed["code"], unnamed["fields"]) == ("QUESTION_NOT_NAMED", ["question"])
    assert unnamed["messageZh"] == "该表决有多个相关事项，请指明是哪一项：A, B。"
    failed = await client.give("signServiceContract", **contract, question="B")
    assert failed["code"] == "VOTE_NOT_PASSED"
    without = await client.give(
        "signServiceContract", **CONTRACT | {"id": id, "voteId": None}, question="A"
    )
    assert (without["code"], without["fields"]) == ("INVALID_INPUT", ["voteId"])
    signed = await client.give("signServiceContract", **contract, question="A")
    assert signed["__typename"] == "CompoundChanged", signed
    contract_now = client.store.load(Compound, UUID(id)).contract
    assert contract_now is not None
    assert (contract_now.vote_id, contract_now.question) == (UUID(two), "A")


async def test_the_contracts_that_ended_stay_readable_in_sequence(
    client: Client,
) -> None:
    id = await contracted(client)
    notice = {"side": "OWNERS", "noticedOn": "2026-01-06", "lastDay": "2026-03-07"}
    given = ["premises", "facilities", "papers", "state", "income"]
    following = {"number": "WY-2026-2", "voteId": voted(client, id, "V3")}
    following |= {"startsOn": "2026-03-08"}
    steps: list[tuple[str, dict[str, Any]]] = [
        (
            "noticeTermination",
            notice | {"voteId": voted(client, id, "V3"), "reason": "服务不达标"},
        ),
        ("signServiceContract", CONTRACT | following),
        (
            "handOverCompound",
            {"items": given, "to": "NEW_FIRM", "on": "2026-03-07"},
        ),
        ("refuseHandOver", {"items": ["prepaid"], "on": "2026-03-07"}),
        ("endService", {"cause": "DISMISSED", "on": "2026-03-08"}),
    ]
    for mutation, input in steps:
        done = await client.give(mutation, id=id, **input)
        assert done["__typename"] == "CompoundChanged", (mutation, done)

    client.sign_out()
    client.http.headers["accept-language"] = "zh-CN"
    found = await client.ask(
        """query ($id: ID!) { compound(id: $id) { care {
            contract { number endCause refused }
            pastContracts {
                number enterpriseId startsOn endsOn startedOn noticeSideLabel
                lastDay endedOn chargedUntil endCause endCauseLabel refused
            }
        } } }""",
        id=id,
    )
    assert found["compound"]["care"] == {
        "contract": {"number": "WY-2026-2", "endCause": None, "refused": []},
        "pastContracts": [
            {
                "number": "WY-2026-1",
                "enterpriseId": FIRM,
                "startsOn": "2026-01-01",
                "endsOn": "2027-12-31",
                "startedOn": "2026-01-06",
                "noticeSideLabel": "业主",
                "lastDay": "2026-03-07",
                "endedOn": "2026-03-08",
                "chargedUntil": "2026-03-07",
                "endCause": "DISMISSED",
                "endCauseLabel": "业主解聘",
                "refused": ["prepaid"],
            }
        ],
    }
