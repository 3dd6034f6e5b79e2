from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from application.database import Database
from application.event_store import EventStore
from projections.engine import Engine
from projections.progress import Progress
from tests.projections.samples import append, life
from tests.projections.test_case_history import OTHER

SOON = 20.0
KILL = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND query LIKE '%projected%'
"""


@pytest.fixture
async def progress(database_url: str, engine: Engine) -> AsyncIterator[Progress]:
    engine.prepare()
    progress = Progress(database_url, poll=0.05)
    await progress.start()
    yield progress
    await progress.stop()


async def caught_up(engine: Engine) -> int:
    return await asyncio.to_thread(engine.run_until_caught_up)


async def test_a_writer_waits_until_the_read_models_show_the_write(
    progress: Progress, store: EventStore, engine: Engine
) -> None:
    append(store, life())
    assert not await progress.reached(13, timeout=0.01)
    waiting = asyncio.create_task(progress.reached(13, timeout=SOON))
    await caught_up(engine)
    assert await waiting
    assert progress.position == 13
    assert await progress.reached(5, timeout=0)


async def test_a_subscription_sees_each_new_position(
    progress: Progress, store: EventStore, engine: Engine
) -> None:
    positions = progress.watch()
    for expected, case in ((13, life()), (26, life(OTHER))):
        told = asyncio.ensure_future(anext(positions))
        append(store, case)
        await caught_up(engine)
        assert await asyncio.wait_for(told, SOON) == expected


async def test_a_broken_connection_delays_and_no_more(
    progress: Progress, database: Database, store: EventStore, engine: Engine
) -> None:
    append(store, life())
    await caught_up(engine)
    assert await progress.reached(13, timeout=SOON)
    with database.connection() as conn:
        conn.execute(KILL.encode())
    append(store, life(OTHER))
    await caught_up(engine)
    assert await progress.reached(26, timeout=SOON)


async def test_it_starts_while_the_database_is_away() -> None:
    progress = Progress("postgresql://127.0.0.1:9/nowhere", poll=0.05)
    await progress.start()
    assert not await progress.reached(1, timeout=0.05)
    await progress.stop()
