"""What Schemathesis needs to know of us, loaded by it: our scalars, our errors.

A refusal is an error of GraphQL with a code, and no failure; `INTERNAL` is one.
"""

from __future__ import annotations

import os
from typing import Any

import schemathesis
from hypothesis import strategies as st
from hypothesis_graphql import nodes

KNOWN = "GONGSHI_TEST_KNOWN_IDS"
"""Variable with ids that the service has, so that not every call asks for nothing."""

IDS = st.sampled_from(os.environ[KNOWN].split())
WHOLE = st.integers(-(2**53) + 1, 2**53 - 1).map(nodes.Int)

schemathesis.graphql.scalar("ID", (IDS | st.uuids().map(str)).map(nodes.String))
for _name in ("Position", "Fen", "Dm2", "Rate", "Whole"):
    schemathesis.graphql.scalar(_name, WHOLE)


@schemathesis.check
def coded(ctx: Any, response: Any, case: Any) -> None:
    """Every error of GraphQL has a code and a message, and was foreseen."""
    assert response.status_code < 500, response.text
    for error in response.json().get("errors", []):
        assert error["message"]
        assert error["extensions"]["code"] != "INTERNAL", error
