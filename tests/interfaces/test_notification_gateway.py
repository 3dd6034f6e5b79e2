"""The gateway channel: letters as signed posts, and what its answers mean."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import SecretStr

from interfaces.notifications.channel import Letter, Outcome, Sent
from interfaces.notifications.gateway import Gateway
from interfaces.notifications.parts import channels
from interfaces.notifications.refusals import (
    GatewayInvalid,
    GatewaySecretInvalid,
    NotificationAddressInvalid,
)
from interfaces.notifications.words import (
    NotificationChannel,
    NotificationKind,
    NotificationLanguage,
)
from interfaces.settings import Settings
from interfaces.webhooks.addresses import Allowed
from tests.interfaces.webhook_receiver import NETWORKS, Receiver, receiving

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
ID = UUID("00000000-0000-4000-8000-000000000001")
ABOUT = UUID("00000000-0000-4000-8000-000000000002")


def letter() -> Letter:
    return Letter(
        ID,
        "13800000000",
        NotificationKind.ASSIGNED,
        NotificationLanguage.ZH,
        "case",
        ABOUT,
        None,
        "诉求派给您",
        "请查看。",
        datetime.now(UTC),  # the receiver looks whether it is of today
    )


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        receiver.secrets = [SECRET]
        yield receiver


@pytest.fixture
def gateway(receiver: Receiver) -> Iterator[Gateway]:
    found = Gateway(receiver.url + "/in", SECRET, Allowed(NETWORKS), timeout=5.0)
    yield found
    found.rest()


def test_a_letter_is_posted_signed_under_its_id(
    gateway: Gateway, receiver: Receiver
) -> None:
    assert gateway.send(letter()) == Sent(Outcome.TAKEN)
    gateway.rest()
    assert gateway.send(letter()) == Sent(Outcome.TAKEN)

    assert receiver.forged == 0
    assert [each["webhook-id"] for each in receiver.headers] == [str(ID), str(ID)]
    assert receiver.headers[0]["content-type"] == "application/json"
    assert json.loads(receiver.bodies[0]) == {
        "id": str(ID),
        "address": "13800000000",
        "kind": "assigned",
        "language": "zh",
        "about": "case",
        "about_id": str(ABOUT),
        "link": None,
        "subject": "诉求派给您",
        "text": "请查看。",
    }


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (204, Outcome.TAKEN),
        (422, Outcome.NEVER),
        (410, Outcome.NEVER),
        (302, Outcome.AWAY),
        (401, Outcome.AWAY),
        (429, Outcome.AWAY),
        (503, Outcome.AWAY),
        (0, Outcome.AWAY),
    ],
)
def test_what_it_answers(
    gateway: Gateway, receiver: Receiver, status: int, outcome: Outcome
) -> None:
    receiver.verdict = lambda event: status
    sent = gateway.send(letter())
    assert sent.outcome is outcome
    assert "138" not in sent.reason


def test_an_address_within_is_not_asked() -> None:
    inside = Gateway("https://localhost:8443/", SECRET, Allowed())
    assert inside.send(letter()) == Sent(Outcome.AWAY, "address_refused")
    inside.rest()


def test_only_what_can_be_an_address_is_taken(gateway: Gateway) -> None:
    gateway.check("openid-1")
    for wrong in ("", "x" * 255, "138\n000"):
        with pytest.raises(NotificationAddressInvalid):
            gateway.check(wrong)


def test_its_settings_are_looked_at_when_the_service_begins(tmp_path: Path) -> None:
    def made(url: str, secret: str | None) -> list[NotificationChannel]:
        given = SecretStr(secret) if secret else None
        settings = Settings(
            home=tmp_path,
            notification_gateway=url,
            notification_gateway_secret=given,
        )
        return [*channels(settings)]

    gateway = [NotificationChannel.GATEWAY]
    assert made("https://sms.example.cn/in", SECRET) == gateway
    for url in ("ftp://sms.example.cn/", "http://sms.example.cn/", "https://10.0.0.1/"):
        with pytest.raises(GatewayInvalid):
            made(url, SECRET)
    for secret in (
        None,
        "whsec_",
        "whsec_AAAA",
        SECRET.removeprefix("whsec_"),
        "whsec_!",
    ):
        with pytest.raises(GatewaySecretInvalid):
            made("https://sms.example.cn/in", secret)
