"""The public events of a stretch of the log, and where each of them happened.

Read in two statements, and put together here: to ask for the place of each event by
itself (`PUBLIC_EVENTS`) costs several times as much as to read the log.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection, Connection

# Ids and times as they lie there: values of Python would be made for each event.
EVENTS: LiteralString = """
    SELECT position, timestamptz_send(recorded_at), type, uuid_send(stream_id),
        version, data
    FROM event
    WHERE position > %(after)s AND position <= %(until)s AND salt IS NULL
    ORDER BY position
"""
# OFFSET 0: stream by stream, by the key of the table, however large that is.
PLACES: LiteralString = """
    SELECT uuid_send(stream_id), p.version, p.compound_id, p.region_path, p.level,
        p.source_system, p.source_reference
    FROM (
        SELECT DISTINCT stream_id FROM event
        WHERE position > %(after)s AND position <= %(until)s AND salt IS NULL
    ) e
    CROSS JOIN LATERAL (
        SELECT version, compound_id, region_path, level, source_system, source_reference
        FROM event_place WHERE stream_id = e.stream_id OFFSET 0
    ) p
"""
CASE = "Case."


class Place(NamedTuple):
    """Where an event happened; None or empty where that says nothing.

    level: of a case, as it was then. source_system, source_reference: where a case
    came from, and its number there.
    """

    compound_id: UUID | None = None
    region_path: tuple[str, ...] = ()
    level: int | None = None
    source_system: str | None = None
    source_reference: str | None = None


Event = tuple[int, bytes, str, bytes, int, bytes]
"""position, recorded_at (microseconds since 2000 UTC), type, id of the stream,
version, data (canonical JSON, as stored)."""
Row = tuple[Any, ...]
"""Id of a stream, a version, and what `event_place` says from that on."""
Stretch = tuple[Sequence[Event], Mapping[bytes, list[Row]]]
"""Events in the order of the log, and the rows of their streams."""


async def stretch(conn: AsyncConnection[Any], after: int, until: int) -> Stretch:
    """The public events in (after, until] of the log."""
    values = {"after": after, "until": until}
    async with conn.cursor(binary=True) as cursor:
        await cursor.execute(EVENTS, values, prepare=True)
        events: Sequence[Any] = await cursor.fetchall()
        # Read later than the events, so that no row is missing; one that says what
        # came after them is of a later version.
        await cursor.execute(PLACES, values, prepare=True)
        return events, _of_streams(await cursor.fetchall())


def read(conn: Connection[Any], after: int, until: int) -> Stretch:
    """The same, for who waits in a thread of its own."""
    values = {"after": after, "until": until}
    with conn.cursor(binary=True) as cursor:
        events: Sequence[Any] = cursor.execute(EVENTS, values, prepare=True).fetchall()
        found = cursor.execute(PLACES, values, prepare=True).fetchall()
    return events, _of_streams(found)


def _of_streams(found: Iterable[Row]) -> dict[bytes, list[Row]]:
    rows: defaultdict[bytes, list[Row]] = defaultdict(list)
    for row in found:
        rows[row[0]].append(row)
    return rows


def places(rows: Sequence[Row], *, of_case: bool) -> list[tuple[int, Place]]:
    """Each version of a stream from which on its place is another, with that place.

    rows: what `event_place` has of the stream, in any order. of_case: only a case has
    a level and comes from elsewhere.
    """
    found: list[tuple[int, Place]] = []
    compound, path, level, system, reference = Place()
    for _, version, its_compound, its_path, its_level, *origin in sorted(rows):
        if its_path is not None:
            compound, path = its_compound, tuple(its_path)
        if of_case and its_level is not None:
            level = its_level
        if of_case and version == 1:
            system, reference = origin
        found.append((version, Place(compound, path, level, system, reference)))
    return found
