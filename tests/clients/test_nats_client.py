"""The relay's stream, read by the NATS client for Node.js."""

from __future__ import annotations

import asyncio
import json

import pytest

from interfaces.runtime import Runtime
from tests.clients.node import node
from tests.interfaces.broker import NatsServer
from tests.interfaces.broker import broker as broker
from tests.interfaces.conftest import database_url as database_url
from tests.interfaces.conftest import runtime as runtime
from tests.interfaces.test_relay import STREAM, relayed
from tests.interfaces.test_streams import fill

CLIENT = "@nats-io/jetstream"


@pytest.mark.slow
async def test_node_reads_every_event(runtime: Runtime, broker: NatsServer) -> None:
    expected = await asyncio.to_thread(fill, runtime, 2_000)
    await relayed(runtime, broker.url)
    told = await asyncio.to_thread(
        node, "read_events.cjs", CLIENT, broker.url, STREAM, str(len(expected))
    )
    assert list(map(int, json.loads(told))) == expected
