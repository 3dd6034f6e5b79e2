"""GraphiQL in Chromium reads the schema by introspection and shows an answer."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.clients.conftest import Running
from tests.clients.npm_modules import node

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SCRIPT = Path(__file__).with_name("graphiql.cjs")
PACKAGES = ("graphiql", "react", "react-dom", "esbuild", "playwright-core")


def test_it_explains_the_schema_and_runs_a_query(
    running: Running, tmp_path: Path
) -> None:
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("there is no Chromium (Debian: chromium)")

    told = json.loads(
        node(SCRIPT, running.address, str(tmp_path), browser, packages=PACKAGES)
    )

    assert "indicatorSeries" in told["documented"]
    assert '"statusLabel"' in told["answer"]
    assert "errors" not in told["answer"]
    assert told["broken"] == []
