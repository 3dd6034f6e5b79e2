"""Where did each event happen, and at which level? For those who follow the log.

The log does not say where a fact belongs. The first fact of a stream does, and for a
case the one that corrects it; the level of a case is what its last fact said of it. A
row stands for the stream from its version on, so that what is told of an event stays
the same whenever it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection

from application.event_store import Recorded
from domain.case_facts import CaseFacts
from domain.compound_facts import CompoundFacts
from domain.facts import FirstFact
from projections.memory import Memory
from projections.projection import Projection
from projections.tables import Table

DDL: LiteralString = """
    CREATE TABLE event_place (
        stream_id   uuid NOT NULL,
        version     integer NOT NULL,
        position    bigint NOT NULL,
        compound_id uuid,
        region_path text[],
        level       smallint,
        source_system    text,
        source_reference text,
        PRIMARY KEY (stream_id, version)
    )
"""


class EventPlace(NamedTuple):
    """What a stream says of itself from a version on.

    region_path: None if the place stays what it was; level: likewise.
    source_system, source_reference: where a case came from, and its number there.
    """

    stream_id: UUID
    version: int
    position: int
    compound_id: UUID | None
    region_path: tuple[str, ...] | None
    level: int | None
    source_system: str | None = None
    source_reference: str | None = None


def said(recorded: Recorded) -> EventPlace | None:
    """What a fact says of place and level; None if nothing. Pure."""
    fact: Any = recorded.fact
    level = getattr(fact, "level", None) if recorded.type.startswith("Case.") else None
    compound_id, path = None, None
    if isinstance(fact, CompoundFacts.Registered):
        compound_id, path = fact.originator_id, fact.region_codes
    elif isinstance(fact, FirstFact | CaseFacts.Relocated):
        compound_id = getattr(fact, "compound_id", None)
        path = tuple(getattr(fact, "region_path", ()))
    elif level is None:
        return None
    return EventPlace(
        fact.originator_id,
        fact.originator_version,
        recorded.position,
        compound_id,
        path,
        None if level is None else int(level),
        getattr(fact, "source_system", None),
        getattr(fact, "source_reference", None),
    )


TABLE = Table("event_place", EventPlace, ("stream_id", "version"), guard="position")


def apply(memory: Memory, batch: Sequence[Recorded]) -> None:
    """Add what the facts of the batch say."""
    places = filter(None, map(said, batch))
    # An event that is delivered twice stands once.
    memory.adding(TABLE).add({each.position: each for each in places}.values())


EVENT_PLACES = Projection("event_places", 2, DDL, "", (TABLE,), apply)


PUBLIC_EVENTS = """
    SELECT e.position, e.recorded_at, e.type, e.stream_id, e.version, e.data,
        p.compound_id, p.region_path, l.level, s.source_system, s.source_reference
    FROM event e
    LEFT JOIN LATERAL (
        SELECT compound_id, region_path FROM event_place
        WHERE stream_id = e.stream_id AND version <= e.version
        AND region_path IS NOT NULL
        ORDER BY version DESC LIMIT 1
    ) p ON TRUE
    LEFT JOIN LATERAL (
        SELECT level FROM event_place
        WHERE stream_id = e.stream_id AND version <= e.version AND level IS NOT NULL
        ORDER BY version DESC LIMIT 1
    ) l ON e.type LIKE 'Case.%%'
    LEFT JOIN event_place s ON s.stream_id = e.stream_id AND s.version = 1
        AND e.type LIKE 'Case.%%'
    WHERE e.position > %(after)s AND e.position <= %(until)s AND e.salt IS NULL
    ORDER BY e.position
"""
"""The public events in (after, until] of the log, in order, and where each happened."""

HAPPENED = """
    SELECT EXISTS (
        SELECT FROM event e
        JOIN LATERAL (
            SELECT compound_id, region_path FROM event_place
            WHERE stream_id = e.stream_id AND version <= e.version
            AND region_path IS NOT NULL
            ORDER BY version DESC LIMIT 1
        ) p ON TRUE
        WHERE e.position > %(after)s AND e.position <= %(until)s
        AND (%(compound)s::uuid IS NULL OR p.compound_id = %(compound)s)
        AND (%(region)s::text IS NULL OR p.region_path @> ARRAY[%(region)s::text])
    )
"""


async def happened_in(
    conn: AsyncConnection[Any],
    after: int,
    until: int,
    compound_id: UUID | None,
    region: str | None,
) -> bool:
    """Whether anything, public or not, happened there in (after, until] of the log."""
    values = {"after": after, "until": until}
    place = {"compound": compound_id, "region": region}
    row = await (await conn.execute(HAPPENED, values | place)).fetchone()
    assert row is not None, "EXISTS has one row"
    return bool(row[0])
