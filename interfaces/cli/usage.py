"""The framework's own words, in the terminal's language.

Typer words its help and its complaints in English. Its headings are module constants;
the rest goes through the two classes here and through `phrases`.
"""

from __future__ import annotations

from typing import Any

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

from interfaces.cli.phrases import in_chinese
from interfaces.cli.words import complain, language, note, text

UsageError: Any = typer.BadParameter.__bases__[0]
"""What Typer raises for a command line that it cannot read. The class has lived under
two module names; this way to it holds for both."""

HEADINGS = {
    "ARGUMENTS_PANEL_TITLE": "参数",
    "OPTIONS_PANEL_TITLE": "选项",
    "COMMANDS_PANEL_TITLE": "命令",
    "DEFAULT_STRING": "[默认：{}]",
    "ENVVAR_STRING": "[环境变量：{}]",
    "REQUIRED_LONG_STRING": "[必填]",
}


class Command(TyperCommand):
    """A command whose usage line and `--help` speak the terminal's language."""

    def get_usage(self, ctx: Any) -> str:
        return _usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        return _help_option(super().get_help_option(ctx))


class Group(TyperGroup):
    """The same for a command that has commands of its own."""

    def get_usage(self, ctx: Any) -> str:
        return _usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        return _help_option(super().get_help_option(ctx))


_make_text: Any = rich_utils._make_rich_text


def _usage(line: str) -> str:
    return line.replace("Usage: ", text("用法：", "Usage: "), 1)


def _help_option(option: Any) -> Any:
    if option is not None:
        option.help = text("显示本说明。", "Show this help.")
    return option


def speak() -> None:
    """Give the help its Chinese headings and line breaks, in a Chinese terminal."""
    if language() == "zh":
        for name, zh in HEADINGS.items():
            setattr(rich_utils, name, zh)
        rich_utils._make_rich_text = _folding


def _folding(**text: Any) -> Any:
    """A text that breaks anywhere: Chinese has no spaces, and would be cut off."""
    made = _make_text(**text)
    made.overflow = "fold"
    return made


def explain(error: Any) -> None:
    """Say what is wrong with a command line, and where its help is."""
    if type(error).__name__ == "NoArgsIsHelpError":
        return  # It has printed the help already.
    message = " ".join(error.format_message().split())
    complain("USAGE", text(in_chinese(message), message))
    if error.ctx is not None:
        path = f"{error.ctx.command_path} --help"
        note(f"用法见：{path}", f"See: {path}")
