"""A client with types that @graphql-codegen made of the committed schema, for tsc."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from domain.roles import Role
from interfaces.graphql.export import PATH as SCHEMA
from tests.clients.conftest import Running
from tests.clients.npm_modules import modules

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SOURCE = Path(__file__).with_name("typed")
GENERATOR = "@graphql-codegen/cli"
PACKAGES = (
    GENERATOR,
    "@graphql-codegen/client-preset",
    "@types/node",
    "graphql",
    "typescript",
)


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """The folder of the client with what was generated."""
    folder = tmp_path / "client"
    shutil.copytree(SOURCE, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "node_modules").symlink_to(modules(*PACKAGES))
    program(folder, "graphql-codegen", "--config", "codegen.cjs")
    return folder


def program(folder: Path, name: str, *words: str) -> str:
    """What a program of npm prints; it must succeed."""
    command = [str(folder / "node_modules" / ".bin" / name), *words]
    return told(folder, *command)


def told(folder: Path, *command: str) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"SCHEMA": str(SCHEMA)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_asks_and_commands(client: Path, running: Running) -> None:
    program(client, "tsc")
    token = running.token(Role.STEWARD)

    said = told(client, "node", "built/client.js", running.address, token)

    assert json.loads(said) == {"version": 1, "status": "REPORTED"}


def test_what_the_schema_does_not_have_is_an_error(client: Path) -> None:
    source = client / "client.ts"
    source.write_text(source.read_text("utf-8").replace("case?.status", "case?.state"))

    with pytest.raises(AssertionError, match="Property 'state' does not exist"):
        program(client, "tsc", "--noEmit")
