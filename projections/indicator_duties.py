"""What the register of duties adds to the counters.

A duty falls due by the passing of time, without a fact, so that it cannot be booked
with one: the counters `duty.due`, `duty.valid` and `duty.on_time` come from the
register itself, in the form of the rows that `indicator_counts` reads, item by item.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from domain.indicators.periods import Period
from projections.duty_filter import DutyFilter, due_bounds
from projections.duty_rates import counts
from projections.indicator_place import IndicatorPlace

DUTIES = frozenset({"duty.due", "duty.valid", "duty.on_time"})
Row = tuple[int, str, str, int]
"""Number of the period from 1, counter, detail, amount."""


async def duty_rows(
    conn: AsyncConnection[Any],
    place: IndicatorPlace,
    periods: Sequence[Period],
    at: datetime,
) -> list[Row]:
    """The duties of a place that fell due in each period, as was known at a moment."""
    found: list[Row] = []
    for number, period in enumerate(periods, start=1):
        due_from, due_before = due_bounds(period.first, period.last)
        asked = DutyFilter(
            compound=place.compound_id,
            enterprise=place.enterprise_id,
            region=place.region,
            due_from=due_from,
            due_before=due_before,
        )
        for item, count in (await counts(conn, asked, at)).items():
            found += [
                (number, "duty.due", item, count.due),
                (number, "duty.valid", item, count.published),
                (number, "duty.on_time", item, count.on_time),
            ]
    return found
