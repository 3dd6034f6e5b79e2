"""The public log as a stream: whole, resumed, filtered, over any break."""

from __future__ import annotations

import asyncio
import json
import os
import random
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import jsonschema_rs
import pytest
from fastapi import FastAPI

from application.database import Database
from application.event_store import EventStore
from bench import ours
from domain.case import Case
from domain.case_words import Level
from domain.roles import Role
from interfaces.runtime import Runtime
from interfaces.services import Services
from interfaces.streams import consumer, export, router
from interfaces.streams.envelope import names, public_kinds
from interfaces.streams.received import REPORT
from interfaces.streams.schemas import ATTRIBUTES, OPTIONAL, schema_of
from interfaces.streams.tail import Tail
from projections.engine import Engine
from projections.event_places import PUBLIC_EVENTS
from tests.application.samples import stored
from tests.effort import THOROUGH
from tests.interfaces.conftest import Client
from tests.interfaces.envelopes import PublicEvent
from tests.interfaces.given import REGION, registered, reported
from tests.interfaces.test_graphql_subscriptions import client as client
from tests.interfaces.test_graphql_subscriptions import url as url
from tests.projections import samples
from tests.projections.conftest import engine as engine
from tests.projections.conftest import store as store
from tests.projections.logs import eventually
from tests.projections.samples import append

DOCUMENT = Path(__file__).parents[2] / "docs" / "streams.md"
STORED = stored()
LINES = {"accept": "application/x-ndjson"}
EVENTS, CUTS = (100_000, 1_000) if os.environ.get(THOROUGH) else (1_500, 15)


async def lines(client: Client, **asked: Any) -> list[dict[str, Any]]:
    """The CloudEvents of a bounded read."""
    given: dict[str, Any] = {"after": 0, "until": "now"} | asked
    answer = await client.http.get("/events", params=given, headers=LINES)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == LINES["accept"]
    assert answer.headers["access-control-allow-origin"] == "*"
    return [json.loads(line) for line in answer.text.splitlines()]


async def life(client: Client) -> tuple[str, str]:
    """A compound and a case there, all of it visible."""
    compound = await registered(client)
    case = await reported(client, compoundId=compound)
    client.sign_in(Role.STEWARD)
    await client.give("acceptCase", id=case)
    return compound, case


def public_positions(store: EventStore) -> list[int]:
    rows = store.database.fetch("SELECT position FROM event WHERE salt IS NULL")
    return sorted(row[0] for row in rows)


async def test_all_that_is_public_is_told_once_and_in_order(client: Client) -> None:
    compound, case = await life(client)

    found = await lines(client)

    assert [int(each["id"]) for each in found] == public_positions(client.store)
    last = found[-1]
    assert set(last) - {"data"} <= set(ATTRIBUTES)
    assert set(ATTRIBUTES) - set(last) <= OPTIONAL
    assert last["type"] == "gongshi.case.accepted.v1"
    assert last["subject"] == f"case/{case}"
    assert (last["compound"], last["level"]) == (compound, 0)
    assert last["regionpath"].split("/")[-1] == REGION or REGION in last["regionpath"]
    assert int(last["leafindex"]) == int(last["position"]) - 1
    assert last["time"] == last["data"]["occurred_at"]
    stored = client.store.stream(UUID(case))[-1]
    assert last["version"] == stored.fact.originator_version


async def test_filters_narrow_what_is_told(client: Client) -> None:
    compound, case = await life(client)
    other = await reported(client)

    async def subjects(**asked: Any) -> set[str]:
        return {each["subject"] for each in await lines(client, **asked)}

    assert await subjects(aggregate="case") == {f"case/{case}", f"case/{other}"}
    assert f"case/{other}" not in await subjects(compound=compound)
    assert f"case/{case}" in await subjects(region=REGION)
    assert await subjects(type="gongshi.case.accepted") == {f"case/{case}"}
    assert await subjects(type="gongshi.case.accepted.v1") == {f"case/{case}"}
    assert await subjects(level=3) == set()
    everything = await lines(client)
    middle = int(everything[0]["id"])
    assert await lines(client, after=middle) == everything[1:]
    assert await lines(client, until=middle) == everything[:1]


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"type": "gongshi.case.unheard"}, 400, "EVENT_TYPE_UNKNOWN"),
        ({"aggregate": "cat"}, 400, "AGGREGATE_UNKNOWN"),
        ({"compound": "x"}, 400, "INVALID_INPUT"),
        ({"level": "high"}, 400, "INVALID_INPUT"),
        ({"after": "-1"}, 400, "INVALID_INPUT"),
        ({"after": str(2**53)}, 400, "INVALID_INPUT"),
        ({"until": "tomorrow"}, 400, "INVALID_INPUT"),
        ({"after": "999999"}, 410, "CURSOR_UNKNOWN"),
        ({"region": "' OR 1=1"}, 400, "INVALID_INPUT"),
    ],
)
async def test_what_cannot_be_asked_is_refused(
    client: Client, asked: dict[str, str], status: int, code: str
) -> None:
    answer = await client.http.get("/events", params=asked, headers=LINES)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_service_that_has_just_begun_knows_every_cursor(
    client: Client, services: Services
) -> None:
    """It has read nothing of the log, and yet sends nobody back to its beginning."""
    await life(client)
    app = FastAPI()
    tail = Tail(services.pool, services.progress, "urn:new")
    app.include_router(router.router(tail))
    transport = httpx.ASGITransport(app)
    last = public_positions(client.store)[-1]
    async with httpx.AsyncClient(transport=transport, base_url="http://new") as http:
        asked = asyncio.create_task(
            http.get("/events?until=now", headers={"last-event-id": str(last - 1)})
        )
        await asyncio.sleep(0)
        tail.start()
        answer = await asked
    await tail.stop()
    assert "reset" not in answer.text
    assert f"id: {last}\ndata: " in answer.text


