"""What is worked out when somebody asks, as rows: duties of disclosure and indicators.

A file is what everybody may see: of indicators from restricted records, what
`interfaces.indicators` shows to whoever may read none.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator

from domain.civil_time import day_in_china
from domain.indicators.periods import Period
from interfaces.duty_asked import asked_for
from interfaces.exports.asked import Asked, Conn
from interfaces.graphql.duty import Duty
from interfaces.graphql.indicator_nodes import IndicatorFigure
from interfaces.indicators import PlaceUnclear, Question, answered
from interfaces.services import Services
from projections import duty_lists
from projections.indicator_place import IndicatorPlace

AT_ONCE = 500  # duties looked up together


async def duties(
    services: Services, conn: Conn, asked: Asked
) -> AsyncGenerator[Duty, None]:
    """By due time; those due in the period, or all."""
    filter = asked_for(asked.compound_id, None, asked.region, None, asked.period)
    after, more = None, True
    while more:
        page = await duty_lists.page(conn, filter, asked.at, first=AT_ONCE, after=after)
        for each in page.rows:
            yield Duty.of(each)
        after, more = page.last, page.has_next


async def indicators(
    services: Services, conn: Conn, asked: Asked
) -> AsyncGenerator[IndicatorFigure, None]:
    """Every indicator of the place; of this year unless a period is given."""
    if asked.region is not None and asked.compound_id is not None:
        raise PlaceUnclear
    place = IndicatorPlace(asked.compound_id, None, asked.region)
    period = Period.parse(asked.period or str(day_in_china(asked.at).year))
    answer = await answered(
        conn,
        services.rules,
        Question(place, [period]),
        asked.at,
        lambda kind, where: False,
    )
    for each in answer.figures[0]:
        yield IndicatorFigure.of(
            each, answer.rules, asked.language, synthetic=services.synthetic
        )
