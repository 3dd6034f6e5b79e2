"""The milestones of a case, computed from a rule pack (DOMAIN 2.4, 2.5, 2.14). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from domain.calendar import Span, Spans
from domain.case_words import Level
from domain.facts import Milestone
from domain.rulepack import RulePack


def set_out(
    rules: RulePack,
    start: datetime,
    *,
    category: str,
    level: Level,
    urgent: bool,
    with_reporter: bool,
) -> tuple[Milestone, ...]:
    """The milestones of a case that comes to a level at `start`.

    Without a reporter there is nobody to contact.
    """
    spans = dict(rules.ladder[level].milestones)
    if level is Level.L0:
        spans = {"contact": _contact(rules, start, urgent), **spans}
        spans |= _of_category(rules, category, urgent)
    if not with_reporter:
        spans.pop("contact", None)
    return milestones(rules, start, tuple(spans.items()))


def milestones(rules: RulePack, start: datetime, spans: Spans) -> tuple[Milestone, ...]:
    """One milestone for each named span that runs from `start`."""
    dues = [(name, rules.calendar.after(start, span)) for name, span in spans]
    return tuple(Milestone(name, due.at, due.provisional) for name, due in dues)


def later(clock: Milestone, by: timedelta) -> Milestone:
    """A clock that stood still for so long."""
    return Milestone(clock.name, clock.due_at + by, clock.provisional)


def next_to_miss(
    clocks: Mapping[str, Milestone], missed: set[tuple[str, datetime]]
) -> Milestone | None:
    """The open milestone that falls due first among those not yet found late."""
    waiting = [
        clock for clock in clocks.values() if (clock.name, clock.due_at) not in missed
    ]
    return min(waiting, key=lambda clock: (clock.due_at, clock.name), default=None)


def _contact(rules: RulePack, start: datetime, urgent: bool) -> Span:
    limits = rules.limits
    if urgent:
        return limits.contact_urgent
    if rules.calendar.in_working_hours(start, limits.hours_opens, limits.hours_closes):
        return limits.contact_in_hours
    return limits.contact_off_hours


def _of_category(rules: RulePack, code: str, urgent: bool) -> dict[str, Span]:
    category = rules.category(code)
    return dict(category.milestones) | (dict(category.urgent) if urgent else {})
