"""Watching cases over a real websocket: news, sign-in, expiry, other protocols."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from application.authorisation import Grant
from domain.roles import Role
from interfaces.auth import LocalIssuer
from interfaces.http import create_app
from interfaces.server import configured
from interfaces.services import Services
from tests.interfaces.conftest import Client
from tests.interfaces.given import REGION, registered, reported

TRANSPORT = Subprotocol("graphql-transport-ws")
WATCH = """subscription ($id: ID, $region: String) {
    caseChanged(id: $id, region: $region) { id status statusLabel version
        texts { name value } } }"""


@pytest.fixture
async def url(services: Services) -> AsyncIterator[str]:
    """A real server on a free port; `http` or `ws` before it makes the address."""
    server = uvicorn.Server(configured(create_app(services)))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        task = asyncio.create_task(server.serve(sockets=[listener]))
        yield f"://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        await task


@pytest.fixture
async def client(
    url: str, issuer: LocalIssuer, services: Services
) -> AsyncIterator[Client]:
    async with httpx.AsyncClient(base_url=f"http{url}") as http:
        yield Client(http, issuer, services.store)


class Watcher:
    """A client of the graphql-transport-ws protocol, as small as it can be."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def send(self, **message: Any) -> None:
        await self.socket.send(json.dumps(message))

    async def next(self) -> dict[str, Any]:
        async with asyncio.timeout(20):
            message: dict[str, Any] = json.loads(await self.socket.recv())
        return message

    async def watch(self, query: str = WATCH, **variables: Any) -> None:
        payload = {"query": query, "variables": variables}
        await self.send(id="1", type="subscribe", payload=payload)

    async def case(self) -> dict[str, Any]:
        message = await self.next()
        assert message["type"] == "next", message
        found: dict[str, Any] = message["payload"]["data"]["caseChanged"]
        return found

    async def closed(self) -> int:
        """The code with which the server closes, after whatever it still says."""
        with pytest.raises(ConnectionClosed) as caught:
            while True:
                await self.next()
        assert caught.value.rcvd is not None
        return caught.value.rcvd.code


@asynccontextmanager
async def watching(url: str, **payload: str) -> AsyncIterator[Watcher]:
    async with connect(f"ws{url}/graphql", subprotocols=[TRANSPORT]) as socket:
        watcher = Watcher(socket)
        await watcher.send(type="connection_init", payload=payload)
        assert (await watcher.next())["type"] == "connection_ack"
        yield watcher


async def test_a_case_is_told_as_it_is_and_as_it_changes(
    client: Client, url: str
) -> None:
    case_id = await reported(client)
    async with watching(url, **{"Accept-Language": "zh-CN"}) as watcher:
        await watcher.watch(id=case_id)
        first = await watcher.case()
        await client.give("acceptCase", id=case_id)
        second = await watcher.case()

    assert (first["status"], first["statusLabel"]) == ("REPORTED", "已登记")
    assert (second["status"], second["version"]) == ("ACCEPTED", 2)
    assert {text["value"] for text in second["texts"]} == {None}


async def test_a_region_tells_of_its_cases_alone(client: Client, url: str) -> None:
    compound_id = await registered(client)
    async with watching(url) as watcher:
        await watcher.watch(region=REGION)
        await watcher.send(type="ping")
        assert (await watcher.next())["type"] == "pong"
        await reported(client)
        there = await reported(client, compoundId=compound_id)
        told = await watcher.case()

    assert told["id"] == there


async def test_who_signed_in_sees_what_they_may(client: Client, url: str) -> None:
    case_id = await reported(client)
    token = client.issuer.issue("wang", [Grant(Role.GRID_WORKER, "*")])
    async with watching(url, Authorization=f"Bearer {token}") as watcher:
        await watcher.watch(id=case_id)
        case = await watcher.case()

    assert "三号楼下水道堵塞" in {text["value"] for text in case["texts"]}


