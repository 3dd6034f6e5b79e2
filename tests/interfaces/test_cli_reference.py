"""The reference of the command line is what the program says of itself."""

from __future__ import annotations

from tests.interfaces.command_line import environment
from tests.warm_python import python


def test_the_committed_reference_is_current() -> None:
    words = ["-m", "interfaces.cli.reference", "--check"]
    checked = python(words, environment("zh_CN.UTF-8"))

    assert checked.returncode == 0, checked.stdout + checked.stderr
