"""The relay to NATS: whole, in order, over every break and every loss of the broker."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any
from uuid import UUID

import nats
import nkeys
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from nats.js import JetStreamContext
from nats.js.api import StreamConfig

from bench import ours
from domain.errors import Refusal
from interfaces.cli import relay as cli
from interfaces.cli.main import run
from interfaces.relay import broker as wire
from interfaces.relay import relay as relaying
from interfaces.relay import waiting
from interfaces.relay.address import Address, Connecting, SignIn
from interfaces.relay.refusals import (
    NatsAddressInvalid,
    NatsFileUnreadable,
    NatsSecretInAddress,
    NatsSignInRefused,
    NatsStreamAhead,
    NatsStreamForeign,
    NatsStreamNameInvalid,
    NatsUnreachable,
    RelayWaits,
)
from interfaces.relay.relay import Relay, following, tell
from interfaces.relay.state import RelayState
from interfaces.runtime import Runtime
from interfaces.streams import nats_consumer
from interfaces.streams.envelope import Sent
from tests.effort import THOROUGH
from tests.interfaces.broker import Cutting, NatsServer
from tests.interfaces.broker import broker as broker
from tests.interfaces.command_line import ROOT, arguments_of, environment, free_port
from tests.interfaces.test_streams import fill, public_positions

DOCUMENT = Path(__file__).parents[2] / "docs" / "streams.md"
SOURCE = "urn:test"
STREAM = "GONGSHI"
EVENTS, CUTS = (100_000, 1_000) if os.environ.get(THOROUGH) else (1_500, 15)


async def relayed(
    runtime: Runtime, url: str, state: RelayState | None = None
) -> RelayState:
    """Everything that is there, brought into the broker."""
    state = state or RelayState("test")
    async with following(runtime.database.url, SOURCE) as (tail, pool):
        address = Address([url])
        relay = Relay(tail, Connecting(address), STREAM, 1, state, print)
        await relay.run(await tail.end())
        await state.keep(pool)
    return state


@asynccontextmanager
async def relaying_to(
    runtime: Runtime, url: str, told: list[str] | None = None
) -> AsyncIterator[RelayState]:
    """A relay that runs meanwhile."""
    state = RelayState("test")
    codes = [] if told is None else told

    def note(reason: RelayWaits) -> None:
        codes.append(reason.code)

    async with following(runtime.database.url, SOURCE) as (tail, pool):
        relay = Relay(tail, Connecting(Address([url])), STREAM, 1, state, note)
        tasks = [
            asyncio.create_task(relay.run()),
            asyncio.create_task(tell(state, tail, pool)),
        ]
        yield state
        assert not tasks[0].done(), tasks[0].exception()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def followed(url: str, until: int, after: int = 0) -> list[dict[str, Any]]:
    """What a consumer is told up to a position."""
    found = []
    told = nats_consumer.follow(url, after, silence=0.5)
    async with aclosing(told), asyncio.timeout(110):
        async for event in told:
            found.append(event)
            if int(event["id"]) >= until:
                break
    return found


def ids(events: list[dict[str, Any]]) -> list[int]:
    return [int(each["id"]) for each in events]


@asynccontextmanager
async def jetstream(url: str) -> AsyncIterator[JetStreamContext]:
    client = await nats.connect(url)
    yield client.jetstream()
    await client.close()


async def test_everything_is_told_once_with_its_position_and_goes_on(
    runtime: Runtime, broker: NatsServer
) -> None:
    expected = await asyncio.to_thread(fill, runtime, 120)
    state = await relayed(runtime, broker.url)
    assert state.published == len(expected)

    async with jetstream(broker.url) as js:
        last = await js.get_msg(STREAM, len(expected))
        assert (last.headers or {})["Nats-Msg-Id"] == str(expected[-1])
        assert (last.headers or {})["Gongshi-Position"] == str(expected[-1])
        event = json.loads(last.data or b"")
        aggregate, fact = event["type"].split(".")[1:3]
        path = event["regionpath"].replace("/", ".")
        assert last.subject == f"gongshi.{aggregate}.{fact}.{path}"
        config = (await js.stream_info(STREAM)).config
        assert (config.deny_purge, config.deny_delete) == (True, True)
    assert ids(await followed(broker.url, expected[-1])) == expected

    # Again, with more: what is there is not sent again.
    more = await asyncio.to_thread(fill, runtime, 30)
    state = await relayed(runtime, broker.url)
    assert state.published == len(more) - len(expected)
    middle = expected[50]
    assert ids(await followed(broker.url, more[-1], middle)) == [
        each for each in more if each > middle
    ]
    row = runtime.database.fetch("SELECT position, published, failure FROM relay")
    assert row == [(150, len(more), None)]


async def test_a_broker_that_lost_something_is_filled_again(
    runtime: Runtime, broker: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relaying, "IDLE", 0.05)
    expected = await asyncio.to_thread(fill, runtime, 100)
    told: list[str] = []
    async with jetstream(broker.url) as js:
        # As somebody made it by hand: the relay's own cannot be emptied.
        await js.add_stream(StreamConfig(name=STREAM, subjects=wire.SUBJECTS))
    async with relaying_to(runtime, broker.url, told) as state:
        assert ids(await followed(broker.url, expected[-1])) == expected

        # Messages go, and their ids are still remembered.
        async with jetstream(broker.url) as js:
            await js.purge_stream(STREAM, seq=40)
        while state.refills < 1:
            await asyncio.sleep(0.01)
        assert told == ["NATS_STREAM_CHANGED"]
        assert ids(await followed(broker.url, expected[-1])) == expected

        # Somebody deletes the stream, while nothing happens.
        async with jetstream(broker.url) as js:
            await js.delete_stream(STREAM)
        while state.refills < 2:
            await asyncio.sleep(0.01)
        assert ids(await followed(broker.url, expected[-1])) == expected

        # It dies with its disk, and events go on.
        broker.kill()
        broker.lose_everything()
        more = await asyncio.to_thread(fill, runtime, 20)
        broker.start()
        found = await followed(broker.url, more[-1], expected[-1])
        assert ids(found) == more[len(expected) :]
        assert ids(await followed(broker.url, more[-1])) == more
        assert told[-1] == "NATS_UNREACHABLE"


async def test_what_is_not_of_this_log_is_left_alone(
    runtime: Runtime, broker: NatsServer
) -> None:
    expected = await asyncio.to_thread(fill, runtime, 20)

    async def refused(
        kind: type[Refusal], config: StreamConfig, **headers: str
    ) -> None:
        async with jetstream(broker.url) as js:
            await js.add_stream(config)
            if headers:
                given = {k.replace("_", "-"): v for k, v in headers.items()}
                await js.publish("gongshi.x", b'{"id":"1"}', headers=given)
            with pytest.raises(kind):
                await relayed(runtime, broker.url)
            assert await js.delete_stream(STREAM)

    ordinary = StreamConfig(name=STREAM, subjects=wire.SUBJECTS)
    await refused(NatsStreamForeign, StreamConfig(name=STREAM, subjects=["a.>"]))
    await refused(NatsStreamForeign, ordinary.evolve(max_age=60))
    await refused(NatsStreamForeign, ordinary.evolve(retention="workqueue"))
    await refused(NatsStreamForeign, ordinary, Nothing="of ours")
    other = str(expected[0])
    await refused(NatsStreamForeign, ordinary, Gongshi_Position=other)
    await refused(NatsStreamAhead, ordinary, Gongshi_Position="999999")


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (NatsAddressInvalid, {"servers": ["http://x"]}),
        (NatsAddressInvalid, {"servers": ["nats://"]}),
        (NatsAddressInvalid, {"servers": ["nats://x:99999"]}),
        (NatsSecretInAddress, {"servers": ["nats://u:p@x:4222"]}),
        (NatsStreamNameInvalid, {"stream": "a.b"}),
        (NatsFileUnreadable, {"creds": Path("/nowhere")}),
        (NatsFileUnreadable, {"nkey": Path("/nowhere")}),
    ],
)
def test_an_address_is_looked_at_before_it_is_used(
    kind: type[Refusal], given: dict[str, Any]
) -> None:
    with pytest.raises(kind) as caught:
        Address(**{"servers": ["nats://127.0.0.1:1"]} | given)
    assert ":p@" not in caught.value.message("en")


async def test_who_may_not_sign_in_is_told_and_who_may_is_let_in(
    runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = NatsServer(tmp_path, 'authorization { user: relay, password: "s3cret" }')
    server.start()
    try:
        with pytest.raises(NatsSignInRefused):
            await relayed(runtime, server.url)
        monkeypatch.setenv("GONGSHI_NATS_USER", "relay")
        monkeypatch.setenv("GONGSHI_NATS_PASSWORD", "s3cret")
        assert "s3cret" not in repr(SignIn())
        assert (await relayed(runtime, server.url)).position == 0
    finally:
        server.kill()


async def test_files_sign_in_and_encrypt(tmp_path: Path) -> None:
    seed = tmp_path / "relay.nk"
    seed.write_bytes(nkeys.encode_seed(bytes(range(32)), nkeys.PREFIX_BYTE_USER))
    us = nkeys.from_seed(seed.read_bytes()).public_key.decode()
    pem = certificate(tmp_path)
    configuration = f"""
        authorization {{ users: [{{ nkey: {us} }}] }}
        tls {{ cert_file: "{pem}", key_file: "{pem}" }}
    """
    server = NatsServer(tmp_path, configuration)
    server.start()
    url = server.url.replace("nats:", "tls:")
    try:
        for kind, given in (
            (NatsUnreachable, Address([url], nkey=seed)),
            (NatsSignInRefused, Address([url], ca=pem)),
        ):
            with pytest.raises(kind):
                async with Connecting(given).connected():
                    pass
        async with Connecting(Address([url], nkey=seed, ca=pem)).connected() as client:
            assert client.is_connected
    finally:
        server.kill()


def certificate(folder: Path) -> Path:
    """Of this machine, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    address = x509.IPAddress(IPv4Address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(name, name, key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(True, None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8
    plain = serialization.NoEncryption()
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, form, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_the_command_says_what_it_did_and_shows_its_metrics(
    runtime: Runtime,
    broker: NatsServer,
    english_program: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    expected = fill(runtime, 20)
    port = free_port()
    command = ["relay", "nats", "--once", "--metrics-port", str(port)]
    seen: list[str] = []

    def say(zh: str, en: str) -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            seen.append(answer.read().decode())
        print(en)

    monkeypatch.setattr(cli, "say", say)
    monkeypatch.setenv("GONGSHI_NATS_SERVER", broker.url)
    assert run(command) == 0
    assert f"position 20; {len(expected)} events" in capsys.readouterr().out
    assert "gongshi_relay_lag 0.0" in seen[-1]
    assert f"gongshi_relay_published_total {len(expected)}.0" in seen[-1]

    with socket.create_server(("127.0.0.1", port)):
        assert run(command) == 2
    assert "PORT_TAKEN" in capsys.readouterr().err
    monkeypatch.setenv("GONGSHI_LANG", "zh")
    assert run([*command, "--server", "nats://u:secret@x"]) == 2
    told = capsys.readouterr().err
    assert "NATS_SECRET_IN_ADDRESS: 地址中不得" in told
    assert "secret@" not in told


@pytest.mark.slow
@pytest.mark.parametrize("moment", range(5))
def test_a_signal_ends_it_at_any_moment(
    runtime: Runtime, broker: NatsServer, moment: int
) -> None:
    """Whatever its loop does just then, and though the client swallows some ends."""
    url, home = runtime.database.url, runtime.settings.home
    given = environment("en_US.UTF-8", GONGSHI_DATABASE_URL=url, GONGSHI_HOME=home)
    command = arguments_of(f"relay nats --server {broker.url}")
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=given, cwd=ROOT, stdout=pipe) as process:
        assert process.stdout is not None
        assert b"Publishing" in process.stdout.readline()
        for _ in range(moment):
            fill(runtime, 50)
        process.terminate()
        try:
            assert process.wait(30) == 0
        finally:
            process.kill()


async def test_what_passes_is_waited_for(
    runtime: Runtime, broker: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "LONGEST_PAUSE", 0.05)
    expected = await asyncio.to_thread(fill, runtime, 10)
    told: list[str] = []
    broker.kill()  # while the relay is not there yet
    async with relaying_to(runtime, broker.url, told) as state:
        while told[-1:] != ["NATS_UNREACHABLE"]:
            await asyncio.sleep(0.01)
        assert state.failure == "NATS_UNREACHABLE"
        broker.start("-n", "plain")  # without JetStream
        while told[-1:] != ["NATS_WITHOUT_JETSTREAM"]:
            await asyncio.sleep(0.01)
        broker.kill()
        broker.start()
        assert ids(await followed(broker.url, expected[-1])) == expected
        samples = {
            sample.name: sample.value
            for metric in state.collect()
            for sample in metric.samples
        }
        assert samples["gongshi_relay_connected"] == 1
        assert samples["gongshi_relay_failures_total"] >= 2


def test_subjects_hold_safe_tokens_alone() -> None:
    event = Sent(7, "gongshi.case.accepted.v1", "case", UUID(int=1), (), 1, None, b"{}")
    assert wire.subject(event) == "gongshi.case.accepted"
    event = event._replace(region_path=("WH", "a.b *>\r\n", ""))
    assert wire.subject(event) == "gongshi.case.accepted.WH.a_b_____._"


@pytest.mark.slow
async def test_two_relays_disturb_nobody(runtime: Runtime, broker: NatsServer) -> None:
    expected = await asyncio.to_thread(fill, runtime, 600)
    async with (
        relaying_to(runtime, broker.url),
        relaying_to(runtime, broker.url),
    ):
        assert ids(await followed(broker.url, expected[-1])) == expected
    async with jetstream(broker.url) as js:
        assert (await js.stream_info(STREAM)).state.last_seq == len(expected)


async def test_the_example_counts_cases_over_a_break(
    runtime: Runtime,
    broker: NatsServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The program of docs/streams.md, ended in the middle and begun again."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "nats_consumer", nats_consumer)
    consumers = DOCUMENT.read_text("utf-8").partition("### A consumer")[2]
    program = consumers.partition("```python\n")[2]
    names: dict[str, Any] = {"SERVERS": broker.url}
    exec(program.partition("```")[0], names)

    async def counted() -> int:
        query = "SELECT count(*) FROM event WHERE type = 'Case.Reported'"
        ((expected,),) = runtime.database.fetch(query)
        await relayed(runtime, broker.url)
        task = asyncio.create_task(names["run"]())
        with closing(sqlite3.connect("districts.db")) as counts:
            while (
                counts.execute("SELECT sum(cases) FROM district").fetchone()[0] or 0
            ) < expected:
                assert not task.done(), task.exception()
                await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return int(expected)

    await asyncio.to_thread(fill, runtime, 100)
    first = await counted()
    await asyncio.to_thread(ours.fill, runtime, 50)
    await asyncio.to_thread(ours.catch_up, runtime)
    assert 0 < first < await counted()
    names["counts"].close()


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_no_cut_loses_or_repeats_an_event(
    runtime: Runtime, broker: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of the cuts hit the relay, half a consumer, while events flow."""
    monkeypatch.setattr(waiting, "LONGEST_PAUSE", 0.05)
    monkeypatch.setattr(nats_consumer, "LONGEST_PAUSE", 0.05)
    each = EVENTS * 1_000 // (CUTS // 2)
    before = Cutting(broker.port, CUTS // 2, each, 20261127)
    behind = Cutting(broker.port, CUTS // 2, each, 20261128)
    found: list[int] = []

    async def consume() -> None:
        told = nats_consumer.follow(behind.url, silence=0.5)
        async for event in told:
            found.append(int(event["id"]))

    async with before.running(), behind.running(), relaying_to(runtime, before.url):
        consumer = asyncio.create_task(consume())
        expected = await asyncio.to_thread(fill, runtime, EVENTS)
        while not found or found[-1] < expected[-1]:
            assert not consumer.done(), consumer.exception()
            await asyncio.sleep(0.05)
        consumer.cancel()
        await asyncio.gather(consumer, return_exceptions=True)
    assert found == expected == public_positions(runtime.store)
    assert before.cuts + behind.cuts >= CUTS // 2, (before.cuts, behind.cuts)
    print(f"{before.cuts} cuts of the relay, {behind.cuts} of the consumer")
