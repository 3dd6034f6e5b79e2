"""Aggregates as this process last left them, so that the next command need not load.

What lies here may be old: another process may have moved the stream since. That is
found out when something is saved on it (a stream's version is unique in the log), and
whoever decides without saving looks at the log first.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from uuid import UUID

from eventsourcing.domain import Aggregate

LARGEST = 4096


class AggregateCache:
    """Holds the aggregates used last; each is with one command at a time.

    Everything is said to belong to a session of the log's writer: what was written in
    a session that ended may not be there any more (a standby took over that lagged),
    so it does not outlive it.
    """

    def __init__(self, size: int = LARGEST) -> None:
        self._size = size
        self._lock = Lock()
        self._held: OrderedDict[UUID, tuple[int, Aggregate]] = OrderedDict()

    def take(self, id: UUID, session: int) -> Aggregate | None:
        """The aggregate, out of the cache: whoever changes it gives it back."""
        with self._lock:
            found = self._held.pop(id, None)
        return found[1] if found is not None and found[0] == session else None

    def clear(self) -> None:
        """Hold nothing any more."""
        with self._lock:
            self._held.clear()

    def give(self, aggregate: Aggregate, session: int) -> None:
        """Keep an aggregate that is what the log says."""
        with self._lock:
            self._held[aggregate.id] = session, aggregate
            self._held.move_to_end(aggregate.id)
            if len(self._held) > self._size:
                self._held.popitem(last=False)
