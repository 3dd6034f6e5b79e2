"""The running service, in a process of its own, with the demo's history."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from application.authorisation import Grant
from domain.roles import Role
from interfaces.auth import LocalIssuer
from tests.interfaces.command_line import ROOT, arguments_of, environment, free_port

READY = "Ctrl-C"


@dataclass(frozen=True)
class Running:
    """A service that listens. address: host and port."""

    address: str
    issuer: LocalIssuer

    @property
    def url(self) -> str:
        return f"http://{self.address}/graphql"

    def token(self, role: Role, id: str = "somebody") -> str:
        return self.issuer.issue(id, [Grant(role, "*")])

    def ask(self, query: str, role: Role | None = None, **variables: Any) -> Any:
        """The data of an operation, plainly; it must succeed."""
        headers = {"Accept-Language": "en"}
        if role:
            headers["Authorization"] = f"Bearer {self.token(role)}"
        body = {"query": query, "variables": variables}
        answer = httpx.post(self.url, json=body, headers=headers, timeout=30).json()
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def report(self, title: str = "路灯不亮") -> str:
        """The id of a case that a steward has just reported."""
        done = self.ask(
            "mutation ($title: String!) { reportCase(input: {"
            ' channel: APP, category: "PIP-02", title: $title'
            "}) { ... on CaseChanged { id } } }",
            Role.STEWARD,
            title=title,
        )
        return str(done["reportCase"]["id"])


@pytest.fixture(scope="session")
def running() -> Iterator[Running]:
    """`gongshi demo`, once for all the clients."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # The database is another user's if we are root.
        home, port = Path(folder) / "home", free_port()
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
                told = ""
                for line in process.stdout:
                    told += line
                    if READY in line:
                        break
                else:
                    pytest.fail(f"the demo ended: {told}")
                yield Running(f"127.0.0.1:{port}", LocalIssuer(home))
            finally:
                process.send_signal(signal.SIGINT)
                process.communicate(timeout=60)
