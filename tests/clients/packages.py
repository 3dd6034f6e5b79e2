"""Where the packages of other clients lie."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path


def node_modules(package: str) -> Path | None:
    """The folder in which Node.js finds a package: on NODE_PATH, or for all."""
    places = [*os.environ.get("NODE_PATH", "").split(os.pathsep)]
    if npm := shutil.which("npm"):
        told = subprocess.run([npm, "root", "-g"], capture_output=True, text=True)
        places.append(told.stdout.strip())
    found = (Path(place) for place in places if place)
    return next((each for each in found if (each / package).exists()), None)
