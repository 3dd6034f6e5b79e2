"""The whole service on a database of the test's own: store, read models, HTTP."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from application.authorisation import Grant
from application.event_store import EventStore
from domain.roles import Role
from interfaces.auth import LocalIssuer
from interfaces.http import create_app
from interfaces.log_parts import log_folder
from interfaces.runtime import Runtime, open_runtime
from interfaces.seed_coverage import ROOT
from interfaces.server import reading_pool
from interfaces.services import Services
from interfaces.settings import Settings
from projections.engine import Engine
from projections.progress import Progress
from projections.read_models import READ_MODELS
from tests.conftest import copied
from tests.traced import facts_of, unversioned

POLL = 0.05  # seconds


@pytest.fixture
def database_url(
    request: pytest.FixtureRequest, server_url: str, template: str, prepared: str
) -> Iterator[str]:
    """The URL of a database of the test's own, with all tables and no rows; those of
    the read models are left out of a test that is marked `unprepared`."""
    bare = request.node.get_closest_marker("unprepared")
    with copied(server_url, template if bare else prepared) as url:
        yield url


@pytest.fixture(autouse=True)
def facts_of_its_rows(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that docs/seed-coverage.md names records the facts of its rows."""
    file = request.node.path.relative_to(ROOT)
    named = facts_of(f"{file}::{request.node.originalname}")
    if not named:
        yield
        return
    url = request.getfixturevalue("database_url")
    yield
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT DISTINCT type FROM event").fetchall()
    assert named - {unversioned(type) for (type,) in found} == set()


@pytest.fixture
def english_program(
    monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path
) -> None:
    """The settings of a `gongshi` that this process runs on the test's database."""
    key = base64.b64encode(bytes(32)).decode()
    monkeypatch.setenv("GONGSHI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GONGSHI_DATABASE_URL", database_url)
    monkeypatch.setenv("GONGSHI_VAULT_KEY", key)
    monkeypatch.setenv("GONGSHI_LANG", "en")


@pytest.fixture
def runtime(database_url: str, tmp_path: Path) -> Iterator[Runtime]:
    """Everything behind the interfaces, with read models that follow the log."""
    settings = Settings(
        home=tmp_path,
        database_url=database_url,
        vault_key=base64.b64encode(bytes(range(32))).decode(),  # type: ignore[arg-type]
    )
    with open_runtime(settings, say=lambda line: None) as runtime:
        engine = Engine(runtime.database, runtime.store, READ_MODELS, poll=POLL)
        engine.start()
        yield runtime
        engine.stop()


@pytest.fixture
def issuer(tmp_path: Path) -> LocalIssuer:
    return LocalIssuer(tmp_path)


@pytest.fixture
def services(runtime: Runtime, issuer: LocalIssuer) -> Services:
    url = runtime.database.url
    return Services(
        commands=runtime.commands,
        store=runtime.store,
        vault=runtime.vault,
        files=runtime.files,
        rules=runtime.rules,
        pool=reading_pool(url, size=4),
        progress=Progress(url, poll=POLL),
        tokens=issuer.verifier(),
        clock=runtime.clock,
        production=False,
        log=log_folder(runtime.settings),
    )


@dataclass
class Client:
    """Somebody who talks to the service over HTTP."""

    http: httpx.AsyncClient
    issuer: LocalIssuer
    store: EventStore

    def sign_in(self, role: Role, scope: str = "*", *, id: str | None = None) -> None:
        """From now on ask as this person; the id is the role's unless given."""
        token = self.issuer.issue(id or f"{role.value}-1", [Grant(role, scope)])
        self.http.headers["authorization"] = f"Bearer {token}"

    def sign_out(self) -> None:
        self.http.headers.pop("authorization", None)

    async def post(self, query: str, **variables: Any) -> dict[str, Any]:
        """The whole answer to an operation."""
        body = {"query": query, "variables": variables}
        response = await self.http.post("/graphql", json=body)
        answer: dict[str, Any] = response.json()
        return answer

    async def ask(self, query: str, **variables: Any) -> Any:
        """The data of an operation that must succeed."""
        answer = await self.post(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def codes(self, query: str, **variables: Any) -> list[str]:
        """The codes of the errors of an operation."""
        answer = await self.post(query, **variables)
        return [error["extensions"]["code"] for error in answer.get("errors", [])]

    async def give(self, mutation: str, **input: Any) -> Any:
        """The answer to a command: `CaseChanged`, `CompoundChanged` or `Refusal`."""
        title = mutation[0].upper() + mutation[1:]
        document = f"""mutation ($input: {title}Input!) {{
            {mutation}(input: $input) {{
                __typename
                ... on Changed {{ id position version replayed visible }}
                ... on Refusal {{ code message messageZh messageEn fields }}
            }}
        }}"""
        return (await self.ask(document, input=input))[mutation]


@asynccontextmanager
async def serving(services: Services, issuer: LocalIssuer) -> AsyncIterator[Client]:
    """The real application, without a socket."""
    app = create_app(services)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://test") as http,
    ):
        yield Client(http, issuer, services.store)


@pytest.fixture
async def client(services: Services, issuer: LocalIssuer) -> AsyncIterator[Client]:
    async with serving(services, issuer) as client:
        yield client
