"""Follow a Gongshi log from anywhere: copy this file, it needs nothing but Python.

    for event in follow("https://gongshi.example", after=position):
        with database.transaction():       # yours
            take_in(event)                 # a CloudEvent as a dictionary
            remember(event["position"])    # in the same transaction as its effect

`follow` gives every public event once and in the order of the log, and connects again
for ever. Keep the position with what the event did, and begin with it the next time:
then nothing is lost and nothing is done twice, whatever breaks. If the log is not the
one that the position is of (a restored backup, another server), `Reset` is raised.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

BROKEN = (OSError, URLError, http.client.HTTPException, ValueError)
SILENCE = 60.0
"""Seconds without a sign of life after which a connection counts as lost."""
LONGEST_PAUSE = 30.0


class Reset(Exception):
    """The log does not know the position: begin again at 0, without what you took."""


class Refused(Exception):
    """The service refuses the request for good; the message is its answer."""


def follow(
    url: str,
    after: int = 0,
    *,
    until: int | None = None,
    filters: Mapping[str, Sequence[str]] | None = None,
    silence: float = SILENCE,
) -> Iterator[dict[str, Any]]:
    """Every event after a position, then every event that comes.

    until: end after this position. filters: `type`, `aggregate`, `compound`,
    `region`, `level`. Raises Reset, Refused.
    """
    position, pause = after, 0.0
    while True:
        try:
            told = _connection(url, position, until, filters, silence)
            for now, event in told:
                position, pause = now, 0.0
                if event is not None:
                    yield event
            if until is not None and position >= until:
                return
        except HTTPError as error:
            if error.code == 410:
                raise Reset(position) from None
            if error.code < 500 and error.code != 429:
                raise Refused(error.read().decode("utf-8", "replace")) from None
        except BROKEN:
            pass
        time.sleep(pause)
        pause = min(max(2 * pause, 0.1), LONGEST_PAUSE)


def _connection(
    url: str,
    after: int,
    until: int | None,
    filters: Mapping[str, Sequence[str]] | None,
    silence: float,
) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Positions with their events, or None where only the position moved on."""
    asked = {**(filters or {}), "after": after, **({"until": until} if until else {})}
    address = f"{url.rstrip('/')}/events?{urlencode(asked, doseq=True)}"
    request = Request(address, headers={"Accept": "text/event-stream"})
    id, kind, data = b"", b"", b""
    with urlopen(request, timeout=silence) as answer:
        for line in answer:
            name, _, value = line.rstrip(b"\r\n").partition(b": ")
            if name == b"id":
                id = value
            elif name == b"event":
                kind = value
            elif name == b"data":
                data = value
            elif not line.strip():
                if kind == b"reset":
                    raise Reset(after)
                # A block that broke off has no blank line, and is not looked at.
                if id:
                    yield int(id), json.loads(data) if data else None
                id, kind, data = b"", b"", b""
