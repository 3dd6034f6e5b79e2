"""The log as an engine reads it: in batches, over what cannot be read, past no gap."""

from __future__ import annotations

from itertools import count, takewhile
from typing import NamedTuple
from uuid import UUID

from application.event_store import EventStore, Recorded

STREAM_OF = "SELECT stream_id FROM event WHERE position = %s"
UNREADABLE = (LookupError, TypeError, ValueError)


class Batch(NamedTuple):
    """The events after a position, up to and with `last`.

    end: the log had no more. unreadable: stream and error of the one event that this
    batch stands for, which the code cannot read; then `events` is empty.
    """

    after: int
    last: int
    events: list[Recorded]
    end: bool = False
    unreadable: tuple[UUID, str] | None = None


def read(store: EventStore, after: int, limit: int) -> Batch:
    """Up to `limit` events after a position: fewer if one further on cannot be read.

    Never passes a gap: a position that is not there yet is a commit still to come.
    """
    wanted = limit
    while True:
        try:
            found = store.read(after, limit)
        except UNREADABLE as error:
            if limit == 1:
                return _unreadable(store, after, error)
            limit //= 2
        else:
            break
    last = found[-1].position if found else after
    if last - after != len(found):
        expected = count(after + 1)
        found = list(takewhile(lambda each: each.position == next(expected), found))
        last = after + len(found)
    end = limit == wanted and len(found) < limit
    return Batch(after, last, found, end)


def _unreadable(store: EventStore, after: int, error: Exception) -> Batch:
    stream = store.database.fetch(STREAM_OF, (after + 1,))[0][0]
    reason = f"{type(error).__name__}: {error}"
    return Batch(after, after + 1, [], unreadable=(stream, reason))
