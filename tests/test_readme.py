"""The README's tour, executed: its commands run, its queries answer."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.interfaces.command_line import free_port

README = Path(__file__).parents[1] / "README.md"
DOCUMENTED = "http://127.0.0.1:8000"
FENCED = re.compile(r"^```(bash|graphql|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TOKEN = re.compile(r"^[\w-]+\.[\w-]+\.[\w-]+$", re.MULTILINE)
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ANYTHING = "..."


def steps() -> list[tuple[str, str]]:
    """Language and text of each block of the tour, in order."""
    _, _, rest = README.read_text("utf-8").partition("## A five-minute tour\n")
    tour, _, _ = rest.partition("\n## ")
    return [(match[1], match[2]) for match in FENCED.finditer(tour)]


@dataclass
class Reader:
    """Somebody who follows the tour: a terminal, and the query page.

    token, answer: the last ones that the terminal and the page showed.
    """

    folder: Path
    environment: dict[str, str]
    url: str
    token: str | None = None
    answer: dict[str, Any] = field(default_factory=dict)

    def bash(self, script: str) -> None:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        if found := TOKEN.search(done.stdout):
            self.token = found[0]

    def graphql(self, query: str) -> None:
        seen = ID.search(json.dumps(self.answer))
        if "CASE-ID" in query:
            assert seen, "the query before it shows an id"
            query = query.replace("CASE-ID", seen[0])
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        response = httpx.post(self.url, json={"query": query}, headers=headers)
        result = response.json()
        assert "errors" not in result, result
        assert '"nodes": []' not in json.dumps(result), "the tour shows something"
        self.answer = result["data"]

    def json(self, expected: str) -> None:
        assert_like(json.loads(expected), self.answer)


def assert_like(expected: Any, found: Any) -> None:
    """Equal, but for strings that the README leaves out as `...`."""
    if isinstance(expected, dict) and isinstance(found, dict):
        assert expected.keys() == found.keys()
        for key, value in expected.items():
            assert_like(value, found[key])
    elif expected != ANYTHING:
        assert expected == found


@pytest.fixture
def environment(tmp_path: Path, home: Path) -> dict[str, str]:
    """Of a terminal in the project's folder, with a data folder of its own."""
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "activate").write_text(
        f"PATH={programs}:{Path(sys.executable).parent}:$PATH"
    )
    command = "from interfaces.cli.main import main; main()"
    gongshi = programs / "gongshi"
    gongshi.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{command}" "$@"\n')
    gongshi.chmod(0o755)
    return os.environ | {
        "GONGSHI_HOME": str(home),
        "GONGSHI_LANG": "en",
        "GONGSHI_PORT": str(free_port()),
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PYTHONPATH": str(README.parent),
        "PYTHONUNBUFFERED": "1",
    }


@pytest.fixture
def demo(tmp_path: Path, environment: dict[str, str]) -> Iterator[str]:
    """The first terminal: `make demo`, without the installation."""
    with subprocess.Popen(
        ["gongshi", "demo"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout
        said = ""
        for line in process.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        else:
            pytest.fail(f"the demo ended: {said}")
        yield f"http://127.0.0.1:{environment['GONGSHI_PORT']}/graphql"
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=60)
        assert process.returncode in (0, 130), rest


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_tour(tmp_path: Path, environment: dict[str, str], demo: str) -> None:
    reader = Reader(tmp_path, environment, demo)
    assert len(steps()) > 5
    for language, text in steps():
        getattr(reader, language)(text)


def test_the_readme_names_the_port_that_is_served() -> None:
    from interfaces.settings import Settings

    settings = Settings()
    assert f"http://{settings.host}:{settings.port}" == DOCUMENTED
    assert DOCUMENTED in README.read_text("utf-8")
