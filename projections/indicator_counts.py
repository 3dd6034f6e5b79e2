"""What the counters hold for a place, period by period, now or as known at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, LiteralString

from psycopg import AsyncConnection

from domain.civil_time import day_in_china
from domain.indicators.bookings import day_number
from domain.indicators.counting import days_to_ripen
from domain.indicators.figures import Counts
from domain.indicators.formulas import Formula
from domain.indicators.indicator import by_period
from domain.indicators.periods import Period
from domain.rulepack import RulePack
from projections.indicator_duties import DUTIES, Row, duty_rows
from projections.indicator_place import IndicatorPlace

PERIODS: LiteralString = """
    unnest(%(firsts)s::int[], %(lasts)s::int[]) WITH ORDINALITY AS p (first, last, n)
"""
FLOWS: LiteralString = """
    SELECT p.n, r.counter, r.detail, sum(r.amount)::bigint
    FROM {periods} JOIN {rows} r ON r.day BETWEEN p.first AND p.last
    WHERE (r.counter = ANY(%(flows)s)
        OR (r.counter = ANY(%(ripe)s) AND r.day <= %(ripe_until)s))
    {cut} AND {place}
    GROUP BY 1, 2, 3
"""
STOCKS: LiteralString = """
    SELECT p.n, r.counter, r.detail, sum(r.amount)::bigint
    FROM {periods} JOIN {rows} r ON r.day <= least(p.last, %(today)s)
    WHERE r.counter = ANY(%(stocks)s) {cut} AND {place}
    GROUP BY 1, 2, 3
"""
COVERED: LiteralString = """
    WITH standing AS (
        SELECT p.n, r.counter, r.area
        FROM {periods} JOIN {rows} r ON r.day <= least(p.last, %(today)s)
        WHERE r.counter = ANY(%(covered)s) {cut} AND {place}
        GROUP BY 1, 2, 3 HAVING sum(r.amount) > 0
    )
    SELECT s.n, 'covered:' || s.counter, '', count(*)
    FROM standing s JOIN standing g
        ON g.n = s.n AND g.area = s.area AND g.counter = 'register'
    GROUP BY 1, 2
"""
CUT: LiteralString = "AND {alias}.recorded_at <= %(as_of)s"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which counters are asked for, where and when.

    moment: at which they stand. as_of: only what was recorded by then; None: all.
    """

    place: IndicatorPlace
    formulas: Sequence[Formula]
    periods: Sequence[Period]
    rules: RulePack
    moment: datetime
    as_of: datetime | None = None

    @property
    def today(self) -> date:
        return day_in_china(self.moment)


async def counts_of(conn: AsyncConnection[Any], asked: Asked) -> list[Counts]:
    """What was counted, one for each period."""
    rows: list[Row] = []
    values = _values(asked)
    for statement, counters, stock in (
        (FLOWS, ("flows", "ripe"), False),
        (STOCKS, ("stocks",), True),
        (COVERED, ("covered",), True),
    ):
        if any(values[name] for name in counters):
            query = _query(statement, asked, stock=stock)
            rows += await (await conn.execute(query, values)).fetchall()
    if any(DUTIES.intersection(each.flows) for each in asked.formulas):
        rows += await duty_rows(conn, asked.place, asked.periods, asked.moment)
    return by_period(iter(rows), len(asked.periods))


def _query(statement: LiteralString, asked: Asked, *, stock: bool) -> bytes:
    now = asked.as_of is None
    rows: LiteralString = "indicator_sum" if now else "indicator_ledger"
    cut: LiteralString = "" if now else CUT.format(alias="r")
    cut_served: LiteralString = "" if now else CUT.format(alias="s")
    place = asked.place.where(rows, cut_served, stock=stock)
    made: str = statement.format(periods=PERIODS, rows=rows, cut=cut, place=place)
    return made.encode()


def _values(asked: Asked) -> dict[str, Any]:
    ripe = asked.today - timedelta(days=days_to_ripen(asked.rules))
    formulas = asked.formulas
    return {
        **asked.place.values(),
        "as_of": asked.as_of,
        "today": day_number(asked.today),
        "firsts": [each.numbers[0] for each in asked.periods],
        "lasts": [each.numbers[1] for each in asked.periods],
        "flows": _all(each.flows for each in formulas),
        "ripe": _all(each.ripe for each in formulas),
        "ripe_until": day_number(ripe),
        "stocks": _all(each.stocks for each in formulas),
        "covered": _all(each.covered for each in formulas),
    }


def _all(counters: Iterable[Sequence[str]]) -> list[str]:
    return sorted({counter for each in counters for counter in each})
