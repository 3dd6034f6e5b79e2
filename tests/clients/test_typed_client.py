"""A client with types that @graphql-codegen made of the committed schema, for tsc."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from domain.roles import Role
from interfaces.graphql.export import PATH as SCHEMA
from tests.clients.node import modules
from tests.interfaces.conftest import Client
from tests.interfaces.conftest import database_url as database_url
from tests.interfaces.conftest import issuer as issuer
from tests.interfaces.conftest import runtime as runtime
from tests.interfaces.conftest import services as services
from tests.interfaces.test_graphql_subscriptions import client as client
from tests.interfaces.test_graphql_subscriptions import url as url

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
SOURCE = Path(__file__).with_name("typed")
PACKAGES = (
    "@graphql-codegen/cli",
    "@graphql-codegen/client-preset",
    "@types/node",
    "graphql",
    "typescript",
)


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the client with what was generated."""
    folder = tmp_path_factory.mktemp("typed") / "client"
    shutil.copytree(SOURCE, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "node_modules").symlink_to(modules(*PACKAGES))
    program(folder, "graphql-codegen", "--config", "codegen.cjs")
    return folder


def program(folder: Path, name: str, *words: str) -> str:
    """What a program of npm prints; it must succeed."""
    return told(folder, str(folder / "node_modules" / ".bin" / name), *words)


def told(folder: Path, *command: str) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"SCHEMA": str(SCHEMA)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


async def test_it_asks_and_commands(typed: Path, client: Client, url: str) -> None:
    program(typed, "tsc")
    client.sign_in(Role.STEWARD)
    token = client.http.headers["authorization"]

    said = await asyncio.to_thread(
        told, typed, "node", "built/client.js", f"http{url}/graphql", token
    )

    assert json.loads(said) == {"version": 1, "status": "REPORTED"}


def test_what_the_schema_does_not_have_is_an_error(typed: Path) -> None:
    source = (typed / "client.ts").read_text("utf-8")
    wrong = source.replace("case?.status", "case?.state")
    (typed / "wrong.ts").write_text(wrong, "utf-8")
    configured = json.loads((typed / "tsconfig.json").read_text("utf-8"))
    configured["files"] = ["wrong.ts"]
    (typed / "wrong.json").write_text(json.dumps(configured))

    with pytest.raises(AssertionError, match="Property 'state' does not exist"):
        program(typed, "tsc", "--noEmit", "--project", "wrong.json")
