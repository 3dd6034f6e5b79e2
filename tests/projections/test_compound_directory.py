from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest

from application.event_store import EventStore
from domain.compound import Compound
from domain.compound_facts import CompoundFacts, CompoundKind
from domain.facts import Fact
from projections import compound_directory
from projections.compound_directory import CompoundFilter, Region
from projections.compound_row import CompoundRow, evolve
from projections.cursors import BadCursor
from projections.engine import Engine
from projections.folding import OutOfOrder
from tests.projections.samples import append, fact, hours, life, recorded, reported

Connection = psycopg.AsyncConnection[Any]
KINDS = [kind for kind in vars(CompoundFacts).values() if isinstance(kind, type)]


def registered(number: int, name: str, **given: Any) -> Fact:
    own: dict[str, Any] = {
        "code": f"C-{number}",
        "name": name,
        "region_codes": ("3710", "371002", f"s-{number % 2}", f"q-{number % 3}"),
        "region_names": ("威海市", "环翠区", f"街道{number % 2}", f"社区{number % 3}"),
        "kind": CompoundKind.OLD,
        "profile": "weihai",
    }
    return fact(Compound.Registered, 1, UUID(int=500 + number), **own | given)


def compound(number: int) -> UUID:
    return UUID(int=500 + number)


@pytest.fixture
async def conn(store: EventStore, engine: Engine, reader: Connection) -> Connection:
    """A reader of a register of six compounds."""
    names = ["和美家园", "阳光100%小区", "Sunny_Court", "和平里", "望岛", "和美家园"]
    append(store, [registered(number, name) for number, name in enumerate(names)])
    corrected: dict[str, Any] = {
        "kind": CompoundKind.COMMODITY,
        "profile": "beijing",
        "households": 12,
    }
    append(store, [fact(Compound.Corrected, 2, compound(3), name="新里", **corrected)])
    append(store, [reported(UUID(int=1), compound_id=compound(4)), *life(UUID(int=2))])
    engine.run_until_caught_up()
    return reader


async def found(conn: Connection, **conditions: Any) -> list[int]:
    filter = CompoundFilter(**conditions)
    page = await compound_directory.page(conn, filter, first=100)
    assert (await compound_directory.count(conn, filter)).value == len(page.rows)
    return sorted(row.compound_id.int - 500 for row in page.rows)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_fact_has_its_place(kind: type[Fact]) -> None:
    facts = [registered(1, "望岛")]
    if kind is not CompoundFacts.Registered:
        facts.append(fact(getattr(Compound, kind.__name__), 2, compound(1)))
    row: CompoundRow | None = None
    for each in recorded(facts):
        row = evolve(row, each)
    assert row is not None and row.version == len(facts)


def test_no_correction_begins_a_compound() -> None:
    with pytest.raises(OutOfOrder):
        evolve(None, recorded([fact(Compound.Corrected, 1)])[0])


async def test_filters_find_what_they_say(conn: Connection) -> None:
    assert await found(conn) == [0, 1, 2, 3, 4, 5]
    assert await found(conn, region="3710") == [0, 1, 2, 3, 4, 5]
    assert await found(conn, region="q-1") == [1, 4]
    assert await found(conn, kind=CompoundKind.COMMODITY) == [3]
    assert await found(conn, profile="weihai", name="和") == [0, 5]
    assert await found(conn, name="100%") == [1]
    assert await found(conn, name="sunny_c") == [2]
    assert await found(conn, name="%") == [1]


async def test_pages_show_every_compound_once(conn: Connection) -> None:
    rows: list[CompoundRow] = []
    after: str | None = None
    while True:
        page = await compound_directory.page(
            conn, CompoundFilter(), first=2, after=after
        )
        rows += page.rows
        if not page.has_next:
            break
        after = page.cursors[-1]
    assert len(rows) == len({row.compound_id for row in rows}) == 6
    assert [row.name for row in rows] == sorted(row.name for row in rows)
    with pytest.raises(BadCursor):
        await compound_directory.page(conn, CompoundFilter(), after="bm9uZQ")


async def test_a_compound_comes_back_as_it_was_folded(
    conn: Connection, store: EventStore
) -> None:
    rows = await compound_directory.by_ids(conn, [compound(3), UUID(int=404)])
    now = datetime.now(UTC)
    assert rows == {compound(3): compound_directory.as_of(store, compound(3), now)}
    assert (rows[compound(3)].name, rows[compound(3)].households) == ("新里", 12)
    assert compound_directory.as_of(store, compound(3), hours(0)) is None


async def test_open_cases_are_counted(conn: Connection) -> None:
    counted = await compound_directory.open_cases(conn, [compound(4), compound(1)])
    assert counted == {compound(4): 1, compound(1): 0}


async def test_the_region_tree_is_listed_from_the_top(conn: Connection) -> None:
    regions = await compound_directory.regions(conn)
    assert regions[:4] == [
        Region("3710", "威海市", None, 1, 6),
        Region("371002", "环翠区", "3710", 2, 6),
        Region("s-0", "街道0", "371002", 3, 3),
        Region("s-1", "街道1", "371002", 3, 3),
    ]
    assert [(each.code, each.compounds) for each in regions[4:]] == [
        ("q-0", 2),
        ("q-1", 2),
        ("q-2", 2),
    ]
