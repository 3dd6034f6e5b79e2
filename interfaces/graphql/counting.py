"""How many entries a connection has, counted once however many fields ask."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from psycopg import AsyncConnection

from interfaces.graphql.context import Info
from projections.counting import Count

TOTAL = "How many match; exact below 10,000, else see `totalCountIsEstimate`."
IS_ESTIMATE = "True where so many match that they are estimated."


class Counting:
    """Counts when it is asked the first time."""

    def __init__(self, count: Callable[[AsyncConnection[Any]], Awaitable[Count]]):
        self._count = count
        self._found: asyncio.Future[Count] | None = None

    async def total(self, info: Info) -> int:
        return (await self._once(info)).value

    async def is_estimate(self, info: Info) -> bool:
        return not (await self._once(info)).exact

    async def _once(self, info: Info) -> Count:
        if self._found is None:
            self._found = asyncio.ensure_future(self._ask(info))
        return await self._found

    async def _ask(self, info: Info) -> Count:
        async with info.context.services.pool.connection() as conn:
            return await self._count(conn)
