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

POLL = 0.05


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
