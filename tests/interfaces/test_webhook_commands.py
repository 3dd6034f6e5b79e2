"""Webhooks over GraphQL and from the command line: who may, and what is told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from domain.roles import Role
from interfaces.auth import LocalIssuer
from interfaces.cli.main import run
from interfaces.runtime import Runtime
from interfaces.services import Services
from interfaces.webhooks.addresses import Allowed
from tests.interfaces.conftest import Client, serving
from tests.interfaces.webhook_receiver import NETWORKS, Receiver, receiving
from tests.projections.logs import eventually
from tests.projections.samples import append, life

RELAY = """
    INSERT INTO relay (name, position, published, failures, failure, seen_at)
    VALUES ('nats:GONGSHI', 0, 7, 2, 'NATS_UNREACHABLE', now())
"""
WEBHOOK = """webhook {
    id owner url types compounds levels sources state position lag backlog dead
    delivered failed
    olderSecretUntil
    deliveries(first: 5) { id position attempt outcome status milliseconds at }
    deadLetters { position streamId attempts }
}"""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
async def client(services: Services, issuer: LocalIssuer) -> AsyncIterator[Client]:
    allowed = replace(services, webhooks_to=Allowed(NETWORKS))
    async with serving(allowed, issuer) as client:
        yield client


async def give(client: Client, mutation: str, input: str, **given: Any) -> Any:
    document = f"""mutation ($input: {input}!) {{
        {mutation}(input: $input) {{
            ... on WebhookChanged {{ secret {WEBHOOK} }}
            ... on WebhookTested {{ outcome status }}
            ... on Refusal {{ code message messageZh messageEn fields }}
        }}
    }}"""
    if mutation == "testWebhook":
        document = document.replace(f"... on WebhookChanged {{ secret {WEBHOOK} }}", "")
    else:
        document = document.replace("... on WebhookTested { outcome status }", "")
    return (await client.ask(document, input=given))[mutation]


async def test_an_integrator_keeps_a_webhook(
    client: Client, runtime: Runtime, receiver: Receiver
) -> None:
    append(runtime.store, life(uuid4()))
    eventually(runtime.database, 13)
    client.sign_in(Role.INTEGRATOR, "own", id="city")
    added = await give(
        client,
        "addWebhook",
        "AddWebhookInput",
        url=receiver.url,
        types=["gongshi.case.closed"],
        levels=[1],
        sources=["hotline-12345"],
        compounds=[str(UUID(int=77))],
        after=5,
    )
    receiver.secrets = [added["secret"]]
    webhook = added["webhook"]
    id = webhook["id"]
    assert (webhook["owner"], webhook["state"]) == ("city", "ACTIVE")
    assert webhook["sources"] == ["hotline-12345"]
    assert (webhook["position"], webhook["lag"], webhook["backlog"]) == (5, 8, 0)

    tested = await give(client, "testWebhook", "WebhookInput", id=id)
    assert tested == {"outcome": "DELIVERED", "status": 204}
    paused = await give(client, "pauseWebhook", "WebhookInput", id=id)
    assert paused["webhook"]["state"] == "PAUSED"
    assert paused["webhook"]["deliveries"][0]["outcome"] == "DELIVERED"
    rotated = await give(
        client, "rotateWebhookSecret", "RotateWebhookSecretInput", id=id
    )
    assert rotated["secret"] not in (None, added["secret"])
    assert rotated["webhook"]["olderSecretUntil"] is not None
    again = "ReplayWebhookInput"
    one = await give(client, "replayWebhook", again, id=id, position=3)
    assert one["webhook"]["backlog"] == 1
    rewound = await give(client, "replayWebhook", again, id=id, after=0)
    assert (rewound["webhook"]["lag"], rewound["webhook"]["backlog"]) == (13, 0)
    dead = await give(client, "replayWebhook", again, id=id, dead=True)
    assert dead["webhook"]["dead"] == 0
    resumed = await give(client, "resumeWebhook", "WebhookInput", id=id)
    assert resumed["webhook"]["state"] == "ACTIVE"
    metrics = (await client.http.get("/metrics")).text
    assert f'gongshi_webhook_lag{{webhook="{id}"}} 13.0' in metrics

    client.sign_in(Role.INTEGRATOR, "*", id="another")
    assert (await client.ask("{ webhooks { id } }"))["webhooks"] == []
    assert await client.codes(f'{{ webhook(id: "{id}") {{ id }} }}') == ["FORBIDDEN"]
    for act in ("pauseWebhook", "removeWebhook", "testWebhook"):
        refused = await give(client, act, "WebhookInput", id=id)
        assert refused["code"] == "FORBIDDEN", act
    client.sign_in(Role.STREET_OFFICER)
    assert await client.codes("{ webhooks { id } }") == ["FORBIDDEN"]
    client.sign_in(Role.OPERATOR)
    assert (await client.ask("{ webhooks { id } }"))["webhooks"] == [{"id": id}]
    removed = await give(client, "removeWebhook", "WebhookInput", id=id)
    assert removed == {"secret": None, "webhook": None}


async def test_refusals_are_told_in_chinese(client: Client) -> None:
    client.sign_in(Role.INTEGRATOR)
    client.http.headers["accept-language"] = "zh"
    url = "https://127.0.0.1@example.org/"
    refused = await give(client, "addWebhook", "AddWebhookInput", url=url)
    assert (refused["code"], refused["fields"]) == ("WEBHOOK_URL_INVALID", ["url"])
    assert refused["message"] == "回调地址无效：不得含用户名或片段。"
    url = "https://example.org/"
    wrong = await give(client, "addWebhook", "AddWebhookInput", url=url, types=["x"])
    assert wrong["code"] == "EVENT_TYPE_UNKNOWN"
    added = await give(client, "addWebhook", "AddWebhookInput", url=url)
    id = added["webhook"]["id"]
    both = {"id": id, "after": 0, "dead": True}
    unclear = await give(client, "replayWebhook", "ReplayWebhookInput", **both)
    assert unclear["code"] == "INVALID_INPUT"
    gone = await give(client, "pauseWebhook", "WebhookInput", id=str(UUID(int=9)))
    assert gone["message"].startswith("找不到回调")


@pytest.mark.slow
def test_the_command_line_does_the_same(
    english_program: None,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    receiver: Receiver,
) -> None:
    def told(*words: str, code: int = 0) -> str:
        assert run(words) == code, capsys.readouterr().err
        return capsys.readouterr().out

    monkeypatch.setenv("GONGSHI_WEBHOOK_NETWORKS", NETWORKS)
    assert "no webhooks" in told("webhooks", "list")
    filters = ("--aggregate", "case", "--source", "hotline-12345")
    secret = told("webhooks", "add", receiver.url, *filters).strip()
    receiver.secrets = [secret]
    id = told("webhooks", "list").split()[0]
    assert told("webhooks", "test", id).startswith("Delivered (204")
    receiver.verdict = lambda event: 302
    assert told("webhooks", "test", id, code=1).startswith("Redirected")
    told("webhooks", "pause", id)
    shown = told("webhooks", "show", id)
    assert "Paused" in shown and "aggregates: case" in shown and "302" in shown
    assert "sources: hotline-12345" in shown
    assert told("webhooks", "rotate", id).startswith("whsec_")
    told("webhooks", "resume", id)
    told("webhooks", "replay", id, "--after", "0")
    told("webhooks", "replay", id, "--dead")
    assert run(["webhooks", "replay", id]) == 2
    assert "REPLAY_UNCLEAR" in capsys.readouterr().err
    assert "no dead letters" in told("webhooks", "dead", id)
    status = told("streams", "status")
    assert "The log ends at 0." in status and "There are no relays." in status
    assert id in status
    with psycopg.connect(database_url) as conn:
        conn.execute(RELAY)
    status = told("streams", "status")
    assert "nats:GONGSHI  NATS_UNREACHABLE  position 0 (lag 0)  published 7" in status
    told("webhooks", "remove", id)
    assert run(["webhooks", "show", id]) == 2
    assert "NOT_FOUND" in capsys.readouterr().err
