"""The committed table of formulas is the one that the rules give."""

from __future__ import annotations

from pathlib import Path

import pytest

from interfaces import indicator_table


def test_the_committed_table_is_current_and_another_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert indicator_table.main(["--check"]) == 0
    other = tmp_path / "indicators.md"
    other.write_text(f"x\n{indicator_table.BEGIN}old\n{indicator_table.END}y\n")
    monkeypatch.setattr(indicator_table, "TARGET", other)
    assert indicator_table.main(["--check"]) == 1
    assert indicator_table.main([]) == 0
    assert indicator_table.main(["--check"]) == 0
    assert other.read_text("utf-8").endswith("y\n")
