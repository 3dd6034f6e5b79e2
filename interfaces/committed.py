"""Documents that are made from the program and committed: written, or compared."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path


def write_or_check(path: Path, text: str, arguments: Sequence[str]) -> int:
    """Write the file; with `--check` compare it, for CI. Return the exit code: 1 where
    the file is not what it would be."""
    if "--check" not in arguments:
        path.write_text(text, "utf-8")
        return 0
    if path.is_file() and path.read_text("utf-8") == text:
        return 0
    print(f"docs/{path.name} is out of date; run `make schema`.", file=sys.stderr)
    return 1
