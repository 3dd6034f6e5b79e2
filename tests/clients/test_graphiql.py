"""GraphiQL in Chromium reads the schema by introspection and shows an answer."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path

import pytest

from tests.clients.node import modules, node
from tests.interfaces.conftest import Client
from tests.interfaces.conftest import database_url as database_url
from tests.interfaces.conftest import issuer as issuer
from tests.interfaces.conftest import runtime as runtime
from tests.interfaces.conftest import services as services
from tests.interfaces.given import reported
from tests.interfaces.test_graphql_subscriptions import client as client
from tests.interfaces.test_graphql_subscriptions import url as url

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
PACKAGES = ("graphiql", "react", "react-dom", "esbuild", "playwright-core")


async def test_it_explains_the_schema_and_runs_a_query(
    client: Client, url: str, tmp_path: Path
) -> None:
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("there is no Chromium (Debian: chromium)")
    modules(*PACKAGES)
    await reported(client)
    pages = tmp_path / "pages"
    pages.mkdir()

    said = await asyncio.to_thread(
        node, "graphiql.cjs", "graphiql", f"http{url}", str(pages), browser
    )

    told = json.loads(said)
    assert "indicatorSeries" in told["documented"]
    assert '"statusLabel"' in told["answer"]
    assert "errors" not in told["answer"]
    assert told["broken"] == []
