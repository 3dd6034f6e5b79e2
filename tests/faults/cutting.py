"""A proxy before PostgreSQL that cuts the connection around a commit.

It reads both directions message by message (PostgreSQL documentation, "Frontend/
Backend Protocol"), so that it knows a COMMIT also when it was prepared before and only
its name goes over the wire. The log's statement that does all of a transaction commits
with the Sync behind it, and that is done when the server says that it is ready again.
"""

from __future__ import annotations

import socket
import struct
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import Enum
from threading import Thread
from types import TracebackType
from typing import Self

from psycopg.conninfo import conninfo_to_dict, make_conninfo

COMMIT = b"COMMIT"
AT_ONCE = (b"pg_advisory_xact_lock", b"INSERT INTO event")


class Cut(Enum):
    BEFORE = "the server never hears of the COMMIT"
    AFTER = "the COMMIT is on its way and both ends are cut at once"
    ANSWER = "the server has committed and its answer is lost"


class CuttingProxy:
    """Stands before the server of `url`; `plan` says of each COMMIT how to cut it."""

    def __init__(self, url: str, plan: Callable[[], Cut | None]) -> None:
        self.cuts: Counter[Cut] = Counter()
        self.cutting = True
        self._plan = plan
        self._target = conninfo_to_dict(url)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = make_conninfo(
            url,
            host="127.0.0.1",
            port=self._listener.getsockname()[1],
            sslmode="disable",
            gssencmode="disable",
        )

    def __enter__(self) -> Self:
        Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                _Session(client, self._connected(), self._decide)

    def _connected(self) -> socket.socket:
        host, port = str(self._target["host"]), self._target.get("port", 5432)
        if not host.startswith("/"):
            return socket.create_connection((host, int(str(port))))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{host}/.s.PGSQL.{port}")
        return server

    def _decide(self) -> Cut | None:
        cut = self._plan() if self.cutting else None
        if cut is not None:
            self.cuts[cut] += 1
        return cut


class _Session:
    """One connection through the proxy, a thread for each direction."""

    def __init__(
        self,
        client: socket.socket,
        server: socket.socket,
        decide: Callable[[], Cut | None],
    ) -> None:
        self._client = client
        self._server = server
        self._decide = decide
        self._cut: Cut | None = None
        self._commits: set[bytes] = set()
        """Names of the prepared statements that commit."""
        for direction in (self._forward, self._back):
            Thread(target=self._piped, args=(direction,), daemon=True).start()

    def _piped(self, direction: Callable[[], None]) -> None:
        try:
            with suppress(OSError):
                direction()
        finally:
            for end in (self._client, self._server):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()

    def _forward(self) -> None:
        start = _read(self._client, 4)
        length = struct.unpack("!I", start)[0]
        self._server.sendall(start + _read(self._client, length - 4))
        for kind, body in _messages(self._client):
            if self._says_commit(kind, body):
                self._cut = self._decide()
            if self._cut is Cut.BEFORE:
                return
            self._server.sendall(_message(kind, body))
            if self._cut is Cut.AFTER and kind in (b"S", b"Q"):
                return

    def _back(self) -> None:
        for kind, body in _messages(self._server):
            done = kind == b"Z" or (kind == b"C" and body.startswith(COMMIT))
            if done and self._cut is Cut.ANSWER:
                return
            self._client.sendall(_message(kind, body))

    def _says_commit(self, kind: bytes, body: bytes) -> bool:
        """Whether a Query or Bind message is about to commit; notes what is parsed."""
        first, _, rest = body.partition(b"\0")
        second = rest.partition(b"\0")[0]
        if kind == b"P":  # name, SQL
            commits = second == COMMIT or all(part in second for part in AT_ONCE)
            known = self._commits.add if commits else self._commits.discard
            known(first)
        return (kind == b"Q" and first == COMMIT) or (
            kind == b"B" and second in self._commits  # portal, name
        )


def _messages(source: socket.socket) -> Iterator[tuple[bytes, bytes]]:
    while True:
        head = _read(source, 5)
        yield head[:1], _read(source, struct.unpack("!I", head[1:])[0] - 4)


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!I", len(body) + 4) + body


def _read(source: socket.socket, size: int) -> bytes:
    """Exactly so many bytes. Raises ConnectionError at the end of the stream."""
    found = bytearray()
    while len(found) < size:
        chunk = source.recv(size - len(found))
        if not chunk:
            raise ConnectionError("the other end has gone")
        found += chunk
    return bytes(found)
