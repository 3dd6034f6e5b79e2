"""What `gongshi rules` shows on the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from domain.calendar import Calendar
from domain.errors import Refusal
from domain.rule_changes import RuleChange, RuleEffect, rule_changes
from domain.rulepack import RulePack
from domain.rulepack_entries import Entry
from domain.rulepack_values import Problem
from interfaces.cli.words import note, say, text

MARKS = {
    "SEED": ("来源文本", "stated in a seed text"),
    "LAW": ("法规", "stated in a rule of law"),
    "DEFAULT": ("默认，可改", "our own choice, to be changed at will"),
}
_NAMES = {"zh", "en"}
_WIDE = 1_000
"""Columns of a result that is no terminal's, so that nothing is cut off."""


class UnknownKind(Refusal):
    zh = "规则包中没有“{kind}”一类。现有：{known}。"
    en = "There is no kind of rules {kind}. There are: {known}."
    fields = ("kind",)


def show_check(
    packs: Mapping[str, RulePack], problems: Sequence[Problem], calendar: Calendar
) -> None:
    """Each sound pack, the calendar that stands in their ids, and every problem."""
    table = _table(
        text("规则包", "profile"),
        text("编号", "id"),
        text("规则", "rules"),
        text("文件", "files"),
    )
    for name, pack in sorted(packs.items()):
        layers = (layer for each in pack.entries.values() for layer in each.layers)
        files = {layer.file for layer in layers}
        table.add_row(name, pack.id, str(len(pack.entries)), str(len(files)))
    _print(table)
    years = f"{min(calendar.announced)}-{max(calendar.announced)}"
    say(
        f"日历（已含在编号中）：{calendar.version}，节假日 {years} 年",
        f"Calendar (part of every id): {calendar.version}, holidays of {years}",
    )
    for problem in problems:
        say(f"✗ {problem}", f"✗ {problem}")
    if problems:
        note(f"{len(problems)} 个问题。", f"{len(problems)} problems.")


def show_changes(before: RulePack, after: RulePack) -> None:
    """What differs between two packs, by what it does to what is open."""
    say(f"{before.id} → {after.id}", f"{before.id} -> {after.id}")
    changes = rule_changes(before, after)
    for effect in RuleEffect:
        those = [change for change in changes if change.effect is effect]
        if those:
            say(f"\n{effect.label.zh}：", f"\n{_sentence(effect.label.en)}:")
            _print(_changes(those))
    if before.calendar.version != after.calendar.version:
        say(
            f"\n日历 {before.calendar.version} → {after.calendar.version}："
            f"{RuleEffect.CLOCKS_KEPT.label.zh}",
            f"\nCalendar {before.calendar.version} -> {after.calendar.version}: "
            f"{RuleEffect.CLOCKS_KEPT.label.en}",
        )
    elif not changes:
        say("没有不同。", "Nothing differs.")


def _changes(changes: Sequence[RuleChange]) -> Table:
    clocked = any(change.clocks for change in changes)
    heads = [text("规则", "rule"), text("原值", "before"), text("新值", "after")]
    table = _table(*heads, *([text("涉及计时", "clocks")] if clocked else []))
    for change in changes:
        path = change.path
        if change.field != "value":
            path = f"{path}.{change.field}"
        row = [path, plain(change.before), plain(change.after)]
        table.add_row(*row, *([", ".join(change.clocks)] if clocked else []))
    return table


def show_explanation(pack: RulePack, entry: Entry) -> None:
    """The rule, its fields with the file of each, and what it replaced; below it the
    duties of an item of the disclosure catalogue."""
    fields = entry.fields
    zh, en = str(fields.get("zh", "")), str(fields.get("en", ""))
    say(
        f"{entry.path}（{pack.profile}）  {zh} / {en}",
        f"{entry.path} ({pack.profile})  {en} / {zh}",
    )
    value, file = text("值", "value"), text("文件", "file")
    table = _table("", value, file, text("取代", "replaces"))
    for key, said in fields.items():
        if key not in _NAMES:
            shown = _marked(said) if key.endswith("origin") else plain(said)
            table.add_row(_label(key), shown, entry.file(key), _replaced(entry, key))
    _print(table)
    for each in pack.entries.values():
        if each.fields.get("item") == entry.name:
            show_explanation(pack, each)


def show_entries(pack: RulePack, kind: str | None) -> None:
    """The rules of a pack, or of one kind, a line each."""
    kinds = {entry.table.removeprefix("catalogues.") for entry in pack.entries.values()}
    if kind is not None and kind not in kinds:
        raise UnknownKind(kind=kind, known=", ".join(sorted(kinds)))
    table = _table(
        text("规则", "rule"),
        text("名称", "name"),
        text("值", "value"),
        text("依据", "mark"),
    )
    for entry in pack.entries.values():
        if kind in (None, entry.table.removeprefix("catalogues.")):
            name = text(entry.fields.get("zh", ""), entry.fields.get("en", ""))
            value = plain(entry.fields.get("value"))
            table.add_row(entry.path, name, value, str(entry.fields.get("origin", "")))
    _print(table)


def plain(value: Any) -> str:
    """A value as people read it."""
    match value:
        case None:
            return ""
        case bool():
            return text("是", "yes") if value else text("否", "no")
        case list():
            return ", ".join(map(str, value))
        case dict():
            return ", ".join(f"{key} {each}" for key, each in value.items())
        case _:
            return str(value)


def _marked(origin: str) -> str:
    mark = origin.split()[0].rstrip(";")
    return f"{origin} ({text(*MARKS[mark])})"


def _label(key: str) -> str:
    named = {"value": text("值", "value"), "origin": text("依据", "mark")}
    return named.get(key, key)


def _replaced(entry: Entry, key: str) -> str:
    """What the layers below said instead, the nearest first."""
    below = [each for each in entry.layers if key in each.fields][:-1]
    said = [f"{plain(each.fields[key])} ({each.file})" for each in reversed(below)]
    return "; ".join(said)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _table(*heads: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    return table


def _print(table: Table) -> None:
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console = Console(highlight=False, markup=False, width=_WIDE)
    console.print(table)
