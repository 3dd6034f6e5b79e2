"""What can be watched over graphql-transport-ws: the table of feeds."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import Any

import strawberry

from domain.errors import NotFound
from interfaces.graphql import place_feeds
from interfaces.graphql.case import CaseNode
from interfaces.graphql.context import Context
from interfaces.graphql.feed_entry import CompoundEvent
from interfaces.graphql.feeds import Feed, Watched
from interfaces.graphql.place_feeds import DutiesChanged, IndicatorsChanged
from projections import case_changes, case_lists, compound_feed
from projections.case_filters import CaseFilter


async def cases(
    context: Context, watched: Watched, after: int, until: int
) -> AsyncGenerator[CaseNode, None]:
    """The cases that changed, as they are now. Raises `NotFound`."""
    if watched.id is not None:
        async with context.services.pool.connection() as conn:
            row = (await case_lists.by_ids(conn, [watched.id])).get(watched.id)
        if row is None:
            raise NotFound(what="case", id=watched.id)
        if after < row.position <= until:
            yield CaseNode.of(row)
        return
    filter = CaseFilter(compound_id=watched.compound_id, region=watched.region)
    for start in range(after, until, case_changes.STRETCH):
        async with context.services.pool.connection() as conn:
            rows = await case_changes.changed(conn, filter, start, until)
        for row in rows:
            yield CaseNode.of(row)


async def events(
    context: Context, watched: Watched, after: int, until: int
) -> AsyncGenerator[CompoundEvent, None]:
    """The public facts, each once."""
    for start in range(after, until, compound_feed.STRETCH):
        async with context.services.pool.connection() as conn:
            found = await compound_feed.events(
                conn,
                start,
                until,
                compound_id=watched.compound_id,
                region=watched.region,
            )
        for each in found:
            yield CompoundEvent.of(each)


FEEDS: Mapping[str, Feed] = {
    "case_changed": Feed(
        "A case each time it changed. One that is named by its id is told "
        "as it is now, first. Changes that come faster than you read are told "
        "together.",
        CaseNode,
        cases,
        by_id="This case alone.",
    ),
    "compound_feed": Feed(
        "Every public fact of a compound or a region, of whatever kind, once and in "
        "order.",
        CompoundEvent,
        events,
    ),
    "duty_changed": Feed(
        "The duties of disclosure of a compound or a region that facts gave rise to, "
        "ended, or answered. That time runs out is no fact: `dueAt` says when.",
        DutiesChanged,
        place_feeds.duties,
    ),
    "indicator_changed": Feed(
        "The indicators of a compound or a region, of the current year, whose figures "
        "something that happened there changed; figures as `indicators` shows you.",
        IndicatorsChanged,
        place_feeds.indicators,
    ),
}

_fields: dict[str, Any] = {name: feed.field() for name, feed in FEEDS.items()}
Subscription = strawberry.type(
    type("Subscription", (), _fields),
    description="What can be watched, over graphql-transport-ws.",
)
