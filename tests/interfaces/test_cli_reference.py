"""The reference of the command line is what the program says of itself."""

from __future__ import annotations

import subprocess
import sys

from tests.interfaces.command_line import ROOT, environment


def test_the_committed_reference_is_current() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "interfaces.cli.reference", "--check"],
        cwd=ROOT,
        env=environment("zh_CN.UTF-8"),
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr
