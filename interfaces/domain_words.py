"""What statuses, fields and their types are called, for people to read."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from itertools import zip_longest
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from domain.case_words import STATUS_LABELS
from domain.coded import Coded
from domain.facts import Fact, Label
from domain.quantities import Dm2, Fen, Rate
from interfaces.graphql.labels import ENUMS

PLAIN: dict[Any, Label] = {
    Fen: Label("金额（分）", "money in 0.01 yuan"),
    Dm2: Label("面积（0.01 平方米）", "area in 0.01 m2"),
    Rate: Label("单价（0.0001 分/平方米·月）", "price in 0.0001 fen for m2 and month"),
    str: Label("代码", "code"),
    int: Label("整数", "whole number"),
    bool: Label("是或否", "yes or no"),
    UUID: Label("编号", "id"),
    date: Label("日期", "day"),
    datetime: Label("时间", "moment"),
}
FEW = 6
"""Words of a list that are named wherever it is used; longer lists stand apart."""

CHAPTER = re.compile(
    r" \([^()]*DOMAIN [^()]*\)"
    r"|,?(?: (?:of|in|by|see))? DOMAIN [\d.]*\d(?:(?:,| and) [\d.]*\d)*"
)
"""Where the domain's own paper speaks of it: not for who reads the documents."""

NAMED = re.compile(r"(?:^|(?<=[.;,] ))(\w+\*?(?:(?: / |, )\w+\*?)*): ")
"""The names of fields before their meaning, in a docstring: `number: as people ...`."""


def type_words(hint: Any) -> Label:
    """A field's type in plain words."""
    if hint in PLAIN:
        return PLAIN[hint]
    arguments = [each for each in get_args(hint) if each not in (NoneType, Ellipsis)]
    if get_origin(hint) in (Union, UnionType):
        inner = type_words(arguments[0])
        return Label(f"{inner.zh}，可空", f"{inner.en}, may be missing")
    if get_origin(hint) is tuple:
        inner = type_words(arguments[0])
        return Label(f"{inner.zh}，可多个", f"{inner.en}, several")
    if isinstance(hint, type) and issubclass(hint, Enum):
        if len(hint) > FEW:
            return Label(f"词汇 {hint.__name__}", "(see words)")
        labels = [label_of(each) for each in hint]
        zh, en = (each.zh for each in labels), (each.en for each in labels)
        return Label(f"{'、'.join(zh)}之一", f"one of: {', '.join(en)}")
    if is_dataclass(hint):
        types = get_type_hints(hint)
        parts = [(each.name, type_words(types[each.name])) for each in fields(hint)]
        zh = (f"`{name}`（{inner.zh}）" for name, inner in parts)
        en = (f"`{name}` ({inner.en})" for name, inner in parts)
        return Label("、".join(zh), ", ".join(en))
    raise TypeError(f"{hint} has no words")


def word_lists(hint: Any) -> set[type[Enum]]:
    """The enumerations of a type that are too long to stand in a cell."""
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {hint} if len(hint) > FEW else set()
    found: set[type[Enum]] = set()
    for each in get_args(hint):
        found |= word_lists(each)
    if is_dataclass(hint):
        for each in get_type_hints(hint).values():
            found |= word_lists(each)
    return found


def label_of(member: Any) -> Label:
    """What users call a member of an enumeration."""
    if isinstance(member, Coded):
        return member.label
    if member in STATUS_LABELS:
        return STATUS_LABELS[member]
    if type(member) in ENUMS:
        return ENUMS[type(member)].labels[member.name]
    return Label(str(member.value), str(member.value))


def both(label: Label) -> str:
    """Chinese first, English beside it."""
    return f"{label.zh} {label.en}"


def meanings(fact: type[Fact]) -> dict[str, str]:
    """What the docstrings of a fact, and of those it builds on, say of its fields."""
    names = [each.name for each in fields(fact)]
    found: dict[str, str] = {}
    for cls in fact.__mro__:
        text = " ".join((cls.__doc__ or "").split())
        marks = list(NAMED.finditer(text))
        for mark, after in zip_longest(marks, marks[1:]):
            end = after.start() if after else len(text)
            meaning = text[mark.end() : end].strip().rstrip(".;,")
            for said in re.split(r" / |, ", mark[1]):
                for name in _spelt_out(said, names):
                    found.setdefault(name, meaning)
    return found


def _spelt_out(said: str, names: list[str]) -> list[str]:
    """`source_*` stands for all that begin so."""
    if said.endswith("*"):
        return [name for name in names if name.startswith(said[:-1])]
    return [said]
