"""Queries of indicators, of the hotline's ranking and of the four-colour board."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Annotated, Any

import strawberry

from application.rules import NATIONAL
from domain.errors import Refusal
from domain.indicators.figures import printed
from domain.indicators.periods import Period, PeriodStep
from domain.rating import RatingColour
from interfaces.graphql.as_of import AsOf
from interfaces.graphql.context import Context, Info
from interfaces.graphql.enterprise import Enterprise
from interfaces.graphql.fields import resolved
from interfaces.graphql.indicator_nodes import (
    ColourBoardGroup,
    HotlinePlace,
    IndicatorFigure,
    IndicatorPlaceInput,
)
from interfaces.graphql.labels import label
from interfaces.graphql.pagination import FIRST, page_size
from interfaces.graphql.scalars import Whole
from interfaces.indicators import May, PlaceUnclear, Question, Where, answered
from projections import colour_board, hotline_ranking
from projections.enterprise_register import ENTERPRISE_REGISTER
from projections.indicator_place import IndicatorPlace

Code = Annotated[str, strawberry.argument(description="Code, as in `collection_rate`.")]
PlaceOf = Annotated[
    IndicatorPlaceInput | None,
    strawberry.argument(description="Where; everywhere unless given."),
]
PeriodOf = Annotated[
    str,
    strawberry.argument(
        description="As in `2021`, `2021-Q3`, `2021-06`, or `2019..2021`."
    ),
]


class NotOneMonth(Refusal):
    zh = "月度排名须给出一个月份，如 2021-06，不是 {month}。"
    en = "The ranking is of one month, as in 2021-06; not {month}."
    fields = ("month",)


@resolved("One indicator, with numerator, denominator, formula and rules.")
async def indicator(
    info: Info,
    code: Code,
    period: PeriodOf,
    place: PlaceOf = None,
    as_of: AsOf = None,
) -> IndicatorFigure:
    periods = [Period.parse(period)]
    [[found]] = await _answer(info.context, (code,), place, periods, as_of)
    return found


@resolved("One indicator, month by month, quarter by quarter or year by year.")
async def indicator_series(
    info: Info,
    code: Code,
    period: PeriodOf,
    place: PlaceOf = None,
    step: Annotated[
        PeriodStep, strawberry.argument(description="How long each figure is for.")
    ] = PeriodStep.MONTH,
    as_of: AsOf = None,
) -> list[IndicatorFigure]:
    periods = Period.parse(period).steps(step)
    found = await _answer(info.context, (code,), place, periods, as_of)
    return [figures[0] for figures in found]


@resolved("Every indicator of a place and a period.")
async def indicators(
    info: Info, period: PeriodOf, place: PlaceOf = None, as_of: AsOf = None
) -> list[IndicatorFigure]:
    periods = [Period.parse(period)]
    [found] = await _answer(info.context, None, place, periods, as_of)
    return found


@resolved("The compounds with most hotline orders of a month (诉求量前30名).")
async def hotline_rank(
    info: Info,
    month: Annotated[str, strawberry.argument(description="As in `2021-06`.")],
    region: Annotated[
        str | None,
        strawberry.argument(description="Of this region; its code, of any level."),
    ] = None,
    first: Annotated[
        int | None,
        strawberry.argument(
            description="Up to which place, from 1 to 100; the rules say unless given."
        ),
    ] = None,
    as_of: AsOf = None,
) -> list[HotlinePlace]:
    asked = Period.parse(month)
    if asked.months != 1:
        raise NotOneMonth(month=month)
    rules = info.context.services.rules.for_profile(NATIONAL)
    most = rules.values.number("hotline.ranking") if first is None else page_size(first)
    digits = rules.values.number("indicator.digits")
    async with info.context.services.pool.connection() as conn:
        rows = await hotline_ranking.ranking(
            conn, asked, most, region=region, as_of=as_of
        )
    return [
        HotlinePlace(
            place=row.place,
            compound_id=row.compound_id,
            orders=Whole(row.orders),
            units=Whole(row.units),
            per_hundred_units=printed(Fraction(row.orders * 100, row.units), digits)
            if row.units
            else None,
            synthetic=info.context.services.synthetic,
        )
        for row in rows
    ]


@resolved("How many enterprises have each of the four colours, and which.")
async def board_of_colours(
    info: Info, first: Annotated[int | None, FIRST] = None
) -> list[ColourBoardGroup]:
    async with info.context.services.pool.connection() as conn:
        groups = await colour_board.board(conn, page_size(first))
        ids = [id for group in groups.values() for id in group.first]
        records = await ENTERPRISE_REGISTER.by_ids(conn, ids)
    found = []
    for colour in reversed(RatingColour):
        group = groups.get(colour.value)
        named = group.first if group else []
        found.append(
            ColourBoardGroup(
                colour=colour,
                colour_label=label(colour, info.context.language),
                count=group.number if group else 0,
                enterprises=[Enterprise.of(records[id]) for id in named],
                synthetic=info.context.services.synthetic,
            )
        )
    return found


async def _answer(
    context: Context,
    codes: tuple[str, ...] | None,
    place: IndicatorPlaceInput | None,
    periods: Sequence[Period],
    as_of: datetime | None,
) -> list[list[IndicatorFigure]]:
    given = place or IndicatorPlaceInput()
    if [given.compound, given.enterprise, given.region].count(None) < 2:
        raise PlaceUnclear
    asked = IndicatorPlace(given.compound, given.enterprise, given.region)
    services, now = context.services, context.services.clock()

    question = Question(asked, periods, codes, as_of)
    async with services.pool.connection() as conn:
        answer = await answered(
            conn, services.rules, question, now, may_of(context, asked)
        )
    return [
        [
            IndicatorFigure.of(
                each, answer.rules, context.language, synthetic=services.synthetic
            )
            for each in figures
        ]
        for figures in answer.figures
    ]


def may_of(context: Context, place: IndicatorPlace) -> May:
    """Whether whoever asks may read what figures of a place are made from."""
    whose = place.compound_id or place.enterprise_id or place.region or "*"

    def may(kind: str, where: Where) -> bool:
        return context.may_read(
            f"{kind}.read_restricted",
            whose,
            region_path=where.region_path,
            compound_id=where.compound_id,
        )

    return may


QUERIES: dict[str, Any] = {
    "indicator": indicator,
    "indicator_series": indicator_series,
    "indicators": indicators,
    "hotline_ranking": hotline_rank,
    "colour_board": board_of_colours,
}
"""Fields of `Query`."""
