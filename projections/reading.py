"""The log as an engine reads it: in batches, over what cannot be read, past no gap."""

from __future__ import annotations

from itertools import count, takewhile
from typing import NamedTuple
from uuid import UUID

from application.event_store import EventStore, Recorded
from projections.memory import UNFOLDABLE

NEXT = """
    SELECT position, stream_id FROM event WHERE position > %s
    ORDER BY position LIMIT 1
"""
# Also what the rules that bring old events up to date may raise.
UNREADABLE = UNFOLDABLE


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
    position, stream = store.database.fetch(NEXT, (after,))[0]
    if position > after + 1:  # It lies behind a gap.
        return Batch(after, after, [])
    reason = f"{type(error).__name__}: {error}"
    return Batch(after, position, [], unreadable=(stream, reason))
