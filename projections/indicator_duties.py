"""What the register of duties adds to the counters.

A duty falls due by the passing of time, without a fact, so that it cannot be booked
with one: the counters `duty.due`, `duty.valid` and `duty.on_time` come from the
register itself, in the form of the rows that `indicator_counts` reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from domain.indicators.periods import Period
from projections.indicator_place import IndicatorPlace

Row = tuple[int, str, str, int]
"""Number of the period from 1, counter, detail, amount."""


async def duty_rows(
    conn: AsyncConnection[Any],
    place: IndicatorPlace,
    periods: Sequence[Period],
    as_of: datetime | None,
) -> list[Row]:
    """The duties of a place that fall due in each period; none while nobody keeps the
    register of duties."""
    return []
