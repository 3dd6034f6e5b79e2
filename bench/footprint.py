"""Memory of a service and its database: the PSS of all their processes, in MiB.

PSS counts a page that several processes share once, in shares.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import psutil

MIB = 1 << 20
EVERY = 0.25  # seconds between two looks


class Footprint:
    """What some processes, and the PostgreSQL of a data folder, hold.

    peak: the most that all held together; service: what the processes then held.
    """

    def __init__(self, pids: Iterable[int], data: Path) -> None:
        self._pids = list(pids)
        self._data = data.resolve()
        self.peak = self.service = 0.0

    def now(self) -> float:
        """What all hold now; remembered if it is the most so far."""
        service = sum(_pss(psutil.Process(pid)) for pid in self._pids)
        total = service + sum(_pss(each) for each in self._postgres())
        if total > self.peak:
            self.peak, self.service = total, service
        return total

    def also(self, pid: int) -> None:
        """Watch one more process."""
        self._pids.append(pid)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look again and again while something is done."""
        done = Event()

        def look() -> None:
            while not done.wait(EVERY):
                self.now()

        thread = Thread(target=look, name="footprint")
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _postgres(self) -> Iterator[psutil.Process]:
        for process in psutil.process_iter(["name"]):
            # Processes end meanwhile.
            with suppress(psutil.Error):
                named = process.info["name"].startswith("postgres")
                if named and Path(process.cwd()) == self._data:
                    yield process


def _pss(process: psutil.Process) -> float:
    """0 for a process that has ended; RSS where the system knows no PSS."""
    with suppress(psutil.Error):
        held = process.memory_full_info()
        return float(getattr(held, "pss", held.rss)) / MIB
    return 0.0
