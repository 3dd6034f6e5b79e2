"""What time makes of lines: ages, limitation, the collection rate. All of it is a pure
function of what was recorded and of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from domain.fee_billing import add_months
from domain.fee_words import Interruption, LimitationState
from domain.rule_values import Catalogue
from domain.rulepack import RulePack


class Owing(NamedTuple):
    """What is open of lines that fell due on one day."""

    due_on: date
    fen: int


class Falling(NamedTuple):
    """Lines that fall due on one day: what is due, waivers taken off, and what was
    received against them."""

    due_on: date
    due_fen: int
    received_fen: int


class Received(NamedTuple):
    """Money of one day for lines due on another; due_on None: prepaid."""

    on: date
    due_on: date | None
    fen: int


@dataclass(frozen=True, slots=True)
class CollectionRate:
    """The rate of current charges, as its two numbers (F20).

    received_fen / due_fen: of the lines that fall due in the period.
    old_fen: paid within it for lines due before. ahead_fen: paid within it for lines
    due later, or prepaid. Neither counts in the rate.
    """

    received_fen: int
    due_fen: int
    old_fen: int
    ahead_fen: int

    @property
    def rate(self) -> Fraction | None:
        """None if nothing fell due."""
        return Fraction(self.received_fen, self.due_fen) if self.due_fen else None


def age_bucket(buckets: Catalogue, due_on: date, day: date) -> str | None:
    """The code of the bucket that a debt of this due day is in (F12); None before."""
    if day < due_on:
        return None
    for code, bucket in buckets.items():
        days, months = bucket.number("days"), bucket.number("months")
        open_ended = not days and not months
        within = days and (day - due_on).days <= days
        if open_ended or within or (months and day <= add_months(due_on, months)):
            return code
    return None


def ageing(buckets: Catalogue, owing: Iterable[Owing], day: date) -> Mapping[str, int]:
    """What is owed on a day by age, in fen: every bucket, the youngest first."""
    totals = dict.fromkeys(buckets, 0)
    for due_on, fen in owing:
        bucket = age_bucket(buckets, due_on, day)
        if bucket is not None:
            totals[bucket] += fen
    return totals


def collection_rate(
    falling: Iterable[Falling], received: Iterable[Received], first: date, last: date
) -> CollectionRate:
    """The collection rate of the days from `first` to `last`."""
    current = [each for each in falling if first <= each.due_on <= last]
    paid = [each for each in received if first <= each.on <= last]
    return CollectionRate(
        received_fen=sum(each.received_fen for each in current),
        due_fen=sum(each.due_fen for each in current),
        old_fen=sum(
            each.fen for each in paid if each.due_on is not None and each.due_on < first
        ),
        ahead_fen=sum(
            each.fen for each in paid if each.due_on is None or each.due_on > last
        ),
    )


def limitation(
    rules: RulePack,
    due_on: date,
    interrupted: Iterable[tuple[date, Interruption]],
    day: date,
) -> LimitationState:
    """How near a debt is to its limitation on a day (民188-195, F13).

    Each line counts as a debt of its own, the cautious reading of what is disputed. A
    demand or a claim that comes too late changes nothing; who pays or acknowledges
    even then makes it run anew.
    """
    ends_after = rules.values.number("fee.limitation_months")
    watched_after = rules.values.number("fee.limitation_watch_months")
    since = due_on
    for on, kind in sorted(interrupted):
        renews = kind in (Interruption.PAYMENT, Interruption.ACKNOWLEDGEMENT)
        if since <= on <= day and (renews or on <= add_months(since, ends_after)):
            since = on
    if day > add_months(since, ends_after):
        return LimitationState.RISK
    if day >= add_months(since, watched_after):
        return LimitationState.WATCH
    return LimitationState.RUNNING
