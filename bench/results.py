"""Figures: ours beside its peer's, kept as JSON a part, so that each can be renewed."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

Measured = dict[str, list[float]]
"""A figure of each round, by what was measured."""


@dataclass(frozen=True)
class Row:
    """One line of the results.

    unit: of both figures. peer, theirs, ratio: None where there is nothing to compare.
    ratio: how often better we are than the peer, whichever way the figures run.
    goal: the ratio that the design asks for, where it asks for one.
    """

    work: str
    ours: float
    unit: str
    peer: str | None = None
    theirs: float | None = None
    ratio: float | None = None
    goal: float | None = None

    @property
    def met(self) -> bool:
        return self.goal is None or (self.ratio is not None and self.ratio >= self.goal)


@dataclass(frozen=True)
class Section:
    """What one part found. notes: sentences that belong under its table.

    versions: of what took part beside the service and its server.
    """

    rows: list[Row]
    notes: list[str] = field(default_factory=list)
    versions: Mapping[str, str] = field(default_factory=dict)


def alternating(rounds: int, works: Mapping[str, Callable[[], float]]) -> Measured:
    """Measure each in turn, so many times: a slow minute of the machine hits all."""
    measured: Measured = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            measured[name].append(work())
    return measured


def compared(
    work: str,
    ours: Sequence[float],
    peer: str,
    theirs: Sequence[float],
    *,
    unit: str = "/s",
    goal: float | None = None,
) -> Row:
    """Medians, and the median of the ratios of each round.

    unit: a rate, of which more is better, or `ms` or `MiB`, of which less is.
    """
    ratios = [mine / its for mine, its in zip(ours, theirs, strict=True)]
    if not unit.endswith("/s"):
        ratios = [1 / ratio for ratio in ratios]
    mine, its = statistics.median(ours), statistics.median(theirs)
    return Row(work, mine, unit, peer, its, statistics.median(ratios), goal)


def keep(folder: Path, part: str, section: Section, about: Mapping[str, Any]) -> None:
    """Write a part's figures, in place of those that it had before.

    about: when, on what, how measured.
    """
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps({**about, **asdict(section)}, indent=1, ensure_ascii=False)
    (folder / f"{part}.json").write_text(content + "\n", "utf-8")


def kept(folder: Path, part: str) -> tuple[Section, dict[str, Any]] | None:
    """A part's figures as last measured, and what is said about them."""
    file = folder / f"{part}.json"
    if not file.exists():
        return None
    about = json.loads(file.read_text("utf-8"))
    rows = [Row(**row) for row in about.pop("rows")]
    section = Section(rows, about.pop("notes"), about.pop("versions"))
    return section, about
