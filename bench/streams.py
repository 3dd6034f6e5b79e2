"""The event streams: the whole log over HTTP, and what comes to many at once."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from bench import machine, ours
from bench.listening import listening
from bench.results import Row, Section, alternating, compared
from bench.server import Server
from bench.sizes import Sizes
from interfaces.runtime import Runtime
from projections.engine import Engine
from projections.read_models import READ_MODELS

DELIVERIES = 150_000.0
PAUSE = 0.05  # seconds between two events under light load
PIECE = 1 << 16


def measure(server: Server, sizes: Sizes) -> Section:
    with server.runtime() as runtime, ExitStack() as stack:
        ours.fill(runtime, sizes.projected)
        ours.catch_up(runtime)
        url, folder = runtime.database.url, str(runtime.settings.home)
        serving = [sys.executable, "-m", "bench.serving", "service", url, folder]
        port = stack.enter_context(listening(serving))
        works = {
            "ours": lambda: back_fill(port, sizes.projected),
            "raw": lambda: machine.read_log(url, ours.READ_AT_ONCE),
        }
        found = alternating(sizes.rounds, works)
        rows = [
            compared(
                "back-fill over HTTP",
                found["ours"],
                "raw keyset read of the same rows",
                found["raw"],
                goal=0.4,
            )
        ]
        rows += fan_out(runtime, port, sizes)
    notes = [
        f"{sizes.projected:,} events; {sizes.followers} SSE readers of one process, all"
        f" in another. At a burst of {sizes.followed:,} events the read models are "
        "brought up to date meanwhile, which bounds it; under light load one event "
        f"comes each {PAUSE * 1000:.0f} ms."
    ]
    return Section(rows, notes)


def back_fill(port: int, count: int) -> float:
    """The whole log as NDJSON: events a second."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    started = time.perf_counter()
    headers = {"Accept": "application/x-ndjson"}
    connection.request("GET", f"/events?after=0&until={count}", headers=headers)
    answer = connection.getresponse()
    lines = 0
    while piece := answer.read(PIECE):
        lines += piece.count(b"\n")
    seconds = time.perf_counter() - started
    connection.close()
    assert lines >= count, f"{lines} of {count} events came"
    return lines / seconds


def fan_out(runtime: Runtime, port: int, sizes: Sizes) -> Iterator[Row]:
    yield compared(
        "deliveries to all readers, a burst",
        [burst(runtime, port, sizes)],
        "goal of the design",
        [DELIVERIES],
        goal=1,
    )
    yield Row("commit to receipt, 99 in 100 within", light(runtime, port, sizes), "ms")


def burst(runtime: Runtime, port: int, sizes: Sizes, carrier: str = "sse") -> float:
    """Many events at once, to all: deliveries a second."""
    with followers(port, sizes.followers, sizes.followed, carrier) as told:
        ours.fill(runtime, sizes.followed)
        ours.catch_up(runtime)
        seconds = told()["seconds"]
    return sizes.followers * sizes.followed / seconds


def light(runtime: Runtime, port: int, sizes: Sizes, carrier: str = "sse") -> float:
    """An event now and then: milliseconds from commit to receipt, 99 in 100 within."""
    count = sizes.visible
    engine = Engine(runtime.database, runtime.store, READ_MODELS)
    engine.start()
    try:
        with followers(port, sizes.followers, count, carrier) as told:
            for _ in range(count):
                ours.fill(runtime, 1)
                time.sleep(PAUSE)
            return told()["p99"]
    finally:
        engine.stop()


@contextmanager
def followers(
    port: int, count: int, events: int, carrier: str = "sse"
) -> Iterator[Callable[[], dict[str, float]]]:
    """Readers that follow; what is given tells what they saw, once all saw it."""
    command = [sys.executable, "-m", "bench.followers"]
    command += [str(port), str(count), str(events), carrier]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        lines = process.stdout
        assert lines is not None and lines.readline() == "ready\n"

        def told() -> dict[str, float]:
            found: dict[str, float] = json.loads(lines.readline())
            return found

        try:
            yield told
        finally:
            process.kill()
