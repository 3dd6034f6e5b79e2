"""Bring every public event into a broker, once and in order, over every break.

Where to go on is what the broker itself last holds: the relay keeps no cursor of its
own, which could be ahead of a broker that lost what it had acknowledged.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import orjson
import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from application.database import ENCODING
from application.vanished import noticing
from interfaces.relay.address import Connecting
from interfaces.relay.broker import Broker, Held
from interfaces.relay.refusals import (
    NatsStreamAhead,
    NatsStreamForeign,
    RelayWaits,
)
from interfaces.relay.state import RelayState
from interfaces.relay.waiting import goes_on, over_breaks
from interfaces.services import Pool
from interfaces.streams.tail import Tail
from projections.progress import Progress

log = logging.getLogger("gongshi.relay")
IDLE = 2.0
"""Seconds without an event after which the broker's stream is looked at."""
TELLS = 2.0  # seconds between two looks at the lag
CONNECTIONS = 3


class Relay:
    """Between one log and one stream of a broker."""

    def __init__(
        self,
        tail: Tail,
        connecting: Connecting,
        stream: str,
        replicas: int,
        state: RelayState,
        told: Callable[[RelayWaits], None],
    ) -> None:
        """told: what it waits for, whenever that changes."""
        self._tail = tail
        self._connecting = connecting
        self._stream = stream
        self._replicas = replicas
        self._state = state
        self._told = told

    async def run(self, until: int | None = None) -> None:
        """For ever, or until the broker has everything up to a position.

        Raises the refusals that waiting does not mend.
        """
        await over_breaks(lambda: self._session(until), self._state, self._told)

    async def _session(self, until: int | None) -> None:
        """From one connection to its end."""
        async with self._connecting.connected() as client:
            broker = Broker(client, self._stream, self._replicas)
            position = await self._position(await broker.last())
            self._state.resumed(position)
            while goes_on() and (until is None or position < until):
                if position >= self._tail.position:
                    if not await self._tail.reached(position, IDLE):
                        await broker.check()
                    continue
                batch = await self._tail.batch(position)
                for event in batch.events:
                    await broker.publish(event)
                await broker.settled()
                position = batch.last
                self._state.moved(position, len(batch.events))

    async def _position(self, held: Held | None) -> int:
        """Where to go on. Raises NatsStreamAhead and NatsStreamForeign if what the
        broker holds is not of this log."""
        if held is None:
            return 0
        last = await self._tail.end()
        if held.position > last:
            raise NatsStreamAhead(
                stream=self._stream, position=held.position, last=last
            )
        ours = await self._tail.read(held.position - 1, held.position)
        if not any(_same(event.body, held.body) for event in ours.events):
            reason = f"{held.position}"
            raise NatsStreamForeign(stream=self._stream, reason=reason)
        return held.position


def _same(ours: bytes, held: bytes) -> bool:
    """Whether two envelopes hold one fact; the rest of an envelope may be worded anew
    by a later version."""
    with suppress(orjson.JSONDecodeError, KeyError, TypeError):
        mine, its = orjson.loads(ours), orjson.loads(held)
        return all(mine[name] == its[name] for name in ("id", "subject", "data"))
    return False


@asynccontextmanager
async def following(url: str, source: str) -> AsyncIterator[tuple[Tail, Pool]]:
    """The log of a database, followed, with the connections that read it."""
    pool: Pool = AsyncConnectionPool(
        noticing(url),
        min_size=1,
        max_size=CONNECTIONS,
        open=False,
        kwargs={"autocommit": True, "client_encoding": ENCODING},
        check=AsyncConnectionPool.check_connection,
    )
    progress = Progress(url)
    tail = Tail(pool, progress, source)
    async with pool:
        await progress.start()
        tail.start()
        try:
            yield tail, pool
        finally:
            await tail.stop()
            await progress.stop()


async def tell(state: RelayState, tail: Tail, pool: Pool) -> None:
    """Keep the lag and the row up to date, until cancelled."""
    while goes_on():
        try:
            state.last = max(state.position, await tail.end())
            await state.keep(pool)
        except (psycopg.Error, PoolTimeout) as error:
            log.warning("the relay's row waits: %s", error)
        await asyncio.sleep(TELLS)
