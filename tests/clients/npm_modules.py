"""Packages of npm that are installed outside the project, on NODE_PATH or for all."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def modules(*packages: str) -> Path:
    """The folder that holds them all; without one the test is skipped."""
    places = os.environ.get("NODE_PATH", "").split(os.pathsep)
    if npm := shutil.which("npm"):
        told = subprocess.run([npm, "root", "-g"], capture_output=True, text=True)
        places.append(told.stdout.strip())
    for place in filter(None, places):
        if all((Path(place) / package).exists() for package in packages):
            return Path(place)
    pytest.skip(f"there is no {' and '.join(packages)} on NODE_PATH")


def node(script: Path, *words: str, packages: tuple[str, ...]) -> str:
    """What a program prints that finds these packages."""
    found = modules(*packages)
    done = subprocess.run(
        ["node", str(script), *words],
        env=os.environ | {"NODE_PATH": str(found)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
