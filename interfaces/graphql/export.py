"""Write `docs/schema.graphql`: `python -m interfaces.graphql.export [--check]`."""

from __future__ import annotations

import sys
from pathlib import Path

from interfaces.graphql.schema import build_schema

PATH = Path(__file__).parents[2] / "docs" / "schema.graphql"


def main(arguments: list[str]) -> int:
    """Write the file, or with `--check` say whether it is up to date (0) or not (1)."""
    text = build_schema().as_str() + "\n"
    if "--check" not in arguments:
        PATH.write_text(text, "utf-8")
        return 0
    if PATH.exists() and PATH.read_text("utf-8") == text:
        return 0
    print("docs/schema.graphql is out of date; run `make schema`.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
