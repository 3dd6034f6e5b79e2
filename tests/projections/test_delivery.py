"""However the log is cut, repeated or mixed, the rows are the same."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import pytest

from application.database import Database
from application.event_store import EventStore, Recorded
from projections import batches
from projections.engine import Engine
from projections.memory import Memory
from projections.projection import Projection
from projections.read_models import READ_MODELS
from projections.reading import Batch
from tests.projections.conftest import POLL
from tests.projections.logs import digests, parked, shuffled, streams, value
from tests.projections.samples import append

POSITIONLESS = """
    SELECT md5(string_agg(md5(to_jsonb(t)::text), '' ORDER BY md5(
        (to_jsonb(t) - 'position' - 'recorded_at' - 'void_at')::text)))
    FROM (
        SELECT to_jsonb(h) - 'position' - 'recorded_at' - 'void_at' AS t
        FROM case_history h
        UNION ALL SELECT to_jsonb(b) - 'position' FROM case_board b
        UNION ALL SELECT to_jsonb(d) FROM case_deadlines d
        UNION ALL SELECT to_jsonb(c) - 'position' FROM compound_directory c
    ) rows (t)
"""


@pytest.mark.slow
@pytest.mark.parametrize("size", [1, 7, 1000, 10_000])
def test_every_size_of_batch_gives_the_same_rows(
    database: Database, store: EventStore, size: int
) -> None:
    append(store, shuffled(streams(4), 5))
    Engine(database, store, READ_MODELS, batch=size).run_until_caught_up()
    found = digests(database)
    with database.connection() as conn:
        for projection in READ_MODELS:
            projection.create(conn)
    Engine(database, store, READ_MODELS, batch=3).run_until_caught_up()
    assert digests(database) == found


def test_every_event_delivered_twice_changes_nothing(
    database: Database, store: EventStore, engine: Engine
) -> None:
    append(store, shuffled(streams(4), 5))
    engine.run_until_caught_up()
    before = digests(database)
    events = store.read(0, 10_000)
    with database.connection() as conn:
        for projection in READ_MODELS:
            projection.create(conn)
    names = [each.name for each in READ_MODELS]
    with database.connection() as conn:
        memories = batches.Memories(conn, READ_MODELS)
        for first, second in zip(events, [*events[1:], events[-1]], strict=True):
            # Each once as the last and once as the first of a batch.
            last = first.position
            batch = Batch(last - 1, last, [first, first, second][: 3 - last % 2])
            batches.step(conn, memories, names, batch)
    assert digests(database) == before


def test_streams_that_come_in_another_order_give_the_same_rows(
    database: Database, store: EventStore, engine: Engine, empty_database_url: str
) -> None:
    append(store, shuffled(streams(4), 1))
    engine.run_until_caught_up()
    found = value(database, POSITIONLESS)
    from application.migrate import migrate

    list(migrate(empty_database_url))
    other = Database(empty_database_url)
    mixed = EventStore(other)
    try:
        append(mixed, shuffled(streams(4), 2))
        Engine(other, mixed, READ_MODELS).run_until_caught_up()
        assert value(other, POSITIONLESS) == found
    finally:
        mixed.close()
        other.close()


def broken(projection: Projection, stream: UUID, mended: threading.Event) -> Projection:
    """The read model with a mistake that one stream brings to light until mended."""

    def apply(memory: Memory, batch: Sequence[Recorded]) -> None:
        if not mended.is_set() and any(
            each.fact.originator_id == stream for each in batch
        ):
            raise KeyError("a mistake")
        projection.apply(memory, batch)

    return replace(projection, apply=apply)


@pytest.mark.slow
@pytest.mark.parametrize("projection", READ_MODELS, ids=lambda each: each.name)
def test_a_poison_event_parks_its_stream_and_no_other(
    database: Database, store: EventStore, projection: Projection
) -> None:
    mended = threading.Event()
    poison = UUID(int=3001 if projection.name == "compound_directory" else 1001)
    facts = shuffled(streams(3), 4)
    append(store, facts)
    positions = [
        position
        for position, each in enumerate(facts, 1)
        if each.originator_id == poison
    ]
    others = [each for each in READ_MODELS if each is not projection]
    kept = [broken(projection, poison, mended), *others]
    engine = Engine(database, store, kept, poll=POLL)
    assert engine.run_until_caught_up() == len(facts)
    assert parked(database, projection.name) == positions
    assert [parked(database, each.name) for each in others] == [[]] * len(others)
    assert engine.retry() == 0
    mended.set()
    assert engine.retry() == len(positions)
    assert [found.holds for found in engine.verify()] == [True] * len(kept)
