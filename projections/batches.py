"""One step of read models along the log: events, rows and position together."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from application.database import Connection
from application.event_store import EventStore, Recorded
from projections import positions
from projections.projection import Projection, apply_or_park

STREAM_OF = "SELECT stream_id FROM event WHERE position = %s"
UNREADABLE = (LookupError, TypeError, ValueError)


def step(
    conn: Connection,
    store: EventStore,
    projections: Sequence[Projection],
    after: int,
    limit: int,
) -> bool:
    """Move read models that have all seen `after` events by up to `limit` more.

    True if there was something to do. `conn` is in autocommit; whatever fails leaves
    rows and positions as they were.
    """
    batch = _readable(store, after, limit)
    if not batch:
        return False
    last = batch[-1].position if isinstance(batch, list) else after + 1
    with conn.transaction():
        for projection in projections:
            if positions.hold(conn, projection.name) != after:
                continue  # somebody else moved it meanwhile
            if isinstance(batch, list):
                apply_or_park(conn, projection, batch)
            else:
                _park_unreadable(conn, projection, after + 1, batch)
            positions.move(conn, projection.name, last)
    return True


def _readable(store: EventStore, after: int, limit: int) -> list[Recorded] | Exception:
    """The next events; fewer if one further on cannot be read, or its error if it is
    the next one."""
    while True:
        try:
            return store.read(after, limit)
        except UNREADABLE as error:
            if limit == 1:
                return error
            limit //= 2


def _park_unreadable(
    conn: Connection, projection: Projection, position: int, error: Exception
) -> None:
    found = conn.execute(STREAM_OF, (position,)).fetchone()
    assert found, "the store has just read this position"
    reason = f"{type(error).__name__}: {error}"
    positions.park(conn, projection.name, position, found[0], reason)


def retry(conn: Connection, store: EventStore, projection: Projection) -> int:
    """Apply the parked events of a read model, stream by stream, each in order.

    Returns how many are no longer parked. What still fails is parked again.
    """
    streams = positions.parked_streams(conn, projection.name)
    return sum(_drain(conn, store, projection, stream) for stream in streams)


def _drain(
    conn: Connection, store: EventStore, projection: Projection, stream: UUID
) -> int:
    with conn.transaction():
        # Held, so that no new event of the stream overtakes the parked ones.
        positions.hold(conn, projection.name)
        try:
            events = store.stream(stream)
        except UNREADABLE:
            return 0
        parked = positions.release(conn, projection.name, stream)
        batch = [each for each in events if each.position in parked]
        return len(batch) - apply_or_park(conn, projection, batch)


def by_position(
    conn: Connection, projections: Sequence[Projection]
) -> list[tuple[int, list[Projection]]]:
    """The read models by position, lowest first."""
    known = positions.positions(conn)
    at: dict[int, list[Projection]] = {}
    for projection in projections:
        at.setdefault(known.get(projection.name, 0), []).append(projection)
    return sorted(at.items(), key=lambda item: item[0])
