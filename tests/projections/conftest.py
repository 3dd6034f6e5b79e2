"""A store and read models in a database of the test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import psycopg
import pytest

from application.database import Database
from application.event_store import EventStore
from projections.engine import Engine
from projections.read_models import READ_MODELS
from tests.conftest import copied

POLL = 0.05


@pytest.fixture
def database_url(
    request: pytest.FixtureRequest, server_url: str, template: str, prepared: str
) -> Iterator[str]:
    """The URL of a database of the test's own, with all tables and no rows; those of
    the read models are left out of a test that is marked `unprepared`."""
    bare = request.node.get_closest_marker("unprepared")
    with copied(server_url, template if bare else prepared) as url:
        yield url


@pytest.fixture
def store(database: Database) -> Iterator[EventStore]:
    store = EventStore(database)
    yield store
    store.close()


@pytest.fixture
def engine(database: Database, store: EventStore) -> Iterator[Engine]:
    """An engine of all read models; stopped at the end if the test started it."""
    engine = Engine(database, store, READ_MODELS, poll=POLL)
    yield engine
    engine.stop()


@pytest.fixture
async def reader(
    database_url: str, engine: Engine
) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """A connection that reads the tables of the read models."""
    engine.prepare()
    async with await psycopg.AsyncConnection.connect(
        database_url, autocommit=True
    ) as conn:
        yield conn
