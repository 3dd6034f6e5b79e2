from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest

from application.database import Database
from application.event_store import EventStore
from application.grams import grams
from domain.case import Case
from domain.case_words import Channel, Level, Status
from domain.facts import Fact, Milestone
from projections import case_board, case_lists, counting
from projections.case_filters import CaseFilter, CaseSort, Duty, Scope, Tasks, where
from projections.case_row import CaseRow
from projections.counting import Count
from projections.cursors import BadCursor
from projections.engine import Engine
from tests.projections.samples import (
    COMPOUND,
    NOW,
    append,
    fact,
    hours,
    imported,
    life,
    reported,
)

Connection = psycopg.AsyncConnection[Any]


def case(number: int) -> UUID:
    return UUID(int=1000 + number)


def cases() -> list[Fact]:
    """Forty cases: reported ones with and without deadlines, imported ones with and
    without times and counts, some values equal."""
    facts: list[Fact] = []
    for number in range(20):
        due = Milestone("done", hours(number % 7))
        milestones = (due,) if number % 3 else ()
        at = hours(-(number % 5))
        facts.append(reported(case(number), at, milestones=milestones))
    for number in range(20, 40):
        given: dict[str, Any] = {"status": Status.CLOSED}
        if number % 2:
            given |= {"reported_at": hours(-number), "support_count": number % 4}
        facts.append(imported(case(number), **given))
    return facts


async def found(conn: Connection, **conditions: Any) -> set[UUID]:
    page = await case_lists.page(conn, CaseFilter(**conditions), first=100)
    counted = await case_lists.count(conn, CaseFilter(**conditions))
    assert counted == Count(len(page.rows), True)
    return {row.case_id for row in page.rows}


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", list(CaseSort))
async def test_pages_show_every_row_once_and_in_order(
    store: EventStore,
    engine: Engine,
    reader: Connection,
    sort: CaseSort,
    descending: bool,
) -> None:
    append(store, cases())
    engine.run_until_caught_up()
    rows: list[CaseRow] = []
    after: str | None = None
    while True:
        page = await case_lists.page(
            reader, CaseFilter(), sort, descending=descending, first=7, after=after
        )
        rows += page.rows
        if not page.has_next:
            break
        after = page.cursors[-1]
    assert len(rows) == len({row.case_id for row in rows}) == 40
    values: list[Any] = [row[CaseRow._fields.index(sort.value)] for row in rows]
    known = [value for value in values if value is not None]
    assert known == sorted(known, reverse=descending)
    # Those without a value stand together, at one end.
    assert values in (
        known + [None] * (40 - len(known)),
        [None] * (40 - len(known)) + known,
    )


async def test_a_cursor_of_another_order_or_of_nobody_is_refused(
    store: EventStore, engine: Engine, reader: Connection
) -> None:
    append(store, cases())
    engine.run_until_caught_up()
    page = await case_lists.page(reader, CaseFilter(), CaseSort.DUE_AT, first=1)
    for bad in (page.cursors[0], "", "%", "AAAA", "bm9uc2Vuc2U", "W10"):
        with pytest.raises(BadCursor):
            await case_lists.page(
                reader, CaseFilter(), CaseSort.SUPPORT_COUNT, after=bad
            )


async def test_a_row_comes_back_as_it_was_folded(
    store: EventStore, engine: Engine, reader: Connection
) -> None:
    append(store, life())
    facts = [*cases(), fact(Case.Paused, 2, case(1), until=hours(5))]
    append(store, facts)
    engine.run_until_caught_up()
    ids = {each.originator_id for each in facts}
    rows = await case_lists.by_ids(reader, [*ids, UUID(int=404)])
    assert rows.keys() == ids
    for id, row in rows.items():
        assert row == case_board.as_of(store, id, datetime.now().astimezone())


