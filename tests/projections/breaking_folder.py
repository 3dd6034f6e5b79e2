"""A folder whose nth step on the disk fails: the disk is full, or the process dies.

Run as a program, `python -m tests.projections.breaking_folder URL FOLDER`, it reads
steps from its standard input; for each it makes a process of its own that publishes the
log of a database and dies at that step, and it prints how that process ended.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from application.database import Database
from projections.transparency.folder import LogFolder
from tests.projections.published import keeper


def disk_full() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class BreakingFolder(LogFolder):
    """Breaks at one step, in the middle of it where it has one."""

    def __init__(self, path: Path, at: int, breaks: Callable[[], None]) -> None:
        super().__init__(path)
        self.steps = 0
        self._at = at
        self._breaks = breaks

    def _draw(self, path: Path, content: bytes) -> None:
        if self._is_now():
            path.write_bytes(content[: len(content) // 2])
            self._breaks()
        super()._draw(path, content)

    def _move(self, draft: Path, path: Path) -> None:
        if self._is_now():
            self._breaks()
        super()._move(draft, path)

    def _sync(self, folder: Path) -> None:
        if self._is_now():
            self._breaks()
        super()._sync(folder)

    def _is_now(self) -> bool:
        self.steps += 1
        return self.steps == self._at


def main(url: str, path: str) -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            publish(url, BreakingFolder(Path(path), int(line), killed))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def publish(url: str, folder: LogFolder) -> None:
    with closing(Database(url, size=1)) as database:
        keeper(database, folder).run_until_signed()


if __name__ == "__main__":
    main(*sys.argv[1:])
