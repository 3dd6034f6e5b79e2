"""The log as an engine reads it: in batches, the next one while it works on this."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
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


class Reader:
    """Reads one batch ahead while the log has more than fits into one."""

    def __init__(self, store: EventStore, limit: int, executor: ThreadPoolExecutor):
        self._store = store
        self._limit = limit
        self._executor = executor
        self._ahead: tuple[int, int, Future[Batch]] | None = None

    def read(self, after: int, until: int | None = None) -> Batch:
        """The batch after a position, none of it after `until`."""
        limit = self._within(after, until)
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead[:2] == (after, limit):
            batch = ahead[2].result()
        else:
            batch = read(self._store, after, limit)
        following = self._within(batch.last, until)
        if following and batch.last - after == self._limit:
            future = self._executor.submit(read, self._store, batch.last, following)
            self._ahead = batch.last, following, future
        return batch

    def _within(self, after: int, until: int | None) -> int:
        return self._limit if until is None else min(self._limit, until - after)


@contextmanager
def reader(store: EventStore, limit: int) -> Iterator[Reader]:
    """A reader with a thread of its own, which ends with it."""
    with ThreadPoolExecutor(1, thread_name_prefix="reads-ahead") as executor:
        yield Reader(store, limit, executor)
