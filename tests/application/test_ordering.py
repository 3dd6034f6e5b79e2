"""One order: gapless, and never a position that shows up late.

The check is the same for the store as it is and for two stores whose lock is taken
out; it must hold for the first and find the fault in the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from threading import Barrier, Event
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import IntegrityError, PersistenceError, StoredEvent

from application.commit import Commit, Statement
from application.database import Connection, Database
from application.event_store import EventStore
from application.recorder import LogRecorder
from application.writer import Writer

WRITERS, READERS, SAVES = 16, 3, 40
FAILS = Statement("INSERT INTO no_such_table SELECT unnest(%s::int[])", [(1,)])


def new_events(count: int, stream: UUID | None = None) -> list[StoredEvent]:
    stream = stream or uuid4()
    return [StoredEvent(stream, number + 1, "x", b"{}") for number in range(count)]


def follow(recorder: LogRecorder, done: Event) -> list[int]:
    """The positions that a reader sees who always asks for what comes after."""
    seen: list[int] = []
    while True:
        last_look = done.is_set()
        found = recorder.select_notifications(
            seen[-1] if seen else 0, 100, inclusive_of_start=False
        )
        seen.extend(item.id for item in found)
        if last_look and not found:
            return seen


def faults(
    followed: Sequence[Sequence[int]], recorded: int, refused: Sequence[object]
) -> list[str]:
    """What is wrong with the order, in words; nothing if the promise was kept."""
    found = [f"a save was refused for no reason of its own: {it}" for it in refused]
    for positions in followed:
        missed = set(range(1, recorded + 1)) - set(positions)
        found += [f"position {position} was skipped" for position in sorted(missed)]
        if list(positions) != sorted(positions):
            found.append("positions came out of order")
    return found


@contextmanager
def opened(database: Database, *writers: Writer) -> Iterator[list[EventStore]]:
    stores = [EventStore(database, writer=writer) for writer in writers]
    try:
        yield stores
    finally:
        for store in stores:
            store.close()


@pytest.mark.slow
def test_sixteen_writers_with_rollbacks_and_three_readers(database_url: str) -> None:
    database = Database(database_url, size=READERS)
    done = Event()
    # Two stores on one database are what two processes are: two writers, one lock.
    with (
        opened(database, Writer(database_url), Writer(database_url)) as stores,
        ThreadPoolExecutor(WRITERS + READERS) as pool,
    ):
        readers = [
            pool.submit(follow, LogRecorder(stores[0]), done) for _ in range(READERS)
        ]

        def write(writer: int) -> tuple[int, int, list[str]]:
            """Numbers of events recorded and saves rolled back; other refusals."""
            recorded, rolled_back, refused = 0, 0, []
            for number in range(SAVES):
                to_fail = number % 20 == writer % 20
                events = new_events(1 + number % 3)
                try:
                    stores[writer % 2].append(events, [FAILS] if to_fail else [])
                except PersistenceError as error:
                    rolled_back += to_fail
                    refused += [] if to_fail else [str(error)]
                else:
                    recorded += len(events)
            return recorded, rolled_back, refused

        results = list(pool.map(write, range(WRITERS)))
        done.set()
        followed = [reader.result() for reader in readers]
    database.close()

    recorded = sum(each[0] for each in results)
    assert sum(each[1] for each in results) == WRITERS * SAVES // 20
    assert recorded == followed[0][-1]
    refused = [error for each in results for error in each[2]]
    assert faults(followed, recorded, refused) == []


class WithoutLock(Writer):
    """Reads the last position without the lock; both writers meet before they write."""

    locked = False
    meeting: Barrier | None

    def _write(
        self,
        connection: Connection,
        commits: Sequence[Commit],
        at: datetime,
    ) -> None:
        if self.meeting is not None:
            self.meeting.wait()
            self.meeting = None  # What is repeated goes straight on.
        super()._write(connection, commits, at)


def test_without_the_lock_two_writers_take_one_position(database: Database) -> None:
    writers = [WithoutLock(database.url) for _ in range(2)]
    meeting = Barrier(2)
    for writer in writers:
        writer.meeting = meeting
    with opened(database, *writers) as stores, ThreadPoolExecutor(2) as pool:
        saves = [pool.submit(store.append, new_events(1)) for store in stores]
        refused = [save.exception() for save in saves if save.exception()]

    assert [type(error) for error in refused] == [IntegrityError]
    assert len(faults([[1]], 1, refused)) == 1


class Numbered(Writer):
    """Without the lock, with positions from a sequence, as is often done: what is
    numbered first may be committed last."""

    locked = False
    numbers: Iterator[int]
    numbered: Event
    may_write: Event

    def _write(
        self,
        connection: Connection,
        commits: Sequence[Commit],
        at: datetime,
    ) -> None:
        for commit in commits:
            commit.first_position = next(self.numbers)
        self.numbered.set()
        self.may_write.wait()
        super()._write(connection, commits, at)


def test_without_the_lock_a_reader_skips_what_is_committed_late(
    database: Database,
) -> None:
    slow, quick = Numbered(database.url), Numbered(database.url)
    slow.numbers = quick.numbers = iter(range(1, 9))
    for writer in (slow, quick):
        writer.numbered, writer.may_write = Event(), Event()
    quick.may_write.set()
    done = Event()
    done.set()

    with opened(database, slow, quick) as stores, ThreadPoolExecutor(1) as pool:
        late = pool.submit(stores[0].append, new_events(1))
        slow.numbered.wait()
        stores[1].append(new_events(1))
        reader = LogRecorder(stores[1])
        seen = follow(reader, done)
        slow.may_write.set()
        late.result()
        rest = reader.select_notifications(seen[-1], 9, inclusive_of_start=False)

    assert seen == [2] and list(rest) == []
    assert faults([seen], 2, []) == ["position 1 was skipped"]
