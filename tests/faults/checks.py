"""Whether the log and the read models keep what the service promised."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import closing
from statistics import median
from typing import Any
from uuid import UUID

import psycopg

from application.database import Database
from application.event_store import EventStore
from projections.engine import Engine
from projections.read_models import READ_MODELS
from tests.faults.ledger import Acknowledged, Ledger

EVENTS = """
    SELECT position, stream_id, version, type,
        convert_from(data, 'UTF8')::jsonb ->> 'command'
    FROM event ORDER BY position
"""
TYPES = {
    "reportCase": "Case.Reported",
    "acceptCase": "Case.Accepted",
    "noteProgress": "Case.Progressed",
}

Event = tuple[int, UUID, int, str, str | None]


def check(url: str, ledger: Ledger) -> None:
    """Nothing acknowledged is lost, nothing is applied twice, every order holds, and
    every read model is what a replay of the log gives.

    For a ledger whose clients have all been answered.
    """
    with psycopg.connect(url) as conn:
        events = conn.execute(EVENTS).fetchall()
        commands = count(conn, "SELECT count(*) FROM command")
    check_order(events)
    by_position = {event[0]: event for event in events}
    for promised in ledger.acknowledged:
        assert_kept(promised, by_position)
    given = [event[4] for event in events if event[4] is not None]
    assert max(Counter(given).values()) == 1, "a command was applied twice"
    assert len(given) == commands == len(ledger.acknowledged)
    check_read_models(url)


def check_order(events: list[Any]) -> None:
    """Positions without a gap, and versions without a gap in each stream."""
    assert [event[0] for event in events] == [*range(1, len(events) + 1)]
    versions = defaultdict(list)
    for _, stream, version, *_ in events:
        versions[stream].append(version)
    for stream, found in versions.items():
        assert found == [*range(1, len(found) + 1)], f"{stream}: {found}"


def assert_kept(promised: Acknowledged, events: dict[int, Event]) -> None:
    """The event lies where the answer said."""
    event = events.get(promised.position)
    assert event is not None, f"lost: {promised}"
    expected = (promised.id, promised.version, TYPES[promised.mutation])
    assert event[1:4] == expected, f"{event} is not {promised}"


def check_read_models(url: str) -> None:
    """Nothing is parked, and each digest is that of a fresh replay."""
    with closing(Database(url)) as database:
        store = EventStore(database)
        engine = Engine(database, store, READ_MODELS)
        engine.run_until_caught_up()
        assert database.fetch("SELECT * FROM parked_event") == []
        for proof in engine.verify():
            assert proof.holds, proof
        store.close()


def count(conn: psycopg.Connection[Any], sql: str) -> int:
    found = conn.execute(sql.encode()).fetchone()
    assert found is not None
    return int(found[0])


def tell(ledger: Ledger, took: Sequence[float] = ()) -> None:
    """How it went, for who reads the output.

    took: seconds from each fault to the next acknowledged command.
    """
    repeated = sum(1 for each in ledger.acknowledged if each.tries > 1)
    replayed = sum(1 for each in ledger.acknowledged if each.replayed)
    print(
        f"{len(ledger.acknowledged)} commands, {repeated} given more than once, "
        f"{replayed} of them already recorded"
    )
    if took:
        print(
            f"{len(took)} faults, writes again after {median(took):.1f} s (median), "
            f"{max(took):.1f} s (longest)"
        )
