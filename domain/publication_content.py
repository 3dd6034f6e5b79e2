"""What a publication says, field by field, and how it is checked against its item.

A content maps the codes of `disclosure_content` to a text, a whole number (money in
fen), a list of texts, or a table:

    {"columns": ["项目", "金额（分）"], "rows": [["电梯广告", 120000]]}

A number that is suppressed (M4) is written as the text `*`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.publication_refusals import (
    ContentFieldMissing,
    ContentFieldUnknown,
    ContentFormInvalid,
)
from domain.rule_values import Item
from domain.rulepack import RulePack

Content = Mapping[str, Any]
SUPPRESSED = "*"
MOST_COLUMNS = 30
_FORMS = {
    "text": ("文本", "a text"),
    "number": ("整数（金额以分计）", "a whole number (money in fen)"),
    "list": ("文本列表", "a list of texts"),
    "table": (
        "表格 {columns, rows}，单元格为文本或整数",
        "a table {columns, rows} of texts and whole numbers",
    ),
}


@dataclass(frozen=True, slots=True)
class ContentValue:
    """One text or number in a content.

    field: the content field that it belongs to. place: where it is, as people find it
    (`names[2]`, `vote_totals[3].反对`). heading: of its column, in a table.
    """

    field: str
    place: str
    heading: str | None
    value: str | int


def require_content(rules: RulePack, item: Item, content: Content) -> tuple[str, ...]:
    """The codes of the fields, each in a form that it may have, none left out; of an
    item that is published in parts (`content` of its duties), those of a part at least.

    Raises `ContentFieldUnknown`, `ContentFormInvalid`, `ContentFieldMissing`.
    """
    wanted = item.words("content")
    named = {"item": item.code, "name": item.en, "name_zh": item.zh}
    for field in content:
        if field not in wanted:
            raise ContentFieldUnknown(unknown=field, **named)
    known = rules.catalogue("disclosure_content")
    for field in wanted:
        if field in content:
            _require_form(item, known[field], content[field])
    missing = [known[each] for each in wanted if _is_empty(content.get(each))]
    left_out = {each.code for each in missing}
    if missing and all(left_out & part for part in _parts(rules, item)):
        raise ContentFieldMissing(
            missing=", ".join(f"{each.code} ({each.en})" for each in missing),
            missing_zh="、".join(f"{each.zh}（{each.code}）" for each in missing),
            **named,
        )
    return tuple(each for each in wanted if each not in left_out)


def _parts(rules: RulePack, item: Item) -> list[set[str]]:
    """What each duty needs of an item that is published in parts."""
    return [
        {*duty.words("content")}
        for duty in rules.catalogue("duties").values()
        if duty.word("item") == item.code and duty.has("content")
    ]


def values_of(content: Content) -> Iterator[ContentValue]:
    """Every text and number of a content that has its form."""
    for field, value in content.items():
        if isinstance(value, Mapping):
            columns = value["columns"]
            for column, heading in enumerate(columns, 1):
                yield ContentValue(field, f"{field}.columns[{column}]", None, heading)
            for number, row in enumerate(value["rows"], 1):
                for heading, cell in zip(columns, row, strict=True):
                    if cell is not None:
                        place = f"{field}[{number}].{heading}"
                        yield ContentValue(field, place, heading, cell)
        elif isinstance(value, str | int):
            yield ContentValue(field, field, None, value)
        else:
            for number, each in enumerate(value, 1):
                yield ContentValue(field, f"{field}[{number}]", None, each)


def _require_form(item: Item, field: Item, value: Any) -> None:
    forms = field.words("forms")
    if _form_of(value) not in forms:
        expected = [_FORMS[each] for each in forms]
        zh = "，或".join(zh for zh, _ in expected)
        en = ", or ".join(en for _, en in expected)
        raise ContentFormInvalid(
            item=item.code, place=field.code, expected=en, expected_zh=zh
        )
    if field.flag("cells") and isinstance(value, str) and value != SUPPRESSED:
        raise ContentFormInvalid(
            item=item.code,
            place=field.code,
            expected=f'a whole number, or "{SUPPRESSED}" if it is suppressed',
            expected_zh=f"整数；不予显示的写作“{SUPPRESSED}”",
        )


def _form_of(value: Any) -> str | None:
    if isinstance(value, str):
        return "text"
    if type(value) is int:
        return "number"
    if isinstance(value, Mapping):
        return "table" if _is_table(value) else None
    if isinstance(value, Sequence) and all(isinstance(each, str) for each in value):
        return "list"
    return None


def _is_table(value: Mapping[str, Any]) -> bool:
    if value.keys() != {"columns", "rows"} or not _is_row(value["columns"], (str,)):
        return False
    columns, rows = value["columns"], value["rows"]
    if not 1 <= len(columns) <= MOST_COLUMNS or len(set(columns)) < len(columns):
        return False
    return isinstance(rows, list | tuple) and all(
        _is_row(row, (str, int, type(None))) and len(row) == len(columns)
        for row in rows
    )


def _is_row(value: Any, kinds: tuple[type, ...]) -> bool:
    return isinstance(value, list | tuple) and all(
        type(each) in kinds for each in value
    )


def _is_empty(value: Any) -> bool:
    """A number is never empty; a table without rows says that there is nothing."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, list | tuple) and not value)
