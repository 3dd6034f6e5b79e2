"""What comes in over HTTP, however malformed, is answered with a code."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from application.authorisation import Grant
from domain.roles import Role
from interfaces.auth import LocalIssuer
from interfaces.language import language_of
from interfaces.runtime import Runtime
from interfaces.services import MIB, Services
from tests.interfaces.conftest import Client, serving
from tests.interfaces.given import reported

JSON = {"content-type": "application/json"}
IMAGE = {"content-type": "image/png"}
QUERY = json.dumps({"query": "{ viewer { id } }"})
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000154a24f9f00000000"
    "49454e44ae426082"
)


def code(response: httpx.Response) -> str:
    said = response.json()
    if response.headers["content-type"] == "application/problem+json":
        assert said["detail"] and said["messageZh"] and said["title"]
        assert said["status"] == response.status_code
        assert said["type"] == f"urn:gongshi:problem:{said['code']}"
        return str(said["code"])
    error = said["errors"][0]
    assert error["message"] and error["extensions"]["messageZh"]
    return str(error["extensions"]["code"])


@pytest.fixture
async def production(services: Services, issuer: LocalIssuer) -> AsyncIterator[Client]:
    async with serving(replace(services, production=True), issuer) as client:
        yield client


BODIES: list[tuple[Any, dict[str, str], int, str]] = [
    (QUERY, {"content-type": "text/plain"}, 415, "CONTENT_TYPE_REFUSED"),
    (QUERY, {"content-type": "multipart/form-data; boundary=x"}, 415,
     "CONTENT_TYPE_REFUSED"),
    (QUERY, {}, 415, "CONTENT_TYPE_REFUSED"),
    ("", JSON, 400, "BODY_INVALID"),
    ("{", JSON, 400, "BODY_INVALID"),
    ("[" * 100_000, JSON, 400, "BODY_INVALID"),
    (b"\xff\xfe{}", JSON, 400, "BODY_INVALID"),
    ('"text"', JSON, 400, "BODY_INVALID"),
    ("{}", JSON, 400, "BODY_INVALID"),
    ('{"query": 1}', JSON, 400, "BODY_INVALID"),
    ('{"query": "{ viewer { id } }", "variables": []}', JSON, 400, "BODY_INVALID"),
    (f"[{QUERY}]", JSON, 400, "BATCH_REFUSED"),
    ('{"query": ""}', JSON, 400, "OPERATION_REFUSED"),
    ('{"query": "query A { viewer { id } }", "operationName": "B"}', JSON, 400,
     "OPERATION_REFUSED"),
    ('{"query": "subscription { caseChanged { id } }"}', JSON, 400,
     "OPERATION_REFUSED"),
    (b" " * (MIB + 1), JSON, 413, "BODY_TOO_LARGE"),
]  # fmt: skip


async def test_a_body_that_is_no_operation_is_refused(client: Client) -> None:
    for content, headers, status, expected in BODIES:
        response = await client.http.post("/graphql", content=content, headers=headers)

        found = (response.status_code, code(response))
        assert found == (status, expected), content[:60]


async def test_a_body_without_a_length_is_counted_as_it_comes(client: Client) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(10):
            yield b" " * MIB

    response = await client.http.post("/graphql", content=chunks(), headers=JSON)

    assert (response.status_code, code(response)) == (413, "BODY_TOO_LARGE")


OPERATIONS: list[tuple[str, dict[str, Any], str | None]] = [
    ("{ viewer { id }", {}, "GRAPHQL_PARSE_FAILED"),
    ("{ nothing }", {}, "GRAPHQL_VALIDATION_FAILED"),
    ("query ($id: ID!) { case(id: $id) { id } }", {"id": "x"}, "INVALID_ID"),
    ("query ($id: ID!) { case(id: $id) { id } }", {},
     "GRAPHQL_VALIDATION_FAILED"),
    ('{ cases(filter: {reportedAfter: "2026-01-01"}) { totalCount } }', {},
     "INVALID_TIME"),
    ('{ cases(filter: {reportedAfter: "2026-01-01T00:00:00"}) { totalCount } }', {},
     "INVALID_TIME"),
    ('{ cases(filter: {region: "\\u0000"}) { totalCount } }', {}, "TEXT_NOT_CLEAN"),
    ("query ($r: String) { cases(filter: {region: $r}) { totalCount } }",
     {"r": "\0"}, "TEXT_NOT_CLEAN"),
    ("query ($r: String) { cases(filter: {region: $r}) { totalCount } }",
     {"r": "\ud800"}, "TEXT_NOT_CLEAN"),
    ("{ cases(first: 1000) { totalCount } }", {}, "PAGE_SIZE_REFUSED"),
    ("{ a: viewer { id } " + "b" * 10 + ": viewer { id } }", {}, None),
    ("{ " + " ".join(f"a{i}: viewer {{ id }}" for i in range(60)) + " }", {},
     "QUERY_TOO_LARGE"),
    ("{" * 2_000, {}, "GRAPHQL_PARSE_FAILED"),
    ("{ a " * 2_000 + "}" * 2_000, {}, "QUERY_TOO_LARGE"),
    ("{ viewer { " + "id " * 5_000 + "} }", {}, "QUERY_TOO_LARGE"),
]  # fmt: skip


async def test_an_operation_that_cannot_be_run_says_why(client: Client) -> None:
    for query, variables, expected in OPERATIONS:
        # Written by hand: a client that means harm sends what a library would not.
        body = json.dumps({"query": query, "variables": variables})
        response = await client.http.post("/graphql", content=body, headers=JSON)
        errors = response.json().get("errors", [])

        found = errors[0]["extensions"]["code"] if errors else None
        assert found == expected, query[:60]
        for error in errors:
            assert {"messageZh", "messageEn"} <= error["extensions"].keys()


async def test_an_error_speaks_the_clients_language(client: Client) -> None:
    client.http.headers["accept-language"] = "zh-CN"
    for query, _, expected in OPERATIONS:
        answer = await client.post(query)
        for error in answer.get("errors", []):
            assert error["message"] == error["extensions"]["messageZh"], expected


@pytest.mark.parametrize("name", ["\0", "\ud800"], ids=["NUL", "surrogate"])
async def test_an_operation_name_that_is_no_text_is_refused(
    client: Client, name: str
) -> None:
    body = json.dumps({"query": "query A { viewer { id } }", "operationName": name})

    response = await client.http.post("/graphql", content=body, headers=JSON)

    assert (response.status_code, code(response)) == (400, "BODY_INVALID")


async def test_what_nobody_expected_is_named_and_hidden(
    client: Client, runtime: Runtime, caplog: pytest.LogCaptureFixture
) -> None:
    with runtime.database.connection() as connection:
        connection.execute("ALTER TABLE case_board RENAME TO case_board_lost")

    answer = await client.post("{ cases { nodes { id } } }")

    extensions = answer["errors"][0]["extensions"]
    assert extensions["code"] == "INTERNAL"
    assert "case_board" not in json.dumps(answer)
    assert extensions["reference"] in caplog.text and "case_board" in caplog.text


async def test_any_date_of_the_calendar_can_be_asked_for(client: Client) -> None:
    await reported(client)
    query = """query ($at: DateTime!) {
        before: cases(filter: {reportedBefore: $at}) { totalCount }
        after: cases(filter: {reportedAfter: $at}) { totalCount } }"""
    for year, before in [("0001", 0), ("1900", 0), ("2100", 1), ("9999", 1)]:
        page = await client.ask(query, at=f"{year}-06-01T00:00:00Z")

        assert page["before"]["totalCount"] == before
        assert page["after"]["totalCount"] == 1 - before


async def test_a_token_that_does_not_hold_is_told_so(
    client: Client, issuer: LocalIssuer
) -> None:
    grants = [Grant(Role.STEWARD, "*")]
    expired = issuer.issue("wang", grants, timedelta(minutes=-5))
    for token, expected in [(expired, "TOKEN_EXPIRED"), ("x.y.z", "TOKEN_INVALID")]:
        headers = JSON | {"authorization": f"Bearer {token}"}
        response = await client.http.post("/graphql", content=QUERY, headers=headers)

        assert (response.status_code, code(response)) == (401, expected)
        assert response.headers["www-authenticate"] == "Bearer"


async def test_production_hides_its_insides(production: Client) -> None:
    introspection = await production.codes("{ __schema { types { name } } }")
    misspelt = await production.post("{ viewr { id } }")
    page = await production.http.get("/graphql", headers={"accept": "text/html"})
    index = await production.http.get("/")
    sdl = await production.http.get("/schema.graphql")

    assert set(introspection) == {"GRAPHQL_VALIDATION_FAILED"}
    assert "Did you mean" not in json.dumps(misspelt)
    assert (page.status_code, code(page)) == (405, "METHOD_REFUSED")
    assert 'href="/graphql"' not in index.text
    assert "type Query" in sdl.text


async def test_development_has_a_query_page(client: Client) -> None:
    page = await client.http.get("/graphql", headers={"accept": "text/html"})
    query = await client.http.get("/graphql?query={viewer{id}}")
    index = await client.http.get("/")

    assert "查询台" in page.text and "http" not in page.text
    assert (query.status_code, code(query)) == (405, "METHOD_REFUSED")
    assert 'href="/graphql"' in index.text and 'name="viewport"' in index.text
    assert "default-src 'none'" in index.headers["content-security-policy"]


async def test_a_path_that_is_none_is_told_so(client: Client) -> None:
    for method, path, status, expected in [
        ("GET", "/nowhere", 404, "PAGE_NOT_FOUND"),
        ("DELETE", "/graphql", 405, "METHOD_REFUSED"),
        ("PUT", "/", 405, "METHOD_REFUSED"),
        ("POST", "/cases/not-an-id/files", 400, "INVALID_INPUT"),
        ("GET", f"/cases/{uuid4()}/files/1", 404, "NOT_FOUND"),
        ("GET", f"/cases/{uuid4()}/files/one", 400, "INVALID_INPUT"),
    ]:
        response = await client.http.request(method, path)

        assert (response.status_code, code(response)) == (status, expected), path


async def test_it_is_alive_and_ready(client: Client) -> None:
    await reported(client)
    alive = await client.http.get("/healthz")
    ready = await client.http.get("/readyz")

    assert (alive.status_code, alive.json()) == (200, {"status": "alive"})
    assert ready.status_code == 200
    assert ready.json() == {"status": "ready", "lag": 0, "seconds": 0.0}


async def test_it_is_not_ready_while_the_read_models_are_late(
    services: Services, issuer: LocalIssuer
) -> None:
    async with serving(replace(services, max_lag=-1), issuer) as client:
        late = await client.http.get("/readyz")

    assert (late.status_code, late.json()["status"]) == (503, "read models late")


# --- files ----------------------------------------------------------------------------


async def test_a_photograph_is_attached(client: Client) -> None:
    case_id = await reported(client)
    url = f"/cases/{case_id}/files"
    headers = {"content-type": "image/png", "x-file-name": "%E7%85%A7%E7%89%87.png"}
    headers |= {"idempotency-key": "photo-1"}

    first = await client.http.post(url, content=PNG, headers=headers)
    again = await client.http.post(url, content=PNG, headers=headers)
    case = await client.ask(
        """query ($id: ID!) { case(id: $id) { history { nodes {
            type payload texts { name value } } } } }""",
        id=case_id,
    )

    assert (first.status_code, first.json()["version"]) == (201, 2)
    assert again.json() == first.json() | {"replayed": True}
    attached = case["case"]["history"]["nodes"][1]
    assert attached["payload"]["media_type"] == "image/png"
    assert {"name": "name", "value": "照片.png"} in attached["texts"]


async def test_a_small_file_can_be_attached_over_graphql(client: Client) -> None:
    case_id = await reported(client)
    file = {"content": base64.b64encode(PNG).decode(), "mediaType": "image/png"}
    order = {"id": case_id, "name": "照片.png", "idempotencyKey": "photo-1"}

    done = await client.give("attachFile", **order, **file)
    again = await client.give("attachFile", **order, **file)
    other = await client.give("attachFile", **order, **file | {"content": "AAAA"})
    fetched = await client.http.get(f"/cases/{case_id}/files/{done['version']}")

    assert (done["__typename"], done["version"]) == ("CaseChanged", 2)
    assert again["replayed"] is True
    assert other["code"] in ("KEY_REUSED", "FILE_TYPE_REFUSED")
    assert fetched.content == PNG
    broken = """mutation ($id: ID!) { attachFile(input: {
        id: $id, content: "no base64!", mediaType: "image/png"
    }) { __typename } }"""
    assert await client.codes(broken, id=case_id) == ["INVALID_BASE64"]


async def test_a_photograph_is_fetched_by_those_who_may_read(client: Client) -> None:
    case_id = await reported(client)
    await client.http.post(f"/cases/{case_id}/files", content=PNG, headers=IMAGE)
    url = f"/cases/{case_id}/files/2"

    read = await client.http.get(url)
    client.sign_out()
    sealed = await client.http.get(url)
    client.sign_in(Role.STREET_OFFICER)
    await client.give("releaseText", id=case_id, entry=2, path="file", mask="M2")
    client.sign_out()
    released = await client.http.get(url)

    assert (read.status_code, read.content) == (200, PNG)
    assert read.headers["content-type"] == "image/png"
    assert read.headers["content-disposition"] == "attachment"
    assert (sealed.status_code, code(sealed)) == (403, "FORBIDDEN")
    assert (released.status_code, released.content) == (200, PNG)


NO_PHOTOGRAPHS: list[tuple[bytes, dict[str, str], int, str]] = [
    (b"MZ\x90\x00" + bytes(100), {}, 415, "FILE_TYPE_REFUSED"),
    (b"<svg onload=alert(1)>", {"content-type": "image/svg+xml"}, 415,
     "FILE_TYPE_REFUSED"),
    (PNG, {"x-file-name": "%FF"}, 400, "INVALID_INPUT"),
    (PNG, {"x-file-name": "a%00b"}, 400, "INVALID_INPUT"),
    (PNG + bytes(20 * MIB), {}, 413, "BODY_TOO_LARGE"),
    (b"", {}, 415, "FILE_TYPE_REFUSED"),
]  # fmt: skip


async def test_what_is_no_photograph_is_refused(client: Client) -> None:
    case_id = await reported(client)
    for content, headers, status, expected in NO_PHOTOGRAPHS:
        response = await client.http.post(
            f"/cases/{case_id}/files",
            content=content,
            headers={"content-type": "image/png"} | headers,
        )

        found = (response.status_code, code(response))
        assert found == (status, expected), content[:20]
    version = "query ($id: ID!) { case(id: $id) { version } }"
    assert await client.ask(version, id=case_id) == {"case": {"version": 1}}


async def test_only_those_who_may_attach_files(client: Client) -> None:
    case_id = await reported(client)
    url = f"/cases/{case_id}/files"
    client.sign_in(Role.AUDITOR)
    auditor = await client.http.post(url, content=PNG)
    client.sign_out()
    public = await client.http.post(url, content=PNG)

    assert (auditor.status_code, code(auditor)) == (403, "FORBIDDEN")
    assert (public.status_code, code(public)) == (401, "SIGN_IN_REQUIRED")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("zh-CN", "zh"),
        ("zh-Hant-TW;q=0.8, fr", "zh"),
        ("en-US,en;q=0.9,zh;q=0.8", "en"),
        ("zh;q=0.5,en;q=0.4", "zh"),
        ("zh;q=x", "en"),
        ("*", "en"),
        (",;=,", "en"),
    ],
)
def test_the_language_is_what_the_client_reads_best(
    header: str | None, language: str
) -> None:
    assert language_of(header) == language
