"""Many who follow the events, in one process: `bench.streams` starts it.

python -m bench.followers PORT READERS EVENTS [sse|nats]

prints `ready` when all follow, and then a line of JSON when each has so many events:
seconds from the first event anywhere to the last, and milliseconds from an event's
commit to its receipt, 99 in 100 within, as one reader in twenty sees it.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from datetime import UTC, datetime
from functools import partial
from statistics import quantiles
from typing import NamedTuple

REQUEST = b"GET /events HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\n\r\n"
CONSUMER = '{"stream_name":"GONGSHI","config":{"deliver_subject":"%s",'
CONSUMER += '"deliver_policy":"new","ack_policy":"none","mem_storage":true}}'
CREATE = "$JS.API.CONSUMER.CREATE.GONGSHI"


class Carrier(NamedTuple):
    """follows: what is told first. event: what each event has once."""

    follows: bytes
    event: bytes


CARRIERS = {
    "sse": Carrier(b"\nid: ", b"\ndata: "),
    "nats": Carrier(b"consumer_create_response", b'{"specversion":'),
}
RECORDED = re.compile(rb'"recordedat":"([^"]+)"')
WATCHED = 20


class Reader(asyncio.Protocol):
    """Counts what comes down one connection."""

    def __init__(self, number: int, wanted: int, carrier: str) -> None:
        self._request = REQUEST if carrier == "sse" else consuming(number)
        self._carrier = CARRIERS[carrier]
        self._watched = number % WATCHED == 0
        self._left = wanted
        self._rest = b""
        self.follows = asyncio.Event()
        self.done = asyncio.Event()
        self.first = 0.0
        self.delays: list[float] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        # What was cut in two is counted with its second half.
        text = self._rest + data
        event = self._carrier.event
        self._rest = text[-len(event) + 1 :]
        came = text.count(event)
        if not self.follows.is_set():
            if data.endswith(b"PING\r\n"):
                self._transport.write(b"PONG\r\n")
            if self._carrier.follows in text:
                self.follows.set()
        if not came:
            return
        self.first = self.first or time.perf_counter()
        if self._watched and (at := RECORDED.search(text)):
            recorded = datetime.fromisoformat(at[1].decode())
            self.delays.append((datetime.now(UTC) - recorded).total_seconds() * 1000)
        self._left -= came
        if self._left <= 0:
            self.done.set()


def consuming(number: int) -> bytes:
    """A consumer of JetStream of one's own, without acknowledgements."""
    inbox = f"_INBOX.bench.{number}"
    body = CONSUMER % inbox
    connect = 'CONNECT {"verbose":false,"headers":true,"no_responders":true}'
    lines = [connect, f"SUB {inbox} 1", f"PUB {CREATE} {inbox} {len(body)}", body, ""]
    return "\r\n".join(lines).encode()


async def follow(port: int, count: int, events: int, carrier: str = "sse") -> None:
    loop = asyncio.get_running_loop()
    readers = [Reader(number, events, carrier) for number in range(count)]
    for reader in readers:
        await loop.create_connection(partial(_same, reader), "127.0.0.1", port)
    for reader in readers:
        await reader.follows.wait()
    print("ready", flush=True)
    for reader in readers:
        await reader.done.wait()
    seconds = time.perf_counter() - min(reader.first for reader in readers)
    delays = [each for reader in readers for each in reader.delays]
    p99 = quantiles(delays, n=100)[98] if len(delays) > 1 else 0.0
    print(json.dumps({"seconds": seconds, "p99": p99}), flush=True)


def _same(reader: Reader) -> Reader:
    return reader


if __name__ == "__main__":
    port, count, events = map(int, sys.argv[1:4])
    asyncio.run(follow(port, count, events, *sys.argv[4:]))
