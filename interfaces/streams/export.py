"""Write `docs/asyncapi.json`: `python -m interfaces.streams.export [--check]`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from interfaces.committed import write_or_check
from interfaces.streams.schemas import asyncapi

PATH = Path(__file__).parents[2] / "docs" / "asyncapi.json"


def main(arguments: list[str]) -> int:
    """Write the file, or check it. Return the exit code."""
    text = json.dumps(asyncapi(), ensure_ascii=False, indent=1) + "\n"
    return write_or_check(PATH, text, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
