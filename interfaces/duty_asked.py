"""Which duties somebody asks for, as clients write it."""

from __future__ import annotations

from uuid import UUID

from domain.errors import Refusal
from domain.occasions import period_of
from projections.duty_filter import DutyFilter, due_bounds


class DutyPeriodUnknown(Refusal):
    zh = "期间应写作 2021、2021-H1、2021-Q3 或 2021-06，不是 {period}。"
    en = "A period is written 2021, 2021-H1, 2021-Q3 or 2021-06, not {period}."
    fields = ("period",)


def asked_for(
    compound: UUID | None = None,
    enterprise: UUID | None = None,
    region: str | None = None,
    item: str | None = None,
    period: str | None = None,
) -> DutyFilter:
    """The filter. period: in which they are due. Raises `DutyPeriodUnknown`."""
    due_from = due_before = None
    if period is not None:
        found = period_of(period)
        if found is None:
            raise DutyPeriodUnknown(period=period)
        due_from, due_before = due_bounds(found.first, found.last)
    return DutyFilter(
        compound=compound,
        enterprise=enterprise,
        region=region,
        items=None if item is None else [item.upper()],
        due_from=due_from,
        due_before=due_before,
    )
