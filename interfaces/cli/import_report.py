"""What an import shows on the terminal: progress, problems, and its summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from application.import_job import Summary
from application.import_rows import RowProblem, Severity
from interfaces.cli.words import note, text

SHOWN = 10
"""Problems shown in the terminal when no file was asked for."""


@contextmanager
def bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar with the time left, on a terminal; nothing elsewhere."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)
        bar.update(task, completed=total)


class FirstProblems:
    """Shows the first problems and counts the rest."""

    def __init__(self) -> None:
        self._count = 0

    def add(self, problem: RowProblem) -> None:
        if problem.severity is Severity.NOTE:
            return
        self._count += 1
        if self._count > SHOWN:
            return
        where = f" [{problem.column}]" if problem.column else ""
        value = f" ({problem.value[:40]!r})" if problem.value else ""
        note(
            f"第 {problem.row} 行{where} {problem.code}:{problem.zh}{value}",
            f"row {problem.row}{where} {problem.code}: {problem.en}{value}",
        )
        if self._count == SHOWN:
            note(
                "其余问题用 --errors 文件.csv 列出。",
                "Further problems are listed with --errors FILE.csv.",
            )


def show(summary: Summary, file: Path, dry_run: bool) -> None:
    title = f"{file.name}{text(' (试运行,未写入)', ' (dry run)') if dry_run else ''}"
    table = Table(title=title, title_justify="left", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for label, count in _lines(summary):
        table.add_row(label, f"{count:,}")
    Console().print(table)
    names = list(summary.unknown_compounds)
    if names:
        shown = ", ".join(names[:SHOWN]) + (" ..." if len(names) > SHOWN else "")
        note(
            f"未登记的小区({len(names)} 个):{shown}",
            f"Compounds that are not registered ({len(names)}): {shown}",
        )


def _lines(summary: Summary) -> list[tuple[str, int]]:
    lines = [
        (text("读取的行", "rows read"), summary.read),
        (text("新增诉求", "new cases"), summary.new),
        (text("更正", "amended"), summary.amended),
        (text("无变化", "unchanged"), summary.unchanged),
        (
            text("跳过(空行或按映射)", "skipped (blank or by the mapping)"),
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
