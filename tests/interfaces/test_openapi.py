"""`/openapi.json`: complete, and as the service answers."""

from __future__ import annotations

from typing import Any

import pytest

from interfaces.problem import MEDIA_TYPE
from tests.interfaces.conftest import Client
from tests.interfaces.test_matrix import ROUTES

UNDOCUMENTED = {("GET", "/"), ("GET", "/graphql"), ("GET", "/openapi.json")}


@pytest.fixture
async def document(client: Client) -> dict[str, Any]:
    answer = await client.http.get("/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


async def test_every_route_is_documented(document: dict[str, Any]) -> None:
    found = {
        (method.upper(), path)
        for path, operations in document["paths"].items()
        for method in operations
    }

    routes = {(method, path.replace(":path}", "}")) for method, path in ROUTES}
    assert found == routes - UNDOCUMENTED


async def test_every_operation_says_what_it_is(document: dict[str, Any]) -> None:
    ids = []
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation["summary"] and operation["description"], path
            assert operation["tags"], path
            ids.append(operation["operationId"])
            for each in operation.get("parameters", []):
                assert each["name"].lower() != "authorization"
            assert "422" not in operation["responses"]
    assert len(ids) == len(set(ids))
    assert document["openapi"].startswith("3.1")
    assert "HTTPBearer" in document["components"]["securitySchemes"]


async def test_problems_are_as_documented(
    client: Client, document: dict[str, Any]
) -> None:
    shape = document["components"]["schemas"]["Problem"]["properties"]
    file = document["paths"]["/exports/{name}.{format}"]["get"]
    assert set(file["responses"]["default"]["content"]) == {MEDIA_TYPE}

    for path, status, code in (
        ("/exports/nothing.csv", 404, "NOT_FOUND"),
        (f"/documents/{'0' * 64}", 404, "NOT_FOUND"),
        ("/log/checkpoint", 404, "NO_SUCH_LOG_FILE"),
        ("/log/proof/inclusion?index=5", 404, "NOT_IN_LOG_YET"),
        ("/log/proof/inclusion?index=x", 400, "INVALID_INPUT"),
        (f"/log/receipt/{10**30}", 404, "NOT_IN_LOG_YET"),
        ("/log/receipt/0", 404, "NOT_IN_LOG_YET"),
        ("/documents", 405, "METHOD_REFUSED"),
    ):
        answer = await client.http.get(path)
        said = answer.json()
        assert (answer.status_code, said.get("code")) == (status, code), (path, said)
        assert answer.headers["content-type"] == MEDIA_TYPE, path
        assert said.keys() <= shape.keys()
        assert {"type", "title", "status", "detail"} <= said.keys()
