"""Read models of one row an aggregate: documents, pages, reach."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import psycopg

from application.database import Database
from application.event_store import EventStore
from domain.facts import Fact
from domain.household import Household
from domain.household_facts import Holder, UnitUse
from projections.engine import Engine
from projections.household_register import HOUSEHOLD_REGISTER
from projections.proof import digest
from projections.record_filter import Reach, RecordFilter
from projections.records import Record
from tests.projections.logs import Redelivering
from tests.projections.samples import append, fact, hours, recorded, sealing

COMPOUND, OTHER = UUID(int=70), UUID(int=71)


def unit(number: int, compound: UUID = COMPOUND) -> list[Fact]:
    id = UUID(int=1000 + number)
    return [
        fact(
            Household.Registered,
            1,
            id,
            compound_id=compound,
            region_path=("c", "d"),
            profile="heze",
            number=f"1-{number}",
            owners=("o-1",),
            use=UnitUse.DWELLING,
            **sealing("owner_name"),
        ),
        fact(Household.Delivered, 2, id, hours(1), on=date(2026, 3, 2)),
        fact(
            Household.Transferred,
            3,
            id,
            hours(2),
            holder=Holder.OWNER,
            owners=("o-2",),
            on=date(2026, 3, 3),
        ),
    ]


def folded(facts: list[Fact]) -> Record:
    row: Record | None = None
    for each in recorded(facts):
        row = HOUSEHOLD_REGISTER.evolve(row, each)
    assert row is not None
    return row


def test_a_document_follows_the_facts() -> None:
    row = folded(unit(1))

    assert (row.version, row.position, row.status) == (3, 3, "delivered")
    assert (row.kind, row.sort, row.compound_id) == ("dwelling", "1-1", COMPOUND)
    assert row.unit_id == row.id
    assert row.view["owners"] == ["o-2"]
    assert row.view["delivered_on"] == "2026-03-02"
    assert [each[3] for each in row.texts] == [["owner_name"]]


async def test_pages_filters_and_reach(
    store: EventStore, engine: Engine, reader: psycopg.AsyncConnection[Any]
) -> None:
    facts = [each for number in range(9) for each in unit(number)]
    append(store, facts + unit(10, OTHER))
    engine.run_until_caught_up()
    units = HOUSEHOLD_REGISTER

    first = await units.page(reader, RecordFilter(compound_id=COMPOUND), first=5)
    rest = await units.page(
        reader, RecordFilter(compound_id=COMPOUND), first=5, after=first.cursors[-1]
    )
    assert [row.sort for row in first.rows + rest.rows] == [f"1-{n}" for n in range(9)]
    assert (first.has_next, rest.has_next) == (True, False)
    assert first.rows[0] == folded(unit(0))._replace(position=3)
    counted = {
        name: (await units.count(reader, filter)).value
        for name, filter in {
            "all": RecordFilter(),
            "region": RecordFilter(region="d"),
            "elsewhere": RecordFilter(region="x"),
            "status": RecordFilter(status="delivered", kind="dwelling"),
            "compound": RecordFilter(reach=Reach(compounds=[OTHER])),
            "unit": RecordFilter(reach=Reach(units=[UUID(int=1003)])),
            "nowhere": RecordFilter(reach=Reach()),
        }.items()
    }
    assert counted == {
        "all": 10,
        "region": 10,
        "elsewhere": 0,
        "status": 10,
        "compound": 1,
        "unit": 1,
        "nowhere": 0,
    }


def test_facts_delivered_twice_change_nothing(
    database: Database, store: EventStore, engine: Engine
) -> None:
    append(store, [each for number in range(5) for each in unit(number)])
    engine.run_until_caught_up()
    with database.connection() as conn:
        before = digest(conn, HOUSEHOLD_REGISTER.projection)
    twice = Redelivering(database)
    again = Engine(database, twice, [HOUSEHOLD_REGISTER.projection])
    with database.connection() as conn:
        HOUSEHOLD_REGISTER.projection.create(conn)
    again.run_until_caught_up()
    with database.connection() as conn:
        assert digest(conn, HOUSEHOLD_REGISTER.projection) == before
    twice.close()
