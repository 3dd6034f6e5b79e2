"""The intake from a broker killed again and again, while a sender publishes."""

from __future__ import annotations

import asyncio
import base64
import random
import subprocess
from pathlib import Path

import pytest
from nats.js import JetStreamContext

from application.order import Order
from domain.compound_facts import CompoundKind
from domain.roles import Actor, Role
from interfaces import senders
from interfaces.intake import inbox
from interfaces.runtime import Runtime
from tests.faults.bounds import INTAKE_KILLS
from tests.interfaces.broker import NatsServer
from tests.interfaces.broker import broker as broker
from tests.interfaces.command_line import ROOT, arguments_of, environment
from tests.interfaces.conftest import database_url as database_url
from tests.interfaces.conftest import runtime as runtime
from tests.interfaces.given import REGION
from tests.interfaces.test_intake import NAME, body_of
from tests.interfaces.test_nats_intake import SUBJECT, answers, pending
from tests.interfaces.test_relay import jetstream
from tests.projections.logs import eventually

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
EVENTS = 30
"""Between two kills; each is sent twice, and one of ten cannot be taken."""
PATIENCE = 300.0  # seconds for the intake to begin, and to end
CASES = "SELECT count(*) FROM event WHERE type = 'Case.Reported'"


async def test_a_killed_intake_takes_each_event_once(
    runtime: Runtime, broker: NatsServer, tmp_path: Path
) -> None:
    moments = random.Random(20261127)
    sender = senders.add(tmp_path / "senders.json", NAME, REGION)
    await asyncio.to_thread(register, runtime)
    variables = {
        "GONGSHI_DATABASE_URL": runtime.database.url,
        "GONGSHI_HOME": str(tmp_path),
        "GONGSHI_VAULT_KEY": base64.b64encode(bytes(range(32))).decode(),
    }

    def started() -> subprocess.Popen[bytes]:
        with (tmp_path / "intake.log").open("ab") as log:
            return subprocess.Popen(
                arguments_of(f"intake nats --server {broker.url}"),
                cwd=ROOT,
                env=environment("en_US.UTF-8", **variables),
                stdout=log,
                stderr=log,
            )

    def cases() -> int:
        return int(runtime.database.fetch(CASES)[0][0])

    sent = 0
    intake = started()
    try:
        async with jetstream(broker.url) as js:
            await made(js)
            for _ in range(INTAKE_KILLS):
                before = cases()
                for number in range(sent, sent + EVENTS):
                    for _ in range(2):
                        await js.publish(SUBJECT, body(number))
                sent += EVENTS
                wanted = before + moments.randint(1, EVENTS // 2)
                async with asyncio.timeout(PATIENCE):
                    while cases() < wanted:
                        await asyncio.sleep(0.005)
                intake.kill()
                intake.wait()
                intake = started()
            async with asyncio.timeout(PATIENCE):
                while await pending(broker):
                    await asyncio.sleep(0.2)
    finally:
        intake.kill()
        intake.wait()
    refused = {number for number in range(sent) if number % 10 == 9}
    assert cases() == sent - len(refused)
    told = await answers(broker)
    ids: dict[str, set[str]] = {}
    for _, said in told:
        ids.setdefault(said["event"]["id"], set()).add(said.get("id") or said["code"])
    assert len(ids) == sent  # each event has its answer, ...
    assert all(len(each) == 1 for each in ids.values())  # ... and always the same
    assert {n for n in range(sent) if ids[f"e-{n}"] == {"UNKNOWN_CATEGORY"}} == refused
    print(f"{INTAKE_KILLS} kills over {sent} events of {sender.name}")


def body(number: int) -> bytes:
    changes = {"category": "NIX-99"} if number % 10 == 9 else {}
    return body_of(f"e-{number}", **changes)


def register(runtime: Runtime) -> None:
    """A compound, so that the region is known."""
    runtime.compounds.register(
        Order(Actor("operator-1", Role.OPERATOR)),
        code="WH-001",
        name="幸福里",
        region_codes=("371000", REGION, "371002001", "371002001001"),
        region_names=("威海市", "环翠区", "环翠楼街道", "北门社区"),
        kind=CompoundKind.OLD,
        buildings=12,
        households=860,
    )
    eventually(runtime.database, 1)


async def made(js: JetStreamContext) -> None:
    """Until the intake has made its stream."""
    async with asyncio.timeout(PATIENCE):
        while inbox.STREAM not in [
            each.config.name for each in await js.streams_info()
        ]:
            await asyncio.sleep(0.05)
