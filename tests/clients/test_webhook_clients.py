"""The npm package of Standard Webhooks verifies our signatures, and no altered ones."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from application.clock import system_clock
from interfaces.webhooks.signing import headers, message_id, written

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
HERE = Path(__file__).parent
PACKAGE = "standardwebhooks"
BODY = '{"specversion":"1.0","data":{"title":"三号楼"}}'


def modules() -> Path | None:
    """Where Node.js finds the package: on NODE_PATH, or installed for all."""
    places = [*os.environ.get("NODE_PATH", "").split(os.pathsep)]
    if npm := shutil.which("npm"):
        told = subprocess.run([npm, "root", "-g"], capture_output=True, text=True)
        places.append(told.stdout.strip())
    found = (Path(place) for place in places if place)
    return next((each for each in found if (each / PACKAGE).exists()), None)


def test_node_verifies_what_we_sign() -> None:
    node, found = shutil.which("node"), modules()
    if node is None or found is None:
        pytest.skip(f"there is no Node.js with {PACKAGE} on NODE_PATH")
    older, newer, other = (bytes([each]) * 32 for each in (1, 2, 3))
    id, now = message_id(UUID(int=1), 7), system_clock()
    said = headers(id, BODY.encode(), [newer, older], now)
    late = headers(id, BODY.encode(), [newer], now - timedelta(minutes=6))
    asked = [
        (newer, said, BODY, True),
        (older, said, BODY, True),
        (other, said, BODY, False),
        (newer, said, BODY + " ", False),
        (newer, said | {"webhook-id": "msg_2"}, BODY, False),
        (newer, late, BODY, False),
    ]
    messages = [
        {"secret": written(secret), "headers": given, "body": body}
        for secret, given, body, _ in asked
    ]
    told = subprocess.run(
        [node, str(HERE / "check_webhook.cjs")],
        input=json.dumps(messages),
        env=os.environ | {"NODE_PATH": str(found)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(told.stdout) == [holds for *_, holds in asked]