async def test_one_event_in_both_forms(client: Client) -> None:
    await life(client)
    expected = (await lines(client))[-1]
    path = f"/events/{expected['id']}"

    answer = await client.http.get(path)
    assert answer.headers["content-type"] == "application/cloudevents+json"
    assert answer.json() == expected

    answer = await client.http.get(path, headers={"accept": "application/json"})
    assert answer.json() == expected["data"]
    said = {k[3:]: v for k, v in answer.headers.items() if k.startswith("ce-")}
    given = {k: str(v) for k, v in expected.items() if k != "data"}
    assert said == {k: v for k, v in given.items() if k != "datacontenttype"}

    for nowhere in ("0", "-1", "999999"):
        assert (await client.http.get(f"/events/{nowhere}")).status_code == 404


async def test_what_is_restricted_is_not_told(client: Client) -> None:
    await life(client)
    client.store.database.fetch("SELECT 1")
    found = {int(each["id"]) for each in await lines(client)}
    rows = client.store.database.fetch(
        "SELECT position FROM event WHERE salt IS NOT NULL"
    )
    assert found.isdisjoint(row[0] for row in rows)


class Blocks:
    """The blocks of an SSE answer, as they come."""

    def __init__(self, answer: httpx.Response) -> None:
        self._lines = answer.aiter_lines()

    async def next(self) -> dict[str, str]:
        block: dict[str, str] = {}
        async with asyncio.timeout(20):
            async for line in self._lines:
                if not line and block:
                    return block
                if line:
                    name, _, value = line.partition(": ")
                    block[name] = value
        raise EOFError

    async def event(self) -> dict[str, Any]:
        """The next block that has data."""
        while True:
            block = await self.next()
            if "data" in block:
                found: dict[str, Any] = json.loads(block["data"])
                return found | {"block": block}


