"""The ten worked queries of docs/graphql.md, run as they stand there.

A block of JSON before a query holds its variables. An id in capitals stands for one
that the reader has: here, the first one that `FOUND` asks for.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from domain.roles import Role
from tests.clients.conftest import Running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
DOCUMENT = Path(__file__).parents[2] / "docs" / "graphql.md"
HEADING = "## Ten worked queries\n"
BLOCK = re.compile(r"^```(graphql|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TOKEN = re.compile(r"token of an? `(\w+)`")
FOUND = {
    "CASE-ID": "{ cases(first: 1) { nodes { id } } }",
    "COMPOUND-ID": "{ duties(first: 1) { nodes { id: compoundId } } }",
    "VOTE-ID": "{ votes(first: 1) { nodes { id } } }",
    "UNIT-ID": "{ feeAccounts(first: 1) { nodes { id: unitId } } }",
}


@dataclass(frozen=True)
class Worked:
    """One of the queries. role: of the token that it is sent with."""

    title: str
    role: Role | None
    variables: dict[str, Any]
    query: str


def worked() -> list[Worked]:
    _, _, rest = DOCUMENT.read_text("utf-8").partition(HEADING)
    section, _, _ = rest.partition("\n## ")
    found = []
    for part in section.split("\n### ")[1:]:
        blocks = {match[1]: match[2] for match in BLOCK.finditer(part)}
        token = TOKEN.search(part)
        found.append(
            Worked(
                part.partition("\n")[0],
                Role(token[1]) if token else None,
                json.loads(blocks.get("json", "{}")),
                blocks["graphql"],
            )
        )
    return found


@pytest.mark.parametrize("each", worked(), ids=lambda each: each.title)
def test_it_answers_with_something(each: Worked, running: Running) -> None:
    variables = {
        name: _found(running, value) if str(value) in FOUND else value
        for name, value in each.variables.items()
    }

    data = running.ask(each.query, each.role, **variables)

    assert '"nodes": []' not in json.dumps(data), data
    assert all(data.values()), data
    series = data.get("indicatorSeries", [{"value": "1"}])
    assert any(figure["value"] for figure in series), data


def test_there_are_ten() -> None:
    assert len(worked()) == 10


def test_a_command_is_done_once_and_a_refused_one_says_why(running: Running) -> None:
    mutation = worked()[-1]
    headers = {"Authorization": f"Bearer {running.token(Role.STEWARD, 'reader')}"}
    variables = {
        name: running.report() if value == "CASE-ID" else value
        for name, value in mutation.variables.items()
    }
    body = {"query": mutation.query, "variables": variables}
    first, again = (
        httpx.post(running.url, json=body, headers=headers).json()["data"]
        for _ in range(2)
    )

    assert first["reported"]["replayed"] is False
    assert again["reported"] == first["reported"] | {"replayed": True}
    assert first["refused"]["__typename"] == "Refusal"
    assert first["refused"]["code"] and first["refused"]["messageZh"]


def _found(running: Running, name: str) -> str:
    (answer,) = running.ask(FOUND[name], Role.AUDITOR).values()
    return str(answer["nodes"][0]["id"])
