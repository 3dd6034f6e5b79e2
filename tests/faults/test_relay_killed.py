"""The relay and its broker killed again and again, while events flow."""

from __future__ import annotations

import asyncio
import random
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from bench import ours
from interfaces.relay import waiting
from interfaces.runtime import Runtime
from interfaces.streams import nats_consumer
from tests.faults.bounds import BROKER_LOSSES, RELAY_KILLS
from tests.interfaces.broker import NatsServer
from tests.interfaces.broker import broker as broker
from tests.interfaces.command_line import ROOT, arguments_of, environment
from tests.interfaces.conftest import database_url as database_url
from tests.interfaces.conftest import runtime as runtime
from tests.interfaces.test_relay import STREAM, jetstream, relaying_to
from tests.interfaces.test_streams import public_positions

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
PATIENCE = 60.0  # seconds until a consumer has everything


@contextmanager
def events(runtime: Runtime) -> Iterator[None]:
    """Events that come meanwhile, some hundred a second."""
    stopping = Event()

    def append() -> None:
        while not stopping.wait(0.05):
            ours.fill(runtime, 20)

    thread = Thread(target=append)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


@asynccontextmanager
async def consumer(url: str) -> AsyncIterator[list[int]]:
    """What one consumer was told, with all breaks."""
    found: list[int] = []

    async def consume() -> None:
        async for event in nats_consumer.follow(url, silence=0.5):
            found.append(int(event["id"]))

    task = asyncio.create_task(consume())
    yield found
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def complete(found: list[int], expected: list[int]) -> None:
    async with asyncio.timeout(PATIENCE):
        while len(found) < len(expected):
            await asyncio.sleep(0.05)
    assert found == expected


async def more(found: list[int], count: int) -> None:
    """Until a consumer has so many more."""
    wanted = len(found) + count
    async with asyncio.timeout(PATIENCE):
        while len(found) < wanted:
            await asyncio.sleep(0.01)


async def test_a_killed_relay_goes_on_without_gap_or_repeat(
    runtime: Runtime, broker: NatsServer, tmp_path: Path
) -> None:
    moments = random.Random(20261127)
    command = arguments_of(f"relay nats --server {broker.url}")
    variables = {"GONGSHI_DATABASE_URL": runtime.database.url}
    variables["GONGSHI_HOME"] = str(tmp_path)

    def started() -> subprocess.Popen[bytes]:
        log = (tmp_path / "relay.log").open("ab")
        with log:
            return subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment("en_US.UTF-8", **variables),
                stdout=log,
                stderr=log,
            )

    relay = started()
    try:
        with events(runtime):
            async with consumer(broker.url) as found:
                for _ in range(RELAY_KILLS):
                    await more(found, moments.randint(1, 150))
                    relay.kill()
                    relay.wait()
                    relay = started()
        async with consumer(broker.url) as found:
            expected = public_positions(runtime.store)
            await complete(found, expected)
    finally:
        relay.kill()
        relay.wait()
    async with jetstream(broker.url) as js:
        # None is there twice, not even for who does not look at ids.
        assert (await js.stream_info(STREAM)).state.last_seq == len(expected)
    print(f"{RELAY_KILLS} kills over {len(expected)} events")


async def test_a_broker_that_dies_with_its_store_is_filled_again_under_load(
    runtime: Runtime, broker: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "LONGEST_PAUSE", 0.2)
    moments = random.Random(20261128)
    async with relaying_to(runtime, broker.url), consumer(broker.url) as found:
        with events(runtime):
            for loss in range(BROKER_LOSSES):
                await more(found, moments.randint(1, 400))
                await asyncio.to_thread(broker.kill)
                if loss % 3 != 2:  # Now and then only what was in memory is lost.
                    broker.lose_everything()
                await asyncio.to_thread(broker.start)
        expected = public_positions(runtime.store)
        await complete(found, expected)
        async with consumer(broker.url) as whole:
            await complete(whole, expected)
    print(f"{BROKER_LOSSES} losses over {len(expected)} events")
