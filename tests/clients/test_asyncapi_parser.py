"""The official parser of AsyncAPI (npm) reads our document, and finds what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from interfaces.streams.export import PATH
from tests.clients.node import node

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
PARSER = "@asyncapi/parser"


def test_the_document_is_valid() -> None:
    told = json.loads(node("check_asyncapi.cjs", PARSER, str(PATH)))

    assert told["errors"] == []
    written = json.loads(PATH.read_text("utf-8"))
    assert told["channels"] == len(written["channels"])
    assert told["messages"] == len(written["components"]["messages"])


def test_a_broken_document_is_not(tmp_path: Path) -> None:
    written = json.loads(PATH.read_text("utf-8"))
    written["operations"]["followEvents"]["action"] = "shout"
    broken = tmp_path / "asyncapi.json"
    broken.write_text(json.dumps(written), "utf-8")

    assert json.loads(node("check_asyncapi.cjs", PARSER, str(broken)))["errors"]
