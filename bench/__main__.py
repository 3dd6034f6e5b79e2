"""Measure, keep the figures and write the page of results: `make bench`.

python -m bench [--only commands,loads] [--quick] [--growth 7] [--import-mb 100]
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.page import rendered
from bench.parts import PARTS
from bench.results import Section, keep
from bench.server import Server, running
from bench.sizes import QUICK, Sizes

RESULTS = Path(__file__).with_name("RESULTS.md")
FIGURES = Path(__file__).with_name("figures")
PACKAGES = ("psycopg", "eventsourcing")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the parts asked for; the others keep the figures that they have."""
    asked = _asked(arguments)
    sizes = QUICK if asked.quick else Sizes()
    if asked.growth is not None:
        sizes = replace(sizes, growth=asked.growth)
    if asked.city_cases is not None:
        sizes = replace(sizes, city_cases=asked.city_cases)
    sizes = replace(sizes, import_mb=asked.import_mb)
    with tempfile.TemporaryDirectory(prefix="gongshi-bench-") as name:
        folder = Path(name)
        # A quick run shows that all runs; its figures are not for the page.
        figures = asked.figures or (folder / "figures" if asked.quick else None)
        with running(folder) as server:
            for part in asked.only:
                measured(part, server, sizes, figures or FIGURES)
                if figures is None:
                    RESULTS.write_text(rendered(FIGURES), "utf-8")
        print(rendered(figures or FIGURES))


def measured(part: str, server: Server, sizes: Sizes, figures: Path) -> None:
    """Measure one part and keep its figures."""
    started, load = time.perf_counter(), os.getloadavg()[0]
    module = importlib.import_module(f"bench.{PARTS[part].module}")
    section: Section = module.measure(server, sizes)
    keep(figures, part, section, about(server, sizes, load))
    took = time.perf_counter() - started
    print(f"{part}: {took:.0f} s", file=sys.stderr, flush=True)


def about(server: Server, sizes: Sizes, load: float) -> dict[str, Any]:
    """When, on what machine, with what versions and settings.

    load: the machine's average before; above 0 others were at work, too.
    """
    return {
        "at": f"{datetime.now(UTC):%Y-%m-%d}",
        "settings": f"Rounds of what has a peer: {sizes.rounds}. "
        f"{os.cpu_count()} cores ({platform.machine()}) shared by client "
        "and server; the embedded server "
        f"with all durable settings on. Load of the machine before: {load:.1f}.",
        "on": {
            "Python": platform.python_version(),
            "PostgreSQL": server.version,
            **{name: version(name) for name in PACKAGES},
        },
    }


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", type=_parts, default=list(PARTS))
    parser.add_argument("--quick", action="store_true", help="a smoke run of all")
    parser.add_argument("--growth", type=int, help="the log grows to 10^this")
    parser.add_argument("--import-mb", type=int, default=0, help="watch such an import")
    parser.add_argument("--city-cases", type=int, help="cases of the indicators' city")
    parser.add_argument("--figures", type=Path, help="keep the figures there instead")
    return parser.parse_args(arguments)


def _parts(names: str) -> list[str]:
    """Names of parts, separated by commas, in the order of the page."""
    unknown = set(names.split(",")) - PARTS.keys()
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}")
    return [part for part in PARTS if part in names.split(",")]


if __name__ == "__main__":
    main()
