"""The relay's stream, read by the NATS client for Node.js."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from interfaces.runtime import Runtime
from tests.clients.packages import node_modules
from tests.interfaces.broker import NatsServer
from tests.interfaces.broker import broker as broker
from tests.interfaces.conftest import database_url as database_url
from tests.interfaces.conftest import runtime as runtime
from tests.interfaces.test_relay import STREAM, relayed
from tests.interfaces.test_streams import fill

CLIENT = "@nats-io/jetstream"
PROGRAM = Path(__file__).with_name("read_events.cjs")


@pytest.mark.slow
async def test_node_reads_every_event(runtime: Runtime, broker: NatsServer) -> None:
    node, modules = shutil.which("node"), node_modules(CLIENT)
    if node is None or modules is None:
        pytest.skip(f"there is no Node.js with {CLIENT} on NODE_PATH")
    expected = await asyncio.to_thread(fill, runtime, 2_000)
    await relayed(runtime, broker.url)
    told = await asyncio.to_thread(
        subprocess.run,
        [node, str(PROGRAM), broker.url, STREAM, str(len(expected))],
        env=os.environ | {"NODE_PATH": str(modules)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert list(map(int, json.loads(told.stdout))) == expected
