"""Peers from npm: installed outside the project, into the user's cache folder."""

from __future__ import annotations

import subprocess
from pathlib import Path


class PeerMissing(Exception):
    """The peer cannot be measured here; the message says why."""


def install(folder: Path, *packages: str) -> None:
    quiet = ("--no-save", "--no-audit", "--no-fund", "--no-package-lock")
    run("npm", "install", *quiet, "--prefix", str(folder), *packages)


def run(*command: str, input: str = "") -> str:
    done = subprocess.run(
        command, input=input, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise PeerMissing(f"{Path(command[0]).name}: {done.stderr.strip()[-300:]}")
    return done.stdout
