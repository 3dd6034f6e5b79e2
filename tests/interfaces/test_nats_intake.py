"""Cases that come through NATS: each once, each answered, whatever breaks."""

from __future__ import annotations

import asyncio
import base64
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import nats
import psycopg
import pytest
from nats.js.api import StreamConfig
from nats.js.errors import APIError

from application.refusals import LogUnavailable
from domain.errors import Refusal
from domain.roles import Role
from interfaces.auth import LocalIssuer
from interfaces.cli.main import run
from interfaces.intake import inbox, messages
from interfaces.intake.messages import Intake
from interfaces.intake.refusals import NatsIntakeForeign
from interfaces.intake.state import IntakeState
from interfaces.relay import waiting
from interfaces.relay.address import Address, Connecting
from interfaces.relay.refusals import RelayWaits
from interfaces.runtime import Runtime
from interfaces.senders import Sender, Senders
from interfaces.services import Services
from interfaces.streams import nats_consumer
from tests.interfaces.broker import NatsServer
from tests.interfaces.broker import broker as broker
from tests.interfaces.conftest import Client, serving
from tests.interfaces.given import REGION, registered
from tests.interfaces.test_intake import NAME, body_of
from tests.interfaces.test_intake import listed as listed
from tests.interfaces.test_intake import sender as sender
from tests.interfaces.test_intake import sent as sent_over_http
from tests.interfaces.test_relay import jetstream, relayed

DOCUMENT = Path(__file__).parents[2] / "docs" / "streams.md"
SUBJECT = f"gongshi-in.{NAME}"


@pytest.fixture
def trusting(services: Services, listed: Path, sender: Sender) -> Services:
    return replace(services, senders=Senders(listed))


@pytest.fixture
async def client(trusting: Services, issuer: LocalIssuer) -> AsyncIterator[Client]:
    """With a compound, and the pool that the intake uses, too."""
    async with serving(trusting, issuer) as client:
        await registered(client)
        client.sign_out()
        yield client


async def left(broker: NatsServer, *bodies: bytes, subject: str = SUBJECT) -> list[int]:
    """What a sender publishes; the sequences that the broker gives."""
    async with jetstream(broker.url) as js:
        return [(await js.publish(subject, body)).seq for body in bodies]


async def taken_in(services: Services, broker: NatsServer) -> IntakeState:
    """Everything that is there."""
    state = IntakeState()
    await _intake(services, broker, state, []).run(once=True)
    return state


@asynccontextmanager
async def taking_in(
    services: Services, broker: NatsServer, told: list[str] | None = None
) -> AsyncIterator[IntakeState]:
    """An intake that runs meanwhile."""
    state = IntakeState()
    running = asyncio.create_task(
        _intake(services, broker, state, [] if told is None else told).run()
    )
    yield state
    assert not running.done(), running.exception()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def _intake(
    services: Services, broker: NatsServer, state: IntakeState, told: list[str]
) -> Intake:
    def note(reason: RelayWaits) -> None:
        told.append(reason.code)

    connecting = Connecting(Address([broker.url]), "gongshi intake")
    return Intake(services, connecting, 1, state, note)


async def answers(broker: NatsServer) -> list[tuple[str, dict[str, Any]]]:
    """Subject and content of each answer that the broker holds."""
    found = []
    async with jetstream(broker.url) as js:
        last = (await js.stream_info(inbox.ANSWERED)).state.last_seq
        for sequence in range(1, last + 1):
            message = await js.get_msg(inbox.ANSWERED, sequence)
            found.append((message.subject or "", json.loads(message.data or b"")))
    return found


async def pending(broker: NatsServer) -> int:
    async with jetstream(broker.url) as js:
        return (await js.stream_info(inbox.STREAM)).state.messages


def cases(client: Client) -> list[str]:
    rows = client.store.database.fetch(
        "SELECT stream_id FROM event WHERE type = 'Case.Reported' ORDER BY position"
    )
    return [str(id) for (id,) in rows]


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "IDLE", 0.1)
    monkeypatch.setattr(messages, "PAUSE", 0.01)
    monkeypatch.setattr(waiting, "LONGEST_PAUSE", 0.05)


