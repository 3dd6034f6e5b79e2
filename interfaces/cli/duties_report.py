"""What `gongshi duties` shows: a table for people, CSV and JSON for programs."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from domain.calendar import CHINA
from domain.duty_rates import DutyCount, total
from domain.duty_standing import Standing
from domain.duty_words import DutyStatus
from interfaces.cli.duties import DutyFormat
from interfaces.cli.words import language, note, text
from interfaces.publication_rates import decimal_of, percent_of
from projections.duty_packs import pack_of

COLOURS = {
    DutyStatus.VALID: "green",
    DutyStatus.LATE: "yellow",
    DutyStatus.MISSING: "red",
    DutyStatus.WITHDRAWN: "red",
}
WIDE = 1_000
"""Columns of a result that is no terminal's, so that nothing is cut off."""


def show_duties(found: Sequence[Standing], form: DutyFormat) -> None:
    """Each duty, a line."""
    if form is not DutyFormat.TABLE:
        _write((_record(each) for each in found), form, list(_FIELDS))
        return
    table = Table(
        text("事项", "item"),
        text("对象", "subject"),
        text("依据事项", "occasion"),
        text("到期", "due"),
        text("状态", "status"),
        text("公示时间", "published"),
    )
    for each in found:
        duty = each.duty
        table.add_row(
            f"{duty.item} {_item(each)}",
            duty.subject,
            duty.occasion,
            _local(duty.due_at),
            f"[{COLOURS.get(each.status, 'dim')}]{_status(each)}[/]",
            _local(each.published_at),
        )
    _print(table)
    note(f"{len(found)} 项公示义务。", f"{len(found)} duties.")


def show_rates(counts: Mapping[str, DutyCount], at: datetime, form: DutyFormat) -> None:
    """The rates of all items together, and of each."""
    every = {"all": total(counts.values())} | dict(counts)
    if form is not DutyFormat.TABLE:
        records = (_rate(item, count, at) for item, count in every.items())
        _write(records, form, list(_rate("all", every["all"], at)))
        return
    table = Table(
        text("事项", "item"),
        *(
            text("应公示", "due"),
            text("按时", "on time"),
            text("逾期", "late"),
            text("公示率", "published"),
            text("按时公示率", "published on time"),
        ),
    )
    rules = pack_of("national")
    for item, count in every.items():
        entry = rules.catalogue("disclosure").get(item)
        name = text("总计", "all items")
        if entry is not None:
            name = f"{item} {text(entry.zh, entry.en)}"
        shares = (_share(count.published, count), _share(count.on_time, count))
        numbers = (count.due, count.on_time, count.late)
        table.add_row(name, *map(str, numbers), *shares)
    _print(table)


def _share(part: int, count: DutyCount) -> str:
    if not count.due:
        return text("无公示义务", "no obligation")
    return f"{part}/{count.due} {percent_of(part, count.due)}"


def _rate(item: str, count: DutyCount, at: datetime) -> dict[str, Any]:
    """The rates as programs read them; empty where nothing was due."""
    return {
        "item": item,
        "due": count.due,
        "on_time": count.on_time,
        "late": count.late,
        "publication_rate": decimal_of(count.published, count.due),
        "on_time_rate": decimal_of(count.on_time, count.due),
        "as_of": at.isoformat(),
    }


_FIELDS = (
    "id",
    "code",
    "item",
    "subject",
    "occasion",
    "compound_id",
    "enterprise_id",
    "trigger",
    "due_at",
    "status",
    "provisional",
    "published_at",
    "shown_until",
    "lacking",
    "board",
    "objections_overdue",
    "rules",
)


def _record(each: Standing) -> dict[str, Any]:
    """A duty as programs read it."""
    found: dict[str, Any] = {}
    for name in _FIELDS:
        value = getattr(each, name) if hasattr(each, name) else getattr(each.duty, name)
        if isinstance(value, datetime):
            value = value.isoformat()
        elif isinstance(value, tuple):
            value = " ".join(value)
        elif value is not None and not isinstance(value, bool | int):
            value = str(value)
        found[name] = value
    return found


def _write(
    records: Iterable[dict[str, Any]], form: DutyFormat, heads: list[str]
) -> None:
    if form is DutyFormat.JSON:
        print(json.dumps(list(records), ensure_ascii=False, indent=1))
        return
    writer = csv.DictWriter(sys.stdout, heads)
    writer.writeheader()
    writer.writerows(records)


def _item(each: Standing) -> str:
    entry = pack_of(each.duty.rules).catalogue("disclosure")[each.duty.item]
    return text(entry.zh, entry.en)


def _status(each: Standing) -> str:
    label = each.status.label
    name = label.zh if language() == "zh" else label.en
    return f"{name} ({text('公示期未满', 'still shown')})" if each.provisional else name


def _local(moment: datetime | None) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}" if moment else ""


def _print(table: Table) -> None:
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDE)
    console.print(table)
