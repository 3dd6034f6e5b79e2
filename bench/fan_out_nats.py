"""Fan-out to many readers: the service's own SSE, and NATS behind the relay."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench import ours, streams
from bench.listening import ROOT, listening
from bench.npm import run
from bench.results import Row, Section, alternating, compared
from bench.server import Server
from bench.sizes import Sizes

BURST = "deliveries to all readers, a burst"
LIGHT = "commit to receipt, 99 in 100 within"
PEER = "NATS JetStream, relayed"
PATIENCE = 30.0  # seconds


def measure(server: Server, sizes: Sizes) -> Section:
    program = shutil.which("nats-server") or shutil.which(
        "nats-server", path="/usr/sbin"
    )
    with server.runtime() as runtime, ExitStack() as stack:
        ours.fill(runtime, sizes.visible)
        ours.catch_up(runtime)
        url, folder = runtime.database.url, runtime.settings.home
        serving = [sys.executable, "-m", "bench.serving", "service", url, str(folder)]
        ports = {"sse": stack.enter_context(listening(serving))}
        if program is not None:
            ports["nats"] = stack.enter_context(broker(program))
            stack.enter_context(relay(url, folder, ports["nats"]))
        bursts, lights = (
            alternating(
                rounds,
                {
                    carrier: partial(work, runtime, port, sizes, carrier)
                    for carrier, port in ports.items()
                },
            )
            for work, rounds in ((streams.burst, sizes.rounds), (streams.light, 1))
        )
    notes = [
        f"{sizes.followers} readers in one process, {sizes.followed:,} events a burst. "
        "Each reader of NATS has a consumer of its own without acknowledgements; the "
        "relay waits for the broker's, and the service and the broker both run all the "
        "time."
    ]
    if program is None:
        rows = [
            Row(BURST, median(bursts["sse"]), "/s"),
            Row(LIGHT, lights["sse"][0], "ms"),
        ]
        return Section(rows, [*notes, "NATS: no nats-server on this machine."])
    rows = [
        compared(BURST, bursts["sse"], PEER, bursts["nats"]),
        compared(LIGHT, lights["sse"], PEER, lights["nats"], unit="ms"),
    ]
    return Section(rows, notes, {"nats-server": run(program, "--version").split()[-1]})


@contextmanager
def broker(program: str) -> Iterator[int]:
    """A server on a free port and a folder of its own: its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    with TemporaryDirectory(prefix="gongshi-nats-") as folder:
        command = [program, "-js", "-sd", folder, "-a", "127.0.0.1", "-p", str(port)]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            _wait_for(port)
            yield port
        finally:
            process.kill()
            process.wait()


@contextmanager
def relay(url: str, home: Path, port: int) -> Iterator[None]:
    """`gongshi relay nats`, once what is there has been published."""
    server = f"nats://127.0.0.1:{port}"
    command = [sys.executable, "-m", "interfaces.cli.main", "relay", "nats"]
    command += ["--server", server]
    ours = {"GONGSHI_DATABASE_URL": url, "GONGSHI_HOME": str(home)}
    given = os.environ | ours
    quiet = subprocess.DEVNULL
    subprocess.run([*command, "--once"], cwd=ROOT, env=given, stdout=quiet, check=True)
    process = subprocess.Popen(command, cwd=ROOT, env=given, stdout=quiet)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    give_up_at = time.monotonic() + PATIENCE
    while time.monotonic() < give_up_at:
        with suppress(OSError):
            return socket.create_connection(("127.0.0.1", port)).close()
        time.sleep(0.02)
    raise RuntimeError("nats-server does not begin to serve")
