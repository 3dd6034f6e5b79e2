"""A receiver of webhooks that verifies, dedupes and remembers; and may misbehave."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

NETWORKS = "127.0.0.0/8"
Verdict = Callable[[dict[str, Any]], int]
"""The HTTP status for an event; 0 hangs up without an answer."""


def content(event: dict[str, Any]) -> int:
    return 204


class Receiver:
    """seen: every verified event in the order of arrival, repeats included. forged: how
    many were not signed as they should.

    secrets: of which one must have signed.
    """

    def __init__(self) -> None:
        self.secrets: list[str] = []
        self.verdict: Verdict = content
        self.seen: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.bodies: list[bytes] = []
        self.kept: dict[str, dict[str, Any]] = {}
        """By the id of the message: what a receiver that dedupes has."""
        self.forged = 0
        self.url = ""
        self._lock = Lock()

    def take(self, body: bytes, headers: dict[str, str]) -> int:
        """Verify a message with somebody else's code; the status of the answer."""
        try:
            event: dict[str, Any] = Webhook(self.secrets[0]).verify(body, headers)
        except WebhookVerificationError:
            self.forged += 1
            return 401
        with self._lock:
            self.seen.append(event)
            self.headers.append(headers)
            self.bodies.append(body)
            status = self.verdict(event)
            if 200 <= status < 300:
                self.kept.setdefault(headers["webhook-id"], event)
        return status

    @property
    def positions(self) -> list[int]:
        """Of what was kept, in order."""
        with self._lock:
            return sorted(int(each["id"]) for each in self.kept.values())

    def by_subject(self) -> dict[str, list[int]]:
        """Positions in the order in which they first came and were taken."""
        found: dict[str, list[int]] = {}
        for event in self.kept.values():
            found.setdefault(event["subject"], []).append(int(event["id"]))
        return found


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that listens on a port of this machine."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers["content-length"] or 0)
            body = self.rfile.read(length)
            if not 0 < length == len(body):  # The sender died in the middle of it.
                self.close_connection = True
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            status = receiver.take(body, headers)
            if not status:
                self.close_connection = True
                return
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("location", receiver.url + "/elsewhere")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            if not isinstance(sys.exception(), ConnectionError):
                super().handle_error(request, client_address)

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
