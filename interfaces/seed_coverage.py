"""Writes `docs/seed-coverage.md` from the tables in `tests/scenarios/coverage`:
`python -m interfaces.seed_coverage`.

With `--check` it writes nothing and ends with 1 when the file is not what it would be.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from interfaces.committed import write_or_check

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "seed-coverage.md"
TABLES = ROOT / "tests" / "scenarios" / "coverage"
PLACES: Mapping[str, tuple[str, str]] = {
    "weihai": ("威海", "Weihai"),
    "changfeng": ("长丰", "Changfeng"),
    "beijing": ("北京", "Beijing"),
    "heze": ("菏泽", "Heze"),
    "county": ("某县", "a county without a name"),
}
"""The five places, in the order of the first digit of their rows."""
BUILT = "B"
HEAD = """\
# 来源对照 / From the sources to the tests

<!-- Made by `python -m interfaces.seed_coverage`; do not edit. -->

五篇原文分别讲述五个地方。下面逐项列出文中所述机制：由哪些事实记录、
用什么查询读出、由哪个测试核对。标记：**B** 有行为；**R** 只作资料、角色或指标；
**L** 只作标签。

Five texts tell of five places. Each mechanism that they describe is listed with the
facts that record it, the query that reads it, and the test that holds it. Marks:
**B** behaviour is built for it; **R** it is kept as reference data, role or indicator;
**L** it is a label.
"""
COLUMNS = (
    "编号 No.",
    "名称 Term",
    "标记 Mark",
    "事实 Facts",
    "查询 Query",
    "测试 Test",
)


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """What a text describes. numbers: as in `0-2, 0-3`; some rows hold several.

    mark: the first letter says what is made of it. facts: names as in `Case.Reported`.
    query: fields of `Query`, divided by commas, each with the path below it.
    test: as pytest names it. What is empty was not asked for.
    """

    numbers: str
    title: str
    mark: str
    facts: tuple[str, ...]
    query: str
    test: str

    @property
    def built(self) -> bool:
        return self.mark.startswith(BUILT)


def rows_of(place: str) -> list[CoverageRow]:
    """The rows of a place, in the order of its file."""
    table = tomllib.loads((TABLES / f"{place}.toml").read_text("utf-8"))
    return [
        CoverageRow(
            numbers,
            row["title"],
            row["mark"],
            tuple(row["facts"]),
            row["query"],
            row["test"],
        )
        for numbers, row in table["row"].items()
    ]


def document() -> str:
    """The whole file."""
    return "\n".join([HEAD, *_chapters()])


def _chapters() -> Iterator[str]:
    for place, (zh, en) in PLACES.items():
        rows = rows_of(place)
        yield f"## {zh} {en}\n"
        yield _line(COLUMNS)
        yield _line("---" for _ in COLUMNS)
        yield from (_line(_cells(row)) for row in rows)
        built = sum(row.built for row in rows)
        yield f"\n共 {len(rows)} 项，其中 B {built} 项。"
        yield f"{len(rows)} rows, {built} of them built.\n"


def _cells(row: CoverageRow) -> Iterator[str]:
    yield from (row.numbers, row.title, row.mark)
    yield "<br>".join(f"`{each}`" for each in row.facts)
    yield _code(row.query)
    file, _, name = row.test.partition("::")
    yield f"[{name}](../{file})" if row.test else ""


def _code(text: str) -> str:
    return f"`{text.replace('|', '&#124;')}`" if text else ""


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main(arguments: list[str]) -> int:
    """Write the file, or check it. Return the exit code."""
    return write_or_check(TARGET, document(), arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
