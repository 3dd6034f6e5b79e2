"""Runs the command `gongshi` in a process of its own, as a terminal would."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

from tests.warm_python import ROOT as ROOT
from tests.warm_python import python

LANGUAGE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
"""A vault key for tests: the bytes 0 to 31."""


def environment(language: str, **variables: object) -> dict[str, str]:
    """The environment of a terminal of 80 columns in that language."""
    ours = {k: v for k, v in os.environ.items() if k not in LANGUAGE_VARIABLES}
    given = {name: str(value) for name, value in variables.items()}
    return ours | {"LANG": language, "COLUMNS": "80", "PYTHONUTF8": "1"} | given


def arguments_of(command: str) -> list[str]:
    """How a process runs `gongshi` with the words of the command."""
    return [sys.executable, "-m", "interfaces.cli.main", *command.split()]


def gongshi(
    command: str, *, language: str = "en_US.UTF-8", **variables: object
) -> subprocess.CompletedProcess[str]:
    """Run `gongshi command` with these variables set, until it ends."""
    words = ["-m", "interfaces.cli.main", *command.split()]
    return python(words, environment(language, **variables))


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
