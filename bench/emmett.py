"""npm's `@event-driven-io/emmett-postgresql`, driven by `emmett.mjs`.

It is installed by npm into the user's cache folder, outside the project, at first use.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

from bench import npm
from bench.server import parts_of

EMMETT = "0.42.0"
NODE = "22"
OLDEST_NODE = 20
PACKAGES = (
    f"@event-driven-io/emmett@{EMMETT}",
    f"@event-driven-io/emmett-postgresql@{EMMETT}",
)
SCRIPT = Path(__file__).with_name("emmett.mjs")


@dataclass(frozen=True)
class Emmett:
    """The installed library. versions: of it and of Node, for the results."""

    node: str
    script: Path
    versions: dict[str, str]

    def accept_all(self, url: str, in_flight: int, count: int, width: int) -> float:
        """Commands on as many streams, each begun before: commands a second.

        width: bytes of an event's data.
        """
        name, host = parts_of(url)
        order = {
            "connection": {
                "host": host,
                "port": 5432,
                "user": "postgres",
                "database": name,
            },
            "inFlight": in_flight,
            "count": count,
            "payload": "x" * width,
        }
        told = npm.run(self.node, str(self.script), input=json.dumps(order))
        return count / float(json.loads(told)["seconds"])


def installed() -> Emmett:
    """Install what is missing. Raises `PeerMissing`."""
    if shutil.which("npm") is None:
        raise npm.PeerMissing("there is no npm on this machine")
    folder = user_cache_path("gongshi") / "bench" / f"emmett-{EMMETT}"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "node_modules" / "@event-driven-io").exists():
        npm.install(folder, *PACKAGES)
    node = _node(folder)
    # Beside the packages, where Node looks for what a module imports.
    script = Path(shutil.copy(SCRIPT, folder))
    version = npm.run(node, "--version").strip().lstrip("v")
    return Emmett(node, script, {"emmett": EMMETT, "node": version})


def _node(folder: Path) -> str:
    """The machine's Node if it is new enough, else the one of npm's `node`."""
    found = shutil.which("node")
    if found is not None:
        version = re.match(r"v(\d+)", npm.run(found, "--version"))
        if version is not None and int(version[1]) >= OLDEST_NODE:
            return found
    own = folder / "node_modules" / ".bin" / "node"
    if not own.exists():
        npm.install(folder, *PACKAGES, f"node@{NODE}")
    return str(own)
