"""The page of results, rendered from the figures of every part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bench.parts import PARTS
from bench.results import Row, Section, kept

INTRODUCTION = """# Results

Written by `make bench`; each part says when, and `make bench ONLY=part` renews it
alone. Figures are medians of the rounds of one run, ours and the peer's measured in
turn on one server. The ratio is the median of the rounds' own ratios: how often better
we are than the peer, whichever way the figure runs. [README.md](README.md) says what
each measures.
"""


def rendered(folder: Path) -> str:
    """The whole page, from the figures in a folder."""
    found = {part: figures for part in PARTS if (figures := kept(folder, part))}
    sections = [_section(part, *figures) for part, figures in found.items()]
    return "\n".join([INTRODUCTION, _goals(found), *sections])


def _goals(found: Mapping[str, tuple[Section, Any]]) -> str:
    """Every figure that the design sets a goal for, met or missed."""
    lines = [
        f"| {PARTS[part].title}: {row.work} | {row.peer} | {row.goal:g} "
        f"| {row.ratio:.2f} | {'met' if row.met else '**missed**'} |"
        for part, (section, _) in found.items()
        for row in section.rows
        if row.goal is not None and row.ratio is not None
    ]
    head = [
        "## Goals",
        "",
        "| Work | Against | Goal | Ratio | |",
        "| --- | --- | ---: | ---: | --- |",
    ]
    return "\n".join([*head, *lines, ""])


def _section(part: str, section: Section, about: Mapping[str, Any]) -> str:
    versions = {**about["on"], **section.versions}
    said = ", ".join(f"{name} {version}" for name, version in versions.items())
    lines = [
        f"## {PARTS[part].title}",
        "",
        f"`make bench ONLY={part}` (`bench/{PARTS[part].module}.py`; peers: "
        f"{PARTS[part].peers}), {about['at']}. {about['settings']} {said}.",
        "",
        *_table(section.rows),
        "",
    ]
    if section.notes:
        lines += [" ".join(section.notes), ""]
    return "\n".join(lines)


def _table(rows: Iterable[Row]) -> list[str]:
    return [
        "| Work | Ours | Peer | Peer's | Ratio | Goal |",
        "| --- | ---: | --- | ---: | ---: | ---: |",
        *(
            f"| {row.work} | {_figure(row.ours)} {row.unit} | {row.peer or '-'} "
            f"| {_figure(row.theirs, row.unit)} | {_figure(row.ratio)} "
            f"| {'' if row.goal is None else f'{row.goal:g}'} |"
            for row in rows
        ),
    ]


def _figure(value: float | None, unit: str = "") -> str:
    """Whole above a hundred, two decimals below."""
    if value is None:
        return ""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}".strip()
