"""The figures of the first page: what is held, and a few indicators of all of it, as
whoever may read nothing but public records is shown them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, LiteralString, NamedTuple

import psycopg
import structlog
from psycopg import AsyncConnection
from psycopg.rows import args_row

from domain.civil_time import day_in_china, months_after
from domain.indicators.indicator import Figure
from domain.indicators.periods import Period
from domain.rulepack import RulePack
from interfaces.indicators import Question, answered
from interfaces.services import Services
from projections.indicator_place import IndicatorPlace

CODES = (
    "publication_rate",
    "on_time_rate",
    "three_day_rate",
    "resolution_level_share",
    "satisfaction",
    "collection_rate",
)
KEPT = 10.0
"""Seconds for which everybody is shown the same figures."""
MOST_CITIES = 12
CITIES: LiteralString = """
    SELECT max(region_names[1]), count(*), sum(households)::bigint
    FROM compound_directory GROUP BY region_codes[1]
    ORDER BY count(*) DESC, region_codes[1]
"""
log = structlog.get_logger("gongshi.front")


class City(NamedTuple):
    """What is held of a city."""

    name: str
    compounds: int
    households: int


@dataclass(frozen=True, slots=True)
class FrontFigures:
    """cities: the largest first. figures: of each period, in the order of `CODES`.

    events: how many the read models hold. on: the day of the figures, in China.
    """

    cities: Sequence[City]
    periods: Sequence[Period]
    figures: Sequence[Sequence[Figure]]
    rules: RulePack
    events: int
    on: date


class FrontFigureKeeper:
    """Looks the figures up at most once in a while, however many ask."""

    def __init__(
        self, services: Services, *, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._services = services
        self._seconds = seconds
        self._looking = asyncio.Lock()
        self._until: float | None = None
        self._kept: FrontFigures | None = None

    async def figures(self) -> FrontFigures | None:
        """Of some seconds ago at most; None while the database does not give them."""
        async with self._looking:
            if self._until is None or self._seconds() >= self._until:
                self._kept = await self._looked()
                self._until = self._seconds() + KEPT
            return self._kept

    async def _looked(self) -> FrontFigures | None:
        services = self._services
        try:
            async with (
                asyncio.timeout(services.operation_limit),
                services.pool.connection() as conn,
            ):
                return await front_figures(conn, services)
        except (psycopg.Error, TimeoutError) as error:
            log.warning("the first page has no figures", error=str(error))
            return None


async def front_figures(conn: AsyncConnection[Any], services: Services) -> FrontFigures:
    """Of the twelve months up to this one, and of the twelve before."""
    now = services.clock()
    today = day_in_china(now)
    periods = [twelve_months(today, ago) for ago in (11, 23)]
    question = Question(IndicatorPlace(None, None, None), periods, CODES)
    answer = await answered(
        conn, services.rules, question, now, lambda kind, where: False
    )
    async with conn.cursor(row_factory=args_row(City)) as cursor:
        await cursor.execute(CITIES)
        cities = await cursor.fetchall()
    return FrontFigures(
        cities=cities,
        periods=periods,
        figures=answer.figures,
        rules=answer.rules,
        events=services.progress.position,
        on=today,
    )


def twelve_months(day: date, ago: int) -> Period:
    """Those that begin so many months before the month of a day."""
    first = months_after(day.replace(day=1), -ago)
    return Period.of(first.year, first.month, 12)
