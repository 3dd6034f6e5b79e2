"""Builds the library's recorders on one database named by the environment."""

from __future__ import annotations

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    InfrastructureFactoryError,
    ProcessRecorder,
)
from eventsourcing.utils import Environment, EnvType, resolve_topic

from application.database import Database
from application.event_store import EventStore
from application.recorder import (
    LogAggregateRecorder,
    LogProcessRecorder,
    LogRecorder,
    LogTrackingRecorder,
)

DATABASE_URL = "GONGSHI_DATABASE_URL"


class Factory(InfrastructureFactory[LogTrackingRecorder]):
    """`PERSISTENCE_MODULE=application.factory`, with `GONGSHI_DATABASE_URL`.

    The database must be migrated; the factory makes no tables.
    """

    def __init__(self, env: Environment | EnvType | None = None) -> None:
        super().__init__(env)
        url = self.env.get(DATABASE_URL)
        if not url:
            raise InfrastructureFactoryError(f"{DATABASE_URL} is not set")
        self.store = EventStore(Database(url))

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        return LogAggregateRecorder(self.store)

    def application_recorder(self) -> ApplicationRecorder:
        return LogRecorder(self.store)

    def tracking_recorder(
        self, tracking_recorder_class: type[LogTrackingRecorder] | None = None
    ) -> LogTrackingRecorder:
        if tracking_recorder_class is None:
            topic = self.env.get(self.TRACKING_RECORDER_TOPIC)
            tracking_recorder_class = (
                resolve_topic(topic) if topic else LogTrackingRecorder
            )
        return tracking_recorder_class(self.store)

    def process_recorder(self) -> ProcessRecorder:
        return LogProcessRecorder(self.store)

    def close(self) -> None:
        self.store.close()
        self.store.database.close()
