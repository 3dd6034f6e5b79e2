"""The gateway channel: each letter as a signed POST to an address of the operator's,
which carries it on as it likes: by SMS, by WeChat, into an app.

Signed by the convention of Standard Webhooks (www.standardwebhooks.com), under the id
of the message, and sent by the same guarded poster as webhooks.
"""

from __future__ import annotations

import asyncio
import base64
import binascii

import orjson

from interfaces.notifications.channel import Letter, Outcome, Sent
from interfaces.notifications.refusals import (
    GatewayInvalid,
    GatewaySecretInvalid,
    NotificationAddressInvalid,
)
from interfaces.webhooks.addresses import Allowed
from interfaces.webhooks.posting import TIMEOUT, Answer, Poster
from interfaces.webhooks.refusals import WebhookUrlInvalid
from interfaces.webhooks.signing import PREFIX, headers
from interfaces.webhooks.words import DeliveryOutcome

LONGEST = 254
"""Characters of an address: a number, an openid, whatever the gateway knows."""
SHORTEST_SECRET = 24  # bytes, as Standard Webhooks asks
FOR_GOOD = (400, 404, 410, 413, 422)
"""What a gateway says of one message that it will never carry; any other refusal is of
the gateway itself, and everything waits."""


class Gateway:
    """Posts letters to one address. `send` is for one thread at a time."""

    def __init__(
        self, url: str, secret: str, allowed: Allowed, *, timeout: float = TIMEOUT
    ) -> None:
        """secret: `whsec_` and base64. Raises GatewayInvalid, GatewaySecretInvalid."""
        try:
            allowed.check(url)
        except WebhookUrlInvalid as error:
            raise GatewayInvalid(**error.values) from None
        self._url = url
        self._secret = secret_of(secret)
        self._allowed = allowed
        self._timeout = timeout
        self._open: tuple[asyncio.Runner, Poster] | None = None

    def check(self, address: str) -> None:
        if not 0 < len(address) <= LONGEST or not address.isprintable():
            raise NotificationAddressInvalid

    def send(self, letter: Letter) -> Sent:
        if self._open is None:
            self._open = asyncio.Runner(), Poster(self._allowed, timeout=self._timeout)
        runner, poster = self._open
        body = written(letter)
        before = headers(str(letter.id), body, [self._secret], letter.at)
        before["Content-Type"] = "application/json"
        return _sent(runner.run(poster.post(self._url, before, body)))

    def rest(self) -> None:
        kept, self._open = self._open, None
        if kept is not None:
            runner, poster = kept
            with runner:
                runner.run(poster.__aexit__(None, None, None))


def written(letter: Letter) -> bytes:
    """A letter as the gateway gets it."""
    return orjson.dumps(
        {
            "id": letter.id,
            "address": letter.address,
            "kind": letter.kind.value,
            "language": letter.language.value,
            "about": letter.about,
            "about_id": letter.about_id,
            "link": letter.link,
            "subject": letter.subject,
            "text": letter.text,
        }
    )


def secret_of(text: str) -> bytes:
    """Raises GatewaySecretInvalid."""
    try:
        secret = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise GatewaySecretInvalid from None
    if not text.startswith(PREFIX) or len(secret) < SHORTEST_SECRET:
        raise GatewaySecretInvalid
    return secret


def _sent(answer: Answer) -> Sent:
    if answer.outcome is DeliveryOutcome.DELIVERED:
        return Sent(Outcome.TAKEN)
    if answer.status is None:
        return Sent(Outcome.AWAY, answer.outcome.value)
    for_good = answer.status in FOR_GOOD
    outcome = Outcome.NEVER if for_good else Outcome.AWAY
    return Sent(outcome, f"http {answer.status}")
