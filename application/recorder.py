"""The log behind the `eventsourcing` library's own interfaces.

An application of the library gets them from `application.factory`; the service itself
uses `EventStore`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, LiteralString
from uuid import UUID

import orjson
import psycopg
from eventsourcing import persistence
from eventsourcing.persistence import (
    AggregateRecorder,
    IntegrityError,
    Notification,
    ProcessRecorder,
    StoredEvent,
    Tracking,
    TrackingRecorder,
)

from application.canonical import NotCanonical, canonical
from application.commit import Statement
from application.event_store import EventStore
from application.mapper import REGISTRY
from application.subscription import Subscription

SELECT: LiteralString = """
    SELECT stream_id, version, type, data FROM event
    WHERE stream_id = %s AND (%s::int IS NULL OR version > %s)
        AND (%s::int IS NULL OR version <= %s)
    ORDER BY version
"""
NOTIFICATIONS = """
    SELECT stream_id, version, type, data, position FROM event
    WHERE position >= %s AND (%s::bigint IS NULL OR position <= %s)
        AND (cardinality(%s::text[]) = 0 OR type = ANY(%s))
    ORDER BY position LIMIT %s
"""
MAX_TRACKING = "SELECT notification_id FROM tracking WHERE application_name = %s"
TRACK = "SELECT track(name, id) FROM unnest(%s::text[], %s::bigint[]) AS row (name, id)"


class LogAggregateRecorder(AggregateRecorder):
    """Streams of stored events; the order between streams is not told."""

    def __init__(self, store: EventStore) -> None:
        self.store = store

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        self._append(stored_events)
        return None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        sql = SELECT + (" DESC" if desc else "") + " LIMIT %s"
        rows = self.store.database.fetch(sql, (originator_id, gt, gt, lte, lte, limit))
        return [StoredEvent(*row) for row in rows]

    def _append(
        self, events: Sequence[StoredEvent], statements: Sequence[Statement] = ()
    ) -> Sequence[int]:
        for event in events:
            _check(event)
        return self.store.append(events, statements)


class LogRecorder(LogAggregateRecorder, persistence.ApplicationRecorder):
    """The log in its order; notification ids are its gapless positions."""

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        return self._append(stored_events)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        first = (start or 0) + (0 if inclusive_of_start else 1)
        wanted = list(topics)
        rows = self.store.database.fetch(
            NOTIFICATIONS, (first, stop, stop, wanted, wanted, limit)
        )
        return [Notification(*row) for row in rows]

    def max_notification_id(self) -> int | None:
        return self.store.position() or None

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> persistence.Subscription[persistence.ApplicationRecorder]:
        return Subscription(self, gt, topics)


class LogTrackingRecorder(TrackingRecorder):
    """How far followers of other logs have come; they only go forward."""

    def __init__(self, store: EventStore) -> None:
        self.store = store

    def insert_tracking(self, tracking: Tracking) -> None:
        try:
            with self.store.database.connection() as connection:
                connection.execute(TRACK, _columns(tracking))
        except psycopg.errors.UniqueViolation as error:
            raise IntegrityError(str(error)) from None

    def max_tracking_id(self, application_name: str) -> int | None:
        rows = self.store.database.fetch(MAX_TRACKING, (application_name,))
        return rows[0][0] if rows else None


class LogProcessRecorder(LogTrackingRecorder, LogRecorder, ProcessRecorder):
    """Events and the place in another log that they answer, in one transaction."""

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        tracking = kwargs.get("tracking")
        if tracking is None:
            return self._append(stored_events)
        row = (tracking.application_name, tracking.notification_id)
        return self._append(stored_events, [Statement(TRACK, [row])])


def _columns(tracking: Tracking) -> tuple[list[str], list[int]]:
    return [tracking.application_name], [tracking.notification_id]


def _check(event: StoredEvent) -> None:
    """A known fact's data goes into the public entry as it is: it must be canonical."""
    if not REGISTRY.knows(event.topic):
        return
    try:
        if canonical(orjson.loads(event.state)) == event.state:
            return
    except (orjson.JSONDecodeError, NotCanonical):
        pass
    raise NotCanonical(f"the data of {event.topic} is not canonical JSON")
