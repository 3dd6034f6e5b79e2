"""One step of read models along the log: rows and position in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from application.database import Connection
from application.event_store import EventStore
from projections import positions
from projections.memory import Memory
from projections.projection import Projection, apply_or_park
from projections.reading import UNREADABLE, Batch


class Memories:
    """What one connection remembers of the read models that it moves."""

    def __init__(self, conn: Connection, projections: Sequence[Projection]) -> None:
        self._conn = conn
        self._projections = {each.name: each for each in projections}
        self._known: dict[str, Memory] = {}

    def held(self, names: Sequence[str], position: int) -> list[Memory]:
        """Hold read models; those that are at the position and of this code's version.

        Nobody else moves them until the transaction ends.
        """
        held = positions.hold(self._conn, names)
        return [
            self._memory(state)
            for state in held.values()
            if state.position == position
            and state.version == self._projections[state.name].version
        ]

    def forget(self) -> None:
        """Remember nothing, after something failed."""
        self._known.clear()

    def _memory(self, state: positions.State) -> Memory:
        known = self._known.get(state.name)
        if known is None or known.generation != state.generation:
            projection = self._projections[state.name]
            known = Memory(self._conn, projection, state.generation)
            self._known[state.name] = known
        return known


def step(
    conn: Connection, memories: Memories, names: Sequence[str], batch: Batch
) -> None:
    """Move those of the read models by a batch that have seen all before it.

    `conn` is in autocommit. Whatever fails leaves rows and positions as they were;
    the memories are then no longer good.
    """
    with conn.transaction():
        held = memories.held(names, batch.after)
        for memory in held:
            if batch.unreadable is not None:
                memory.set_aside(batch.last, *batch.unreadable)
                memory.write()
            else:
                apply_or_park(conn, memory, batch.events)
        moved = [memory.projection.name for memory in held]
        positions.move(conn, moved, batch.last, end=batch.end)


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
        state = positions.hold(conn, [projection.name]).get(projection.name)
        if state is None or state.version != projection.version:
            return 0
        try:
            events = store.stream(stream)
        except UNREADABLE:
            return 0
        positions.changed(conn, projection.name)
        parked = positions.release(conn, projection.name, stream)
        batch = [each for each in events if each.position in parked]
        return len(batch) - apply_or_park(conn, Memory(conn, projection), batch)
