"""What a text given by a user must be before anything is done with it."""

from __future__ import annotations

from collections.abc import Mapping

from application.refusals import TextNotClean, TextTooLong

LONGEST_TEXT = 20_000  # characters


def checked(texts: Mapping[str, object]) -> dict[str, str]:
    """The texts as strings. Raises `TextTooLong` or `TextNotClean`, naming the path."""
    return {path: clean(path, text) for path, text in texts.items()}


def clean(field: str, text: object) -> str:
    """A text of bearable length that every database and every JSON can hold."""
    if not isinstance(text, str):
        raise _not_clean(field, "it is not a string", "不是文本")
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(field, field=field, length=len(text), limit=LONGEST_TEXT)
    if "\0" in text:
        raise _not_clean(field, "it holds a NUL character", "空字符 NUL")
    try:
        text.encode()
    except UnicodeEncodeError:
        problem = "it holds an unpaired surrogate"
        raise _not_clean(field, problem, "不成对的代理字符") from None
    return text


def _not_clean(field: str, problem: str, problem_zh: str) -> TextNotClean:
    return TextNotClean(field, field=field, problem=problem, problem_zh=problem_zh)
