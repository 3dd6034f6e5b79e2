"""How long records must be kept before their texts may be erased (DOMAIN 2.13)."""

from __future__ import annotations

from datetime import datetime

from domain.errors import Refusal

CASE_YEARS = 5  # DEFAULT


class RetentionHolds(Refusal):
    zh = "诉求记录须保存至{until_zh}，暂不能删除。"
    en = "Records of a case are kept until {until} and cannot be erased yet."


def require_elapsed(closed_at: datetime | None, at: datetime) -> None:
    """Refuse to erase a case's texts while it is open, or within five years of close.

    closed_at: None while the case is open. Raises `RetentionHolds`.
    """
    if closed_at is None:
        until, until_zh = f"{CASE_YEARS} years after close", f"结案后 {CASE_YEARS} 年"
        raise RetentionHolds(until=until, until_zh=until_zh)
    end = kept_until(closed_at)
    if at < end:
        day = end.date().isoformat()
        raise RetentionHolds(until=day, until_zh=f" {day}")


def kept_until(closed_at: datetime) -> datetime:
    """The same day five years later; 1 March if that year has no 29 February."""
    year = closed_at.year + CASE_YEARS
    try:
        return closed_at.replace(year=year)
    except ValueError:
        return closed_at.replace(year=year, month=3, day=1)
