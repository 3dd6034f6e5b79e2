"""Trusted systems send cases in as signed events, and follow what becomes of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest
from cloudevents.core.bindings.http import to_structured_event
from cloudevents.core.v1.event import CloudEvent
from standardwebhooks.webhooks import Webhook

from domain.errors import NotFound
from domain.roles import Role
from interfaces import senders
from interfaces.auth import LocalIssuer
from interfaces.senders import OVERLAP, Sender, Senders
from interfaces.services import Services
from interfaces.streams.received import REPORT
from tests.interfaces.command_line import gongshi
from tests.interfaces.conftest import Client, serving
from tests.interfaces.given import REGION, registered

NAME = "hotline-12345"
MATTER = {
    "category": "PIP-02",
    "title": "三号楼下水道堵塞",
    "body": "厨房返水，已经两天。",
    "region": REGION,
    "reporterPhone": "13800000000",
    "reference": "GD-2024-0007",
}


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    return tmp_path / "senders.json"


@pytest.fixture
def sender(listed: Path) -> Sender:
    return senders.add(listed, NAME, REGION)


@pytest.fixture
async def client(
    services: Services, issuer: LocalIssuer, listed: Path, sender: Sender
) -> AsyncIterator[Client]:
    async with serving(replace(services, senders=Senders(listed)), issuer) as client:
        await registered(client)
        client.sign_out()
        yield client


def body_of(id: str = "e-1", type: str = REPORT, **changes: Any) -> bytes:
    attributes = {"id": id, "source": "urn:12345:weihai", "type": type}
    attributes |= {"specversion": "1.0"}
    data = MATTER | changes
    return orjson.dumps(attributes | {"data": data})


async def sent(
    client: Client,
    secret: str,
    body: bytes,
    at: datetime | None = None,
    name: str = NAME,
    changes: Mapping[str, str] | None = None,
) -> httpx.Response:
    """What a client of Standard Webhooks sends."""
    at = at or datetime.now(UTC)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", at, body.decode()),
    }
    return await client.http.post(
        f"/senders/{name}/events", content=body, headers=headers | dict(changes or {})
    )


async def test_a_case_comes_in_and_its_events_go_back(
    client: Client, sender: Sender
) -> None:
    answer = await sent(client, sender.secret, body_of())

    assert answer.status_code == 201, answer.text
    taken = answer.json()
    client.sign_in(Role.STEWARD)
    await client.give("acceptCase", id=taken["id"])
    client.sign_out()
    told = await client.http.get(
        taken["events"] + "&until=now", headers={"accept": "application/x-ndjson"}
    )
    events = [orjson.loads(line) for line in told.content.splitlines()]
    events = [each for each in events if "type" in each]
    assert [each["type"] for each in events] == [
        "gongshi.case.reported.v1",
        "gongshi.case.accepted.v1",
    ]
    assert {(each["sourcesystem"], each["sourcereference"]) for each in events} == {
        (NAME, "GD-2024-0007")
    }
    assert events[0]["data"]["channel"] == "hotline_12345"
    [_, accepted] = events
    assert accepted["subject"] == f"case/{taken['id']}"


async def test_an_event_that_comes_twice_begins_one_case(
    client: Client, sender: Sender
) -> None:
    first = (await sent(client, sender.secret, body_of())).json()
    again = (await sent(client, sender.secret, body_of())).json()
    other = (await sent(client, sender.secret, body_of("e-2"))).json()
    altered = await sent(client, sender.secret, body_of(title="另一件事"))

    assert (first["id"], first["replayed"]) == (again["id"], False)
    assert again["replayed"] and other["id"] != first["id"]
    assert (altered.status_code, altered.json()["code"]) == (409, "KEY_REUSED")


async def test_what_the_library_of_cloudevents_writes(
    client: Client, sender: Sender
) -> None:
    event = CloudEvent(
        {
            "id": "e-9",
            "source": "urn:12345:weihai",
            "type": REPORT,
            "time": datetime.now(UTC),
            "datacontenttype": "application/json",
        },
        MATTER,
    )
    message = to_structured_event(event)
    body = message.body if isinstance(message.body, bytes) else message.body.encode()
    answer = await sent(client, sender.secret, body, changes=message.headers)

    assert answer.status_code == 201, answer.text


async def test_a_compound_is_named_by_its_code(client: Client, sender: Sender) -> None:
    answer = await sent(client, sender.secret, body_of(compound="WH-001"))

    [reported] = client.store.stream(UUID(answer.json()["id"]))
    assert reported.fact.compound_id is not None  # type: ignore[attr-defined]


async def test_an_old_secret_counts_for_a_day(
    client: Client, sender: Sender, listed: Path
) -> None:
    now = datetime.now(UTC)
    new = senders.rotate(listed, NAME, now)

    for number, secret in enumerate((sender.secret, new.secret)):
        answer = await sent(client, secret, body_of(f"r-{number}"))
        assert answer.status_code == 201
    assert new.secrets(now + OVERLAP) == (new.secret,)
    senders.remove(listed, NAME)
    assert (await sent(client, new.secret, body_of("r-3"))).status_code == 401


OLD = timedelta(minutes=6)


@pytest.mark.parametrize(
    "changes",
    [
        {"webhook-signature": ""},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,####"},
        {"webhook-signature": "v1,YQ"},
        {"webhook-signature": "v2,YWJj v1,YWJj"},
        {"webhook-id": ""},
        {"webhook-id": "msg_2"},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "nan"},
        {"webhook-timestamp": "1e400"},
        {"webhook-timestamp": ""},
    ],
)
async def test_a_signature_that_does_not_hold(
    client: Client, sender: Sender, changes: dict[str, str]
) -> None:
    answer = await sent(client, sender.secret, body_of(), changes=changes)

    assert (answer.status_code, answer.json()["code"]) == (401, "SIGNATURE_INVALID")


async def test_other_messages_are_not_taken(client: Client, sender: Sender) -> None:
    now = datetime.now(UTC)
    other = senders.new_secret()
    for answer in (
        await sent(client, other, body_of()),
        await sent(client, sender.secret, body_of(), now - OLD),
        await sent(client, sender.secret, body_of(), now + OLD),
        await sent(client, sender.secret, body_of(), name="nobody"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (401, "SIGNATURE_INVALID")


@pytest.mark.parametrize(
    "body, status, code",
    [
        (b"{", 400, "EVENT_INVALID"),
        (b"[]", 400, "EVENT_INVALID"),
        (body_of(type="gongshi.case.closed.v1"), 400, "EVENT_INVALID"),
        (body_of(""), 400, "EVENT_INVALID"),
        (body_of(surprise=1), 400, "EVENT_INVALID"),
        (body_of(title=None), 400, "EVENT_INVALID"),
        (body_of(channel="pigeon"), 400, "EVENT_INVALID"),
        (body_of(region=None), 400, "PLACE_NOT_GIVEN"),
        (body_of(region="990000"), 404, "NOT_FOUND"),
        (body_of(compound="nothing"), 404, "NOT_FOUND"),
        (body_of(compound="a\0b"), 400, "INVALID_INPUT"),
        (body_of(category="NIX-99"), 400, "UNKNOWN_CATEGORY"),
        (body_of(title=" "), 400, "TEXT_REQUIRED"),
    ],
)
async def test_what_cannot_be_taken_is_refused(
    client: Client, sender: Sender, body: bytes, status: int, code: str
) -> None:
    answer = await sent(client, sender.secret, body)

    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def test_senders_are_kept_in_a_private_file(listed: Path, sender: Sender) -> None:
    assert listed.stat().st_mode & 0o777 == 0o600
    assert senders.read(listed) == {NAME: sender}
    with pytest.raises(senders.SenderExists):
        senders.add(listed, NAME, "*")
    with pytest.raises(NotFound):
        senders.remove(listed, "nobody")
    listed.write_text("[{}]")
    with pytest.raises(senders.SendersInvalid):
        Senders(listed)


def test_senders_from_the_command_line(tmp_path: Path) -> None:
    def run(words: str) -> tuple[int, str]:
        done = gongshi(f"senders {words}", GONGSHI_HOME=tmp_path)
        return done.returncode, done.stdout

    made, secret = run(f"add {NAME} --scope {REGION}")
    assert (made, secret.startswith("whsec_")) == (0, True)
    assert run("list") == (0, f"{NAME}\t{REGION}\n")
    turned, newer = run(f"rotate {NAME}")
    assert (turned, newer.startswith("whsec_")) == (0, True) and newer != secret
    assert run(f"remove {NAME}") == (0, "")
    assert run(f"remove {NAME}") == (2, "")
