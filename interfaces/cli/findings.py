"""What `gongshi doctor` finds: one line each, with its weight and its remedy."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from interfaces.cli.words import text


class Mark(StrEnum):
    """How a finding weighs."""

    FINE = "✓"
    NOTE = "·"  # good to know; nothing to mend
    WARNING = "!"
    PROBLEM = "✗"


class Finding(NamedTuple):
    """One line of the report; a remedy says what to do about it."""

    mark: Mark
    what: str
    remedy: str = ""


def fine(zh: str, en: str) -> Finding:
    return Finding(Mark.FINE, text(zh, en))


def problem(what: str, zh: str, en: str) -> Finding:
    return Finding(Mark.PROBLEM, what, text(zh, en))


def warning(what: str, zh: str, en: str) -> Finding:
    return Finding(Mark.WARNING, what, text(zh, en))
