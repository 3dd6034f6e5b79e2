"""What a cell's words mean: tables of values, categories, yes and no, counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase

from domain.case_words import Satisfaction
from interfaces.importing.header import normal

SOLVED = {
    **dict.fromkeys(("是", "已解决", "解决", "已办结", "yes", "y", "true", "1"), "yes"),
    **dict.fromkeys(("否", "未解决", "没有解决", "no", "n", "false", "0"), "no"),
}
SATISFACTION: dict[str, str] = {
    **dict.fromkeys(
        ("满意", "非常满意*", "很满意", "是", "satisfied", "very satisfied", "yes"),
        Satisfaction.SATISFIED,
    ),
    **dict.fromkeys(
        ("基本满意*", "比较满意", "somewhat satisfied"),
        Satisfaction.BASICALLY_SATISFIED,
    ),
    **dict.fromkeys(
        ("不满意*", "非常不满意*", "很不满意", "否", "dissatisfied", "no"),
        Satisfaction.DISSATISFIED,
    ),
    **dict.fromkeys(
        ("未评价", "未表态", "不评价", "未回访", "not stated", "no answer"),
        Satisfaction.NOT_STATED,
    ),
}
_COUNT = re.compile(r"\d{1,3}(?:[,,]\d{3})+|\d{1,9}(?:\.0+)?")


class ValueTable:
    """Looks up what a cell says, whatever its case, width and blanks.

    A key with `*` or `?` is a pattern; exact keys come first, then patterns in order.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        keys = {normal(key): value for key, value in values.items()}
        self._exact = {k: v for k, v in keys.items() if not set(k) & set("*?")}
        self._patterns = [
            (key.replace("[", "[[]"), value)
            for key, value in keys.items()
            if key not in self._exact
        ]
        self._known: dict[str, str | None] = {}

    def find(self, text: str) -> str | None:
        if text not in self._known:
            if len(self._known) > 10_000:
                self._known.clear()
            self._known[text] = self._search(normal(text))
        return self._known[text]

    def _search(self, text: str) -> str | None:
        if text in self._exact:
            return self._exact[text]
        return next((v for k, v in self._patterns if fnmatchcase(text, k)), None)


class CategoryTable:
    """Our code of another system's category: by its whole path or by one level."""

    def __init__(self, codes: Mapping[str, str]) -> None:
        self._table = ValueTable(codes)

    def find(self, path: str, levels: tuple[str, ...]) -> str | None:
        for text in (path, *reversed(levels)):
            if (code := self._table.find(text)) is not None:
                return code
        return None


def count(text: str) -> int | None:
    """A whole number of 0 or more, written with or without separators; else None."""
    if _COUNT.fullmatch(text) is None:
        return None
    return int(text.replace(",", "").replace(",", "").partition(".")[0])
