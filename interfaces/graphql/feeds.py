"""Feeds: what can be watched, each told stretch by stretch of the log.

A feed says what it tells of a stretch; how watching begins, resumes, waits, is
authorised and ends is the same for all. A new feed is a line in `FEEDS` of
`interfaces.graphql.subscriptions` and a function such as

    async def cases(context, watched, after, until):
        yield CaseNode.of(row)
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import strawberry

from application.clock import system_clock
from domain.errors import Refusal
from interfaces.graphql.context import Context, Info
from interfaces.graphql.scalars import Position

RECHECK = 2.0  # seconds after which the token of whoever watches is looked at again


class NothingToWatch(Refusal):
    zh = "请指明要关注的诉求、小区或区域。"
    en = "Name the case, compound or region to watch."
    fields = ("id", "compound_id", "region")


class PositionUnknown(Refusal):
    zh = "日志中还没有位置 {after}；请重新读取现状，再从其位置继续。"
    en = "The log has no position {after}; read what is now and go on from there."
    fields = ("after",)


@dataclass(frozen=True, slots=True)
class Watched:
    """What somebody watches: one thing by its id, a compound, or a region."""

    id: UUID | None = None
    compound_id: UUID | None = None
    region: str | None = None


Tell = Callable[[Context, Watched, int, int], AsyncGenerator[Any, None]]
"""What is told of the stretch (after, until] of the log, in order."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Something that can be watched.

    told: type of the schema. by_id: what the id names, if one thing can be watched.
    """

    description: str
    told: Any
    tell: Tell
    by_id: str | None = None

    def field(self) -> Any:
        """The field of `Subscription`."""

        async def by_id(
            info: Info,
            id: UUID | None = None,
            compound_id: UUID | None = None,
            region: str | None = None,
            after: int | None = None,
        ) -> AsyncGenerator[Any, None]:
            watched = Watched(id, compound_id, region)
            async with aclosing(self._told(info.context, watched, after)) as told:
                async for each in told:
                    yield each

        async def by_place(
            info: Info,
            compound_id: UUID | None = None,
            region: str | None = None,
            after: int | None = None,
        ) -> AsyncGenerator[Any, None]:
            watched = Watched(None, compound_id, region)
            async with aclosing(self._told(info.context, watched, after)) as told:
                async for each in told:
                    yield each

        told_type = self.told
        resolve: Any = by_id if self.by_id else by_place
        resolve.__annotations__ = {
            "info": Info,
            **({"id": _given(UUID, self.by_id)} if self.by_id else {}),
            "compound_id": _given(UUID, "What belongs to this compound."),
            "region": _given(str, "What belongs to this region; its code."),
            "after": _given(
                Position, "Go on from this position, which you were told last."
            ),
            "return": AsyncGenerator[told_type, None],  # type: ignore[valid-type]
        }
        return strawberry.subscription(resolve, description=self.description)

    async def _told(
        self, context: Context, watched: Watched, after: int | None
    ) -> AsyncGenerator[Any, None]:
        if watched == Watched():
            raise NothingToWatch
        if after is None:
            # One thing is told as it is, first; of a place only what comes.
            after = 0 if watched.id else context.services.progress.position
        async with aclosing(stretches(context, after)) as found:
            async for begin, end in found:
                async with aclosing(self.tell(context, watched, begin, end)) as told:
                    async for each in told:
                        yield each


def _given(kind: Any, description: str | None) -> Any:
    return Annotated[kind | None, strawberry.argument(description=description)]


async def stretches(
    context: Context, after: int
) -> AsyncGenerator[tuple[int, int], None]:
    """Stretches of the log from a position on, as they become visible.

    The first comes at once and may be empty. Nothing is queued: a slow reader finds one
    long stretch. Raises PositionUnknown, and TokenExpired or TokenRevoked when the
    token is no good any longer.
    """
    progress = context.services.progress
    if after > progress.position and after > await _end_of_log(context):
        raise PositionUnknown(after=after)
    seen = max(after, progress.position)
    yield after, seen
    while context.subject:
        if await progress.reached(seen + 1, _patience(context)):
            now = progress.position
            yield seen, now
            seen = max(seen, now)


async def _end_of_log(context: Context) -> int:
    async with context.services.pool.connection() as conn:
        found = await conn.execute("SELECT max(position) FROM event")
        row = await found.fetchone()
    return int(row[0] or 0) if row else 0


def _patience(context: Context) -> float:
    """Seconds to wait before the token must be looked at again."""
    expires_at = context.identity.expires_at
    if expires_at is None:
        return RECHECK
    left = (expires_at - system_clock()).total_seconds()
    return min(max(left, 0.0), RECHECK)
