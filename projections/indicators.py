"""The counters of the indicators: how much was counted, where, for which month?

Each stream has a tally (`domain.indicators`); what a fact changes in what the tally
books goes, once, into the ledger, and is added to the sums. The sums say how it is now.
The ledger, cut by the time of recording, says how it was known at any moment: what a
tally books is the sum of all that its facts have changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

import msgspec

from application.event_store import Recorded
from domain.indicators.bookings import Booking, Tally, area_of, changes
from domain.indicators.tallies import FOLLOWERS
from projections.folding import OutOfOrder
from projections.memory import Memory
from projections.projection import Projection
from projections.tables import Table

DDL: LiteralString = """
    CREATE TABLE indicator_ledger (
        position    bigint NOT NULL,
        number      smallint NOT NULL,
        recorded_at timestamptz NOT NULL,
        area        uuid NOT NULL,
        counter     text NOT NULL,
        day         integer NOT NULL,
        detail      text NOT NULL,
        party       uuid NOT NULL,
        amount      bigint NOT NULL,
        PRIMARY KEY (position, number)
    );
    CREATE TABLE indicator_sum (
        area    uuid NOT NULL,
        counter text NOT NULL,
        day     integer NOT NULL,
        detail  text NOT NULL,
        party   uuid NOT NULL,
        amount  bigint NOT NULL,
        PRIMARY KEY (area, counter, day, detail, party)
    );
    CREATE TABLE indicator_area (
        area        uuid PRIMARY KEY,
        compound_id uuid,
        region_path text[] NOT NULL,
        registered  boolean NOT NULL
    );
    CREATE TABLE indicator_tally (
        id      uuid PRIMARY KEY,
        version integer NOT NULL,
        kind    text NOT NULL,
        tally   jsonb NOT NULL
    )
"""
INDEXES: LiteralString = """
    CREATE INDEX indicator_ledger_area ON indicator_ledger (area, counter, day);
    CREATE INDEX indicator_ledger_party ON indicator_ledger (party)
        WHERE counter = 'served';
    CREATE INDEX indicator_sum_counter ON indicator_sum (counter, day);
    CREATE INDEX indicator_sum_party ON indicator_sum (party)
        WHERE counter = 'served'
"""
ADD: LiteralString = """
    INSERT INTO indicator_sum AS s
    SELECT * FROM unnest(
        %s::uuid[], %s::text[], %s::int[], %s::text[], %s::uuid[], %s::bigint[])
    ON CONFLICT (area, counter, day, detail, party)
    DO UPDATE SET amount = s.amount + EXCLUDED.amount
"""
# Where a compound lies its own register says; whoever else does is believed until then.
ENTER: LiteralString = """
    INSERT INTO indicator_area AS a
    SELECT area, compound_id, string_to_array(path, '/'), registered
    FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::bool[])
        AS entered (area, compound_id, path, registered)
    ON CONFLICT (area) DO UPDATE
    SET region_path = EXCLUDED.region_path, registered = true
    WHERE NOT a.registered AND EXCLUDED.registered
"""


class LedgerRow(NamedTuple):
    """What one fact changed in one counter. number: of the changes of the fact."""

    position: int
    number: int
    recorded_at: datetime
    area: UUID
    counter: str
    day: int
    detail: str
    party: UUID
    amount: int


class SumRow(NamedTuple):
    """What a counter holds now."""

    area: UUID
    counter: str
    day: int
    detail: str
    party: UUID
    amount: int


class AreaRow(NamedTuple):
    """Where an area is. compound_id: None for a region."""

    area: UUID
    compound_id: UUID | None
    region_path: tuple[str, ...]
    registered: bool


class TallyRow(NamedTuple):
    """The tally of a stream. kind: of aggregate."""

    id: UUID
    version: int
    kind: str
    tally: Any


def _stored(row: TallyRow) -> tuple[object, ...]:
    return (*row[:-1], msgspec.json.encode(row.tally))


def _loaded(row: TallyRow) -> TallyRow:
    kind = FOLLOWERS[row.kind].tally
    return row._replace(tally=msgspec.convert(row.tally, kind))


LEDGER = Table("indicator_ledger", LedgerRow, ("position", "number"), guard="position")
SUMS = Table("indicator_sum", SumRow, SumRow._fields[:-1], guard="amount")
AREAS = Table("indicator_area", AreaRow, ("area",), guard="registered")
TALLIES = Table("indicator_tally", TallyRow, ("id",), stored=_stored, loaded=_loaded)


class Followed(NamedTuple):
    """A stream after a fact. changes: what the fact added, by area and booking."""

    row: TallyRow
    changes: dict[tuple[UUID, Booking], int]


def follow(row: TallyRow | None, recorded: Recorded) -> Followed:
    """A stream's tally after a fact, and what that changed. Pure."""
    kind = recorded.type.partition(".")[0]
    follower, fact = FOLLOWERS[kind], recorded.fact
    version = fact.originator_version
    if row is None:
        if version > 1:
            raise OutOfOrder(f"{recorded.type} cannot begin a tally")
        begun = follower.begun(fact)
        return Followed(
            TallyRow(fact.originator_id, version, kind, begun), changes(None, begun)
        )
    tally = follower.after(row.tally, fact)
    changed = {} if tally is row.tally else changes(row.tally, tally)
    return Followed(row._replace(version=version, tally=tally), changed)


def apply(memory: Memory, batch: Sequence[Recorded]) -> None:
    """Bring tallies, ledger and sums up to date."""
    adding = memory.adding(LEDGER)
    sums: dict[tuple[UUID, Booking], int] = {}
    areas: dict[UUID, tuple[UUID | None, str, bool]] = {}

    def evolve(row: TallyRow | None, recorded: Recorded) -> TallyRow:
        followed = follow(row, recorded)
        adding.add(_ledger(recorded, followed))
        for key, amount in followed.changes.items():
            sums[key] = sums.get(key, 0) + amount
        tally = followed.row.tally
        if row is None or _place(row.tally) != _place(tally):
            _enter(areas, tally, registered=followed.row.kind == "Compound")
        return followed.row

    followed = [each for each in batch if each.type.partition(".")[0] in FOLLOWERS]
    memory.fold(TALLIES, followed, evolve)
    if areas:
        rows = [(area, *entry) for area, entry in areas.items()]
        memory.update(ENTER, [list(column) for column in zip(*rows, strict=True)])
    if sums:
        # Also what came to nothing: the same rows are there, however the log is cut
        # into batches.
        added = [(area, *booking, n) for (area, booking), n in sums.items()]
        memory.update(ADD, [list(column) for column in zip(*added, strict=True)])


def _ledger(recorded: Recorded, followed: Followed) -> list[LedgerRow]:
    return [
        LedgerRow(
            recorded.position, number, recorded.recorded_at, area, *booking, amount
        )
        for number, ((area, booking), amount) in enumerate(followed.changes.items())
    ]


def _place(tally: Tally) -> tuple[UUID | None, tuple[str, ...]]:
    return tally.compound_id, tally.region_path


def _enter(
    areas: dict[UUID, tuple[UUID | None, str, bool]], tally: Tally, *, registered: bool
) -> None:
    area = area_of(tally.compound_id, tally.region_path)
    known = areas.get(area)
    if known is None or (registered and not known[2]):
        path = "/".join(tally.region_path)
        areas[area] = (tally.compound_id, path, registered)


INDICATORS = Projection(
    "indicators", 1, DDL, INDEXES, (LEDGER, SUMS, AREAS, TALLIES), apply
)
