"""Writes `docs/cli.md` from the program itself: `python -m interfaces.cli.reference`.

With `--check` it writes nothing and ends with 1 when the file is not what it would be.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from interfaces.committed import write_or_check

TARGET = Path(__file__).parents[2] / "docs" / "cli.md"
HEAD = """\
# The command `gongshi`

<!-- Made by `python -m interfaces.cli.reference`; do not edit. -->

Every command takes `--help` and speaks the terminal's language: Chinese (中文) or
English, by `GONGSHI_LANG`, else `LC_ALL`, `LC_MESSAGES` or `LANG`.

A refusal goes to standard error as `CODE: message`. Exit codes: 0 done; 1 done in
part; 2 refused, or wrongly used; 130 interrupted.
"""


def reference() -> str:
    """The whole document, in English."""
    os.environ["GONGSHI_LANG"] = "en"  # Read when the commands are imported.
    import typer

    from interfaces.cli.main import program

    root: Any = typer.main.get_command(program())
    sections = [HEAD, *_sections(root, "gongshi"), _settings()]
    return "\n".join(sections)


def _sections(command: Any, path: str) -> Iterator[str]:
    for name, child in command.commands.items():
        if hasattr(child, "commands"):
            yield from _sections(child, f"{path} {name}")
        else:
            yield _section(child, f"{path} {name}")


def _section(command: Any, path: str) -> str:
    import typer

    context = typer.Context(command, info_name=path)
    usage = " ".join(context.get_usage().removeprefix("Usage:").split())
    help = re.sub(r"\[/?\w*\]", "", command.help or "")
    lines = [f"## `{path}`", "", help, "", "```", usage, "```", ""]
    rows = [_row(parameter) for parameter in command.params]
    if rows:
        lines += ["| | |", "| --- | --- |", *rows, ""]
    return "\n".join(lines)


def _row(parameter: Any) -> str:
    option = parameter.param_type_name == "option"
    names = ", ".join(parameter.opts) if option else parameter.name.upper()
    help = " ".join((parameter.help or "").split())
    default = parameter.default
    if isinstance(default, str | int) and not isinstance(default, bool):
        help = f"{help} Default: {default}."
    if option and parameter.required:
        help = f"{help} Required."
    return f"| `{names}` | {escape(help)} |"


def _settings() -> str:
    """The table of the environment variables, from the settings' own descriptions."""
    from interfaces.settings import Settings

    rows = [
        f"| `{_variable(name)}` | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    head = ["## Environment", "", "| Variable | Meaning |", "| --- | --- |"]
    return "\n".join([*head, *rows, ""])


def _variable(name: str) -> str:
    return {"language": "GONGSHI_LANG"}.get(name, f"GONGSHI_{name.upper()}")


def main(arguments: list[str]) -> int:
    """Write the file, or check it. Return the exit code."""
    return write_or_check(TARGET, reference(), arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
