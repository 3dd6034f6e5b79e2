"""Write `docs/asyncapi.json`: `python -m interfaces.streams.export [--check]`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from interfaces.streams.schemas import asyncapi

PATH = Path(__file__).parents[2] / "docs" / "asyncapi.json"


def main(arguments: list[str]) -> int:
    """Write the file, or with `--check` say whether it is up to date (0) or not (1)."""
    text = json.dumps(asyncapi(), ensure_ascii=False, indent=1) + "\n"
    if "--check" not in arguments:
        PATH.write_text(text, "utf-8")
        return 0
    if PATH.exists() and PATH.read_text("utf-8") == text:
        return 0
    print("docs/asyncapi.json is out of date; run `make schema`.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
