"""The measurements run, and say which way a figure is better; how fast is not asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.page import rendered
from bench.parts import PARTS
from bench.results import compared


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "parts",
    [
        "reading,loads",
        "projections,visible,indicators",
        "rebuild",
        "log,audit,streams,fanout-nats,year",
    ],
)
def test_a_quick_run_keeps_figures_and_renders_them(tmp_path: Path, parts: str) -> None:
    main(["--quick", "--only", parts, "--figures", str(tmp_path)])

    page = rendered(tmp_path)
    for part in parts.split(","):
        rows = json.loads((tmp_path / f"{part}.json").read_text("utf-8"))["rows"]
        assert rows
        assert f"\n## {PARTS[part].title}\n" in page
        for row in rows:
            assert f"| {row['work']} |" in page


def test_the_ratio_says_how_often_better_we_are() -> None:
    faster = compared("a rate", [30, 20, 40], "peer", [10, 10, 10], goal=2)
    slower = compared("a time", [4, 2, 8], "peer", [2, 2, 2], unit="ms", goal=0.6)

    assert (faster.ours, faster.theirs, faster.ratio, faster.met) == (30, 10, 3, True)
    assert (slower.ours, slower.theirs, slower.ratio, slower.met) == (4, 2, 0.5, False)
