"""Every envelope, byte for byte as it was when each was made by itself."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import psycopg

from application.database import Database
from application.event_store import EventStore
from domain.case import Case
from domain.case_words import Level
from interfaces.runtime import Runtime
from interfaces.streams.envelope import EPOCH, Sent, encoded
from projections.engine import Engine
from projections.event_places import PUBLIC_EVENTS
from projections.placed_events import Row, stretch
from tests.application.samples import stored
from tests.interfaces.conftest import database_url as database_url
from tests.interfaces.conftest import runtime as runtime
from tests.interfaces.envelopes import PublicEvent, sent
from tests.interfaces.test_streams import fill
from tests.projections import samples
from tests.projections.conftest import engine as engine
from tests.projections.conftest import store as store
from tests.projections.samples import append

SOURCE = 'urn:"公示"'
PLACES: list[tuple[Any, ...]] = [
    (UUID(int=9), ["371000", "371002"], 0, "hotline", 'GD "7"'),
    (None, None, 2, None, None),
    (None, [], None, None, None),
    (UUID(int=8), ['c"', "区"], 1, None, None),
]


def at_once(url: str, after: int, until: int) -> list[Sent]:
    """What the streams make of a stretch of the log."""

    async def read() -> list[Sent]:
        async with await psycopg.AsyncConnection.connect(url) as conn:
            return encoded(await stretch(conn, after, until), SOURCE)

    return asyncio.run(read())


def one_by_one(database: Database, after: int, until: int) -> list[Sent]:
    with database.connection() as conn:
        found = conn.execute(
            PUBLIC_EVENTS.encode(), {"after": after, "until": until}, binary=True
        )
        return [sent(PublicEvent(*row), SOURCE) for row in found]


def test_every_type_of_fact_is_told_as_before() -> None:
    """With each place, or none, from some version on."""
    chance = Random(20261127)
    events, expected = [], []
    rows: dict[bytes, list[Row]] = {}
    for position, (type, data) in enumerate(sorted(stored().items()), start=1):
        id = UUID(int=position)
        recorded_at = datetime(2026, 3, 10, tzinfo=UTC) + timedelta(
            microseconds=chance.randrange(3) * 1_234_567
        )
        kept = chance.sample(PLACES, chance.randrange(len(PLACES) + 1))
        mine = [(id.bytes, n, *each) for n, each in enumerate(kept, start=1)]
        rows[id.bytes] = chance.sample(mine, len(mine))
        version = chance.randint(1, 5)
        micros = (recorded_at - EPOCH) // timedelta(microseconds=1)
        raw = data if isinstance(data, bytes) else data.encode()
        stamp = micros.to_bytes(8, "big", signed=True)
        events.append((position, stamp, type, id.bytes, version, raw))
        place = _by_the_statement(mine, type, version)
        expected.append(
            sent(
                PublicEvent(position, recorded_at, type, id, version, raw, *place),
                SOURCE,
            )
        )
    assert encoded((events, rows), SOURCE) == expected
    assert len(expected) > 300


def _by_the_statement(rows: list[Row], type: str, version: int) -> list[Any]:
    """What `PUBLIC_EVENTS` joins to an event."""
    held = [row for row in rows if row[1] <= version]
    case = type.startswith("Case.")
    placed = [row for row in held if row[3] is not None]
    levels = [row[4] for row in held if row[4] is not None and case]
    first = [row for row in rows if row[1] == 1 and case]
    where = placed[-1][2:4] if placed else (None, None)
    origin = first[0][5:7] if first else (None, None)
    return [*where, levels[-1] if levels else None, *origin]


def test_a_log_is_told_as_before(runtime: Runtime) -> None:
    fill(runtime, 400)
    found = at_once(runtime.database.url, 10, 390)
    assert found == one_by_one(runtime.database, 10, 390)
    assert len(found) > 200


def test_a_case_that_moves_and_climbs_is_told_as_before(
    database: Database, store: EventStore, engine: Engine
) -> None:
    case = UUID(int=1)
    append(
        store,
        [
            samples.reported(case, source_system="hotline", source_reference="GD-7"),
            samples.fact(Case.Accepted, 2, case),
            samples.fact(Case.Escalated, 3, case, level=Level.L2),
            samples.fact(
                *(Case.Relocated, 4, case),
                compound_id=UUID(int=9),
                region_path=("c", "d"),
            ),
            samples.imported(UUID(int=2)),
            samples.fact(Case.Started, 5, case),
        ],
    )
    engine.run_until_caught_up()
    found = at_once(database.url, 0, 99)
    assert found == one_by_one(database, 0, 99)
    assert [each.level for each in found if each.source_system == "hotline"] == [
        *(0, 0, 2, 2, 2),
    ]
