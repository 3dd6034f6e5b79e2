"""Programs in Node.js, with packages that nobody here wrote."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def modules(*packages: str) -> Path:
    """Where Node.js finds the packages: on NODE_PATH, or installed for all; a test
    without them is skipped."""
    places = [*os.environ.get("NODE_PATH", "").split(os.pathsep)]
    if npm := shutil.which("npm"):
        told = subprocess.run([npm, "root", "-g"], capture_output=True, text=True)
        places.append(told.stdout.strip())
    for place in filter(None, places):
        if all((Path(place) / package).exists() for package in packages):
            return Path(place)
    pytest.skip(f"not all of npm's {' '.join(packages)} is installed")


def node(script: str, package: str, *arguments: str, given: str = "") -> str:
    """What the script, a file beside this one, says."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("node is not installed")
    told = subprocess.run(
        [program, str(HERE / script), *arguments],
        input=given,
        env=os.environ | {"NODE_PATH": str(modules(package))},
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stderr
    return told.stdout
