"""Votes over GraphQL: noticed, cast by those who may, counted, and read by everyone."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from application.clock import ManualClock
from domain.roles import Role
from interfaces.runtime import Runtime, open_runtime
from interfaces.settings import Settings
from projections.engine import Engine
from projections.read_models import READ_MODELS
from tests.interfaces.conftest import POLL, Client
from tests.interfaces.given import REPORT, registered
from tests.interfaces.test_people import person_of
from tests.interfaces.test_services import done

DAY = timedelta(days=1)
SHOWN = """{
    status statusLabel secrecyLabel channels rollHeads ballots receipts
    items { code matter bar { part partOf strict } }
    outcomes { yesHeads partHeads totalHeads enoughHeads passed }
    history { nodes { type payload } }
}"""


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 3, 10, 1, tzinfo=UTC))


@pytest.fixture
def runtime(database_url: str, tmp_path: Path, clock: ManualClock) -> Iterator[Runtime]:
    """As elsewhere, with a clock that the test moves: a vote takes weeks."""
    settings = Settings(
        home=tmp_path,
        database_url=database_url,
        vault_key=base64.b64encode(bytes(range(32))).decode(),  # type: ignore[arg-type]
    )
    with open_runtime(settings, clock=clock, say=lambda line: None) as runtime:
        engine = Engine(runtime.database, runtime.store, READ_MODELS, poll=POLL)
        engine.start()
        yield runtime
        engine.stop()


async def units(client: Client, compound: str, count: int) -> list[str]:
    client.sign_in(Role.OPERATOR)
    ids = []
    for number in range(count):
        done = await client.give(
            "registerHousehold",
            compoundId=compound,
            number=f"1-{number}",
            areaDm2=9810,
            owners=[f"o-{number}"],
        )
        ids.append(done["id"])
        await client.give("deliverHousehold", id=done["id"], on="2026-03-02")
    return ids


def notice(compound: str, clock: ManualClock, **changes: Any) -> dict[str, Any]:
    opens = clock.moment + 17 * DAY
    given = {
        "compoundId": compound,
        "title": "续聘物业企业",
        "text": "全文",
        "items": [{"code": "A", "matter": "V3", "seats": 0}],
        "channels": ["ONLINE", "PAPER"],
        "opensAt": opens.isoformat(),
        "closesAt": (opens + 10 * DAY).isoformat(),
    }
    return given | changes


async def opened(client: Client, clock: ManualClock) -> tuple[str, list[str]]:
    compound = await registered(client)
    ids = await units(client, compound, 3)
    client.sign_in(Role.NEIGHBOURHOOD_COMMITTEE)
    done = await client.give("announceVote", **notice(compound, clock))
    assert done["__typename"] == "VoteChanged", done
    clock.moment += 18 * DAY
    await client.give("openVote", id=done["id"])
    return str(done["id"]), ids


def said(vote: str, unit: str, choice: str = "YES") -> dict[str, Any]:
    marks = [{"item": "A", "choice": choice}]
    return {"voteId": vote, "unitId": unit, "marks": marks}


async def test_owners_vote_and_everyone_reads_the_result(
    client: Client, clock: ManualClock
) -> None:
    vote, ids = await opened(client, clock)
    ballots = []
    for unit in ids[:2]:
        client.sign_in(Role.OWNER, f"unit:{unit}", id=f"owner-{unit[:8]}")
        done = await client.give("castBallot", **said(vote, unit))
        assert done["__typename"] == "BallotChanged", done
        ballots.append(done["id"])
    own = await client.ask(
        f'{{ ballot(id: "{ballots[1]}") {{ receipt marks {{ choiceLabel }} }} }}'
    )
    assert own["ballot"]["marks"] == [{"choiceLabel": "Yes"}]
    hidden = await client.ask(f'{{ ballot(id: "{ballots[0]}") {{ receipt }} }}')
    assert hidden["ballot"] is None
    clock.moment += 10 * DAY
    client.sign_in(Role.NEIGHBOURHOOD_COMMITTEE)
    closed = await client.give("closeVote", id=vote)
    assert closed["__typename"] == "VoteChanged", closed

    client.sign_out()
    client.http.headers["accept-language"] = "zh-CN"
    found = (await client.ask(f'{{ vote(id: "{vote}") {SHOWN} }}'))["vote"]
    assert (found["status"], found["statusLabel"]) == ("COUNTED", "已计票")
    assert (found["secrecyLabel"], found["rollHeads"]) == ("不记名", 3)
    assert found["items"][0]["bar"] == {"part": 2, "partOf": 3, "strict": True}
    assert found["outcomes"] == [
        {
            "yesHeads": 2,
            "partHeads": 2,
            "totalHeads": 3,
            "enoughHeads": True,
            "passed": True,
        }
    ]
    assert own["ballot"]["receipt"] in found["receipts"]
    payloads = {each["type"]: each["payload"] for each in found["history"]["nodes"]}
    assert payloads["Vote.RollFrozen"] is None
    assert payloads["Vote.Counted"]["ballots"] == 2
    assert await client.codes("{ ballots { totalCount } }") == ["FORBIDDEN"]


async def test_what_is_refused_is_told_in_both_languages(
    client: Client, clock: ManualClock
) -> None:
    vote, ids = await opened(client, clock)
    client.sign_in(Role.OWNER, f"unit:{ids[0]}")
    await client.give("castBallot", **said(vote, ids[0]))
    again = await client.give("castBallot", **said(vote, ids[0], "NO"))
    assert (again["code"], again["fields"]) == ("SECOND_BALLOT", ["unitId"])
    assert "一名业主一票" in again["messageZh"]
    assert "one head, one ballot" in again["messageEn"]
    other = await client.give("castBallot", **said(vote, ids[1]))
    assert other["code"] == "FORBIDDEN"
    item = said(vote, ids[0]) | {"marks": [{"item": "B", "choice": "YES"}]}
    client.sign_in(Role.OWNER, f"unit:{ids[1]}", id="owner-1")
    unasked = await client.give("castBallot", **item | {"unitId": ids[1]})
    assert unasked["code"] == "ITEM_NOT_NOTICED"
    client.sign_in(Role.SITE_MANAGER)
    firm = await client.give("closeVote", id=vote)
    assert firm["code"] == "FORBIDDEN"


async def test_a_registered_proxy_votes_and_nobody_else(
    client: Client, clock: ManualClock
) -> None:
    vote, ids = await opened(client, clock)
    client.sign_in(Role.TENANT, "own", id="neighbour-9")
    refused = await client.give("castBallotAsProxy", **said(vote, ids[0]))
    assert refused["code"] == "FORBIDDEN"
    client.sign_in(Role.NEIGHBOURHOOD_COMMITTEE)
    await client.give(
        "registerProxy",
        id=vote,
        unitId=ids[0],
        proxy="neighbour-9",
        kind="PROXY",
        paper="W-1",
    )
    client.sign_in(Role.TENANT, "own", id="neighbour-9")
    done = await client.give("castBallotAsProxy", **said(vote, ids[0]))
    assert done["__typename"] == "BallotChanged", done
    wrong = await client.give("castBallotAsProxy", **said(vote, ids[1]))
    assert wrong["code"] == "NOT_THE_PROXY"


async def test_an_auditor_reads_every_ballot_and_staff_none(
    client: Client, clock: ManualClock
) -> None:
    vote, ids = await opened(client, clock)
    client.sign_in(Role.OWNER, f"unit:{ids[0]}")
    await client.give("castBallot", **said(vote, ids[0]))
    many = "{ ballots { totalCount nodes { marks { choice } } } }"
    client.sign_in(Role.NEIGHBOURHOOD_COMMITTEE)
    assert await client.codes(many) == ["FORBIDDEN"]
    client.sign_in(Role.AUDITOR)
    assert (await client.ask(many))["ballots"]["totalCount"] == 1
    clock.moment += 10 * DAY
    client.sign_in(Role.NEIGHBOURHOOD_COMMITTEE)
    await client.give("closeVote", id=vote)
    client.sign_in(Role.AUDITOR)
    audited = await client.give("auditVote", id=vote)
    assert audited["__typename"] == "VoteChanged", audited
    found = await client.ask(f'{{ vote(id: "{vote}") {{ audited }} }}')
    assert found["vote"]["audited"] is True


async def test_a_notice_too_short_and_a_body_s_matter(
    client: Client, clock: ManualClock
) -> None:
    compound = await registered(client)
    await units(client, compound, 1)
    client.sign_in(Role.NEIGHBOURHOOD_COMMITTEE)
    soon = (clock.moment + 15 * DAY).isoformat()
    short = await client.give("announceVote", **notice(compound, clock, opensAt=soon))
    assert (short["code"], short["fields"]) == ("NOTICE_TOO_SHORT", ["opensAt"])
    body = await client.give(
        "announceVote",
        **notice(compound, clock, items=[{"code": "A", "matter": "V10", "seats": 0}]),
    )
    assert body["code"] == "DECIDED_BY_BODY"
    assert "业主委员会" in body["messageZh"]


async def test_an_owner_reports_votes_and_finds_their_home(
    client: Client, clock: ManualClock
) -> None:
    vote, (unit, *_) = await opened(client, clock)
    client.sign_in(Role.OWNER, "own", id="li-7")
    await done(client, "claimHousehold", id=unit, relation="OWNER", evidence="sha-1")
    person = await person_of(client, unit)
    await done(client, "verifyHouseholdClaim", id=unit, person=person)
    client.sign_in(Role.OWNER, f"unit:{unit}", id="li-7")
    await done(client, "castBallot", **said(vote, unit))
    shown = await client.ask(f'{{ vote(id: "{vote}") {{ compoundId }} }}')
    compound = shown["vote"]["compoundId"]
    case = await done(
        client, "reportCase", **REPORT | {"reporter": None, "compoundId": compound}
    )

    found = await client.ask(
        """query ($id: ID!) {
            myHouseholds(compoundId: $id) { unitId relation }
            cases { nodes { id channel } } votes { nodes { id status } } }""",
        id=compound,
    )
    assert found == {
        "myHouseholds": [{"unitId": unit, "relation": "OWNER"}],
        "cases": {"nodes": [{"id": case, "channel": "APP"}]},
        "votes": {"nodes": [{"id": vote, "status": "OPEN"}]},
    }
