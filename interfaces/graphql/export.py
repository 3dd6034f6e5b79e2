"""Write `docs/schema.graphql`: `python -m interfaces.graphql.export [--check]`."""

from __future__ import annotations

import sys
from pathlib import Path

from interfaces.committed import write_or_check
from interfaces.graphql.schema import build_schema

PATH = Path(__file__).parents[2] / "docs" / "schema.graphql"


def main(arguments: list[str]) -> int:
    """Write the file, or check it. Return the exit code."""
    return write_or_check(PATH, build_schema().as_str() + "\n", arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
