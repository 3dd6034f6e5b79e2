"""A full disk and `kill -9` at each step of the log: what is published is whole."""

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


@pytest.mark.parametrize("stride", [7, pytest.param(1, marks=pytest.mark.slow)])
def test_a_disk_that_fills_up_at_any_step_leaves_a_consistent_log(
    database: Database, tmp_path: Path, stride: int
) -> None:
    whole, size, step, last = LogFolder(tmp_path), 0, 0, 0
    while True:
        step, size = step + stride, size + GROWTH
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
@pytest.mark.timeout(900)
def test_a_process_killed_at_any_step_leaves_a_consistent_log(
    database: Database, tmp_path: Path
) -> None:
    module = "tests.projections.breaking_folder"
    words = [sys.executable, "-m", module, database.url, str(tmp_path)]
    with subprocess.Popen(
        words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as dying:
        assert dying.stdin and dying.stdout
        whole, size, step, last = LogFolder(tmp_path), 0, 0, 0
        while True:
            step, size = step + 1, size + GROWTH
            grow(database, size)
            print(step, file=dying.stdin, flush=True)
            ended = int(dying.stdout.readline())
            found = checked(whole.public)
            assert (found.size if found else 0) >= last, "what was published stays"
            if ended == 0:
                break
            assert ended == -signal.SIGKILL
            keeper(database, whole).run_until_signed()
            found = checked(whole.public)
            assert found and found.size == size
            last = size
        assert step > 20, "every step was tried"