async def test_filters_find_what_they_say(
    store: EventStore, engine: Engine, reader: Connection
) -> None:
    one, two, three, four = (case(number) for number in range(4))
    place = {"compound_id": UUID(int=5), "region_path": ("3710", "371002")}
    append(
        store,
        [
            reported(one, hours(0), channel=Channel.PHONE, category="PIP-01", **place),
            reported(two, hours(-9), level=Level.L2, region_path=("3710", "371083")),
            fact(Case.Accepted, 2, two, actor_id="steward-1"),
            reported(three, hours(-8), milestones=(), region_path=()),
            fact(Case.Withdrawn, 2, three),
            imported(four, source_system="12345", source_reference="A-1"),
        ],
    )
    engine.run_until_caught_up()
    assert await found(reader) == {one, two, three, four}
    assert await found(reader, compound_id=UUID(int=5)) == {one}
    assert await found(reader, region="3710") == {one, two}
    assert await found(reader, region="371083") == {two}
    assert await found(reader, statuses=[Status.ACCEPTED, "withdrawn"]) == {two, three}
    assert await found(reader, statuses=[]) == set()
    assert await found(reader, categories=("PIP-01",)) == {one}
    assert await found(reader, levels=[Level.L2]) == {two}
    assert await found(reader, channels=(Channel.PHONE,)) == {one}
    assert await found(reader, reported_after=hours(-8)) == {one, three}
    assert await found(reader, reported_before=hours(-8)) == {two}
    assert await found(reader, overdue_at=hours(2.5)) == {one, two}
    assert await found(reader, on_time_at=hours(2.5)) == {three, four}
    assert await found(reader, on_time_at=hours(1), due_before=hours(3)) == {one, two}
    assert await found(reader, open=False) == {three}
    assert await found(reader, adopted=False) == {four}
    assert await found(reader, source_system="12345", source_reference="A-1") == {four}
    assert await found(reader, region="3710", open=True, levels=[0]) == {one}


async def test_a_scope_is_regions_or_compounds(
    store: EventStore, engine: Engine, reader: Connection
) -> None:
    append(
        store,
        [
            reported(case(1), region_path=("1", "11"), compound_id=None),
            reported(case(2), region_path=("2",), compound_id=COMPOUND),
            reported(case(3), region_path=("2",), compound_id=None),
        ],
    )
    engine.run_until_caught_up()
    scope = Scope(regions=("11",), compounds=(COMPOUND,))
    assert await found(reader, scope=scope) == {case(1), case(2)}
    assert await found(reader, scope=Scope()) == set()


async def test_tasks_are_what_somebody_has_in_hand_or_must_take(
    store: EventStore, engine: Engine, reader: Connection
) -> None:
    mine, waiting, elsewhere, others, done, own_done, imports = (
        case(number) for number in range(7)
    )
    here: dict[str, Any] = {"region_path": ("1", "11"), "level": Level.L1}
    append(
        store,
        [
            reported(mine),
            fact(Case.Accepted, 2, mine, actor_id="me"),
            reported(waiting, **here),
            reported(elsewhere, region_path=("2",), level=Level.L1),
            reported(others, **here),
            fact(Case.Accepted, 2, others, actor_id="somebody"),
            reported(done, **here),
            fact(Case.Accepted, 2, done, actor_id="somebody"),
            fact(Case.Resolved, 3, done),
            reported(own_done, **here),
            fact(Case.Accepted, 2, own_done, actor_id="me"),
            fact(Case.Resolved, 3, own_done),
            imported(imports, region_path=("1", "11"), status=Status.REPORTED),
        ],
    )
    engine.run_until_caught_up()
    duty = Duty(levels=(1, 2), scope=Scope(regions=("11",)))
    tasks = Tasks("me", [duty])
    assert await found(reader, tasks=tasks) == {mine, waiting, done}
    everywhere = Tasks("me", [Duty(levels=(1,))])
    assert await found(reader, tasks=everywhere) == {mine, waiting, elsewhere, done}
    assert await found(reader, tasks=Tasks("me")) == {mine}


async def test_search_finds_the_cases_whose_texts_hold_the_words(
    database: Database, store: EventStore, engine: Engine, reader: Connection
) -> None:
    append(store, [reported(case(1)), reported(case(2))])
    engine.run_until_caught_up()
    add = """
        INSERT INTO text_index (case_id, sealed_id, path, grams)
        VALUES (%s, %s, 'body', array_to_tsvector(%s))
    """
    with database.connection() as conn:
        conn.execute(add, (case(1), UUID(int=1), grams("三号楼电梯困人")))
        conn.execute(add, (case(2), UUID(int=2), grams("路灯不亮 Lamp A5")))
    assert await found(reader, search="电梯") == {case(1)}
    assert await found(reader, search="lamp") == {case(2)}
    assert await found(reader, search="电梯 路灯") == set()
    assert await found(reader, search="?!") == set()
    assert await found(reader, search="' & | :*") == set()


