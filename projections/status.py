"""How the read models are: versions, positions, lag, what is parked, who acts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString, NamedTuple

from psycopg import AsyncConnection

from application.database import Connection
from projections.positions import State
from projections.read_models import NAMES
from projections.sessions import SESSIONS, Session
from projections.transparency.checkpoints import HALTED

LOG = "SELECT coalesce((SELECT position FROM event ORDER BY position DESC LIMIT 1), 0)"
MODELS: LiteralString = """
    SELECT p.name, p.version, p.position, p.generation, p.complete, e.recorded_at,
        parked.events, parked.streams, parked.error
    FROM projection p
    LEFT JOIN event e ON e.position = p.position + 1
    CROSS JOIN LATERAL (
        SELECT count(*) AS events, count(DISTINCT stream_id) AS streams,
            (SELECT error FROM parked_event WHERE projection = p.name
                ORDER BY position LIMIT 1) AS error
        FROM parked_event WHERE projection = p.name
    ) parked
    WHERE p.name = ANY(%s)
    ORDER BY p.name
"""


class ReadModel(NamedTuple):
    """One read model in the database.

    lag: events of the log that it has not seen. waiting_since: when the first of them
    was recorded. error: of the first event that is parked.
    """

    state: State
    lag: int
    waiting_since: datetime | None
    parked_events: int
    parked_streams: int
    error: str | None

    def seconds(self, now: datetime) -> float:
        """How long the first event that it has not seen has been in the log."""
        if self.waiting_since is None:
            return 0.0
        return max(0.0, (now - self.waiting_since).total_seconds())


class Status(NamedTuple):
    """The read models that this version of the code knows, at one moment.

    log: the last position of it. models: those of them that have tables.
    halt: the code of what has stopped the transparency log, None while it goes on.
    """

    log: int
    models: dict[str, ReadModel]
    sessions: list[Session]
    halt: str | None = None

    @property
    def lag(self) -> int:
        """Of the slowest read model."""
        return max((each.lag for each in self.models.values()), default=self.log)

    @property
    def rebuild(self) -> Session | None:
        """Who rebuilds read models now, if anybody does."""
        return next((each for each in self.sessions if each.position is not None), None)


def status(conn: Connection) -> Status:
    """Ask the database; the read models come first, so that no lag is negative."""
    models = conn.execute(MODELS, (NAMES,)).fetchall()
    log = conn.execute(LOG).fetchone()
    halt = conn.execute(HALTED).fetchone()
    return _status(models, log, conn.execute(*SESSIONS).fetchall(), halt)


async def read_status(conn: AsyncConnection[Any]) -> Status:
    """The same without blocking the event loop."""
    models = await (await conn.execute(MODELS, (NAMES,))).fetchall()
    log = await (await conn.execute(LOG)).fetchone()
    sessions = await (await conn.execute(*SESSIONS)).fetchall()
    halt = await (await conn.execute(HALTED)).fetchone()
    return _status(models, log, sessions, halt)


def _status(
    models: Sequence[Any],
    log: Sequence[Any] | None,
    sessions: Sequence[Any],
    halt: Sequence[Any] | None,
) -> Status:
    last = int(log[0]) if log else 0
    found = {
        row[0]: ReadModel(State(*row[:5]), max(0, last - row[2]), *row[5:])
        for row in models
    }
    code = halt[0] if halt else None
    return Status(last, found, [Session(*row) for row in sessions], code)
