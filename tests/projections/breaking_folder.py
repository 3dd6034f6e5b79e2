"""A folder whose nth step on the disk fails: the disk is full, or the process dies.

Run as a program it publishes the log of a database, and dies at that step:
`python -m tests.projections.breaking_folder URL FOLDER STEP`.
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


def main(url: str, path: str, step: str) -> None:
    from tests.projections.published import keeper

    folder = BreakingFolder(Path(path), int(step), killed)
    with closing(Database(url, size=1)) as database:
        keeper(database, folder).run_until_signed()


if __name__ == "__main__":
    main(*sys.argv[1:])
