"""What the measurements call of the service, all in one place."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar
from uuid import UUID, uuid4

import uvloop
from eventsourcing.persistence import StoredEvent

from application.cases import Cases
from application.commit import Receipt
from application.database import Database
from application.order import Order
from application.steps import Steps, soon
from bench import lives
from domain.case import Case
from domain.roles import Actor, Role
from domain.rulepack import RulePack
from interfaces.runtime import Runtime
from projections import proof
from projections import rebuild as beside
from projections.engine import Engine
from projections.projection import Projection
from projections.read_models import READ_MODELS

T = TypeVar("T")
STEWARD = Actor("bench-steward", Role.STEWARD)
APPENDED_AT_ONCE = 5_000
READ_AT_ONCE = 1_000
SEEDS = iter(range(1, 1_000_000))


def accept_all(runtime: Runtime, ids: Sequence[UUID], in_flight: int) -> float:
    """Accept each case, so many at a time: load, decide, save, each with a key.

    Seconds. On one event loop, as the service does it: nobody has a thread to wait in.
    """
    cases = Cases(runtime.commands.in_steps(), runtime.files)
    return uvloop.run(given(cases.accept, ids, in_flight))


def note_all(runtime: Runtime, ids: Sequence[UUID], in_flight: int) -> float:
    """Note progress on each case, which was accepted here just before: seconds."""
    accept_all(runtime, ids, in_flight)
    cases = Cases(runtime.commands.in_steps(), runtime.files)
    return uvloop.run(given(cases.progress, ids, in_flight))


async def given(
    command: Callable[[Order, T], Steps[Receipt]],
    items: Iterable[T],
    at_once: int,
    actor: Actor = STEWARD,
) -> float:
    """Give a command for each item, so many at a time: seconds."""
    waiting = iter(items)

    async def some() -> None:
        for item in waiting:
            await soon(command(Order(actor, key=uuid4().hex), item))

    started = time.perf_counter()
    await asyncio.gather(*(some() for _ in range(at_once)))
    return time.perf_counter() - started


def accept(runtime: Runtime, id: UUID) -> Receipt:
    """Accept one case, with a key of its own."""
    return runtime.cases.accept(Order(STEWARD, key=uuid4().hex), id)


def reported(runtime: Runtime, count: int) -> list[UUID]:
    """Cases that were reported just now and wait to be accepted."""
    life = lives.life(rules(runtime), runtime.clock(), 0, lives.CATEGORIES[0])
    ids = list(islice(lives.ids(next(SEEDS)), count))
    append(runtime, (lives.renamed(life[:1], id)[0] for id in ids))
    return ids


def fill(runtime: Runtime, count: int) -> None:
    """Make the log longer by so many events of invented lives."""
    append(runtime, lives.log(rules(runtime), count, next(SEEDS)))


def rules(runtime: Runtime) -> RulePack:
    return runtime.rules.for_profile("national")


def append(runtime: Runtime, events: Iterable[StoredEvent]) -> float:
    """Record prepared events in batches: seconds spent in the store."""
    seconds = 0.0
    for batch in batches(events):
        started = time.perf_counter()
        runtime.store.append(batch)
        seconds += time.perf_counter() - started
    return seconds


def batches(events: Iterable[StoredEvent]) -> Iterator[list[StoredEvent]]:
    """The events in pieces of a commit each."""
    source = iter(events)
    while batch := list(islice(source, APPENDED_AT_ONCE)):
        yield batch


def read_log(runtime: Runtime) -> float:
    """Read the whole log as facts: facts a second."""
    after, started = 0, time.perf_counter()
    while batch := runtime.store.read(after, READ_AT_ONCE):
        after = batch[-1].position
    return after / (time.perf_counter() - started)


def load_all(runtime: Runtime, ids: Sequence[UUID]) -> float:
    """Load each case: cases a second."""
    started = time.perf_counter()
    for id in ids:
        runtime.store.load(Case, id)
    return len(ids) / (time.perf_counter() - started)


def catch_up(runtime: Runtime, models: Sequence[Projection] = READ_MODELS) -> float:
    """Bring read models to the end of the log: seconds."""
    engine = Engine(runtime.database, runtime.store, models)
    started = time.perf_counter()
    engine.run_until_caught_up()
    return time.perf_counter() - started


def rebuild(runtime: Runtime, models: Sequence[Projection] = READ_MODELS) -> float:
    """Build read models anew beside the live ones, from the first event: seconds."""
    started = time.perf_counter()
    beside.rebuild(runtime.database, runtime.store, models)
    return time.perf_counter() - started


def digests(database: Database) -> dict[str, str]:
    """The digest of each table of the read models."""
    with database.connection() as connection:
        found = [proof.digest(connection, model) for model in READ_MODELS]
    return {table: digest for each in found for table, digest in each.items()}
