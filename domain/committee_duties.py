"""What a body owes, and by when: a pure function of its days and the rule pack.

The catalogues `body_duties` and `three_meetings` (三会) name what a period runs from,
how long it is, and what fulfils it; nothing here knows a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.calendar import CHINA, Span, Unit
from domain.civil_time import day_in_china, months_after
from domain.committee_words import BodyKind
from domain.rule_values import Item
from domain.rulepack import RulePack

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BodyDuty:
    """One thing that a body still owes.

    due_on: the last day; provisional: unannounced holidays may still move it.
    party: who must act now; once it is missed, who must step in.
    """

    code: str
    zh: str
    en: str
    due_on: date
    provisional: bool
    overdue: bool
    party: str
    origin: str


def duties(
    kind: BodyKind, milestones: Mapping[str, date], rules: RulePack, day: date
) -> list[BodyDuty]:
    """What a body owes as of a day, the most urgent first."""
    found = [
        _duty(item, *due, day)
        for item, anchors in _asked(kind, rules)
        if (due := _due(item, anchors, milestones, rules)) is not None
    ]
    return sorted(found, key=lambda each: (each.due_on, each.code))


def _asked(kind: BodyKind, rules: RulePack) -> Iterator[tuple[Item, list[str]]]:
    """The entries for this kind of body, each with what its period may run from."""
    for item in rules.catalogue("body_duties").values():
        if kind in item.words("bodies"):
            yield item, list(item.words("anchors"))
    for item in rules.catalogue("three_meetings").values():
        if kind in item.words("bodies"):
            held = [f"meeting.{each}" for each in item.words("meetings")]
            yield item, ["constituted", *held]


def _due(
    item: Item, anchors: list[str], milestones: Mapping[str, date], rules: RulePack
) -> tuple[date, bool] | None:
    """The last day and whether it is provisional; None: nothing is owed."""
    days = [milestones[name] for name in anchors if name in milestones]
    if not days or _over(item, anchors, milestones):
        return None
    start = max(days)
    done = milestones.get(item.word("done")) if item.has("done") else None
    if item.has("before") or item.has("months_before"):
        return None if done is not None else (_before(item, start), False)
    if done is not None and done >= start:
        return None
    if item.has("months"):
        span = Span((months_after(start, item.number("months")) - start).days, Unit.DAY)
    else:
        span = item.span("after")
    due = rules.calendar.after(datetime.combine(start, time(), CHINA), span)
    return day_in_china(due.at) - _DAY, due.provisional


def _over(item: Item, anchors: list[str], milestones: Mapping[str, date]) -> bool:
    """Whether the body's end took the duty with it: a dissolved body still hands over,
    one whose term expired holds no more sessions."""
    if "dissolved" in milestones:
        return "relieved" not in anchors
    return "expired" in milestones and not item.has("done")


def _before(item: Item, end: date) -> date:
    """The last day so long before another; it is not moved by a day of rest."""
    if item.has("months_before"):
        return months_after(end, -item.number("months_before"))
    span = item.span("before")
    assert span.unit is Unit.DAY, item.code
    return end - span.amount * _DAY


def _duty(item: Item, due_on: date, provisional: bool, day: date) -> BodyDuty:
    overdue = day > due_on
    missed = overdue and item.has("missed_by")
    return BodyDuty(
        item.code,
        item.zh,
        item.en,
        due_on,
        provisional,
        overdue,
        item.word("missed_by" if missed else "party"),
        item.origin,
    )
