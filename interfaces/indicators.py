"""Indicators for whoever asks: the same for GraphQL and the command line.

Figures from facts that are not public are shown to those who may read such facts. All
others see them only of enough households, and only as they were when the month began:
or the difference of two answers would tell what one household paid in between.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from application.rules import NATIONAL, RulePacks
from domain.calendar import CHINA
from domain.errors import Refusal
from domain.indicators.formulas import Formula
from domain.indicators.indicator import Figure, figure, formulas_of
from domain.indicators.periods import Period
from domain.rulepack import RulePack
from projections.indicator_counts import Asked, counts_of
from projections.indicator_place import IndicatorPlace

LATEST = timedelta(microseconds=1)
PLACE = """
    SELECT region_codes, profile FROM compound_directory
    WHERE CASE WHEN %(compound)s::uuid IS NOT NULL THEN compound_id = %(compound)s
        ELSE region_codes @> ARRAY[%(region)s::text] END
    LIMIT 1
"""
PROFILES = """
    SELECT min(profile), count(DISTINCT profile) FROM compound_directory
    WHERE region_codes @> ARRAY[%(region)s::text]
"""


class PlaceUnclear(Refusal):
    zh = "请只给出小区、物业企业、地区中的一个。"
    en = "Name one of them: a compound, an enterprise or a region."
    fields = ("place",)


@dataclass(frozen=True, slots=True)
class Question:
    """codes: None: every indicator. as_of: as it was known then; None: now."""

    place: IndicatorPlace
    periods: Sequence[Period]
    codes: tuple[str, ...] | None = None
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """A place as rules and rights see it. region_path: as far as it is known."""

    rules: RulePack
    region_path: tuple[str, ...] = ()
    compound_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """figures: of each period, in the order of the indicators. rules: of the place."""

    figures: list[list[Figure]]
    rules: RulePack


May = Callable[[str, Where], bool]
"""Whether whoever asks may read records of this kind there."""


async def answered(
    conn: AsyncConnection[Any],
    packs: RulePacks,
    question: Question,
    now: datetime,
    may: May,
) -> Answer:
    """The figures that are asked for. Raises `UnknownIndicator`."""
    formulas = formulas_of(question.codes)
    where = await where_of(conn, packs, question.place)
    shut = {
        code: formula
        for code, formula in formulas.items()
        if formula.restricted and not may(formula.restricted, where)
    }
    free = {code: each for code, each in formulas.items() if code not in shut}
    found: list[dict[str, Figure]] = [{} for _ in question.periods]
    moment = question.as_of or now
    for some, as_of in ((free, question.as_of), (shut, months_begin(moment))):
        if not some:
            continue
        for known, more in zip(
            found,
            await _made(conn, question, where.rules, some, as_of, as_of or now, shut),
            strict=True,
        ):
            known.update(more)
    figures = [[each[code] for code in formulas] for each in found]
    return Answer(figures, where.rules)


async def _made(
    conn: AsyncConnection[Any],
    question: Question,
    rules: RulePack,
    formulas: Mapping[str, Formula],
    as_of: datetime | None,
    moment: datetime,
    shut: Mapping[str, Formula],
) -> list[dict[str, Figure]]:
    periods, wanted = question.periods, list(formulas.values())
    asked = Asked(question.place, wanted, periods, rules, moment, as_of)
    return [
        {
            code: figure(code, counts, rules, period, moment, open=code not in shut)
            for code in formulas
        }
        for period, counts in zip(periods, await counts_of(conn, asked), strict=True)
    ]


def months_begin(moment: datetime) -> datetime:
    """The last moment before the month, in China, of this one."""
    first = moment.astimezone(CHINA).replace(
        day=1, hour=0, minute=0, second=0, microsecond=0
    )
    return first - LATEST


async def where_of(
    conn: AsyncConnection[Any], packs: RulePacks, place: IndicatorPlace
) -> Where:
    """Rules and region of a place: those of its compound, or those that all compounds
    of its region have; else the national ones."""
    national = packs.for_profile(NATIONAL)
    if place.compound_id is None and place.region is None:
        return Where(national)
    values = {"compound": place.compound_id, "region": place.region}
    row = await (await conn.execute(PLACE, values)).fetchone()
    if row is None:
        return Where(national, (place.region,) if place.region else ())
    path, profile = tuple(row[0]), row[1]
    if place.region is None:
        return Where(packs.for_profile(profile), path, place.compound_id)
    path = path[: path.index(place.region) + 1]
    found = await (await conn.execute(PROFILES, values)).fetchone()
    assert found is not None, "an aggregate without GROUP BY has one row"
    alike = found[1] == 1
    return Where(packs.for_profile(profile) if alike else national, path)
