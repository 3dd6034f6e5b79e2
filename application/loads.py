"""The one thread that loads streams; those who wait are served by one query."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg_pool import PoolClosed

from application.answer import Answer
from application.database import Database

LOAD = """
    SELECT stream_id, version, type, data FROM event
    WHERE stream_id = ANY(%s) ORDER BY stream_id, version
"""
Rows = list[tuple[Any, ...]]
"""Of one stream, in its order: its id, and version, type and data of an event."""


class _Wanted(NamedTuple):
    ids: list[UUID]
    answer: Answer[dict[UUID, Rows]]


class Loads:
    """Reads streams. What is asked for while a query runs goes into the next one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: SimpleQueue[_Wanted | None] = SimpleQueue()
        self._starting = Lock()
        self._thread: Thread | None = None
        self._closed = False

    def rows(self, ids: list[UUID]) -> Answer[dict[UUID, Rows]]:
        """The rows of these streams, maybe among others'; none of one that is not
        there. Nothing is older than the call. The answer may be a `psycopg.Error`.
        Raises `PoolClosed` once this is closed."""
        wanted = _Wanted(ids, Answer())
        with self._starting:
            if self._closed:
                raise PoolClosed("the store was closed")
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._run, name="log-reader", daemon=True)
                self._thread.start()
            self._queue.put(wanted)
        return wanted.answer

    def close(self) -> None:
        """End the thread, once it has answered those who wait."""
        with self._starting:
            self._closed = True
            self._queue.put(None)
            thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            together = [first]
            while not self._queue.empty():
                if (another := self._queue.get()) is None:
                    self._queue.put(None)  # for the next round
                    break
                together.append(another)
            self._answer(together)

    def _answer(self, together: list[_Wanted]) -> None:
        found: dict[UUID, Rows] | Exception = PoolClosed("the thread has ended")
        try:
            found = self._read(list({id for each in together for id in each.ids}))
        except psycopg.Error as error:
            found = error
        finally:
            for each in together:
                each.answer.give(found)

    def _read(self, ids: list[UUID]) -> dict[UUID, Rows]:
        rows = self._database.fetch(LOAD, (ids,))
        return {id: list(group) for id, group in groupby(rows, key=itemgetter(0))}
