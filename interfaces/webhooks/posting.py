"""Sending one message: a POST with an end, to an address that was judged."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Mapping
from types import TracebackType
from typing import NamedTuple, Self

import httpcore

from interfaces.webhooks.addresses import (
    AddressRefused,
    Allowed,
    GuardedNetwork,
    target,
)
from interfaces.webhooks.refusals import WebhookUrlInvalid
from interfaces.webhooks.words import DeliveryOutcome

TIMEOUT = 15.0
"""Seconds for everything: the name, the connection, TLS, and the answer."""
LARGEST = 256 << 10
"""Bytes of a message; the facts of the log are smaller."""
READ = 64 << 10
"""Bytes of an answer that are read, so that the connection can be used again."""
IDLE = 20.0  # seconds for which a connection is kept
KEPT = 100
"""Connections that are kept at once."""
BROKEN = (httpcore.NetworkError, httpcore.ProtocolError, OSError)
GONE = 410


class Answer(NamedTuple):
    """status: None if there was no answer. milliseconds: until it was there."""

    outcome: DeliveryOutcome
    status: int | None
    milliseconds: int


class Poster:
    """Sends messages on one event loop; connections are kept a while for the next."""

    def __init__(
        self,
        allowed: Allowed,
        *,
        timeout: float = TIMEOUT,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._timeout = timeout
        self._tls = tls or ssl.create_default_context()
        self._allowed = allowed
        # The library's pool looks at every connection for each message.
        self._kept: list[httpcore.AsyncHTTPConnection] = []

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send a message; whatever happens is an answer. Redirects are not followed."""
        begun = time.monotonic()

        def answer(outcome: DeliveryOutcome, status: int | None = None) -> Answer:
            return Answer(outcome, status, round((time.monotonic() - begun) * 1000))

        if len(body) > LARGEST:
            return answer(DeliveryOutcome.TOO_LARGE)
        try:
            async with asyncio.timeout(self._timeout):
                status = await self._status(url, headers, body)
        except (AddressRefused, WebhookUrlInvalid):
            return answer(DeliveryOutcome.ADDRESS_REFUSED)
        except (TimeoutError, httpcore.TimeoutException):
            return answer(DeliveryOutcome.TIMED_OUT)
        except BROKEN:
            return answer(DeliveryOutcome.UNREACHABLE)
        return answer(_outcome(status), status)

    async def _status(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        asked = target(url)
        connection = await self._connection(asked.url.origin)
        try:
            async with connection.stream(
                "POST",
                asked.url,
                headers=list(headers.items()),
                content=body,
                extensions={"sni_hostname": asked.host.rstrip(".")},
            ) as response:
                read = 0
                async for part in response.aiter_stream():
                    read += len(part)
                    if read > READ:
                        break
                return int(response.status)
        finally:
            await self._keep(connection)

    async def _connection(
        self, origin: httpcore.Origin
    ) -> httpcore.AsyncHTTPConnection:
        """One that was kept, or another."""
        for each in reversed(self._kept):
            if each.can_handle_request(origin):
                self._kept.remove(each)
                if not each.has_expired():
                    return each
                await each.aclose()
                break
        secure = origin.scheme == b"https"
        return httpcore.AsyncHTTPConnection(
            origin,
            ssl_context=self._tls,
            keepalive_expiry=IDLE,
            network_backend=GuardedNetwork(self._allowed, secure=secure),
        )

    async def _keep(self, connection: httpcore.AsyncHTTPConnection) -> None:
        """For the next message, unless it broke; of too many the oldest ends."""
        if connection.is_available():
            self._kept.append(connection)
            if len(self._kept) <= KEPT:
                return
            connection = self._kept.pop(0)
        await connection.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for each in self._kept:
            await each.aclose()


def _outcome(status: int) -> DeliveryOutcome:
    if 200 <= status < 300:
        return DeliveryOutcome.DELIVERED
    if status == GONE:
        return DeliveryOutcome.GONE
    if 300 <= status < 400:
        return DeliveryOutcome.REDIRECTED
    return DeliveryOutcome.REFUSED
