"""PyPI's `gql` asks, commands and watches, with the schema that it fetches itself."""

from __future__ import annotations

import asyncio

import pytest
from gql import Client, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport

from domain.roles import Role
from tests.clients.conftest import Running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
PATIENCE = 20  # seconds


def over_http(running: Running, role: Role) -> Client:
    headers = {"Authorization": f"Bearer {running.token(role)}"}
    transport = HTTPXAsyncTransport(url=running.url, headers=headers, timeout=30)
    return Client(transport=transport, fetch_schema_from_transport=True)


def over_websocket(running: Running) -> Client:
    return Client(
        transport=WebsocketsTransport(
            url=f"ws://{running.address}/graphql",
            init_payload={"Accept-Language": "en"},
            subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
        )
    )


async def test_a_query_and_a_command(running: Running) -> None:
    async with over_http(running, Role.STEWARD) as session:
        found = await session.execute(gql("{ cases(first: 2) { nodes { id } } }"))
        done = await session.execute(
            gql("""mutation { reportCase(input: {
                channel: APP, category: "PIP-02", title: "下水道堵塞"
            }) { __typename ... on CaseChanged { version } } }""")
        )

    assert len(found["cases"]["nodes"]) == 2
    assert done["reportCase"] == {"__typename": "CaseChanged", "version": 1}


async def test_an_error_has_its_code(running: Running) -> None:
    async with over_http(running, Role.STEWARD) as session:
        with pytest.raises(TransportQueryError) as caught:
            await session.execute(gql('{ case(id: "x") { id } }'))

    assert caught.value.errors
    assert caught.value.errors[0]["extensions"]["code"] == "INVALID_ID"


async def test_watching_a_case(running: Running) -> None:
    case = running.report()
    watch = gql("subscription ($id: ID!) { caseChanged(id: $id) { version status } }")
    watch.variable_values = {"id": case}
    async with over_websocket(running) as session, asyncio.timeout(PATIENCE):
        told = session.subscribe(watch)
        first = await anext(told)
        running.ask(
            "mutation ($id: ID!) { acceptCase(input: {id: $id}) { __typename } }",
            Role.STEWARD,
            id=case,
        )
        second = await anext(told)
        await told.aclose()

    assert first["caseChanged"] == {"version": 1, "status": "REPORTED"}
    assert second["caseChanged"] == {"version": 2, "status": "ACCEPTED"}
