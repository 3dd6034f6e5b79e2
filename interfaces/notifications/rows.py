"""The outbox as the database has it, for who watches it and who mends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from application.clock import Clock
from application.database import Database

COUNTED = """
    SELECT greatest((SELECT coalesce(max(position), 0) FROM event) - r.position, 0),
        (SELECT count(*) FROM notification_contact),
        (SELECT count(*) FROM notification WHERE state = 'waiting'),
        (SELECT count(*) FROM notification WHERE state = 'dead'),
        r.sent, r.failed, r.failure
    FROM notification_reader r
"""
DEAD = """
    SELECT id, kind, attempts, failure, changed_at FROM notification
    WHERE state = 'dead' ORDER BY changed_at, number
"""
RAISE = """
    UPDATE notification SET (state, attempts, next_at) = ('waiting', 0, %s)
    WHERE state = 'dead'
"""


class Figures(NamedTuple):
    """lag: events that were not looked at yet. people: who have said how to be told.

    waiting, dead: messages. sent, failed: attempts since ever. failure: why a channel
    does not work.
    """

    lag: int
    people: int
    waiting: int
    dead: int
    sent: int
    failed: int
    failure: str | None


class Dead(NamedTuple):
    """A message that was given up."""

    id: UUID
    kind: str
    attempts: int
    failure: str
    at: datetime


def figures(database: Database) -> Figures:
    (row,) = database.fetch(COUNTED)
    return Figures(*row)


def dead(database: Database) -> list[Dead]:
    """The oldest first."""
    return [Dead(*row) for row in database.fetch(DEAD)]


def raise_dead(database: Database, clock: Clock) -> int:
    """Try everything that was given up once more; how many."""
    with database.connection() as conn:
        return conn.execute(RAISE, (clock(),)).rowcount


GAUGES = {
    "lag": "Events of the log that were not looked at for notifications yet.",
    "waiting": "Notifications that wait to be sent.",
    "dead": "Notifications that were given up.",
}
COUNTERS = {
    "sent": "Notifications that were handed over.",
    "failed": "Attempts to hand one over that failed.",
}


class NotificationMetrics(Collector):
    """Figures from the database, the same in every process."""

    def __init__(self, figures: Callable[[], Figures | None]) -> None:
        self._figures = figures

    def collect(self) -> Iterable[Metric]:
        found: Any = self._figures()
        if found is None:
            return
        prefix = "gongshi_notifications"
        for name, meaning in GAUGES.items():
            yield GaugeMetricFamily(f"{prefix}_{name}", meaning, getattr(found, name))
        for name, meaning in COUNTERS.items():
            yield CounterMetricFamily(f"{prefix}_{name}", meaning, getattr(found, name))
        works = float(found.failure is None)
        yield GaugeMetricFamily(f"{prefix}_channel_works", "0: none goes out.", works)
