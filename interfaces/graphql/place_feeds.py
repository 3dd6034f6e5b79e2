"""What is told of duties and of indicators to those who watch a place.

All that a stretch of the log changed is told together, so that whoever goes on from its
position misses nothing.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Any

import strawberry
from psycopg import AsyncConnection

from application.authorisation import allowed
from domain.civil_time import day_in_china
from domain.indicators.indicator import Figure
from domain.indicators.periods import Period
from interfaces.graphql.context import Context
from interfaces.graphql.duty import Duty
from interfaces.graphql.feeds import Watched
from interfaces.graphql.indicator_nodes import IndicatorFigure
from interfaces.graphql.scalars import Position
from interfaces.indicators import Answer, PlaceUnclear, Question, Where, answered
from projections import duty_changes
from projections.duty_filter import DutyFilter
from projections.event_places import happened_in
from projections.indicator_place import IndicatorPlace

UNTIL = "The place in the log; give it as `after` to go on from here."


@strawberry.type(description="Duties that changed, as they are now.")
class DutiesChanged:
    position: Position = strawberry.field(description=UNTIL)
    duties: list[Duty] = strawberry.field(description="Each of them.")


@strawberry.type(description="Indicators that changed, of the current year.")
class IndicatorsChanged:
    position: Position = strawberry.field(description=UNTIL)
    figures: list[IndicatorFigure] = strawberry.field(description="As they are now.")


async def duties(
    context: Context, watched: Watched, after: int, until: int
) -> AsyncGenerator[DutiesChanged, None]:
    """The duties that facts of the stretch changed."""
    asked = DutyFilter(compound=watched.compound_id, region=watched.region)
    for start in range(after, until, duty_changes.STRETCH):
        end = min(until, start + duty_changes.STRETCH)
        at = context.services.clock()
        async with context.services.pool.connection() as conn:
            found = await duty_changes.changed(conn, asked, start, end, at)
        if found:
            yield DutiesChanged(
                position=Position(end), duties=[Duty.of(each) for each in found]
            )


async def indicators(
    context: Context, watched: Watched, after: int, until: int
) -> AsyncGenerator[IndicatorsChanged, None]:
    """The figures that are not what they were before the stretch."""
    if watched.compound_id is not None and watched.region is not None:
        raise PlaceUnclear
    async with context.services.pool.connection() as conn:
        if not await happened_in(
            conn, after, until, watched.compound_id, watched.region
        ):
            return
        then = await _recorded_at(conn, after)
        now = context.services.clock()
        period = Period.parse(str(day_in_china(now).year))
        before = await _figures(context, conn, watched, period, then) if then else None
        answer = await _figures(context, conn, watched, period, None)
    old = set(map(_told, before.figures[0])) if before else set()
    changed = [each for each in answer.figures[0] if _told(each) not in old]
    if changed:
        yield IndicatorsChanged(
            position=Position(until),
            figures=[
                IndicatorFigure.of(
                    each,
                    answer.rules,
                    context.language,
                    synthetic=context.services.synthetic,
                )
                for each in changed
            ],
        )


async def _figures(
    context: Context,
    conn: AsyncConnection[Any],
    watched: Watched,
    period: Period,
    as_of: datetime | None,
) -> Answer:
    def may(kind: str, where: Where) -> bool:
        return allowed(
            context.subject,
            f"{kind}.read_restricted",
            region_path=where.region_path,
            compound_id=where.compound_id,
        )

    place = IndicatorPlace(watched.compound_id, None, watched.region)
    asked = Question(place, [period], as_of=as_of)
    services = context.services
    return await answered(conn, services.rules, asked, services.clock(), may)


def _told(figure: Figure) -> tuple[Any, ...]:
    """What makes a figure another one; the moment of asking does not."""
    return (
        *(figure.code, figure.numerator, figure.denominator, figure.sample),
        *(figure.value, figure.parts, figure.withheld),
    )


async def _recorded_at(conn: AsyncConnection[Any], position: int) -> datetime | None:
    query = "SELECT recorded_at FROM event WHERE position = %s"
    row = await (await conn.execute(query, (position,))).fetchone()
    return row[0] if row else None
