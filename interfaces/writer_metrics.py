"""What `/metrics` says of this process's writing to the log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from application.event_store import EventStore

MEANINGS = {
    "batches": "Transactions in which this process wrote to the log.",
    "looked": "Those that had to look first, because others write too.",
    "commits": "Commands and pieces of imports written by this process.",
    "events": "Events written by this process.",
    "refused": "Commits turned away: the stream had moved, or the key was used.",
}


class WriterMetrics(Collector):
    """Counts since the process began, as `application.writer.Counts` has them."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    def collect(self) -> Iterable[CounterMetricFamily]:
        for name, value in asdict(self._store.counts).items():
            yield CounterMetricFamily(
                f"gongshi_written_{name}", MEANINGS[name], value=value
            )
