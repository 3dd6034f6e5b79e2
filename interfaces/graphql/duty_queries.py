"""Queries of the duty register."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry

from domain.duty_words import DutyStatus
from interfaces.duty_asked import asked_for
from interfaces.graphql.context import Info
from interfaces.graphql.counting import Counting
from interfaces.graphql.duty import (
    Duty,
    DutyConnection,
    DutyEdge,
    PublicationRate,
    rate_of,
)
from interfaces.graphql.fields import resolved
from interfaces.graphql.pagination import AFTER, FIRST, PageInfo, page_size
from projections import duty_counting, duty_lists, duty_rates

Compound = Annotated[
    UUID | None, strawberry.argument(description="Those of this compound.")
]
Enterprise = Annotated[
    UUID | None, strawberry.argument(description="Those of this enterprise.")
]
Region = Annotated[
    str | None, strawberry.argument(description="Code of a region of any level.")
]
ItemCode = Annotated[
    str | None, strawberry.argument(description="Those of this item, as in `D16`.")
]
Period = Annotated[
    str | None,
    strawberry.argument(
        description="Those due in `2021`, `2021-H1`, `2021-Q3` or `2021-06`."
    ),
]
AsOf = Annotated[
    datetime | None,
    strawberry.argument(description="As it was known at this moment; now unless."),
]
Status = Annotated[
    DutyStatus | None, strawberry.argument(description="Those that stand there.")
]


@resolved("What must be published, by due time, and whether it was.")
async def duties(
    info: Info,
    compound: Compound = None,
    enterprise: Enterprise = None,
    region: Region = None,
    item: ItemCode = None,
    status: Status = None,
    period: Period = None,
    as_of: AsOf = None,
    first: Annotated[int | None, FIRST] = None,
    after: Annotated[str | None, AFTER] = None,
) -> DutyConnection:
    asked = asked_for(compound, enterprise, region, item, period)
    services = info.context.services
    size, at = page_size(first), as_of or services.clock()
    async with services.pool.connection() as conn:
        page = await duty_lists.page(
            conn, asked, at, status=status, first=size, after=after
        )
    return DutyConnection(
        edges=[
            DutyEdge(cursor=cursor, node=Duty.of(each))
            for cursor, each in zip(page.cursors, page.rows, strict=True)
        ],
        page_info=PageInfo(
            has_next_page=page.has_next,
            has_previous_page=after is not None,
            start_cursor=page.cursors[0] if page.cursors else None,
            # Where a status is asked for, more may follow an empty page.
            end_cursor=page.last or (page.cursors[-1] if page.cursors else None),
        ),
        counting=Counting(lambda conn: duty_counting.count(conn, asked, at, status)),
    )


@resolved("One duty; null if there is none.")
async def duty(
    info: Info,
    id: Annotated[str, strawberry.argument(description="Its id.")],
    as_of: AsOf = None,
) -> Duty | None:
    services = info.context.services
    async with services.pool.connection() as conn:
        found = await duty_lists.by_id(conn, id, as_of or services.clock())
    return Duty.of(found) if found else None


@resolved("How much of what was due is published, and how much in time.")
async def publication_rate(
    info: Info,
    compound: Compound = None,
    enterprise: Enterprise = None,
    region: Region = None,
    item: ItemCode = None,
    period: Period = None,
    as_of: AsOf = None,
) -> PublicationRate:
    asked = asked_for(compound, enterprise, region, item, period)
    services = info.context.services
    at = as_of or services.clock()
    async with services.pool.connection() as conn:
        counts = await duty_rates.counts(conn, asked, at)
    return rate_of(info, counts, at)


QUERIES: dict[str, Any] = {
    "duties": duties,
    "duty": duty,
    "publication_rate": publication_rate,
}
"""Fields of `Query`."""
