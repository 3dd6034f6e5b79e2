"""How long records must be kept before their texts may be erased (DOMAIN 2.13).

Which record is kept how long is data: the catalogue `retention` of the rule packs.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.errors import Refusal
from domain.rulepack import RulePack

CASES = "cases"
"""The entry of the catalogue for cases."""


class RetentionHolds(Refusal):
    zh = "诉求记录须保存至{until_zh}，暂不能删除。"
    en = "Records of a case are kept until {until} and cannot be erased yet."


class KeptRecord(NamedTuple):
    """A record that is kept, and when what it was kept for ended; None: not yet."""

    id: UUID
    ended_at: datetime | None


def case_years(rules: RulePack) -> int:
    """Years for which a case is kept after its close."""
    return rules.catalogue("retention")[CASES].number("years")


def require_elapsed(closed_at: datetime | None, at: datetime, years: int) -> None:
    """Refuse to erase a case's texts while it is open, or within years of its close.

    closed_at: None while the case is open. Raises `RetentionHolds`.
    """
    if closed_at is None:
        until, until_zh = f"{years} years after close", f"结案后 {years} 年"
        raise RetentionHolds(until=until, until_zh=until_zh)
    end = kept_until(closed_at, years)
    if at < end:
        day = end.date().isoformat()
        raise RetentionHolds(until=day, until_zh=f" {day}")


def fallen_due(
    records: Iterable[KeptRecord], at: datetime, years: int
) -> list[KeptRecord]:
    """Those whose time is over: nothing asks any more that they be kept."""
    return [
        each
        for each in records
        if each.ended_at is not None and kept_until(each.ended_at, years) <= at
    ]


def kept_until(ended_at: datetime, years: int) -> datetime:
    """The same day years later; 1 March if that year has no 29 February."""
    year = ended_at.year + years
    try:
        return ended_at.replace(year=year)
    except ValueError:
        return ended_at.replace(year=year, month=3, day=1)