@asynccontextmanager
async def following(client: Client, path: str, **headers: str) -> AsyncIterator[Blocks]:
    async with client.http.stream("GET", path, headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield Blocks(answer)


async def test_a_follower_sees_what_comes_and_goes_on_where_it_was(
    client: Client,
) -> None:
    await life(client)
    async with following(client, "/events") as blocks:
        begin = await blocks.next()  # only what comes: the first says where that is
        assert begin.keys() == {"id"}
        case = await reported(client)
        first = await blocks.event()
    assert first["subject"] == f"case/{case}"
    assert first["block"]["id"] == first["id"]

    client.sign_in(Role.STEWARD)
    await client.give("acceptCase", id=case)  # while nobody followed
    resumed = {"last-event-id": first["id"]}
    async with following(client, "/events?after=0", **resumed) as blocks:
        missed = await blocks.event()
        await client.give("startWork", id=case)
        live = await blocks.event()
    assert missed["type"] == "gongshi.case.accepted.v1"
    assert live["type"] == "gongshi.case.started.v1"


async def test_silence_moves_the_cursor(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(router, "HEARTBEAT", 0.05)
    await life(client)
    path = "/events?type=gongshi.case.closed"
    async with following(client, path) as blocks:
        begin = await blocks.next()
        case = await reported(client)  # nothing that this follower wants
        while (block := await blocks.next()) == begin:
            pass
    assert block.keys() == {"id"}
    seen = client.store.stream(UUID(case))[-1].position
    assert int(block["id"]) <= seen


@pytest.mark.parametrize("cursor", ["999999", "abc", "-5", "9" * 40])
async def test_an_unknown_cursor_is_told_and_everything_begins_again(
    client: Client, cursor: str
) -> None:
    await life(client)
    async with following(client, "/events", **{"last-event-id": cursor}) as blocks:
        reset = await blocks.next()
        assert (reset["event"], reset["id"]) == ("reset", "0")
        first = await blocks.event()
    assert int(first["id"]) == public_positions(client.store)[0]


@pytest.mark.slow
async def test_who_does_not_read_is_cut_off(
    url: str, client: Client, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(router, "PATIENCE", 0.2)
    await asyncio.to_thread(fill, runtime, 16_000)
    before = router.FOLLOWERS.cut_off
    host, port = url.removeprefix("://").split(":")
    with socket.create_connection((host, int(port))) as idle:
        idle.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        idle.sendall(b"GET /events?after=0 HTTP/1.1\r\nHost: x\r\n\r\n")
        for _ in range(200):
            if router.FOLLOWERS.cut_off > before:
                break
            await asyncio.sleep(0.05)
    assert router.FOLLOWERS.cut_off == before + 1


def fill(runtime: Runtime, count: int) -> list[int]:
    """A log of so many events; the public positions once all is visible."""
    ours.fill(runtime, count)
    eventually(runtime.database, count)
    return public_positions(runtime.store)


@pytest.mark.slow
async def test_no_cut_loses_or_repeats_an_event(
    url: str, client: Client, runtime: Runtime
) -> None:
    """Through a proxy that cuts every connection after some bytes."""
    chance = random.Random(20261127)
    expected = await asyncio.to_thread(fill, runtime, EVENTS)
    host, port = url.removeprefix("://").split(":")
    cuts = 0

    async def cutting(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        nonlocal cuts
        there, back = await asyncio.open_connection(host, int(port))
        back.write(await reader.readuntil(b"\r\n\r\n"))
        # About as many cuts as wanted over the whole, then none.
        left = chance.randrange(2 * EVENTS * 700 // CUTS) if cuts < CUTS else 1 << 60
        while left > 0 and (piece := await there.read(min(left, 1 << 16))):
            writer.write(piece)
            await writer.drain()
            left -= len(piece)
        cuts += left <= 0
        back.close()
        writer.close()

    proxy = await asyncio.start_server(cutting, "127.0.0.1", 0)
    address = proxy.sockets[0].getsockname()

    def followed() -> list[int]:
        told = consumer.follow(
            f"http://{address[0]}:{address[1]}", until=expected[-1], silence=10
        )
        return [int(event["id"]) for event in told]

    async with proxy:
        found = await asyncio.to_thread(followed)
    assert found == expected
    assert cuts >= CUTS // 2


def test_names_of_types_carry_their_version() -> None:
    assert names("Case.Reported") == ("gongshi.case.reported.v1", "case")
    assert names("FeeAccount.BillIssued.v2") == (
        "gongshi.fee_account.bill_issued.v2",
        "fee_account",
    )


async def test_types_are_described(client: Client) -> None:
    described = (await client.http.get("/asyncapi.json")).json()
    assert described == json.loads(export.PATH.read_text("utf-8")), "run `make schema`"
    messages = described["components"]["messages"]
    assert "gongshi.case.reported.v1" in messages
    assert not any(type.startswith("gongshi.ballot.") for type in messages)
    schemas = described["components"]["schemas"]
    assert messages.pop(REPORT)["payload"]["properties"]["type"] == {"const": REPORT}
    for message in messages.values():
        reference = message["payload"]["allOf"][1]["properties"]["data"]["$ref"]
        assert reference.rpartition("/")[2] in schemas

    answer = await client.http.get("/schemas/gongshi.case.reported.v1.json")
    assert answer.json()["title"] == "登记 / Reported"
    answer = await client.http.get("/schemas/gongshi.case.unheard.v1.json")
    assert answer.status_code == 404


def test_what_is_stored_is_as_its_schema_says() -> None:
    for kind in public_kinds().values():
        schema = schema_of(names(kind.stored)[0])
        assert schema is not None
        data = json.loads(STORED[kind.stored])
        jsonschema_rs.validator_for(schema).validate(data)


def test_the_place_of_an_event_stays_what_it_was(
    database: Database, store: EventStore, engine: Engine
) -> None:
    """A case that climbs and is put into another compound afterwards."""
    case, there = UUID(int=1), UUID(int=9)
    append(
        store,
        [
            samples.reported(case),
            samples.fact(Case.Accepted, 2, case),
            samples.fact(Case.Escalated, 3, case, level=Level.L2),
            samples.fact(
                Case.Relocated, 4, case, compound_id=there, region_path=("c", "d")
            ),
            samples.fact(Case.Started, 5, case),
        ],
    )
    engine.run_until_caught_up()
    with database.connection() as conn:
        found = conn.execute(PUBLIC_EVENTS.encode(), {"after": 0, "until": 99})
        rows = [PublicEvent(*row) for row in found]
    assert [row.level for row in rows] == [0, 0, 2, 2, 2]
    assert [row.compound_id == there for row in rows] == [False] * 3 + [True] * 2
    assert tuple(rows[-1].region_path or ()) == ("c", "d")