async def test_an_event_begins_one_case_whichever_way_it_comes(
    client: Client, trusting: Services, broker: NatsServer, sender: Sender
) -> None:
    await taken_in(trusting, broker)  # makes the streams
    await left(broker, body_of("e-1"), body_of("e-1"), body_of("e-2"))
    await left(broker, body_of("e-1"), subject=f"{SUBJECT}.371002.urgent")
    state = await taken_in(trusting, broker)

    assert (state.taken, state.repeated, state.refused) == (2, 2, 0)
    over_http = (await sent_over_http(client, sender.secret, body_of("e-2"))).json()
    assert over_http["replayed"]
    found = await answers(broker)
    assert {subject for subject, _ in found} == {f"gongshi-answers.{NAME}.taken"}
    by_sequence = {said["sequence"]: said for _, said in found}
    assert [by_sequence[n]["event"]["id"] for n in (1, 2, 3, 4)] == [
        "e-1",
        "e-1",
        "e-2",
        "e-1",
    ]
    assert by_sequence[3]["id"] == over_http["id"]
    assert sorted(cases(client)) == sorted({said["id"] for _, said in found})
    assert len(cases(client)) == 2
    assert await pending(broker) == 0  # what tells of persons is not kept
    [reported] = client.store.stream(UUID(over_http["id"]))
    assert reported.fact.source_system == NAME  # type: ignore[attr-defined]


async def test_what_cannot_be_taken_is_answered_and_blocks_nothing(
    client: Client, trusting: Services, broker: NatsServer
) -> None:
    await taken_in(trusting, broker)
    bad = {
        b"{": "EVENT_INVALID",
        b"\xff\x00": "EVENT_INVALID",
        b"": "EVENT_INVALID",
        body_of("b-1", surprise=1): "EVENT_INVALID",
        body_of("b-2", region=None): "PLACE_NOT_GIVEN",
        body_of("b-3", region="990000"): "NOT_FOUND",
        body_of("b-4", category="NIX-99"): "UNKNOWN_CATEGORY",
        body_of("b-5", body="x" * messages.LONGEST): "MESSAGE_TOO_LONG",
        body_of("b-6" * 90): "EVENT_INVALID",
        body_of("\u4e8b"): "INVALID_INPUT",
    }
    sequences = await left(broker, *bad)
    await left(broker, body_of("good"))
    await left(broker, body_of("x"), subject="gongshi-in.nobody")
    await left(broker, body_of("good", title="另一件事"))
    state = await taken_in(trusting, broker)

    assert (state.taken, state.refused) == (1, len(bad) + 2)
    found = await answers(broker)
    refused = {said["sequence"]: said for _, said in found if "code" in said}
    for sequence, (body, code) in zip(sequences, bad.items(), strict=True):
        said = refused[sequence]
        assert said["code"] == code
        assert said["messageZh"] and said["messageEn"]
        if code == "MESSAGE_TOO_LONG":
            assert "received" not in said and len(said["receivedDigest"]) == 64
        else:
            assert base64.b64decode(said["received"]) == body
    assert refused[sequences[0]]["event"] is None
    assert refused[sequences[4]]["event"]["id"] == "b-2"
    codes = {subject: said["code"] for subject, said in found if "code" in said}
    assert codes["gongshi-answers.nobody.refused"] == "SENDER_UNKNOWN"
    assert "KEY_REUSED" in {said.get("code") for _, said in found}
    assert await pending(broker) == 0


