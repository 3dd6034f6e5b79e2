"""Large aggregates that commands only look at, replayed once for each version.

A ballot needs the roll of its vote, thousands of heads; to replay it for every ballot
takes many times as long as all the rest. Here lies the vote as it was last replayed:
it holds as long as the log has that version.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TypeVar
from uuid import UUID

from eventsourcing.domain import Aggregate

A = TypeVar("A", bound=Aggregate)

LARGEST = 8


class LookedAt:
    """Holds the few that were looked at last. Many look at one at a time, so nobody
    changes it: what a command changes comes from elsewhere.

    Each belongs to a session of the log's writer, as in `AggregateCache`.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: OrderedDict[UUID, tuple[int, Aggregate]] = OrderedDict()

    def find(
        self, kind: type[A], id: UUID, version: int | None, session: int
    ) -> A | None:
        """The aggregate, if it is of this version and session."""
        with self._lock:
            found = self._held.get(id)
        if found is None or found[0] != session or found[1].version != version:
            return None
        return found[1] if isinstance(found[1], kind) else None

    def keep(self, aggregate: Aggregate, session: int) -> None:
        """Keep an aggregate that is what the log says, and that nobody changes."""
        with self._lock:
            self._held[aggregate.id] = session, aggregate
            self._held.move_to_end(aggregate.id)
            if len(self._held) > LARGEST:
                self._held.popitem(last=False)
