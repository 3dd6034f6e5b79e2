"""A second process of the service on the same database, for commands of two at once.

    python -m bench.second URL FOLDER

reads a line of JSON {"ids": [...], "in_flight": n}, answers `ready`, waits for a line,
gives the commands, answers `done`, and so on until its input ends.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Self
from uuid import UUID

from bench import ours
from bench.server import opened, settings
from interfaces.runtime import Runtime
from interfaces.settings import Settings

ROOT = Path(__file__).parents[1]


class Second:
    """The other process, seen from this one."""

    def __init__(self, orders: IO[str], answers: IO[str]) -> None:
        self._orders = orders
        self._answers = answers

    @classmethod
    @contextmanager
    def of(cls, settings: Settings) -> Iterator[Self]:
        """Start it on the database of a runtime; end it afterwards."""
        url, folder = str(settings.database_url), str(settings.home)
        command = [sys.executable, "-m", "bench.second", url, folder]
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT
        ) as process:
            assert process.stdin and process.stdout
            yield cls(process.stdin, process.stdout)
            process.stdin.close()
            process.wait()

    def beside(self, runtime: Runtime, ids: Sequence[UUID], in_flight: int) -> float:
        """Half of the commands in each process, half of them in flight: seconds."""
        mine, its = ids[::2], ids[1::2]
        each = in_flight // 2
        self._tell(json.dumps({"ids": [str(id) for id in its], "in_flight": each}))
        self._hear("ready")
        started = time.perf_counter()
        self._tell("go")
        ours.accept_all(runtime, mine, each)
        self._hear("done")
        return time.perf_counter() - started

    def _tell(self, line: str) -> None:
        self._orders.write(line + "\n")
        self._orders.flush()

    def _hear(self, word: str) -> None:
        heard = self._answers.readline().strip()
        if heard != word:
            raise RuntimeError(f"the second process said {heard!r}, not {word!r}")


def main(url: str, folder: str) -> None:
    with opened(settings(url, Path(folder))) as runtime:
        for line in sys.stdin:
            order = json.loads(line)
            ids = [UUID(id) for id in order["ids"]]
            print("ready", flush=True)
            sys.stdin.readline()
            ours.accept_all(runtime, ids, order["in_flight"])
            print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
