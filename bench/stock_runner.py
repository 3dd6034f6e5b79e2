"""The library's own projection runner: one transaction for each event.

It has the rules of our `case_history`, on a log and a table of its own. It keeps the
heads of its histories in memory, which our table of them does not: that favours it.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson
from eventsourcing.application import Application
from eventsourcing.persistence import StoredEvent, Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.sql import SQL, Identifier, Placeholder

from application.event_store import Recorded
from application.mapper import type_name
from bench.stock import INSERTED_AT_ONCE, environment
from domain.facts import Fact
from projections.case_entry import Head, HistoryRow, write
from projections.case_history import DDL

PATIENCE = 600.0
INSERT = SQL("INSERT INTO case_history ({}) VALUES ({})").format(
    SQL(", ").join(map(Identifier, HistoryRow._fields)),
    SQL(", ").join(Placeholder() for _ in HistoryRow._fields),
)
VOID = """
    UPDATE case_history SET void_at = %s
    WHERE case_id = %s AND version = %s AND part = %s AND void_at IS NULL
"""


class Log(Application[UUID]):
    """An application whose log holds our facts."""


class HistoryView(PostgresTrackingRecorder):
    """The table, and the place in the log up to which it is right."""

    def __init__(self, datastore: PostgresDatastore, **kwargs: Any) -> None:
        super().__init__(datastore, **kwargs)
        statements = [each for each in DDL.split(";") if each.strip()]
        self.sql_create_statements += [SQL(each).format() for each in statements]

    def add(
        self,
        entries: Sequence[HistoryRow],
        voids: Sequence[Sequence[Any]],
        tracking: Tracking,
    ) -> None:
        """The entries of one event and its place, in one transaction."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            for entry in entries:
                cursor.execute(INSERT, _values(entry), prepare=True)
            for case_id, version, part, at in voids:
                cursor.execute(VOID, (at, case_id, version, part), prepare=True)


def _values(entry: HistoryRow) -> list[Any]:
    stored = {
        "payload": orjson.dumps(entry.payload).decode(),
        "paths": list(entry.paths),
    }
    return [stored.get(name, value) for name, value in entry._asdict().items()]


class Histories(Projection[HistoryView]):
    """Feeds the table, event by event."""

    name = "histories"

    def __init__(self, view: HistoryView) -> None:
        super().__init__(view)
        self._heads: dict[UUID, Head] = {}

    def process_event(self, domain_event: Fact, tracking: Tracking) -> None:
        id = domain_event.originator_id
        kind = type_name(type(domain_event))
        at, place = domain_event.timestamp, tracking.notification_id
        recorded = Recorded(place, at, kind, domain_event)
        written = write(self._heads.get(id), recorded)
        self._heads[id] = written.head
        self.view.add(written.entries, written.voids, tracking)


def run(url: str, events: Sequence[StoredEvent]) -> float:
    """Record the events in an empty database, then let the runner catch up.

    Events a second, of the runner alone.
    """
    env = environment(url) | {"MAPPER_TOPIC": "application.mapper:FactMapper"}
    with Log(env=env) as app:
        for first in range(0, len(events), INSERTED_AT_ONCE):
            app.recorder.insert_events(events[first : first + INSERTED_AT_ONCE])
        last = app.recorder.max_notification_id()
    started = time.perf_counter()
    with ProjectionRunner(
        application_class=Log,
        projection_class=Histories,
        view_class=HistoryView,
        env=env,
    ) as runner:
        runner.wait(last, timeout=PATIENCE)
        seconds = time.perf_counter() - started
    return len(events) / seconds
