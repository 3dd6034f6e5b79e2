"""Reads a rule pack from TOML and refuses whatever is not whole and consistent.

A table is read through `Table`, which knows its place in the file, so that every
error says where it is; a key that nothing reads is an error too (a slip of the pen
must not silently leave the national rule in force).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from domain.calendar import Calendar, Span
from domain.case_words import Level, PauseReason
from domain.roles import Role
from domain.rule_values import Item, Rule, Values, read_item, read_rule
from domain.rulepack import (
    Category,
    Enforcement,
    Limits,
    MilestoneKind,
    Party,
    Pause,
    RulePack,
    Rung,
)
from domain.rulepack_check import check_whole
from domain.rulepack_entries import Document, Entries, Problems
from domain.rulepack_values import (
    Problem,
    RulePackInvalid,
    Table,
    read_count,
    read_flag,
    read_hour,
    read_origin,
    read_roles,
    read_spans,
    read_text,
    read_texts,
    read_workdays,
)

T = TypeVar("T")


def parse(profile: str, documents: Sequence[Document], calendar: Calendar) -> RulePack:
    """The pack of a profile.

    documents: from the most general to the most particular; a later one repeats only
        the entries, and in them the keys, that differ.
    Raises RulePackInvalid with all that was found.
    """
    problems = Problems()
    entries = Entries(documents, problems)
    pack = _pack(profile, entries, calendar, problems)
    for place, problem in check_whole(pack):
        problems.found.append(Problem(entries.file_of(place), problem))
    problems.end(profile)
    return replace(pack, id=f"{profile}@{_digest(entries, calendar)}")


def _digest(entries: Entries, calendar: Calendar) -> str:
    """12 hex digits that change with every value and with the holiday table."""
    content = {"calendar": calendar.version, "rules": entries.content()}
    canonical = json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]


def _read_all(
    entries: Entries,
    problems: Problems,
    name: str,
    read: Callable[[str, Table], T],
) -> dict[str, T]:
    result: dict[str, T] = {}
    for key, entry in entries.of(name):
        with problems.of(entries.file_of(entry.path)):
            table = Table(entry.path, entry.fields)
            result[key] = read(key, table)
            table.end()
    return result


def _pack(
    profile: str, entries: Entries, calendar: Calendar, problems: Problems
) -> RulePack:
    def all_of(name: str, read: Callable[[str, Table], T]) -> dict[str, T]:
        return _read_all(entries, problems, name, read)

    limits, origins = _limits(entries, problems)
    whistles = all_of("whistle", _whistle)
    origin = limits.pop("whistle.origin", None)
    if origin is not None and origin not in whistles:
        file = entries.file_of("limits.whistle.origin")
        text = f"limits.whistle.origin: no [whistle] {origin}"
        problems.found.append(Problem(file, text))
    ladder = all_of("ladder", _rung)
    pauses = all_of("pauses", _pause)
    rules = all_of("values", _rule)
    categories = all_of("categories", _category)
    parties = all_of("parties", _party)
    kinds = all_of("milestones", _kind)
    catalogues = _catalogues(entries, problems)
    problems.end(profile)
    return RulePack(
        id="",
        profile=profile,
        categories=categories,
        parties=parties,
        kinds=kinds,
        ladder={rung.level: rung for rung in ladder.values()},
        pauses={pause.reason: pause for pause in pauses.values()},
        limits=Limits(**{key.replace(".", "_"): limits[key] for key in limits}),
        origins=origins,
        whistle_roles=whistles[origin],
        calendar=calendar,
        rules=rules,
        values=Values("values", {key: rule.value for key, rule in rules.items()}),
        catalogues=catalogues,
        entries=entries.by_path,
    )


def _rule(key: str, table: Table) -> Rule:
    return read_rule(key, table.rest())


def _catalogues(entries: Entries, problems: Problems) -> dict[str, dict[str, Item]]:
    found: dict[str, dict[str, Item]] = {}
    for name, items in entries.catalogues().items():
        found[name] = {}
        for code, entry in items.items():
            with problems.of(entries.file_of(entry.path)):
                found[name][code] = read_item(name, code, entry.fields)
    return found


def _category(code: str, table: Table) -> Category:
    return Category(
        code=code,
        zh=table.take("zh", read_text),
        en=table.take("en", read_text),
        receivers=table.take("receivers", read_texts),
        enforcement=table.take("enforcement", Enforcement),
        departments=table.take("departments", read_texts),
        basis=table.take("basis", read_text, None),
        milestones=table.take("milestones", read_spans),
        urgent=table.take("urgent", read_spans, ()),
        origin=table.take("origin", read_origin),
        deadline_origin=table.take("deadline_origin", read_origin, "DEFAULT"),
    )


def _party(code: str, table: Table) -> Party:
    return Party(
        code=code,
        zh=table.take("zh", read_text),
        en=table.take("en", read_text),
        department=table.take("department", read_flag, False),
        origin=table.take("origin", read_origin),
    )


def _kind(name: str, table: Table) -> MilestoneKind:
    return MilestoneKind(
        name=name,
        zh=table.take("zh", read_text),
        en=table.take("en", read_text),
        decides=table.take("decides", read_flag),
        origin=table.take("origin", read_origin),
    )


def _rung(name: str, table: Table) -> Rung:
    if name not in Level.__members__:
        raise RulePackInvalid(f"{table.path} is no level; there are L0 to L4")
    return Rung(
        level=Level[name],
        zh=table.take("zh", read_text),
        en=table.take("en", read_text),
        receiver=table.take("receiver", read_text, None),
        roles=table.take("roles", read_roles),
        milestones=table.take("milestones", read_spans),
        origin=table.take("origin", read_origin),
    )


def _pause(name: str, table: Table) -> Pause:
    try:
        reason = PauseReason(name)
    except ValueError:
        raise RulePackInvalid(f"{table.path} is no reason to pause") from None
    return Pause(
        reason=reason,
        zh=table.take("zh", read_text),
        en=table.take("en", read_text),
        longest=table.take("longest", Span.parse),
        origin=table.take("origin", read_origin),
    )


def _whistle(name: str, table: Table) -> frozenset[Role]:
    for named in ("zh", "en"):
        table.take(named, read_text)
    table.take("origin", read_origin)
    return table.take("roles", read_roles)


def _limits(
    entries: Entries, problems: Problems
) -> tuple[dict[str, Any], dict[str, str]]:
    """The limits, and the origin of each, by key."""
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    given = dict(entries.of("limits"))
    for key, read in _LIMITS.items():
        file = entries.file_of(f"limits.{key}")
        with problems.of(file):
            if key not in given:
                raise RulePackInvalid(f"limits.{key} is missing")
            table = Table(f"limits.{key}", given.pop(key).fields)
            values[key] = table.take("value", read)
            for named in ("zh", "en"):
                table.take(named, read_text)
            origins[key] = table.take("origin", read_origin)
            table.end()
    for key, entry in given.items():
        text = f"limits has unknown keys: {key}"
        problems.found.append(Problem(entries.file_of(entry.path), text))
    return values, origins


_LIMITS: Mapping[str, Callable[[Any], Any]] = {
    "contact.in_hours": Span.parse,
    "contact.off_hours": Span.parse,
    "contact.urgent": Span.parse,
    "hours.opens": read_hour,
    "hours.closes": read_hour,
    "dispute": Span.parse,
    "call_back": Span.parse,
    "call_back.attempts": read_count,
    "call_back.window": Span.parse,
    "reopen": Span.parse,
    "repeat.times": read_count,
    "repeat.window": Span.parse,
    "mediation.confirmation": Span.parse,
    "joint.reporters": read_count,
    "joint.acceptance": Span.parse,
    "joint.answer": Span.parse,
    "report_in": Span.parse,
    "report_in.urgent": Span.parse,
    "dept.plan": Span.parse,
    "dept.result": Span.parse,
    "dept.reply_workdays": read_workdays,
    "whistle.origin": read_text,
}
