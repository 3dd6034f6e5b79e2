"""Schemathesis calls everything that REST and GraphQL say they have.

Bounded and with a fixed seed. Of the commands it is the cases': each of the others is
built alike, and to generate inputs for all of them takes minutes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from domain.roles import Role
from tests.clients.conftest import Running
from tests.interfaces.command_line import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
HOOKS = "tests.clients.generated_calls"
KNOWN = "GONGSHI_TEST_KNOWN_IDS"
IDS = "{ cases(first: 3) { nodes { id } } compounds(first: 3) { nodes { id } } }"
QUERIES = "--exclude-name-regex=^Mutation"
COMMANDS = "--include-name-regex=^Mutation.*Case$"


def calls(running: Running, tmp_path: Path, path: str, *options: str) -> None:
    """Every call is answered as it should be."""
    found = running.ask(IDS)
    ids = [node["id"] for kind in found.values() for node in kind["nodes"]]
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            f"--config-file={CONFIGURATION}",
            "run",
            f"http://{running.address}{path}",
            "--seed=1",
            "--no-color",
            "--request-timeout=20",
            f"--header=Authorization: Bearer {running.token(Role.STEWARD)}",
            *options,
        ],
        cwd=tmp_path,
        env=os.environ
        | {
            "PYTHONPATH": str(ROOT),
            "SCHEMATHESIS_HOOKS": HOOKS,
            KNOWN: " ".join(ids),
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_rest(running: Running, tmp_path: Path) -> None:
    calls(
        running,
        tmp_path,
        "/openapi.json",
        "--max-examples=15",
        "--phases=coverage,fuzzing",
        "--exclude-checks=coded",
    )


@pytest.mark.parametrize("which", [QUERIES, COMMANDS], ids=["queries", "commands"])
def test_graphql(running: Running, tmp_path: Path, which: str) -> None:
    calls(
        running,
        tmp_path,
        "/graphql",
        which,
        "--max-examples=4",
        "--phases=fuzzing",
        "--checks=coded",
    )
