"""A NATS server of the test's own, which it may kill and whose data it may delete."""

from __future__ import annotations

import asyncio
import random
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from tests.interfaces.command_line import free_port

PATIENCE = 30.0  # seconds to begin
SYSTEM = "/usr/sbin"


def nats_server() -> str:
    """The program; without it a test is skipped."""
    found = shutil.which("nats-server") or shutil.which("nats-server", path=SYSTEM)
    if found is None:
        pytest.skip("there is no nats-server: apt-get install nats-server")
    return found


class NatsServer:
    """Its data are in `folder`, which outlives the process."""

    def __init__(self, folder: Path, configuration: str = "") -> None:
        self.port = free_port()
        self.folder = folder
        self._program = nats_server()
        self._file = folder / "nats.conf"
        self._file.write_text(configuration)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def start(self, *options: str) -> None:
        with (self.folder / "nats.log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(self._program, "-c", str(self._file), "-a", "127.0.0.1"),
                    *("-p", str(self.port), *(options or self.jetstream)),
                ],
                stdout=log,
                stderr=log,
            )
        give_up_at = time.monotonic() + PATIENCE
        while True:
            with suppress(OSError):
                return socket.create_connection(("127.0.0.1", self.port)).close()
            assert time.monotonic() < give_up_at, "nats-server did not begin"
            time.sleep(0.02)

    @property
    def jetstream(self) -> tuple[str, ...]:
        return ("-js", "-sd", str(self.folder / "store"))

    def kill(self) -> None:
        """As a lack of power ends it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def lose_everything(self) -> None:
        """What the disk held."""
        shutil.rmtree(self.folder / "store")


@pytest.fixture
def broker() -> Iterator[NatsServer]:
    with tempfile.TemporaryDirectory(prefix="gongshi-nats-") as folder:
        server = NatsServer(Path(folder))
        server.start()
        yield server
        server.kill()


class Cutting:
    """A proxy before a port that cuts connections after some bytes towards the client
    or from it; `left` connections, and none afterwards."""

    def __init__(self, port: int, cuts: int, bytes: int, seed: int) -> None:
        """bytes: that a connection lives for, on average."""
        self._port = port
        self._left = cuts
        self._bytes = bytes
        self._chance = random.Random(seed)
        self.cuts = 0
        self.url = ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Cutting]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        host, port = server.sockets[0].getsockname()
        self.url = f"nats://{host}:{port}"
        async with server:
            yield self

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            return writer.close()
        self._left -= 1
        whole = self._chance.randrange(2 * self._bytes) if self._left >= 0 else 1 << 60
        left = [whole]

        async def pipe(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
            with suppress(OSError):
                while left[0] > 0 and (piece := await source.read(1 << 14)):
                    to.write(piece[: left[0]])  # what arrives may be half of a message
                    left[0] -= len(piece)
                    await to.drain()
            for end in (writer, back):
                end.close()

        await asyncio.gather(pipe(reader, back), pipe(there, writer))
        self.cuts += left[0] <= 0
