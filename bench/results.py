"""The page of results: ours beside its peer, with the ratio and the goal."""

from __future__ import annotations

import os
import platform
import statistics
from datetime import UTC, datetime
from importlib.metadata import version
from typing import NamedTuple


class Row(NamedTuple):
    """One line of the results; rates a second, or milliseconds where it says so.

    goal: the ratio that the design asks for, where it asks for one.
    """

    work: str
    ours: float
    peer: str
    theirs: float
    ratio: float
    goal: float | None = None


def compared(
    work: str,
    ours: list[float],
    peer: str,
    theirs: list[float],
    goal: float | None = None,
) -> Row:
    mine, its = statistics.median(ours), statistics.median(theirs)
    return Row(work, mine, peer, its, mine / its, goal)


def written(rows: list[Row], server: str, rounds: int, pages: int) -> str:
    """The page of results."""
    lines = "\n".join(
        f"| {row.work} | {row.ours:,.1f} | {row.peer} | {row.theirs:,.1f} "
        f"| {row.ratio:.2f} | {row.goal or ''} |"
        for row in rows
    )
    missed = [row.work for row in rows if row.goal and row.ratio < row.goal]
    packages = ("psycopg", "eventsourcing", "strawberry-graphql")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return f"""# Results

Written by `make bench` on {datetime.now(UTC):%Y-%m-%d}.

- Machine: {os.cpu_count()} cores ({platform.machine()}), shared by client and server.
- Python {platform.python_version()}, PostgreSQL {server}, {versions}.
- All durable settings on. Medians of {rounds} rounds ({pages} pages).
- Rates are a second; larger ratios are better, 1 is as fast as the peer.

| Work | Ours | Peer | Peer's | Ratio | Goal |
| --- | ---: | --- | ---: | ---: | ---: |
{lines}

Goals missed: {", ".join(missed) or "none"}.

A command is an acceptance with an idempotency key: load, decide, save. An imported row
brings its texts into the vault. The page is asked of the whole application, without a
network. What each peer does is in `bench/machine.py` and `bench/spine.py`.
"""
