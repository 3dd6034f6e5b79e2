"""Reads a rule pack from TOML and refuses whatever is not whole and consistent.

A table is read through `Table`, which knows its place in the file, so that every
error says where it is; a key that nothing reads is an error too (a slip of the pen
must not silently leave the national rule in force).
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from domain.calendar import Calendar, Span, Spans
from domain.case_words import Level, PauseReason
from domain.roles import Role
from domain.rule_values import (
    Values,
    read_catalogues,
    read_rules,
    require_same_form,
)
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
from domain.rulepack_values import (
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

TABLES = (
    "parties",
    "milestones",
    "ladder",
    "pauses",
    "limits",
    "whistle",
    "categories",
    "values",
    "catalogues",
)


def parse(profile: str, texts: Sequence[str], calendar: Calendar) -> RulePack:
    """The pack of a profile.

    texts: TOML documents from the most general to the most particular; a later one
        repeats only the entries, and in them the keys, that differ.
    Raises RulePackInvalid.
    """
    merged = _merged(profile, texts)
    try:
        pack = _pack(profile, merged, calendar)
    except RulePackInvalid as error:
        raise RulePackInvalid(f"rule pack {profile}: {error}") from None
    return replace(pack, id=f"{profile}@{_digest(merged, calendar)}")


def _merged(profile: str, texts: Sequence[str]) -> dict[str, dict[str, Any]]:
    merged: dict[str, dict[str, Any]] = {table: {} for table in TABLES}
    for text in texts:
        try:
            document = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise RulePackInvalid(f"rule pack {profile}: no TOML: {error}") from None
        document.pop("extends", None)
        for table, entries in document.items():
            if table not in merged or not isinstance(entries, dict):
                raise RulePackInvalid(f"rule pack {profile}: [{table}] is unknown")
            for name, entry in entries.items():
                if not isinstance(entry, dict):
                    raise RulePackInvalid(
                        f"rule pack {profile}: {table}.{name} must be a table"
                    )
                known = merged[table].get(name, {})
                if table in ("values", "catalogues"):
                    entry = _laid_over(profile, f"{table}.{name}", table, known, entry)
                merged[table][name] = known | entry
    return merged


def _laid_over(
    profile: str,
    where: str,
    table: str,
    known: Mapping[str, Any],
    entry: Mapping[str, Any],
) -> dict[str, Any]:
    """A rule, or the entries of a catalogue, that keep the form of those below."""
    try:
        if table == "values":
            if known:
                require_same_form(where, known, entry)
            return dict(entry)
        laid: dict[str, Any] = {}
        form = {key: value for each in known.values() for key, value in each.items()}
        for code, fields in entry.items():
            if not isinstance(fields, dict):
                raise RulePackInvalid(f"{where}.{code} must be a table")
            if form:
                require_same_form(f"{where}.{code}", form, fields)
            laid[code] = known.get(code, {}) | fields
        return laid
    except RulePackInvalid as error:
        raise RulePackInvalid(f"rule pack {profile}: {error}") from None


def _digest(merged: Mapping[str, Any], calendar: Calendar) -> str:
    """12 hex digits that change with every value and with the holiday table."""
    content = {"calendar": calendar.version, "rules": merged}
    canonical = json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]


def _read_all(
    merged: Mapping[str, Any], name: str, read: Callable[[str, Table], T]
) -> dict[str, T]:
    result: dict[str, T] = {}
    for key, values in merged[name].items():
        table = Table(f"{name}.{key}", values)
        result[key] = read(key, table)
        table.end()
    return result


def _pack(profile: str, merged: Mapping[str, Any], calendar: Calendar) -> RulePack:
    limits, origins, whistle_origin = _limits(merged)
    origins_of_whistle = _read_all(merged, "whistle", _whistle)
    if whistle_origin not in origins_of_whistle:
        raise RulePackInvalid(f"limits.whistle.origin: no [whistle] {whistle_origin}")
    ladder = _read_all(merged, "ladder", _rung)
    pauses = _read_all(merged, "pauses", _pause)
    rules = read_rules(merged["values"])
    pack = RulePack(
        id="",
        profile=profile,
        categories=_read_all(merged, "categories", _category),
        parties=_read_all(merged, "parties", _party),
        kinds=_read_all(merged, "milestones", _kind),
        ladder={rung.level: rung for rung in ladder.values()},
        pauses={pause.reason: pause for pause in pauses.values()},
        limits=limits,
        origins=origins,
        whistle_roles=origins_of_whistle[whistle_origin],
        calendar=calendar,
        rules=rules,
        values=Values("values", {key: rule.value for key, rule in rules.items()}),
        catalogues=read_catalogues(merged["catalogues"]),
    )
    _check_whole(pack)
    return pack


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
    table.take("origin", read_origin)
    return table.take("roles", read_roles)


def _limits(merged: Mapping[str, Any]) -> tuple[Limits, dict[str, str], str]:
    """The limits, the origin of each, and which [whistle] entry applies."""
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    given = dict(merged["limits"])
    for key, read in _LIMITS.items():
        if key not in given:
            raise RulePackInvalid(f"limits.{key} is missing")
        table = Table(f"limits.{key}", given.pop(key))
        values[key] = table.take("value", read)
        origins[key] = table.take("origin", read_origin)
        table.end()
    if given:
        raise RulePackInvalid(f"limits has unknown keys: {', '.join(sorted(given))}")
    whistle_origin = values.pop("whistle.origin")
    fields = {key.replace(".", "_"): value for key, value in values.items()}
    return Limits(**fields), origins, whistle_origin


def _check_whole(pack: RulePack) -> None:
    """What one entry alone cannot show: every name used is defined."""
    if set(pack.ladder) != set(Level) or set(pack.pauses) != set(PauseReason):
        raise RulePackInvalid("every level and every reason to pause needs its table")
    if not pack.categories:
        raise RulePackInvalid("there are no categories")
    for category in pack.categories.values():
        place = f"categories.{category.code}"
        if not category.receivers:
            raise RulePackInvalid(f"{place}.receivers is empty")
        for code in category.receivers + category.departments:
            _require(code in pack.parties, f"{place}: there is no party {code}")
        _require_kinds(pack, place, category.milestones + category.urgent)
        if category.milestones:
            _require_decision(pack, place, category.milestones)
    for level, rung in pack.ladder.items():
        place = f"ladder.{level.name}"
        _require_kinds(pack, place, rung.milestones)
        if level is not Level.L0:
            known = rung.receiver in pack.parties
            _require(known, f"{place}.receiver: no party {rung.receiver}")
            _require_decision(pack, place, rung.milestones)


def _require_kinds(pack: RulePack, place: str, spans: Spans) -> None:
    for name, _ in spans:
        _require(name in pack.kinds, f"{place}: there is no milestone {name}")


def _require_decision(pack: RulePack, place: str, spans: Spans) -> None:
    decides = any(pack.kinds[name].decides for name, _ in spans)
    _require(decides, f"{place}: no milestone decides, so nobody would climb")


def _require(condition: bool, problem: str) -> None:
    if not condition:
        raise RulePackInvalid(problem)


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
