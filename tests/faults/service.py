"""`gongshi serve` or `work` as a process of its own, which may be killed."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import psutil

from tests.faults.site import Site
from tests.interfaces.command_line import ROOT, arguments_of, environment

PATIENCE = 60.0  # seconds to become ready, or to stop


class Process:
    """A command of `gongshi`, ended with the `with` whatever happens in it."""

    def __init__(self, site: Site, command: str) -> None:
        self.site = site
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self.log = Path(site.home, f"{command.split()[0]}.log")

    @property
    def pid(self) -> int:
        assert self._process is not None, "it was started"
        return self._process.pid

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                arguments_of(self._command),
                cwd=ROOT,
                env=environment("en_US.UTF-8", **self.site.variables),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """End it as a lack of memory or of power does."""
        assert self._process is not None, "it was started"
        self._process.kill()
        self._process.wait()

    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> int:
        """End it as a service manager does; its exit code."""
        assert self._process is not None, "it was started"
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(PATIENCE)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None and self.runs():
            # Little time on the processor: it stood still. Much: the machine was busy.
            used = sum(psutil.Process(self.pid).cpu_times()[:2])
            print(f"it used {used:.1f} s of CPU; load {psutil.getloadavg()[0]:.1f}")
        if self.runs():
            self.kill()
        if error is not None:
            print(self.log.read_text("utf-8", errors="replace")[-20_000:])


class Service(Process):
    """`gongshi serve` on the site's port."""

    def __init__(self, site: Site) -> None:
        super().__init__(site, f"serve --port {site.port}")

    def __enter__(self) -> Self:
        super().__enter__()
        try:
            self.wait_until_ready()
        except BaseException as error:  # No `with` was entered that would end it.
            self.__exit__(type(error), error, error.__traceback__)
            raise
        return self

    def status(self, path: str) -> int | None:
        """The status of a page, None while nobody listens."""
        try:
            return httpx.get(f"http{self.site.base}{path}", timeout=20).status_code
        except httpx.TransportError:
            return None

    def wait_until_ready(self, within: float = PATIENCE) -> None:
        give_up_at = time.monotonic() + within
        while self.status("/readyz") != 200:
            assert self.runs(), self.log.read_text("utf-8", errors="replace")
            assert time.monotonic() < give_up_at, "it is not ready"
            time.sleep(0.05)
