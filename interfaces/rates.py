"""How often may one ask? Per address before anything else, per subject once known.

A rate is so many a minute, all of them at once if one likes, and then as they come back
evenly (the generic cell rate algorithm: one number a key). Every process counts for
itself: behind n of them the service takes up to n times as many.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from domain.errors import Refusal

MINUTE = 60.0
MOST_KEYS = 100_000
"""Keys kept in mind; beyond, those that were seen first are forgotten."""

UNCOUNTED = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked by the operator's own machines."""


class TooManyRequests(Refusal):
    zh = "请求过于频繁，请在 {seconds} 秒后再试。"
    en = "Too many requests; try again in {seconds} s."


class Rate:
    """At most so many a minute for each key; 0: as many as one likes."""

    def __init__(
        self, per_minute: int, *, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._apart = MINUTE / per_minute if per_minute else 0.0
        self._seconds = seconds
        self._full_at: dict[str, float] = {}
        """When each key would have its whole minute's worth again."""

    def take(self, key: str) -> None:
        """Count one more. Raises TooManyRequests."""
        if not self._apart:
            return
        now = self._seconds()
        full_at = max(self._full_at.get(key, now), now) + self._apart
        wait = full_at - now - MINUTE
        if wait > 1e-9:
            raise TooManyRequests(seconds=math.ceil(wait))
        if key not in self._full_at and len(self._full_at) >= MOST_KEYS:
            self._forget(now)
        self._full_at[key] = full_at

    def _forget(self, now: float) -> None:
        busy = [(key, at) for key, at in self._full_at.items() if at > now]
        self._full_at = dict(busy[-MOST_KEYS // 2 :])


class Rates:
    """The limits of one process."""

    def __init__(self, per_address: int = 0, per_subject: int = 0) -> None:
        self.of_address = Rate(per_address)
        self.of_subject = Rate(per_subject)


def network_of(address: str) -> str:
    """What counts as one address: of IPv6 the network that one customer has (/64)."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return found.packed[:8].hex()


class AddressLimit:
    """ASGI middleware: refuses an address that asks too often, before all else.

    refuse: the application that answers instead.
    """

    def __init__(
        self,
        app: ASGIApp,
        rate: Rate,
        refuse: Callable[[Refusal, Scope], ASGIApp],
    ) -> None:
        self._app = app
        self._rate = rate
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["path"] in UNCOUNTED:
            await self._app(scope, receive, send)
            return
        client = scope.get("client")
        try:
            self._rate.take(network_of(client[0]) if client else "")
        except TooManyRequests as refusal:
            if scope["type"] == "websocket":
                await receive()
                await send({"type": "websocket.close", "code": 1008})
                return
            await self._refuse(refusal, scope)(scope, receive, send)
            return
        await self._app(scope, receive, send)
