"""The `eventsourcing` library as it comes: its own aggregate, recorder and mapper."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Self
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import StoredEvent

from bench.machine import at_once
from bench.server import parts_of

OVERHEAD = 120
"""Bytes of a stored event of a matter beside its payload, about."""
INSERTED_AT_ONCE = 200
"""The library is fastest so; 1,000 at once fill its pipeline, and it waits for ever."""
READ_AT_ONCE = 1_000


class Matter(Aggregate):
    """Like a case, with as many bytes in each event; its rules are two lines."""

    class Reported(Aggregate.Created):
        payload: str

    class Accepted(Aggregate.Event):
        payload: str

        def apply(self, aggregate: Matter) -> None:
            aggregate.status = "accepted"

    class Noted(Aggregate.Event):
        payload: str

        def apply(self, aggregate: Matter) -> None:
            aggregate.notes += 1

    def __init__(self, payload: str) -> None:
        self.status = "reported"
        self.notes = 0

    @classmethod
    def report(cls, payload: str) -> Self:
        return cls._create(cls.Reported, id=uuid4(), payload=payload)

    def accept(self, payload: str) -> None:
        if self.status != "reported":
            raise ValueError(self.status)
        self.trigger_event(self.Accepted, payload=payload)

    def note(self, payload: str) -> None:
        self.trigger_event(self.Noted, payload=payload)


class Stock:
    """An ordinary application of the library on a database of its own.

    width: bytes of data in each event, as one of ours has.
    """

    def __init__(self, app: Application[UUID], width: int) -> None:
        self.app = app
        self.payload = "x" * max(0, width - OVERHEAD)

    def matters(self, count: int, events: int) -> list[UUID]:
        """New matters with so many events each."""
        made: list[UUID] = []
        together = max(1, INSERTED_AT_ONCE // events)
        while len(made) < count:
            matters = [self._matter(events) for _ in range(together)]
            self.app.save(*matters)
            made += [matter.id for matter in matters]
        return made[:count]

    def _matter(self, events: int) -> Matter:
        matter = Matter.report(self.payload)
        for _ in range(events - 1):
            matter.note(self.payload)
        return matter

    def accept_all(self, ids: Sequence[UUID], threads: int) -> float:
        """Load, decide, save, so many at a time: seconds."""

        def accept(number: int) -> None:
            for id in ids[number::threads]:
                matter: Matter = self.app.repository.get(id)
                matter.accept(self.payload)
                self.app.save(matter)

        return at_once(threads, accept)

    def load_all(self, ids: Sequence[UUID]) -> float:
        """Load each: matters a second."""
        started = time.perf_counter()
        for id in ids:
            self.app.repository.get(id)
        return len(ids) / (time.perf_counter() - started)

    def read_log(self) -> float:
        """Every event of the log as a domain event: events a second."""
        read, last, started = 0, 0, time.perf_counter()
        while True:
            page = self.app.recorder.select_notifications(last + 1, READ_AT_ONCE)
            if not page:
                return read / (time.perf_counter() - started)
            for notification in page:
                self.app.mapper.to_domain_event(notification)
            read, last = read + len(page), page[-1].id

    def insert(self, events: Sequence[StoredEvent]) -> float:
        """Insert prepared stored events in batches: events a second."""
        started = time.perf_counter()
        for first in range(0, len(events), INSERTED_AT_ONCE):
            batch = events[first : first + INSERTED_AT_ONCE]
            self.app.recorder.insert_events(batch)
        return len(events) / (time.perf_counter() - started)


@contextmanager
def stock(url: str, width: int) -> Iterator[Stock]:
    """The library's application on a database; it makes its tables itself."""
    with Application[UUID](env=environment(url)) as app:
        yield Stock(app, width)


def environment(url: str) -> dict[str, str]:
    """How the library is told of a database; a connection for each of 16 threads."""
    name, host = parts_of(url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": name,
        "POSTGRES_HOST": host,
        "POSTGRES_PORT": "5432",
        "POSTGRES_USER": "postgres",
        "POSTGRES_PASSWORD": "none",
        "POSTGRES_POOL_SIZE": "16",
    }
