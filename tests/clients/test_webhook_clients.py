"""The npm package of Standard Webhooks verifies our signatures, and no altered ones."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import pytest

from application.clock import system_clock
from interfaces.webhooks.signing import headers, message_id, written
from tests.clients.node import node

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
BODY = '{"specversion":"1.0","data":{"title":"三号楼"}}'


def test_node_verifies_what_we_sign() -> None:
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
    told = node("check_webhook.cjs", "standardwebhooks", given=json.dumps(messages))

    assert json.loads(told) == [holds for *_, holds in asked]
