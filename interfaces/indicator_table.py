"""Writes the table of formulas in `docs/indicators.md` from the rules:
`python -m interfaces.indicator_table`.

With `--check` it writes nothing and ends with 1 when the table is not what it would be.
"""

from __future__ import annotations

import sys
from pathlib import Path

from application.rules import NATIONAL, load_rulepacks
from domain.indicators.formulas import FORMULAS
from interfaces.committed import write_or_check

TARGET = Path(__file__).parents[1] / "docs" / "indicators.md"
BEGIN = "<!-- Made by `python -m interfaces.indicator_table`; do not edit. -->\n"
END = "<!-- End of what is made. -->\n"
HEAD = """
| 代码 Code | 名称 Name | 公式 Formula | 计数 Counters | 依据 Mark |
| --- | --- | --- | --- | --- |
"""


def table() -> str:
    """Every indicator, a row each."""
    entries = load_rulepacks().for_profile(NATIONAL).catalogue("indicators")
    rows = []
    for code, formula in FORMULAS.items():
        entry = entries[code]
        counters = (*formula.flows, *formula.ripe, *formula.stocks, *formula.covered)
        cells = (
            f"`{code}`",
            f"{entry.zh} {entry.en}",
            f"{entry.word('formula_zh')}<br>{entry.word('formula')}",
            ", ".join(f"`{each}`" for each in counters),
            entry.origin,
        )
        rows.append(f"| {' | '.join(cells)} |\n")
    return f"{HEAD}{''.join(rows)}\n"


def document(now: str) -> str:
    """The document with the table in its place."""
    before, _, rest = now.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{table()}{END}{after}"


def main(arguments: list[str]) -> int:
    """Write the file, or check it. Return the exit code."""
    return write_or_check(TARGET, document(TARGET.read_text("utf-8")), arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
