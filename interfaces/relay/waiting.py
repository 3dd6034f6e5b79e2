"""Sessions with a broker, one after the other, over every break."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

import psycopg

from interfaces.relay.refusals import RelayWaits, RelayWithoutLog

LONGEST_PAUSE = 5.0


class Watched(Protocol):
    """Who counts how sessions fare. done: what they did, only ever more."""

    @property
    def done(self) -> int: ...

    def failed(self, reason: RelayWaits) -> None: ...


async def over_breaks(
    session: Callable[[], Awaitable[None]],
    watched: Watched,
    told: Callable[[RelayWaits], None],
) -> None:
    """Until a session ends by itself; what passes begins another one, after a pause.

    told: what is waited for, whenever that changes. Raises the refusals that waiting
    does not mend.
    """
    pause, waits = 0.0, ""
    while goes_on():
        before = watched.done
        try:
            return await session()
        except RelayWaits as error:
            reason = error
        except psycopg.Error as error:
            reason = RelayWithoutLog(reason=error)
        watched.failed(reason)
        if watched.done > before:
            pause, waits = 0.0, ""
        if reason.code != waits:
            told(reason)
            waits = reason.code
        await asyncio.sleep(pause)
        pause = min(max(2 * pause, 0.05), LONGEST_PAUSE)


def goes_on() -> bool:
    """True; raises what ends the task. The library swallows that now and then."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
    return True
