"""`gql` (PyPI) and `graphql-ws` (npm): queries, commands and subscriptions."""

from __future__ import annotations

import asyncio
import json
from uuid import uuid4

import pytest
from gql import Client as Gql
from gql import gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport

from domain.roles import Role
from tests.clients.node import node
from tests.interfaces.conftest import Client
from tests.interfaces.conftest import database_url as database_url
from tests.interfaces.conftest import issuer as issuer
from tests.interfaces.conftest import runtime as runtime
from tests.interfaces.conftest import services as services
from tests.interfaces.given import registered, reported
from tests.interfaces.test_graphql_subscriptions import client as client
from tests.interfaces.test_graphql_subscriptions import url as url

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
ONE = "query ($id: ID!) { case(id: $id) { status history { nodes { type } } } }"
ACCEPT = """mutation ($input: AcceptCaseInput!) { acceptCase(input: $input) {
    ... on Changed { id version } ... on Refusal { code messageZh }
} }"""
WATCH = "subscription ($id: ID!) { caseChanged(id: $id, after: 0) { status } }"


async def test_gql_asks_and_commands(client: Client, url: str) -> None:
    case = await reported(client)
    client.sign_in(Role.STEWARD)
    headers = {"Authorization": client.http.headers["authorization"]}
    over = HTTPXAsyncTransport(url=f"http{url}/graphql", headers=headers, timeout=20)
    input = {"input": {"id": case, "idempotencyKey": str(uuid4())}}
    asked, given = gql(ONE), gql(ACCEPT)
    asked.variable_values, given.variable_values = {"id": case}, input
    async with Gql(transport=over, fetch_schema_from_transport=False) as session:
        before = await session.execute(asked)
        done = await session.execute(given)
        again = await session.execute(given)
        after = await session.execute(asked)
        with pytest.raises(TransportQueryError, match="Cannot query field"):
            await session.execute(gql("{ nothing }"))

    assert before["case"]["status"] == "REPORTED"
    assert done == again == {"acceptCase": {"id": case, "version": 2}}
    types = [each["type"] for each in after["case"]["history"]["nodes"]]
    assert types == ["Case.Reported", "Case.Accepted"]


async def test_gql_reads_the_whole_schema(client: Client, url: str) -> None:
    over = HTTPXAsyncTransport(url=f"http{url}/graphql", timeout=30)
    async with Gql(transport=over, fetch_schema_from_transport=True) as session:
        assert session.client.schema is not None
        assert session.client.schema.get_type("Case") is not None


async def test_gql_subscribes(client: Client, url: str) -> None:
    case = await reported(client)
    client.sign_in(Role.STEWARD)
    over = WebsocketsTransport(
        url=f"ws{url}/graphql",
        init_payload={"Authorization": client.http.headers["authorization"]},
        subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
    )
    watched = gql(WATCH)
    watched.variable_values = {"id": case}
    async with Gql(transport=over, fetch_schema_from_transport=False) as session:
        told = session.subscribe(watched)
        begun = await anext(told)
        await client.give("acceptCase", id=case)
        changed = await anext(told)

    assert begun["caseChanged"]["status"] == "REPORTED"
    assert changed["caseChanged"]["status"] == "ACCEPTED"


async def test_graphql_ws_does_the_same_and_resumes(client: Client, url: str) -> None:
    compound = await registered(client)
    case = await reported(client, compoundId=compound)
    client.sign_in(Role.STEWARD)
    token = client.http.headers["authorization"]
    await client.give("acceptCase", id=case)

    said = await asyncio.to_thread(
        node, "subscribe.cjs", "graphql-ws", f"ws{url}/graphql", token, compound, case
    )
    told = json.loads(said)
    assert told["query"]["case"]["status"] == "ACCEPTED"
    types = [each["type"] for each in told["whole"]]
    assert types[-2:] == ["Case.Reported", "Case.Accepted"]
    # Cut off after the first, and gone on from its position.
    assert told["first"] + told["rest"] == told["whole"]
