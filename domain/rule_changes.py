"""What differs between two rule packs, and what that does to cases under way.

A change of rules never rewrites a past result: every fact names the pack that it was
decided under and carries what was decided. What is open follows one of a few ways,
which depend on the rule alone (docs/decisions/0010).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain.coded import Coded
from domain.rulepack import RulePack
from domain.rulepack_entries import Entry


class RuleEffect(Coded):
    """What a change of a rule does to what is open."""

    CLOCKS_KEPT = (
        "clocks_kept",
        "已开始的计时期限不变；新开始的按新规则",
        "running clocks keep their due time; new ones follow the new rule",
    )
    AT_ONCE = (
        "at_once",
        "办理时判断：即时生效，已受理的诉求也按新规则",
        "judged when a command is given: holds at once, for open cases too",
    )
    WHEN_MISSED = (
        "when_missed",
        "到期时判断：已开始的计时到期后是否提级，按新规则",
        "judged when a clock runs out: whether a running one makes its case climb "
        "follows the new rule",
    )
    NEXT_DECISION = (
        "next_decision",
        "已作出的决定和已定的日期不变；以后的按新规则",
        "decisions and dates that were set stay; the next follow the new rule",
    )
    WORDING = (
        "wording",
        "只改名称或依据，不影响结果",
        "names or sources alone; no result changes",
    )


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One field that differs; None where there is no such entry or field.

    clocks: milestones that it sets; `plan:*` is that of any department.
    """

    path: str
    field: str
    before: Any
    after: Any
    effect: RuleEffect
    clocks: tuple[str, ...] = ()


_CLOCKS_OF_LIMITS: Mapping[str, str] = {
    "contact.in_hours": "contact",
    "contact.off_hours": "contact",
    "contact.urgent": "contact",
    "hours.opens": "contact",
    "hours.closes": "contact",
    "call_back": "call_back",
    "joint.acceptance": "acceptance:joint",
    "joint.answer": "answer:joint",
    "report_in": "report_in:*",
    "report_in.urgent": "report_in:*",
    "dept.plan": "plan:*",
    "dept.result": "result:*",
    "dept.reply_workdays": "answer:*",
    "mediation.confirmation": "mediation_confirmation",
}
_WORDS = {"zh", "en", "origin", "deadline_origin", "display_origin", "basis"}
_CLOCKS = {"milestones", "urgent"}


def rule_changes(before: RulePack, after: RulePack) -> list[RuleChange]:
    """Every field that differs, in the order of the packs."""
    paths = dict.fromkeys([*before.entries, *after.entries])
    return [
        change
        for path in paths
        for change in _of_entry(before.entries.get(path), after.entries.get(path))
    ]


def _of_entry(before: Entry | None, after: Entry | None) -> Iterator[RuleChange]:
    entry = after or before
    assert entry is not None
    old: Mapping[str, Any] = before.fields if before else {}
    new: Mapping[str, Any] = after.fields if after else {}
    for field in dict.fromkeys([*old, *new]):
        was, is_now = old.get(field), new.get(field)
        if was != is_now:
            effect, clocks = _effect(entry, field, was, is_now)
            yield RuleChange(entry.path, field, was, is_now, effect, clocks)


def _effect(
    entry: Entry, field: str, was: Any, is_now: Any
) -> tuple[RuleEffect, tuple[str, ...]]:
    if field in _WORDS:
        return RuleEffect.WORDING, ()
    if field in _CLOCKS:
        return RuleEffect.CLOCKS_KEPT, _differing(was or {}, is_now or {})
    if entry.table == "limits" and entry.name in _CLOCKS_OF_LIMITS:
        return RuleEffect.CLOCKS_KEPT, (_CLOCKS_OF_LIMITS[entry.name],)
    if entry.table == "milestones":
        return RuleEffect.WHEN_MISSED, (entry.name,)
    if entry.table == "pauses":
        return RuleEffect.CLOCKS_KEPT, ("pause",)
    if entry.table in ("values", "categories") or entry.table.startswith("catalogues."):
        return RuleEffect.NEXT_DECISION, ()
    return RuleEffect.AT_ONCE, ()


def _differing(was: Mapping[str, str], is_now: Mapping[str, str]) -> tuple[str, ...]:
    names = dict.fromkeys([*was, *is_now])
    return tuple(name for name in names if was.get(name) != is_now.get(name))
