"""Programs in Node.js, with packages that nobody here wrote."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def modules(package: str) -> Path:
    """Where Node.js finds a package: on NODE_PATH, or installed for all; a test
    without it is skipped."""
    places = [*os.environ.get("NODE_PATH", "").split(os.pathsep)]
    if npm := shutil.which("npm"):
        told = subprocess.run([npm, "root", "-g"], capture_output=True, text=True)
        places.append(told.stdout.strip())
    for place in filter(None, places):
        if (Path(place) / package).exists():
            return Path(place)
    pytest.skip(f"npm's {package} is not installed")


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