def test_every_condition_is_known_to_sql() -> None:
    every: dict[str, Any] = {name: "x" for name in CaseFilter.__dataclass_fields__}
    scope, tasks = Scope(("1",)), Tasks("me")
    condition, values = where(CaseFilter(**every | {"scope": scope, "tasks": tasks}))
    for name in values:
        assert f"%({name})s" in condition
    assert "x" not in condition.replace("text", "").replace("EXISTS", "").split("'")


SERVED: Sequence[tuple[CaseFilter, CaseSort]] = [
    *[(CaseFilter(), sort) for sort in CaseSort],
    (CaseFilter(compound_id=UUID(int=3)), CaseSort.REPORTED_AT),
    (CaseFilter(statuses=["withdrawn"]), CaseSort.REPORTED_AT),
    (CaseFilter(categories=["C-3"]), CaseSort.REPORTED_AT),
    (CaseFilter(region="street-3"), CaseSort.REPORTED_AT),
    (CaseFilter(region="street-3"), CaseSort.DUE_AT),
    (CaseFilter(overdue_at=hours(40)), CaseSort.DUE_AT),
    (CaseFilter(tasks=Tasks("steward-1", [Duty([1])])), CaseSort.DUE_AT),
    (CaseFilter(tasks=Tasks("steward-1", [Duty([1])])), CaseSort.REPORTED_AT),
    (CaseFilter(source_system="12345", source_reference="7"), CaseSort.REPORTED_AT),
]


@pytest.fixture
async def crowded(reader: Connection) -> Connection:
    """A board of 20,000 cases, as a city has them."""
    await reader.execute(
        """
        INSERT INTO case_board
        SELECT gen_random_uuid(), 1, n, 'national',
            (ARRAY['closed', 'accepted', 'withdrawn'])[1 + least(n %% 50, 2)],
            n %% 50 = 1, n %% 5, 'app', 'C-' || n %% 40,
            ('00000000-0000-0000-0000-' || lpad(to_hex(n %% 300), 12, '0'))::uuid,
            ARRAY['city', 'street-' || n %% 60], 'P', 'steward-' || n %% 90,
            false, false, 1, %(at)s + n * interval '1 minute', %(at)s,
            CASE WHEN n %% 50 = 1 THEN %(at)s + n * interval '1 minute' END, 'done',
            NULL, NULL, NULL, NULL, '12345', n::text, NULL, true, NULL, n %% 9,
            NULL, NULL, '[]'
        FROM generate_series(1, 20000) AS n
        """,
        {"at": NOW},
    )
    await reader.execute("ANALYZE case_board")
    return reader


async def test_no_page_of_the_board_reads_the_whole_table(crowded: Connection) -> None:
    for filter, sort in SERVED:
        for descending in (False, True):
            plan = await explained(crowded, filter, sort, descending)
            assert "Seq Scan on case_board" not in plan, (filter, sort, plan)


async def explained(
    conn: Connection, filter: CaseFilter, sort: CaseSort, descending: bool
) -> str:
    """The plans of a first and of a later page."""
    page = await case_lists.page(conn, filter, sort, descending=descending, first=10)
    assert page.rows, filter
    plans = []
    for after in (None, page.cursors[0]):
        statement, values = case_lists.statement(filter, sort, descending, 50, after)
        async with conn.cursor() as cursor:
            await cursor.execute(f"EXPLAIN {statement}", values)
            plans += [line for (line,) in await cursor.fetchall()]
    return "\n".join(plans)


async def test_beyond_its_limit_a_count_is_estimated(
    crowded: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "EXACT_BELOW", 20_001)
    assert await case_lists.count(crowded, CaseFilter()) == Count(20_000, True)
    monkeypatch.undo()
    counted = await case_lists.count(crowded, CaseFilter())
    assert not counted.exact
    assert 15_000 < counted.value < 25_000
