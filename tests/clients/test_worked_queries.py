"""The ten worked queries of docs/graphql.md, run against `gongshi demo` as they stand.

A block of JSON before a query holds its variables. An id in capitals stands for one
that the reader has: here, of the first that `FOUND` asks for of whom nothing is 0.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from gql import Client, gql
from gql.transport.websockets import WebsocketsTransport

from application.authorisation import Grant
from domain.roles import Role
from interfaces.auth import LocalIssuer
from tests.interfaces.command_line import ROOT, arguments_of, environment, free_port

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
HEADING = "## Ten worked queries\n"
BLOCK = re.compile(r"^```(graphql|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TOKEN = re.compile(r"token of an? `(\w+)`(?:\s+with the scope `([\w:-]+)`)?")
FOUND = {
    "CASE-ID": """{ cases(first: 1, filter: {level: [L3], status: [CLOSED]}) {
        nodes { id } } }""",
    "COMPOUND-ID": "{ feeAccounts(first: 50) { nodes { id: compoundId openFen } } }",
    "UNIT-ID": "{ feeAccounts(first: 50) { nodes { id: unitId openFen } } }",
}
READY = "Ctrl-C"


@dataclass(frozen=True)
class Worked:
    """One of the queries. role, scope: of the token that it is sent with."""

    title: str
    role: Role | None
    scope: str
    variables: dict[str, Any]
    query: str


def worked() -> list[Worked]:
    text = (ROOT / "docs" / "graphql.md").read_text("utf-8")
    section, _, _ = text.partition(HEADING)[2].partition("\n## ")
    return [_read(part) for part in section.split("\n### ")[1:]]


def _read(part: str) -> Worked:
    blocks = {match[1]: match[2] for match in BLOCK.finditer(part)}
    token = TOKEN.search(part)
    return Worked(
        title=part.partition("\n")[0],
        role=Role(token[1]) if token else None,
        scope=token[2] or "*" if token else "*",
        variables=json.loads(blocks["json"]),
        query=blocks["graphql"],
    )


@dataclass(frozen=True)
class Demo:
    """The service, and who may give out its tokens. address: host and port."""

    address: str
    issuer: LocalIssuer

    def ask(self, query: str, headers: dict[str, str], **variables: Any) -> Any:
        """The data of an operation; it must succeed."""
        body = {"query": query, "variables": variables}
        url = f"http://{self.address}/graphql"
        answer = httpx.post(url, json=body, headers=headers, timeout=60).json()
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def signed_in(self, role: Role | None, scope: str = "*") -> dict[str, str]:
        """The headers of somebody with the role; without one, of the public."""
        if role is None:
            return {}
        token = self.issuer.issue("a-reader", [Grant(role, scope)])
        return {"Authorization": f"Bearer {token}"}

    async def told(self, query: str, **variables: Any) -> Any:
        """The first news of a subscription."""
        asked = gql(query)
        asked.variable_values = variables
        over = WebsocketsTransport(
            url=f"ws://{self.address}/graphql",
            subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
            # Its close cannot be read behind a full queue of unread news.
            connect_args={"max_queue": None},
        )
        async with Client(transport=over) as session:
            news = session.subscribe(asked)
            first = await anext(news)
            await news.aclose()
        return first

    def known(self, name: str) -> str:
        """The id that stands in capitals."""
        (answer,) = self.ask(FOUND[name], self.signed_in(Role.AUDITOR)).values()
        return next(str(node["id"]) for node in answer["nodes"] if all(node.values()))


@pytest.fixture
def demo(home: Path) -> Iterator[Demo]:
    port = free_port()
    variables = environment("en_US.UTF-8", GONGSHI_HOME=home, PYTHONUNBUFFERED=1)
    with subprocess.Popen(
        arguments_of(f"demo --port {port}"),
        cwd=ROOT,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout
        try:
            said = ""
            for line in process.stdout:
                said += line
                if READY in line:
                    break
            else:
                pytest.fail(f"the demo ended: {said}")
            yield Demo(f"127.0.0.1:{port}", LocalIssuer(home))
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=120)


async def test_each_answers_with_something(demo: Demo) -> None:
    """In one test, for the demo takes a minute to begin."""
    queries = worked()
    assert len(queries) == 10
    ids = {name: demo.known(name) for name in FOUND}
    answers = []
    for each in queries:
        variables = {key: ids.get(str(v), v) for key, v in each.variables.items()}
        if each.query.startswith("subscription"):
            data = await demo.told(each.query, **variables)
        else:
            scope = re.sub("|".join(FOUND), lambda name: ids[name[0]], each.scope)
            headers = demo.signed_in(each.role, scope)
            data = demo.ask(each.query, headers, **variables)
        assert all(data.values()), f"{each.title}: {data}"
        assert '"nodes": []' not in json.dumps(data), f"{each.title}: {data}"
        answers.append(data)

    _, _, found, fees, _, _, series, known, _, done = answers
    assert all("电瓶" in case["title"] for case in found["cases"]["nodes"])
    assert fees["feeAccounts"]["nodes"][0]["openFen"] > 0
    assert all(figure["value"] for figure in series["indicatorSeries"])
    assert 0 < known["then"]["version"] < known["now"]["version"]
    assert done["refused"]["__typename"] == "Refusal"
    assert done["refused"]["messageZh"]
    assert done["reported"]["replayed"] is False
    again = demo.ask(each.query, headers, **variables)
    assert again["reported"]["id"] == done["reported"]["id"]
    assert again["reported"]["replayed"] is True
