"""What each indicator makes of the counters (DOMAIN 2.11). Pure, in whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import lcm

from domain.calendar import Span, Unit
from domain.case_words import Satisfaction
from domain.indicators.figures import Counted, Counts, Part
from domain.indicators.periods import Period
from domain.meeting_words import MeetingKind
from domain.rulepack import RulePack
from domain.rulepack_values import RulePackInvalid

Count = Callable[[Counts, RulePack, Period], Counted]
HOURS_A_DAY, SECONDS_A_DAY = 24, 86_400
SETTLED_LOW = ("L0", "L1", "L2")
"""Compound, branch, community: below town and street (小事不出小区)."""
LEVELS = {
    "L0": ("物业 L0", "Firm L0"),
    "L1": ("小区 L1", "Compound L1"),
    "L2": ("社区 L2", "Community L2"),
    "L3": ("镇街 L3", "Street L3"),
    "L4": ("县区 L4", "County L4"),
}


def days_to_ripen(rules: RulePack) -> int:
    """After how many days the time of a case has run out, whenever it came in."""
    span = _limit(rules)
    days = span.amount
    if span.unit is Unit.HOUR:
        days = -(-span.amount // HOURS_A_DAY)
    return days + 1


def _limit(rules: RulePack) -> Span:
    span = rules.values.span("indicator.three_day")
    if span.unit not in (Unit.HOUR, Unit.DAY):
        raise RulePackInvalid("values.indicator.three_day: hours or days expected")
    return span


def ratio(part: str, whole: str) -> Count:
    def count(counts: Counts, rules: RulePack, period: Period) -> Counted:
        total = counts.total(whole)
        return Counted(counts.total(part), total, total)

    return count


def covered(counter: str) -> Count:
    def count(counts: Counts, rules: RulePack, period: Period) -> Counted:
        registered = counts.total("covered:register")
        return Counted(counts.total(f"covered:{counter}"), registered, registered)

    return count


def collection(counts: Counts, rules: RulePack, period: Period) -> Counted:
    first, last = period.numbers
    paid = counts.by("fee.paid")
    due = {int(month): fen for month, fen in paid.items() if month.isdigit()}
    old = sum(fen for month, fen in due.items() if month < first)
    later = sum(fen for month, fen in due.items() if month > last)
    ahead = later + paid.get("ahead", 0)
    return Counted(
        counts.total("fee.received"),
        counts.total("fee.due"),
        counts.total("fee.accounts"),
        (
            Part("lines", "应收笔数", "lines that fell due", counts.total("fee.lines")),
            Part("old_fen", "补交旧欠（分）", "old arrears paid, in fen", old),
            Part("ahead_fen", "预交（分）", "prepaid, in fen", ahead),
        ),
    )


def three_days(counts: Counts, rules: RulePack, period: Period) -> Counted:
    span = _limit(rules)
    by_hours = span.unit is Unit.HOUR
    solved = counts.by("case.solved_hours" if by_hours else "case.solved_days")
    in_time = sum(n for took, n in solved.items() if int(took) <= span.amount)
    due = counts.total("case.due")
    limit = (
        Part("within_hours", "时限（小时）", "limit, in hours", span.amount)
        if by_hours
        else Part("within_days", "时限（自然日）", "limit, in days", span.amount)
    )
    solved_at_all = Part("solved", "已核实解决", "solved at all", sum(solved.values()))
    return Counted(in_time, due, due, (solved_at_all, limit))


def mean_days(counts: Counts, rules: RulePack, period: Period) -> Counted:
    solved = counts.total("case.resolved")
    return Counted(counts.total("case.seconds"), solved * SECONDS_A_DAY, solved)


def levels(counts: Counts, rules: RulePack, period: Period) -> Counted:
    closed = counts.by("case.closed")
    low, total = sum(closed.get(each, 0) for each in SETTLED_LOW), sum(closed.values())
    parts = (Part(code, *words, closed.get(code, 0)) for code, words in LEVELS.items())
    return Counted(low, total, total, tuple(parts))


def satisfaction(counts: Counts, rules: RulePack, period: Period) -> Counted:
    called, surveyed = counts.by("callback.answer"), counts.by("survey.answer")
    answers = {
        each.value: called.get(each, 0) + surveyed.get(each, 0) for each in Satisfaction
    }
    valid = sum(answers.values())
    weight = rules.values.share("indicator.satisfaction_basically")
    numerator, denominator = weighted(_content(answers, weight), valid)
    made = counts.total("callback.made")
    parts = (
        Part("valid", "有效答复", "valid answers", valid),
        Part("call_backs", "回访件数", "cases called back", made),
        Part("answered", "其中有效", "of them answered", sum(called.values())),
        Part("surveyed", "调查答复", "answers to surveys", sum(surveyed.values())),
    )
    return Counted(numerator, denominator, valid, parts)


def _content(
    answers: Mapping[str, int], basically: Fraction, of: Fraction = Fraction(1)
) -> list[tuple[Fraction, int]]:
    return [
        (of, answers.get(Satisfaction.SATISFIED, 0)),
        (of * basically, answers.get(Satisfaction.BASICALLY_SATISFIED, 0)),
    ]


def weighted(terms: Iterable[tuple[Fraction, int]], whole: int) -> tuple[int, int]:
    """The weighted sum of counts over a whole, both as whole numbers."""
    found = list(terms)
    scale = lcm(*(weight.denominator for weight, _ in found))
    return int(sum(weight * scale * n for weight, n in found)), whole * scale


def hotline_satisfaction(counts: Counts, rules: RulePack, period: Period) -> Counted:
    valid, answers = counts.total("hotline.callback"), counts.by("hotline.answer")
    terms = _content(answers, rules.values.share("hotline.basically"))
    return Counted(*weighted(terms, valid), valid)


def hotline_score(counts: Counts, rules: RulePack, period: Period) -> Counted:
    valid, share = counts.total("hotline.callback"), rules.values.share
    basically = share("hotline.basically")
    of_answers = share("hotline.weight_satisfaction")
    terms = [
        (share("hotline.weight_response"), counts.total("hotline.contacted")),
        (share("hotline.weight_resolution"), counts.total("hotline.solved")),
        *_content(counts.by("hotline.answer"), basically, of_answers),
    ]
    return Counted(*weighted(terms, valid), valid)


def visits(counts: Counts, rules: RulePack, period: Period) -> Counted:
    """Of a month, quarter or year; households of a longer period cannot be added."""
    firsts = {12: ("year",), 3: ("year", "quarter"), 1: ("year", "quarter", "month")}
    visited = counts.by("visit.household")
    whole = len(period.name.split("..")) == 1
    wanted = firsts[period.months] if whole else ()
    households = counts.total("household") if whole else 0
    once = sum(visited.get(each, 0) for each in wanted)
    return Counted(once, households, households)


def consent(counts: Counts, rules: RulePack, period: Period) -> Counted:
    returned = counts.total("consent.returned")
    visited = counts.total("consent.visited")
    asked = Part("visited", "走访数", "visited", visited)
    return Counted(counts.total("consent.yes"), returned, returned, (asked,))


def number(counter: str, *, units: bool = False) -> Count:
    def count(counts: Counts, rules: RulePack, period: Period) -> Counted:
        total = counts.total(counter)
        if not units:
            return Counted(total, None, total)
        return Counted(total, counts.total("units"), total)

    return count


def meetings(counts: Counts, rules: RulePack, period: Period) -> Counted:
    held = counts.by("meeting.held")
    parts = (
        Part(kind.value, kind.label.zh, kind.label.en, held[kind.value])
        for kind in MeetingKind
        if kind.value in held
    )
    return Counted(sum(held.values()), None, sum(held.values()), tuple(parts))


def party_share(counts: Counts, rules: RulePack, period: Period) -> Counted:
    members, party = counts.total("committee.members"), counts.by("committee.party")
    full = Part("full", "其中正式党员", "full members", party.get("full", 0))
    return Counted(sum(party.values()), members, members, (full,))
