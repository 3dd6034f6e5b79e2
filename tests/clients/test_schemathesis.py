"""Schemathesis asks what nobody would think of: every answer has a reason.

Over REST each answer is as `/openapi.json` says; over GraphQL, whose answers say what
is wrong in `errors`, nothing goes wrong inside the service.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import checks
from schemathesis.graphql import nodes

from domain.roles import Role
from interfaces.graphql.export import PATH
from tests.effort import examples
from tests.interfaces.conftest import Client
from tests.interfaces.conftest import database_url as database_url
from tests.interfaces.conftest import issuer as issuer
from tests.interfaces.conftest import runtime as runtime
from tests.interfaces.conftest import services as services
from tests.interfaces.given import registered, reported
from tests.interfaces.test_graphql_subscriptions import client as client
from tests.interfaces.test_graphql_subscriptions import url as url

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
ENDLESS = "/events"
"""A stream: it has no answer to wait for."""
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
SCALARS = re.findall(r"^scalar (\w+)", PATH.read_text("utf-8"), re.MULTILINE)

for name in SCALARS:
    schemathesis.graphql.scalar(
        name, st.text(max_size=30).map(nodes.String) | st.integers().map(nodes.Int)
    )


async def asked(schema: Any, count: int, check: Callable[[Any], None]) -> None:
    """Ask so many times, from a thread, since the server runs in this loop."""

    @settings(
        examples(count),
        suppress_health_check=list(HealthCheck),
    )
    @given(schema.as_strategy())
    def ask(case: Any) -> None:
        check(case)

    await asyncio.to_thread(ask)


async def world(client: Client) -> dict[str, str]:
    """A compound and a case; the headers of somebody who may do much."""
    compound = await registered(client)
    await reported(client, compoundId=compound)
    client.sign_in(Role.STREET_OFFICER)
    return {"Authorization": client.http.headers["authorization"]}


async def test_rest_answers_as_documented(client: Client, url: str) -> None:
    headers = await world(client)
    document = (await client.http.get("/openapi.json")).json()
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=f"http{url}")

    def check(case: Any) -> None:
        answer = case.call(headers=headers, timeout=20)
        case.validate_response(answer, checks=CHECKS)

    await asked(schema.exclude(path=ENDLESS), 300, check)


async def test_nothing_goes_wrong_inside_over_graphql(client: Client, url: str) -> None:
    headers = await world(client)
    schema = schemathesis.graphql.from_path(PATH)
    schema.config.update(base_url=f"http{url}/graphql")

    def check(case: Any) -> None:
        answer = case.call(headers=headers, timeout=20)
        assert answer.status_code < 500, answer.text
        for error in answer.json().get("errors", ()):
            assert error["extensions"]["code"] != "INTERNAL", case.body

    await asked(schema, 300, check)
