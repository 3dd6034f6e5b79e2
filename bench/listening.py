"""Programs that serve on a port of this machine, and end when their input ends."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]


@contextmanager
def listening(
    command: Sequence[str], environment: Mapping[str, str] | None = None
) -> Iterator[int]:
    """Start it with a free port as last argument, and wait for its word `ready`."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [*command, str(port)],
        stdin=pipe,
        stdout=pipe,
        text=True,
        cwd=ROOT,
        env=environment,
    ) as process:
        assert process.stdin and process.stdout
        try:
            if process.stdout.readline().strip() != "ready":
                raise RuntimeError(f"{command[0]} did not begin to serve")
            yield port
        finally:
            process.stdin.close()
            process.wait()
