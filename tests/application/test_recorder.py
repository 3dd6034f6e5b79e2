"""The `eventsourcing` library's own test cases, run against our recorders."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread
from unittest import TestCase
from uuid import UUID, uuid4

import orjson
import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import (
    AggregateRecorder,
    InfrastructureFactoryError,
    ProcessRecorder,
    StoredEvent,
)
from eventsourcing.tests.persistence import (
    AggregateRecorderTestCase,
    ApplicationRecorderTestCase,
    InfrastructureFactoryTestCase,
    NonInterleavingNotificationIDsBaseCase,
    ProcessRecorderTestCase,
    TrackingRecorderTestCase,
)
from eventsourcing.utils import Environment

from application.canonical import NotCanonical
from application.database import Database
from application.event_store import EventStore
from application.factory import DATABASE_URL, Factory
from application.recorder import (
    LogAggregateRecorder,
    LogProcessRecorder,
    LogRecorder,
    LogTrackingRecorder,
)


class WithStore(TestCase):
    """Gives each of the library's tests a store on a database of its own."""

    store: EventStore

    @pytest.fixture(autouse=True)
    def open_store(self, database: Database) -> Iterator[None]:
        self.store = EventStore(database)
        yield
        self.store.close()


class TestAggregateRecorder(WithStore, AggregateRecorderTestCase):
    def create_recorder(self) -> AggregateRecorder:
        return LogAggregateRecorder(self.store)


class TestApplicationRecorder(WithStore, ApplicationRecorderTestCase[LogRecorder]):
    def create_recorder(self) -> LogRecorder:
        return LogRecorder(self.store)

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestNonInterleaving(WithStore, NonInterleavingNotificationIDsBaseCase):
    def create_recorder(self) -> LogRecorder:
        return LogRecorder(self.store)


class TestTrackingRecorder(WithStore, TrackingRecorderTestCase):
    def create_recorder(self) -> LogTrackingRecorder:
        return LogTrackingRecorder(self.store)


class TestProcessRecorder(WithStore, ProcessRecorderTestCase):
    def create_recorder(self) -> ProcessRecorder:
        return LogProcessRecorder(self.store)


class OtherTrackingRecorder(LogTrackingRecorder):
    pass


class TestFactory(InfrastructureFactoryTestCase[Factory]):
    @pytest.fixture(autouse=True)
    def name_database(self, database_url: str) -> None:
        self.env = Environment("app")
        self.env[Factory.PERSISTENCE_MODULE] = Factory.__module__
        self.env[DATABASE_URL] = database_url

    def expected_factory_class(self) -> type[Factory]:
        return Factory

    def expected_aggregate_recorder_class(self) -> type[LogAggregateRecorder]:
        return LogAggregateRecorder

    def expected_application_recorder_class(self) -> type[LogRecorder]:
        return LogRecorder

    def expected_tracking_recorder_class(self) -> type[LogTrackingRecorder]:
        return LogTrackingRecorder

    def tracking_recorder_subclass(self) -> type[LogTrackingRecorder]:
        return OtherTrackingRecorder

    def expected_process_recorder_class(self) -> type[LogProcessRecorder]:
        return LogProcessRecorder


# The bases would be collected, and fail, as tests of their own.
del (
    AggregateRecorderTestCase,
    ApplicationRecorderTestCase,
    InfrastructureFactoryTestCase,
    NonInterleavingNotificationIDsBaseCase,
    ProcessRecorderTestCase,
    TrackingRecorderTestCase,
    WithStore,
)


class Lamp(Aggregate):
    """Not one of the service's facts."""

    @event("Hung")
    def __init__(self, room: str) -> None:
        self.room = room
        self.lit = False

    @event("Switched")
    def switch(self) -> None:
        self.lit = not self.lit


def test_an_application_of_the_library_runs_on_the_log(database_url: str) -> None:
    env = {"PERSISTENCE_MODULE": Factory.__module__, DATABASE_URL: database_url}
    app = Application[UUID](env)
    lamp = Lamp("kitchen")
    lamp.switch()
    app.save(lamp)

    copy: Aggregate = app.repository.get(lamp.id)
    assert isinstance(copy, Lamp)
    assert (copy.room, copy.lit, copy.version) == ("kitchen", True, 2)
    assert [item.id for item in app.notification_log.select(1, 10)] == [1, 2]
    app.close()


def test_the_factory_needs_a_database() -> None:
    with pytest.raises(InfrastructureFactoryError, match=DATABASE_URL):
        Factory({})


@pytest.fixture
def store(database: Database) -> Iterator[EventStore]:
    store = EventStore(database)
    yield store
    store.close()


def test_data_of_a_known_fact_must_be_canonical(store: EventStore) -> None:
    recorder = LogRecorder(store)
    for data in (b"no JSON", b'{"b":1,"a":2}', b'{"a": 1}', b'{"a":1.5}'):
        with pytest.raises(NotCanonical):
            recorder.insert_events([StoredEvent(uuid4(), 1, "Case.Accepted", data)])
    assert recorder.max_notification_id() is None


def test_an_unknown_type_shows_nothing_of_its_data(store: EventStore) -> None:
    stream, data = uuid4(), b'{"actor_id":"someone","amount_fen":1}'
    LogRecorder(store).insert_events([StoredEvent(stream, 1, "Fee.Charged", data)])
    ((entry, salt),) = store.database.fetch("SELECT entry, salt FROM event")

    shown = orjson.loads(entry)
    assert shown.keys() == {
        "actor",
        "audience",
        "digest",
        "position",
        "stream",
        "type",
    }
    assert (shown["audience"], shown["type"]) == ("restricted", "Fee.Charged")
    assert b"someone" not in entry and str(stream).encode() not in entry
    assert len(salt) == 32


def test_a_subscription_outlives_its_connection(
    store: EventStore, database: Database
) -> None:
    recorder = LogRecorder(store)
    recorder.insert_events([StoredEvent(uuid4(), 1, "a", b"1")])
    with recorder.subscribe() as subscription:
        assert next(subscription).id == 1
        with database.connection() as connection:
            # Its own and the pool's, whichever: all others of this database.
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        later = Thread(
            target=recorder.insert_events,
            args=([StoredEvent(uuid4(), 1, "b", b"2")],),
        )
        later.start()
        assert next(subscription).id == 2
        later.join()
