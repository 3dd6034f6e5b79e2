"""`gongshi doctor`: what is wrong, and how to mend it.

Exit codes: 0 nothing to mend, 1 warnings, 2 problems.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from interfaces.cli import checks, database_checks, document_checks
from interfaces.cli.findings import Finding, Mark, fine, problem
from interfaces.cli.settings_errors import complaints
from interfaces.cli.usage import Command
from interfaces.cli.words import text
from interfaces.settings import Settings

EXIT = {Mark.FINE: 0, Mark.NOTE: 0, Mark.WARNING: 1, Mark.PROBLEM: 2}
STYLE = {
    Mark.FINE: "green",
    Mark.NOTE: "dim",
    Mark.WARNING: "yellow",
    Mark.PROBLEM: "bold red",
}


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        name="doctor",
        cls=Command,
        short_help=text(
            "检查哪里不对、如何修复。",
            "Say what is wrong, and how to mend it.",
        ),
        help=text(
            "检查安装、设置与数据库，说明哪里不对、如何修复。\n\n"
            "退出码：0 一切正常，1 有警告，2 有问题。",
            "Check the installation, the settings and the database; say what is wrong "
            "and how to mend it.\n\n"
            "Exit code: 0 all is well, 1 warnings, 2 problems.",
        ),
    )(doctor)


def doctor() -> None:
    """Print each finding as it is made, then a summary."""
    console = Console(highlight=False)
    counts: Counter[Mark] = Counter()
    for finding in _findings():
        counts[finding.mark] += 1
        _show(console, finding)
    console.print()
    console.print(_summary(counts))
    raise typer.Exit(max(EXIT[mark] for mark in counts))


def _findings() -> Iterator[Finding]:
    yield from checks.program()
    yield from checks.terminal()
    try:
        settings = Settings()
    except ValidationError as error:
        for complaint in complaints(error):
            yield problem(
                complaint,
                "请更正或取消该环境变量。",
                "Correct or unset that environment variable.",
            )
        return
    yield fine("设置有效", "The settings are valid")
    yield from checks.home(settings)
    yield from document_checks.documents(settings)
    yield from database_checks.database(settings)
    yield from checks.tokens(settings)
    yield from checks.port(settings)
    yield from checks.rules(settings)


def _show(console: Console, finding: Finding) -> None:
    grid = Table.grid(padding=(0, 1))
    grid.add_row(Text(finding.mark, STYLE[finding.mark]), Text(finding.what))
    if finding.remedy:
        grid.add_row("", Text(f"→ {finding.remedy}"))
    console.print(grid)


def _summary(counts: Counter[Mark]) -> str:
    problems, warnings = counts[Mark.PROBLEM], counts[Mark.WARNING]
    if problems:
        return text(
            f"{problems} 个问题，{warnings} 个警告：请按 → 后的办法处理。",
            f"{problems} problem(s), {warnings} warning(s): do what follows each →.",
        )
    if warnings:
        return text(
            f"可以运行；{warnings} 个警告。", f"It can run; {warnings} warning(s)."
        )
    return text("一切正常。", "All is well.")
