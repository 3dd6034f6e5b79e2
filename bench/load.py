"""Asking the same question over HTTP again and again, on connections kept open.

    python -m bench.load PORT CONNECTIONS COUNT    # path, headers, body: on its input

runs in a process of its own, so that asking takes nothing from who answers. It speaks
as much of HTTP as it needs, and checks that every answer is 200 and as long as the
first one was.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import uvloop

ROOT = Path(__file__).parents[1]
HEAD_END = b"\r\n\r\n"
WARM_UP = 10


@dataclass(frozen=True)
class Asked:
    """rate: answers a second. p50, p99: milliseconds of one answer."""

    rate: float
    p50: float
    p99: float


def ask(port: int, path: str, body: object, *, connections: int, count: int) -> Asked:
    """Ask so many times, so many at once. body: sent as JSON; None: a GET."""
    order = json.dumps([path, body])
    command = [sys.executable, "-m", "bench.load"]
    command += [str(port), str(connections), str(count)]
    done = subprocess.run(
        command, input=order, capture_output=True, text=True, cwd=ROOT, check=True
    )
    return Asked(**json.loads(done.stdout))


def request(path: str, body: object) -> bytes:
    """The bytes of the request."""
    if body is None:
        return f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()
    content = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


async def _answer(reader: asyncio.StreamReader) -> int:
    """Read one answer: the length of its body."""
    head = await reader.readuntil(HEAD_END)
    status, *lines = head.decode("latin-1").split("\r\n")
    fields = dict(line.lower().split(": ", 1) for line in lines if line)
    if " 200 " not in status + " ":
        raise RuntimeError(status)
    length = int(fields["content-length"])
    await reader.readexactly(length)
    return length


async def _run(port: int, connections: int, count: int, asked: bytes) -> Asked:
    took: list[float] = []
    lengths: set[int] = set()

    async def some(left: Iterable[int]) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in left:
            started = time.perf_counter()
            writer.write(asked)
            lengths.add(await _answer(reader))
            took.append((time.perf_counter() - started) * 1000)
        writer.close()

    # Not measured: who answers may still have to learn the question.
    await some(range(WARM_UP))
    took.clear()
    lengths.clear()
    left = iter(range(count))
    started = time.perf_counter()
    await asyncio.gather(*(some(left) for _ in range(connections)))
    seconds = time.perf_counter() - started
    if len(lengths) != 1:
        raise RuntimeError(f"answers of different lengths: {sorted(lengths)}")
    cuts = statistics.quantiles(took, n=100)
    return Asked(count / seconds, cuts[49], cuts[98])


def main(port: str, connections: str, count: str) -> None:
    path, body = json.load(sys.stdin)
    asked: Any = _run(int(port), int(connections), int(count), request(path, body))
    print(json.dumps(asdict(uvloop.run(asked))))


if __name__ == "__main__":
    main(*sys.argv[1:])
