"""What a whole service holds: idle, and more while a large file is imported."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from bench.bulk import complaints
from bench.footprint import MIB, Footprint
from bench.results import Row, Section, compared
from bench.server import Server
from bench.sizes import Sizes

ROOT = Path(__file__).parents[1]
LIMIT_IDLE, LIMIT_ADDED = 300.0, 512.0
LOOKS, PAUSE = 12, 0.5
PATIENCE = 120.0
ROW = 160
"""Bytes of a row of the imported file, about."""


def measure(server: Server, sizes: Sizes) -> Section:
    home = server.folder / "service"
    with serving(home) as pid:
        footprint = Footprint([pid], home / "postgres")
        looks = []
        for _ in range(LOOKS):
            time.sleep(PAUSE)
            looks.append(footprint.now())
        idle = statistics.median(looks)
        rows = [limited("idle service and its database", idle, LIMIT_IDLE)]
        rows.append(Row("of which the service", footprint.service, "MiB"))
        if sizes.import_mb:
            rows += imported(home, footprint, idle, sizes.import_mb)
    notes = ["PSS of `gongshi serve` and of its embedded PostgreSQL."]
    if not sizes.import_mb:
        notes.append("`IMPORT_MB=100` watches an import, too; it takes some minutes.")
    return Section(rows, notes)


def imported(home: Path, footprint: Footprint, idle: float, size: int) -> list[Row]:
    """Import a file of so many MB beside the idle service."""
    file = complaints(home.parent / "large.csv", size * 1_000_000 // ROW)
    started = time.perf_counter()
    command = ["import", "cases", str(file), "--mapping", "12345"]
    with footprint.watched():
        importing = process(command, home)
        footprint.also(importing.pid)
        if importing.wait():
            raise RuntimeError(f"the import ended with {importing.returncode}")
    seconds = time.perf_counter() - started
    work = f"import of {file.stat().st_size / MIB:.0f} MiB"
    return [
        limited(f"{work}, memory added", footprint.peak - idle, LIMIT_ADDED),
        Row(f"{work}, time", seconds, "s"),
    ]


def limited(work: str, held: float, limit: float) -> Row:
    return compared(work, [held], "limit", [limit], unit="MiB", goal=1.0)


@contextmanager
def serving(home: Path) -> Iterator[int]:
    """`gongshi serve` on a new home, ready; its process number."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    service = process(["serve", "--port", str(port)], home)
    try:
        until_ready(f"http://127.0.0.1:{port}/readyz")
        yield service.pid
    finally:
        service.terminate()
        service.wait()


def process(words: Sequence[str], home: Path) -> subprocess.Popen[bytes]:
    """The command `gongshi`, with no settings but its home; silent."""
    others = {k: v for k, v in os.environ.items() if not k.startswith("GONGSHI_")}
    return subprocess.Popen(
        [sys.executable, "-m", "interfaces.cli.main", *words],
        cwd=ROOT,
        env=others | {"GONGSHI_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def until_ready(url: str) -> None:
    give_up_at = time.monotonic() + PATIENCE
    while time.monotonic() < give_up_at:
        try:
            if httpx.get(url).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass  # It does not listen yet.
        time.sleep(PAUSE)
    raise RuntimeError("the service did not become ready")
