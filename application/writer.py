"""The one thread that writes to the log; commits that wait are written together.

As long as nobody else writes, it writes the hopeful way of `application.append`, and
otherwise the careful one.

Whatever happens to its connection, the thread goes on: it connects again and repeats
what was not committed. A commit that broke off at COMMIT may have got through; the
next try sees under the lock whether it did.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from queue import Empty, SimpleQueue
from struct import error as StructError
from threading import Event, Lock, Thread

import psycopg
from eventsourcing.persistence import IntegrityError, PersistenceError

from application import append, arrays, insert
from application.answer import Answer
from application.clock import Clock, system_clock
from application.commit import Commit, Counts, Receipt
from application.database import Connection, lost, writes_nothing
from application.refusals import LogUnavailable
from application.vanished import noticing

MOST_EVENTS = 5_000  # in one transaction, unless a single commit has more
MOST_COMMITS = 256
PATIENCE = 15.0  # seconds to go on trying while the database cannot be reached
# What a value can do wrong on its way into the log; its commit is found and told.
UNWRITABLE = (psycopg.Error, ValueError, TypeError, AssertionError, StructError)
LOCK_TIMEOUT = "SET lock_timeout = '5s'"  # then see whether its holder is frozen
SHORTEST_PAUSE, LONGEST_PAUSE = 0.01, 1.0  # seconds between two tries to connect


class WriterClosed(PersistenceError):
    """The store was closed before the commit was written."""


class Writer:
    """Takes commits from any thread and answers each."""

    # The ordering test takes the lock away to show that it would notice.
    locked = True

    def __init__(self, url: str, clock: Clock = system_clock) -> None:
        self._url = url
        self._clock = clock
        self._queue: SimpleQueue[Commit | None] = SimpleQueue()
        self._connection: Connection | None = None
        self._closing = Event()
        self._starting = Lock()
        self._thread: Thread | None = None
        self.counts = Counts()
        self.sessions = 0  # how often it has connected
        self._last: append.Last | None = None
        self._alone = False

    def submit(self, commit: Commit) -> Answer[Receipt]:
        """Queue a commit. Its answer is the receipt once it is committed, or
        `IntegrityError`, `KeyReused`, `LogUnavailable` or `WriterClosed`."""
        with self._starting:
            if self._closing.is_set():
                raise WriterClosed
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._run, name="log-writer", daemon=True)
                self._thread.start()
            self._queue.put(commit)
        return commit.answer

    def close(self) -> None:
        """Write what is queued, then stop; without waiting if the database is away."""
        with self._starting:
            self._closing.set()
            self._queue.put(None)
            thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        try:
            while commits := self._next():
                try:
                    self._commit(commits, time.monotonic() + PATIENCE)
                finally:
                    _fail(commits, WriterClosed())
        finally:
            self._disconnect()

    def _next(self) -> list[Commit]:
        """All that waits, up to the bounds; empty when the writer is to stop."""
        first = self._queue.get()
        commits = [first] if first is not None else []
        events = len(first.events) if first is not None else 0
        while commits and events < MOST_EVENTS and len(commits) < MOST_COMMITS:
            try:
                commit = self._queue.get_nowait()
            except Empty:
                break
            if commit is None:
                self._queue.put(None)  # Stop after this batch.
                break
            commits.append(commit)
            events += len(commit.events)
        return commits

    def _commit(self, commits: Sequence[Commit], give_up_at: float) -> None:
        """Write the commits; apart from each other if they fail together."""
        pause = SHORTEST_PAUSE
        while True:
            try:
                return self._answer(commits, self._transact(commits))
            except psycopg.errors.LockNotAvailable:
                _mark(commits, uncertain=False)
                self._end_frozen()
            except UNWRITABLE as error:
                gone = lost(self._connection, error)
                self._disconnect()
                if writes_nothing(error):
                    return _fail(commits, LogUnavailable())
                if not gone:
                    return self._apart(commits, error, give_up_at)
            if time.monotonic() > give_up_at or self._closing.wait(pause):
                return _fail(commits, LogUnavailable())
            pause = min(2 * pause, LONGEST_PAUSE)

    def _end_frozen(self) -> None:
        """End the session of a writer that has the lock and does nothing with it."""
        with suppress(psycopg.Error):  # a lost connection shows at the next try
            connection = self._connected()
            connection.rollback()
            connection.execute(append.END_FROZEN)

    def _answer(
        self, commits: Sequence[Commit], outcomes: Sequence[append.Outcome]
    ) -> None:
        written = [c for c in commits if c.first_position is not None]
        counts = self.counts
        counts.batches += 1
        counts.commits += len(written)
        counts.events += sum(len(commit.events) for commit in written)
        counts.refused += sum(not isinstance(each, Receipt) for each in outcomes)
        for commit, outcome in zip(commits, outcomes, strict=True):
            commit.answer.give(outcome)

    def _apart(
        self, commits: Sequence[Commit], error: Exception, give_up_at: float
    ) -> None:
        """One of the commits cannot be written: find out which."""
        if len(commits) == 1:
            integrity = isinstance(error, psycopg.IntegrityError)
            kind = IntegrityError if integrity else PersistenceError
            return _fail(commits, kind(str(error)))
        for commit in commits:
            self._commit([commit], give_up_at)

    def _transact(self, commits: Sequence[Commit]) -> Sequence[append.Outcome]:
        connection = self._connected()
        if self._alone and self._last and self._may_hope(commits):
            try:
                return self._hopefully(connection, commits, self._last)
            except psycopg.errors.UniqueViolation:
                # Somebody wrote meanwhile, or a key was used: look before writing.
                connection.rollback()
                _mark(commits, uncertain=False)
        return self._carefully(connection, commits)

    def _hopefully(
        self, connection: Connection, commits: Sequence[Commit], last: append.Last
    ) -> Sequence[append.Outcome]:
        receipts = append.hoped(commits, last.position)
        at = max(self._clock(), last.recorded_at)
        _mark(commits, uncertain=True)
        if any(commit.statements for commit in commits):
            insert.write(connection, commits, at, begun=False)
        else:
            insert.write_at_once(connection, commits, at)
        self._last = append.Last(receipts[-1].position, at)
        return receipts

    def _carefully(
        self, connection: Connection, commits: Sequence[Commit]
    ) -> Sequence[append.Outcome]:
        self.counts.looked += 1
        seen = append.read(connection, commits, lock=self.locked)
        self._alone = self._last is not None and seen.position == self._last.position
        now = self._clock()
        at = max(now, seen.recorded_at or now)
        outcomes = append.decide(commits, seen)
        accepted = [c for c in commits if c.first_position is not None]
        if accepted:
            _mark(accepted, uncertain=True)
            self._write(connection, accepted, at)
            self._last = append.Last(seen.position, at)
        else:
            append.ask(connection, "COMMIT")  # a rollback forgets what is prepared
        return outcomes

    def _may_hope(self, commits: Sequence[Commit]) -> bool:
        """Whether commits may go the hopeful way: events, whose positions the log will
        judge, and nothing that was decided before this session or is in doubt."""
        return 0 < sum(len(c.events) for c in commits) < insert.BULK and all(
            c.session == self.sessions and not c.uncertain for c in commits
        )

    def _write(
        self, connection: Connection, commits: Sequence[Commit], at: datetime
    ) -> None:
        """The second half of the transaction: insert and COMMIT."""
        insert.write(connection, commits, at, begun=True)

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = psycopg.connect(
                noticing(self._url), autocommit=True, application_name=append.WRITER
            )
            self._connection.execute(LOCK_TIMEOUT)
            arrays.register(self._connection)
            self.sessions += 1
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        # What comes next may be another server, with another log.
        self._alone, self._last = False, None


def _mark(commits: Sequence[Commit], *, uncertain: bool) -> None:
    """Note whether a connection lost now leaves open if they were recorded."""
    for commit in commits:
        commit.uncertain = uncertain


def _fail(commits: Sequence[Commit], error: Exception) -> None:
    for commit in commits:
        commit.answer.give(error)
