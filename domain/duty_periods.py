"""Duties that a calendar brings: which are owed by whom, and for which periods.

Nobody records that a quarter is over. What is recorded is that something began which
owes them, and that it ended: a firm that serves, a fund that is kept. Whoever holds it
on the last day of a period owes that period.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.civil_time import day_in_china, months_after
from domain.duty import Duty, PackOf
from domain.duty_due import due_time, required_of, start_of
from domain.duty_words import DutyDisplay
from domain.rule_values import Item
from domain.rulepack import RulePack

_DAY = timedelta(days=1)

SERVICE, FUND, SELF_MANAGED = "service", "fund", "self_managed_fund"
COMMITTEE, PARKING = "committee", "parking"
COMMUNITY, COUNTY = "community", "county"

OWED_BY: Mapping[str, str] = {
    "D07-year": SERVICE,
    "D08-year": SERVICE,
    "D09-year": SERVICE,
    "D10-period": SERVICE,
    "D11-period": FUND,
    "D11-self": SELF_MANAGED,
    "D15-quarter": PARKING,
    "D22-half": COMMITTEE,
    "D29-half": COMMITTEE,
    "D37-month": COMMUNITY,
    "D38-month": COUNTY,
}
"""The calendar's duties, by what owes them."""


@dataclass(frozen=True, slots=True)
class DutySpan:
    """Something that owes the calendar's duties.

    group: what it is, as in `OWED_BY`. subject, detail, compound_id, enterprise_id,
    region_path: as of the duties. since: its first day. until: its last day, None while
    it goes on; ended_known: when that was recorded. profile: whose rules hold.
    """

    group: str
    subject: str
    detail: str
    compound_id: UUID | None
    enterprise_id: UUID | None
    region_path: tuple[str, ...]
    profile: str
    since: date
    known_at: datetime
    until: date | None = None
    ended_known: datetime | None = None

    def owes(self, last: date, at: datetime) -> bool:
        """Whether it was known at a moment to owe a period that ended on `last`."""
        if self.known_at > at or last < self.since:
            return False
        ended = self.ended_known is not None and self.ended_known <= at
        return not ended or self.until is None or last <= self.until


@dataclass(frozen=True, slots=True)
class DutyPeriod:
    """A period of a calendar duty under a pack, with what the pack says of it."""

    code: str
    item: str
    group: str
    profile: str
    kind: str
    occasion: str
    last: date
    anchor_at: datetime
    due_at: datetime | None
    provisional_due: bool
    required: tuple[str, ...]
    display: DutyDisplay
    shown: str | None
    until: bool
    rules: str

    def duty(self, span: DutySpan) -> Duty:
        """The duty of somebody who owes it; known once it was over and they were."""
        return Duty(
            code=self.code,
            item=self.item,
            subject=span.subject,
            occasion=self.occasion,
            detail=span.detail,
            compound_id=span.compound_id,
            enterprise_id=span.enterprise_id,
            region_path=span.region_path,
            trigger=self.kind,
            anchor_at=self.anchor_at,
            due_at=self.due_at,
            provisional_due=self.provisional_due,
            required=self.required,
            ahead=False,
            display=self.display,
            shown=self.shown,
            until=self.until,
            rules=self.rules,
            known_at=max(span.known_at, start_of(self.last + _DAY)),
        )


def label_of(kind: str, first: date) -> str:
    """The name of a period: `2021`, `2021-H1`, `2021-Q3`, `2021-06`."""
    match kind:
        case "year":
            return f"{first.year}"
        case "half_year":
            return f"{first.year}-H{1 + first.month // 7}"
        case "quarter":
            return f"{first.year}-Q{(first.month + 2) // 3}"
    return f"{first.year}-{first.month:02}"


def lasts(months: int, since: date, at: datetime) -> Iterator[tuple[date, date]]:
    """First and last day of each period that ends from `since` on, over at `at`."""
    today = day_in_china(at)
    first = date(since.year, (since.month - 1) // months * months + 1, 1)
    while True:
        following = months_after(first, months)
        if following > today:
            return
        yield first, following - _DAY
        first = following


class DutyRules:
    """The packs that a log named, and the periods of the calendar's duties by them.

    A period is governed by the pack of its profile that was last named for the first
    time before it was over, so that a later change of rules never moves it.
    """

    def __init__(self, packs: PackOf) -> None:
        self.packs = packs
        self.named: dict[str, list[tuple[datetime, str]]] = {}
        self._ids: set[str] = set()
        self._periods: dict[tuple[str, str, date, date], DutyPeriod] = {}

    def see(self, rules: str, known_at: datetime) -> None:
        """A fact named this pack; to be told in the order of the log."""
        if rules not in self._ids:
            self._ids.add(rules)
            self.named.setdefault(rules.split("@")[0], []).append((known_at, rules))

    def in_force(self, profile: str, at: datetime) -> str:
        """The id of the pack that governs a period which ended then."""
        named = self.named.get(profile) or [(at, profile)]
        before = [rules for known_at, rules in named if known_at <= at]
        return before[-1] if before else named[0][1]

    def periods(self, profile: str, since: date, at: datetime) -> Iterator[DutyPeriod]:
        """All periods of a profile that end from `since` on and are over at `at`."""
        named = self.named.get(profile) or [(at, profile)]
        packs = [self.packs(rules) for _, rules in named]
        for code in OWED_BY:
            kinds = {pack.catalogue("duties")[code].word("period") for pack in packs}
            for kind in sorted(kinds):
                months = packs[0].catalogue("periods")[kind].number("months")
                for first, last in lasts(months, since, at):
                    rules = self.in_force(profile, start_of(last + _DAY))
                    found = self._period(rules, code, first, last)
                    if found.kind == kind:
                        yield found

    def _period(self, rules: str, code: str, first: date, last: date) -> DutyPeriod:
        found = self._periods.get((rules, code, first, last))
        if found is None:
            found = period_under(self.packs(rules), code, first, last)
            self._periods[rules, code, first, last] = found
        return found


def period_under(rules: RulePack, code: str, first: date, last: date) -> DutyPeriod:
    """A period of a duty as a pack has it."""
    duty = rules.catalogue("duties")[code]
    anchor, due, provisional = due_time(rules, duty, last)
    return DutyPeriod(
        code=code,
        item=duty.word("item"),
        group=OWED_BY[code],
        profile=rules.profile,
        kind=duty.word("period"),
        occasion=label_of(duty.word("period"), first),
        last=last,
        anchor_at=anchor,
        due_at=due,
        provisional_due=provisional,
        required=required_of(rules, duty),
        display=display_of(duty),
        shown=duty.word("shown") if duty.has("shown") else None,
        until=duty.has("until"),
        rules=rules.id,
    )


def display_of(duty: Item) -> DutyDisplay:
    return DutyDisplay.of(duty.word("display"))