async def test_what_is_told_to_staff_alone_is_in_the_access_log(
    client: Client, url: str, services: Services
) -> None:
    case_id = await reported(client)
    token = client.issuer.issue("wang", [Grant(Role.GRID_WORKER, "*")])
    query = "subscription ($id: ID) {{ caseChanged(id: $id) {{ version {} }} }}"
    rows = "SELECT reader_id, refs FROM access_log ORDER BY number"
    database = services.store.database
    async with watching(url, Authorization=f"Bearer {token}") as watcher:
        await watcher.watch(query.format(""), id=case_id)
        await watcher.case()
        assert database.fetch(rows) == []
        await watcher.send(id="1", type="complete")
        await watcher.watch(query.format("handlerId"), id=case_id)
        for version in (1, 2):
            assert (await watcher.case())["version"] == version
            told = ("wang", [[case_id, "case.read_restricted"]])
            assert database.fetch(rows) == [told] * version
            await client.give("acceptCase", id=case_id)


async def test_watching_ends_with_the_token(client: Client, url: str) -> None:
    case_id = await reported(client)
    grants = [Grant(Role.GRID_WORKER, "*")]
    token = client.issuer.issue("wang", grants, timedelta(seconds=2))
    async with watching(url, Authorization=f"Bearer {token}") as watcher:
        await watcher.watch(id=case_id)
        await watcher.case()
        message = await watcher.next()
        done = await watcher.next()
        closed = await watcher.closed()

    assert message["payload"]["errors"][0]["extensions"]["code"] == "TOKEN_EXPIRED"
    assert done == {"id": "1", "type": "complete"}
    assert closed == 4403


async def test_a_message_over_a_mebibyte_closes_the_connection(
    client: Client, url: str
) -> None:
    async with watching(url) as watcher:
        await watcher.watch("{ viewer { id } }", padding="x" * (1 << 20))

        assert await watcher.closed() == 1009


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        (WATCH, {"id": str(uuid4())}, "NOT_FOUND"),
        (WATCH, {}, "NOTHING_TO_WATCH"),
        (WATCH, {"region": "\0"}, "TEXT_NOT_CLEAN"),
        ("subscription { nothing }", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("", {}, "OPERATION_REFUSED"),
    ],
    ids=["unknown", "nothing", "NUL", "no such field", "no query"],
)
async def test_what_cannot_be_watched_is_refused(
    client: Client, url: str, query: str, variables: dict[str, Any], code: str
) -> None:
    async with watching(url) as watcher:
        await watcher.watch(query, **variables)
        message = await watcher.next()

    payload = message["payload"]
    errors = payload if isinstance(payload, list) else payload["errors"]
    assert errors[0]["extensions"]["code"] == code


async def test_a_bad_token_is_turned_away(client: Client, url: str) -> None:
    async with connect(f"ws{url}/graphql", subprotocols=[TRANSPORT]) as socket:
        watcher = Watcher(socket)
        payload = {"Authorization": "Bearer x.y.z"}
        await watcher.send(type="connection_init", payload=payload)

        assert await watcher.closed() == 4403


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        "[" * 100_000,
        "{}",
        '{"type": "nonsense"}',
        '{"type": "subscribe"}',
        '{"type": "subscribe", "id": [], "payload": {"query": "{ viewer { id } }"}}',
        '{"type": "subscribe", "id": "1", "payload": []}',
        '{"type": "subscribe", "id": "1", "payload": "text"}',
        '{"type": "subscribe", "id": "1", "payload": {"query": 1}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{", "variables": 1}}',
    ],
    ids=range(11),
)
async def test_what_is_no_message_closes_the_connection(
    client: Client, url: str, content: str
) -> None:
    async with watching(url) as watcher:
        await watcher.socket.send(content)

        assert await watcher.closed() == 4400


async def test_the_old_protocol_is_not_spoken(client: Client, url: str) -> None:
    async with connect(
        f"ws{url}/graphql", subprotocols=[Subprotocol("graphql-ws")]
    ) as socket:
        assert await Watcher(socket).closed() == 4406
