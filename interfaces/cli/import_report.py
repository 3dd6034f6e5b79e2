"""What an import shows on the terminal: progress, problems, and its summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from application.import_job import Summary
from application.import_rows import RowProblem, Severity
from interfaces.cli.words import note, text

SHOWN = 10
"""Kinds of problems, and values of each, that the terminal shows."""
ROWS = 5
"""Rows named of each kind."""


@contextmanager
def bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar with rate and time left, on a terminal; nothing elsewhere."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)
        bar.update(task, completed=total)


class _Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        rate = task.finished_speed or task.speed
        return Text("" if rate is None else f"{rate:,.0f}/s")


@dataclass
class _Kind:
    """Problems of one code in one column: how many, the first rows, some values."""

    first: RowProblem
    count: int = 0
    rows: list[int] = field(default_factory=list)
    values: list[str] = field(default_factory=list)

    def add(self, problem: RowProblem) -> None:
        self.count += 1
        if len(self.rows) < ROWS:
            self.rows.append(problem.row)
        value = problem.value[:40]
        if value and len(self.values) < SHOWN and value not in self.values:
            self.values.append(value)


class ProblemKinds:
    """Problems of one kind by another, in bounded memory, to be shown at the end."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[str, str | None], _Kind] = {}

    def add(self, problem: RowProblem) -> None:
        if problem.severity is not Severity.NOTE:
            key = problem.code, problem.column
            self._kinds.setdefault(key, _Kind(problem)).add(problem)

    def show(self) -> None:
        """Say them, those that cost rows first, then by how often they occur."""
        kinds = sorted(
            self._kinds.values(),
            key=lambda kind: (kind.first.severity is not Severity.ERROR, -kind.count),
        )
        for kind in kinds[:SHOWN]:
            _show_kind(kind)
        if (left := len(kinds) - SHOWN) > 0:
            note(f"另有 {left} 类问题。", f"{left} further kinds of problems.")


def _show_kind(kind: _Kind) -> None:
    problem = kind.first
    where = f" [{problem.column}]" if problem.column else ""
    more = " ..." if kind.count > len(kind.rows) else ""
    rows = ", ".join(map(str, kind.rows)) + more
    values = ", ".join(map(repr, kind.values))
    values = f" ({values})" if values else ""
    cost = problem.severity is Severity.ERROR
    word = text("被拒", "rejected") if cost else text("警告", "warning")
    note(
        f"{word} {kind.count:,} 次 {problem.code}{where}：{problem.zh}"
        f"第 {rows} 行{values}",
        f"{word} {kind.count:,} x {problem.code}{where}: {problem.en} "
        f"Row {rows}{values}",
    )


def point_to(errors: Path | None) -> None:
    """Where all the problems are listed, or can be."""
    if errors:
        note(f"有问题的行见 {errors}", f"Rows with problems: see {errors}")
    else:
        note(
            "全部问题用 --errors 文件.csv 列出。",
            "All of them are listed with --errors FILE.csv.",
        )


def show_counts(file: Path, dry_run: bool, lines: list[tuple[str, int]]) -> None:
    """What became of the rows, as a table."""
    title = f"{file.name}{text('（试运行，未写入）', ' (dry run)') if dry_run else ''}"
    table = Table(title=title, title_justify="left", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for label, count in lines:
        table.add_row(label, f"{count:,}")
    Console().print(table)


def show(summary: Summary, file: Path, dry_run: bool) -> None:
    show_counts(file, dry_run, _lines(summary))
    names = list(summary.unknown_compounds)
    if names:
        shown = ", ".join(names[:SHOWN]) + (" ..." if len(names) > SHOWN else "")
        note(
            f"未登记的小区（{len(names)} 个）：{shown}",
            f"Compounds that are not registered ({len(names)}): {shown}",
        )


def _lines(summary: Summary) -> list[tuple[str, int]]:
    lines = [
        (text("读取的行", "rows read"), summary.read),
        (text("新增诉求", "new cases"), summary.new),
        (text("更正", "amended"), summary.amended),
        (text("无变化", "unchanged"), summary.unchanged),
        (
            text("跳过（空行或按映射）", "skipped (blank or by the mapping)"),
            summary.skipped,
        ),
        (text("被拒", "rejected"), summary.rejected),
        (text("文件内编号重复", "repeated references in the file"), summary.duplicates),
        (text("警告", "warnings"), summary.warnings),
        (text("该来源的诉求总数", "cases of this source now"), summary.cases),
    ]
    if summary.resumed:
        resumed = text("  其中上次已完成", "  of these, done before the break")
        lines.insert(4, (resumed, summary.resumed))
    return lines
