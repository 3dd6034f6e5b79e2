"""Logs for the tests of the engine, and what the read models made of them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import closing
from uuid import UUID

from application.database import Database
from application.event_store import EventStore, Recorded
from domain.case import Case
from domain.compound import Compound
from domain.facts import Fact
from projections import positions
from projections.projection import Projection
from projections.proof import Digests, digest
from projections.read_models import NAMES, READ_MODELS
from tests.projections.conftest import POLL
from tests.projections.samples import fact, hours, imported, life


def value(database: Database, query: str, *values: object) -> object:
    with database.connection() as conn:
        found = conn.execute(query.encode(), values).fetchone()
    return found[0] if found else None


def eventually(database: Database, position: int) -> None:
    """Wait until the read models have reached a position."""
    with closing(database.dedicated()) as conn:
        conn.execute("LISTEN gongshi_projected")
        while positions.lowest(conn, NAMES) < position:
            list(conn.notifies(timeout=POLL, stop_after=1))


def digests(
    database: Database, projections: Sequence[Projection] = READ_MODELS
) -> list[Digests]:
    with database.connection() as conn:
        return [digest(conn, projection) for projection in projections]


def parked(database: Database, projection: str) -> list[int]:
    query = "SELECT position FROM parked_event WHERE projection = %s ORDER BY 1"
    with database.connection() as conn:
        return [row[0] for row in conn.execute(query, (projection,)).fetchall()]


def streams(number: int) -> list[list[Fact]]:
    """Cases of several kinds and compounds, each in the order of its stream."""
    found: list[list[Fact]] = []
    for each in range(number):
        found.append(life(UUID(int=1000 + each)))
        case, compound = UUID(int=2000 + each), UUID(int=3000 + each)
        amended = fact(
            Case.ImportAmended, 2, case, hours(2), changed=("status", "closed_at")
        )
        found.append([imported(case), amended])
        found.append(
            [
                fact(Compound.Registered, 1, compound, name=f"花园\t{each}"),
                fact(Compound.Corrected, 2, compound, hours(1), name="新\\园"),
            ]
        )
    return found


def shuffled(streams: Sequence[Sequence[Fact]], seed: int) -> list[Fact]:
    """All facts, the streams mixed, each in its own order."""
    chance = random.Random(seed)
    rest = [list(reversed(each)) for each in streams]
    mixed: list[Fact] = []
    while rest:
        chosen = chance.choice(rest)
        mixed.append(chosen.pop())
        rest = [each for each in rest if each]
    return mixed


class Redelivering(EventStore):
    """A store that reads every event twice, the second time behind the first."""

    def read(self, after: int, limit: int) -> list[Recorded]:
        return [each for each in super().read(after, limit) for _ in range(2)]