async def test_what_nobody_foresaw_is_tried_again_but_not_for_ever(
    client: Client,
    trusting: Services,
    broker: NatsServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await taken_in(trusting, broker)
    tries = {b"poison": 0, b"unlucky": 0}
    whole = messages.take

    async def take(services: Services, sender: Sender, body: bytes) -> Any:
        for name in tries:
            if name in body:
                tries[name] += 1
                if name == b"poison" or tries[name] < 3:
                    raise RuntimeError(name)
        return await whole(services, sender, body)

    monkeypatch.setattr(messages, "take", take)
    await left(broker, body_of("poison"), body_of("unlucky"), body_of("good"))
    state = await taken_in(trusting, broker)

    assert (state.taken, state.refused) == (2, 1)
    assert tries == {b"poison": messages.TRIES, b"unlucky": 3}
    [said] = [said for _, said in await answers(broker) if "code" in said]
    assert (said["code"], said["event"]["id"]) == ("MESSAGE_FAILED", "poison")
    assert b"poison" in base64.b64decode(said["received"])


@pytest.mark.parametrize("error", [LogUnavailable(), psycopg.OperationalError("away")])
async def test_while_the_database_is_away_nothing_is_refused(
    client: Client,
    trusting: Services,
    broker: NatsServer,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    await taken_in(trusting, broker)
    whole, away = messages.take, True

    async def take(services: Services, sender: Sender, body: bytes) -> Any:
        if away:
            raise error
        return await whole(services, sender, body)

    monkeypatch.setattr(messages, "take", take)
    told: list[str] = []
    async with taking_in(trusting, broker, told) as state:
        await left(broker, body_of("e-1"))
        async with asyncio.timeout(20):
            while state.failures < 8:  # more often than a message may fail
                await asyncio.sleep(0.01)
        assert (set(told), state.refused) == ({"RELAY_WITHOUT_LOG"}, 0)
        assert state.failure == "RELAY_WITHOUT_LOG"
        away = False
        async with asyncio.timeout(20):
            while state.taken < 1:
                await asyncio.sleep(0.01)
    assert len(cases(client)) == 1


async def test_a_broker_that_dies_with_its_store_is_used_again(
    client: Client, trusting: Services, broker: NatsServer
) -> None:
    told: list[str] = []
    async with taking_in(trusting, broker, told) as state, asyncio.timeout(30):
        while state.taken < 1:
            with suppress(nats.errors.Error, OSError):  # There is no stream yet.
                await left(broker, body_of("e-1"))
            await asyncio.sleep(0.02)
        before = state.taken + state.repeated
        broker.kill()
        broker.lose_everything()
        broker.start()
        while state.taken + state.repeated == before:
            with suppress(nats.errors.Error, OSError):
                await left(broker, body_of("e-1"))
            await asyncio.sleep(0.02)
    assert len(cases(client)) == 1 and state.taken == 1
    assert "NATS_UNREACHABLE" in told


async def test_a_stream_that_drops_messages_is_refused(
    client: Client, trusting: Services, broker: NatsServer
) -> None:
    for config in (
        StreamConfig(name=inbox.STREAM, subjects=["else.>"]),
        StreamConfig(name=inbox.STREAM, subjects=["gongshi-in.>"], max_age=60),
        StreamConfig(name=inbox.STREAM, subjects=["gongshi-in.>"], max_msgs=5),
    ):
        async with jetstream(broker.url) as js:
            await js.add_stream(config)
            with pytest.raises(NatsIntakeForeign) as caught:
                await taken_in(trusting, broker)
            assert isinstance(caught.value, Refusal)
            await js.delete_stream(inbox.STREAM)


async def test_the_broker_lets_each_sender_speak_for_itself_alone(
    client: Client, trusting: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the permissions of docs/streams.md."""
    written = DOCUMENT.read_text("utf-8").partition("authorization {")[2]
    configuration = "authorization {" + written.partition("```")[0]
    for name in ("INTAKE_PASSWORD", "RELAY_PASSWORD", "HOTLINE_PASSWORD"):
        configuration = configuration.replace(f"${name}", name)
    server = NatsServer(tmp_path, configuration)
    server.start()
    refused: list[Exception] = []

    async def note(error: Exception) -> None:
        refused.append(error)

    try:
        monkeypatch.setenv("GONGSHI_NATS_USER", "intake")
        monkeypatch.setenv("GONGSHI_NATS_PASSWORD", "INTAKE_PASSWORD")
        async with taking_in(trusting, server) as state, asyncio.timeout(30):
            hotline = await nats.connect(
                server.url,
                user=NAME,
                password="HOTLINE_PASSWORD",
                inbox_prefix=f"_INBOX_{NAME}",
                error_cb=note,
            )
            told = await hotline.subscribe(f"gongshi-answers.{NAME}.>")
            js = hotline.jetstream(timeout=1)
            while state.taken < 1:
                with suppress(nats.errors.Error):  # The intake makes its streams.
                    await js.publish(SUBJECT, body_of("e-1"))
                await asyncio.sleep(0.02)
            answer = await told.next_msg(10)
            assert json.loads(answer.data)["event"]["id"] == "e-1"
            for subject in ("gongshi-in.other", "gongshi.case.closed", inbox.OUT):
                await hotline.publish(subject, b"{}")
            await hotline.subscribe("gongshi-answers.>")
            with pytest.raises((APIError, nats.errors.Error)):
                await js.stream_info(inbox.STREAM)
            await hotline.flush()
            while len(refused) < 5:
                await asyncio.sleep(0.01)
            assert all("permissions violation" in str(each) for each in refused)
            await hotline.close()
            assert state.refused == 0
    finally:
        server.kill()


WORK: list[tuple[str, dict[str, Any]]] = [
    ("acceptCase", {}),
    ("noteContact", {}),
    ("startWork", {}),
    ("resolveCase", {"outcome": "已疏通"}),
]


async def test_both_sides_settle_the_same_rates_from_the_same_events(
    client: Client,
    trusting: Services,
    runtime: Runtime,
    broker: NatsServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The program of docs/streams.md, beside the service's own indicators."""
    monkeypatch.setitem(sys.modules, "nats_consumer", nats_consumer)
    program = DOCUMENT.read_text("utf-8").rpartition("```python\n")[2]
    names: dict[str, Any] = {"SERVERS": broker.url}
    exec(program.partition("```")[0], names)

    await taken_in(trusting, broker)
    outcomes = [
        (True, "SATISFIED", True),
        (True, "BASICALLY_SATISFIED", False),
        (False, "DISSATISFIED", True),
        (True, None, True),  # not called back yet
    ]
    await left(
        broker,
        *(
            body_of(f"e-{n}", reference=f"GD-{n}", reporter=f"caller-{n}")
            for n in range(4)
        ),
    )
    await taken_in(trusting, broker)
    for case, (solved, satisfaction, contacted) in zip(
        cases(client), outcomes, strict=True
    ):
        client.sign_in(Role.STEWARD)
        for mutation, input in WORK:
            if contacted or mutation != "noteContact":
                done = await client.give(mutation, id=case, **input)
                assert done["__typename"] == "CaseChanged", done
        if satisfaction:
            client.sign_in(Role.GRID_WORKER)
            answer = {"solved": solved, "satisfaction": satisfaction}
            done = await client.give("verifyCase", id=case, **answer)
            assert done["__typename"] == "CaseChanged", done
    await relayed(runtime, broker.url)
    [(last,)] = client.store.database.fetch(
        "SELECT max(position) FROM event"
        " WHERE starts_with(type, 'Case.') AND salt IS NULL"
    )
    await names["run"](last)

    found = names["rates"]()
    assert found == {
        "response": pytest.approx(2 / 3),
        "resolution": pytest.approx(2 / 3),
        "satisfaction": pytest.approx(1.9 / 3),
    }
    month = f"{datetime.now(UTC) + timedelta(hours=8):%Y-%m}"
    for name, value in found.items():
        asked = f'code: "hotline.{name}", period: "{month}"'
        place = f'place: {{ region: "{REGION}" }}'
        said = await client.ask(
            f"{{ indicator({asked}, {place}) {{ numerator denominator }} }}"
        )
        counted = said["indicator"]
        assert int(counted["numerator"]) / int(counted["denominator"]) == value


def test_the_command_says_what_it_did(
    broker: NatsServer,
    english_program: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GONGSHI_NATS_SERVER", broker.url)
    assert run(["senders", "add", NAME, "--scope", REGION]) == 0
    assert run(["intake", "nats", "--once"]) == 0
    asyncio.run(left(broker, body_of(), b"nothing"))
    capsys.readouterr()
    # No compound is registered: there is no such region.
    assert run(["intake", "nats", "--once"]) == 0
    assert (
        "0 cases begun, 0 events had come before, 2 refused" in capsys.readouterr().out
    )
    assert run(["intake", "nats", "--once", "--server", "http://x"]) == 2
    assert "NATS_ADDRESS_INVALID" in capsys.readouterr().err
