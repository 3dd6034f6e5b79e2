"""Watching cases change, over graphql-transport-ws."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated
from uuid import UUID

import strawberry

from application.clock import system_clock
from domain.errors import NotFound, Refusal
from interfaces.graphql.case import CaseNode
from interfaces.graphql.context import Context, Info
from interfaces.graphql.fields import watched
from projections import case_changes
from projections.case_filters import CaseFilter

LONGEST_WAIT = 30.0  # seconds; then the token is looked at again


class NothingToWatch(Refusal):
    zh = "请指明要关注的诉求、小区或区域。"
    en = "Name the case, compound or region to watch."
    fields = ("id", "compound_id", "region")


@strawberry.type(description="What can be watched, over graphql-transport-ws.")
class Subscription:
    @watched(
        "A case each time it changed. One that is named by its id is told "
        "as it is now, first. Changes that come faster than you read are told together."
    )
    async def case_changed(
        self,
        info: Info,
        id: Annotated[
            UUID | None, strawberry.argument(description="This case alone.")
        ] = None,
        compound_id: Annotated[
            UUID | None, strawberry.argument(description="Cases of this compound.")
        ] = None,
        region: Annotated[
            str | None, strawberry.argument(description="Cases of this region.")
        ] = None,
    ) -> AsyncGenerator[CaseNode, None]:
        if id is not None:
            changes = _one(info.context, id)
        elif compound_id is not None or region is not None:
            watched = CaseFilter(compound_id=compound_id, region=region)
            changes = _matching(info.context, watched)
        else:
            raise NothingToWatch
        async with aclosing(changes):
            async for case in changes:
                yield case


async def _one(context: Context, case_id: UUID) -> AsyncGenerator[CaseNode, None]:
    told = 0
    async with aclosing(_stretches(context)) as stretches:
        async for _ in stretches:
            row = await context.loaders.cases.load(case_id)
            if row is None:
                raise NotFound(what="case", id=case_id)
            if row.position > told:
                told = row.position
                yield CaseNode.of(row)


async def _matching(
    context: Context, watched: CaseFilter
) -> AsyncGenerator[CaseNode, None]:
    async with aclosing(_stretches(context)) as stretches:
        async for after, until in stretches:
            for start in range(after, until, case_changes.STRETCH):
                async with context.services.pool.connection() as conn:
                    rows = await case_changes.changed(conn, watched, start, until)
                for row in rows:
                    yield CaseNode.of(row)


async def _stretches(context: Context) -> AsyncGenerator[tuple[int, int], None]:
    """Stretches of the log as they become visible, an empty one first.

    Nothing is queued: a slow reader finds one long stretch. Raises TokenExpired when
    the token runs out.
    """
    progress = context.services.progress
    seen = progress.position
    yield seen, seen
    while context.subject:
        if await progress.reached(seen + 1, _patience(context)):
            now = progress.position
            yield seen, now
            seen = max(seen, now)


def _patience(context: Context) -> float:
    """Seconds to wait before the token must be looked at again."""
    expires_at = context.identity.expires_at
    if expires_at is None:
        return LONGEST_WAIT
    left = (expires_at - system_clock()).total_seconds()
    return min(max(left, 0.0), LONGEST_WAIT)
