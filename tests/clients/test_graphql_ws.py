"""npm's `graphql-ws` asks, commands, watches, and loses nothing when it is cut off."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from domain.roles import Role
from tests.clients.conftest import Running
from tests.clients.npm_modules import node

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SCRIPT = Path(__file__).with_name("watch.cjs")


def test_it_goes_on_after_a_cut(running: Running) -> None:
    compound = running.ask("{ compounds(first: 1) { nodes { id } } }")
    told = json.loads(
        node(
            SCRIPT,
            running.address,
            running.token(Role.STEWARD),
            compound["compounds"]["nodes"][0]["id"],
            packages=("graphql", "graphql-ws", "ws"),
        )
    )

    assert told["found"] == 2
    assert told["before"]["__typename"] == "CaseChanged"
    assert told["first"]["id"] == told["before"]["id"]
    assert told["ended"] == "cut"
    assert told["next"]["position"] == told["missed"]["position"]
    assert told["next"]["id"] == told["missed"]["id"]
    assert told["next"]["type"] == "Case.Reported"
