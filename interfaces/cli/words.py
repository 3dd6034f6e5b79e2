"""The two languages of the command line: 中文 and English.

Every sentence is written twice at the place where it is said, `say("中文", "English")`;
the terminal's language chooses. Results go to standard output (`say`), explanations
and refusals to standard error (`note`, `complain`), so that a result can be piped.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping

from interfaces.cli.phrases import in_chinese, in_english

VARIABLES = ("GONGSHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
"""Asked in this order; the first that is set and not empty decides (as in POSIX)."""

MIGRATION = re.compile(r"\d{4}_[a-z0-9_]+")


def language(environ: Mapping[str, str] = os.environ) -> str:
    """`zh` or `en`: what the terminal asks for; English for any other language."""
    asked = next((environ[name] for name in VARIABLES if environ.get(name)), "")
    return "zh" if asked.lower().startswith("zh") else "en"


def text(zh: str, en: str) -> str:
    """The sentence in the terminal's language."""
    return zh if language() == "zh" else en


def say(zh: str, en: str) -> None:
    """Print a result, or a part of one."""
    print(text(zh, en), flush=True)


def note(zh: str, en: str) -> None:
    """Print an explanation beside the result."""
    print(text(zh, en), file=sys.stderr, flush=True)


def progress(line: str) -> None:
    """Print what is being done, as another part of the service words it."""
    if MIGRATION.fullmatch(line):
        note(f"升级数据表：{line}", f"Schema: {line}")
    else:
        note(in_chinese(line), in_english(line))


def complain(code: str, message: str) -> None:
    """Print a refusal: its stable code, then what is wrong."""
    print(f"{code}: {message}", file=sys.stderr, flush=True)
