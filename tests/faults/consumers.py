"""Those who follow the log while things break: readers, subscribers, deadlines."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import httpx
import psycopg
from eventsourcing.persistence import ApplicationRecorder, Subscription
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from application.database import Database
from application.event_store import EventStore
from application.recorder import LogRecorder
from tests.faults.site import Site

CASE = "query ($id: ID!) { case(id: $id) { version } }"
WATCH = "subscription ($id: ID!) { caseChanged(id: $id) { version } }"
MISSED = "SELECT FROM event WHERE stream_id = %s AND type = 'Case.DeadlineMissed'"


def wait_until(holds: Callable[[], bool], within: float, what: str) -> float:
    """Ask again and again until it holds; seconds that it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < within, f"{what}: not within {within:.1f} s"
        time.sleep(0.05)
    return time.monotonic() - began


def version_of(site: Site, case: UUID) -> int | None:
    """The version of a case as a query shows it; None if it shows none."""
    body = {"query": CASE, "variables": {"id": str(case)}}
    try:
        answer = httpx.post(f"http{site.base}/graphql", json=body, timeout=15).json()
    except httpx.TransportError:
        return None
    found = (answer.get("data") or {}).get("case")
    return int(found["version"]) if found else None


def deadline_fired(url: str, case: UUID) -> bool:
    with psycopg.connect(url) as conn:
        return conn.execute(MISSED, (case,)).rowcount > 0


class Follower:
    """A subscription of the library; keeps the position of all that it was told."""

    def __init__(self, url: str) -> None:
        self.positions: list[int] = []
        self._database = Database(url)
        self._store = EventStore(self._database)
        self._thread = Thread(target=self._follow, daemon=True)
        self._subscription: Subscription[ApplicationRecorder] | None = None
        self._failure: BaseException | None = None

    def wait_for(self, position: int, within: float) -> None:
        """Until it was told of the position; within: seconds."""
        wait_until(lambda: self._reached(position), within, "subscription")

    def __enter__(self) -> Self:
        self._subscription = LogRecorder(self._store).subscribe(gt=0)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._subscription is not None
        self._subscription.stop()
        self._thread.join()
        self._store.close()
        self._database.close()

    def _reached(self, position: int) -> bool:
        assert self._failure is None, f"the subscription ended: {self._failure!r}"
        return bool(self.positions) and self.positions[-1] >= position

    def _follow(self) -> None:
        assert self._subscription is not None
        try:
            with self._subscription as notifications:
                self.positions.extend(each.id for each in notifications)
        except BaseException as error:  # Told to whoever asks how far it is.
            self._failure = error
            raise


class Watcher:
    """Somebody who watches a case over graphql-transport-ws, and connects again when
    it is thrown out."""

    def __init__(self, site: Site, case: UUID) -> None:
        self.connected = 0
        self.version = 0
        self._site = site
        self._case = case
        self._stopping = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._thread.join()

    def _watch(self) -> None:
        protocol = [Subprotocol("graphql-transport-ws")]
        while not self._stopping.is_set():
            with (
                suppress(OSError, WebSocketException),
                connect(
                    f"ws{self._site.base}/graphql",
                    subprotocols=protocol,
                    proxy=None,
                ) as socket,
            ):
                self.connected += 1
                self._listen(socket)
            self._stopping.wait(0.2)

    def _listen(self, socket: ClientConnection) -> None:
        _send(socket, type="connection_init", payload={})
        asked = {"query": WATCH, "variables": {"id": str(self._case)}}
        while not self._stopping.is_set():
            try:
                message = json.loads(socket.recv(timeout=0.2))
            except TimeoutError:
                continue
            match message["type"]:
                case "connection_ack":
                    _send(socket, id="1", type="subscribe", payload=asked)
                case "next" if message["payload"].get("data"):
                    self.version = message["payload"]["data"]["caseChanged"]["version"]
                case "next" | "error" | "complete":
                    return  # It was broken off: connect again.
                case "ping":
                    _send(socket, type="pong")


def _send(socket: ClientConnection, **message: Any) -> None:
    socket.send(json.dumps(message))
