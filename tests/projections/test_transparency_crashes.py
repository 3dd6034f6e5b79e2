"""A full disk and `kill -9` at each step of the log: what is published is always whole."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from application.database import Database
from projections.transparency.folder import LogFolder
from tests.projections.breaking_folder import BreakingFolder, disk_full
from tests.projections.published import checked, grow, keeper

ROOT = Path(__file__).parents[2]
GROWTH = 131  # events between two tries: tiles become full at various steps


def test_a_disk_that_fills_up_at_any_step_leaves_a_consistent_log(
    database: Database, tmp_path: Path
) -> None:
    whole, size, step, last = LogFolder(tmp_path), 0, 0, 0
    while True:
        step, size = step + 1, size + GROWTH
        grow(database, size)
        folder = BreakingFolder(tmp_path, step, disk_full)
        try:
            keeper(database, folder).run_until_signed()
            broke = False
        except OSError:
            broke = True
        found = checked(whole.public)
        assert (found.size if found else 0) >= last, "what was published stays"
        if not broke:
            break
        keeper(database, whole).run_until_signed()
        found = checked(whole.public)
        assert found and found.size == size
        last = size
    assert step > 20, "every step was tried"


@pytest.mark.slow
def test_a_process_killed_at_any_step_leaves_a_consistent_log(
    database: Database, tmp_path: Path
) -> None:
    whole, size, step, last = LogFolder(tmp_path), 0, 0, 0
    while True:
        step, size = step + 1, size + GROWTH
        grow(database, size)
        module = "tests.projections.breaking_folder"
        words = [database.url, str(tmp_path), str(step)]
        ended = subprocess.run([sys.executable, "-m", module, *words], cwd=ROOT)
        found = checked(whole.public)
        assert (found.size if found else 0) >= last, "what was published stays"
        if ended.returncode == 0:
            break
        assert ended.returncode == -signal.SIGKILL
        keeper(database, whole).run_until_signed()
        found = checked(whole.public)
        assert found and found.size == size
        last = size
    assert step > 20, "every step was tried"
