from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg
import pytest

from application.event_store import EventStore
from domain.case_words import Status
from projections import case_history, case_lists
from projections.case_entry import HistoryRow
from projections.case_filters import CaseFilter
from projections.cursors import BadCursor
from projections.engine import Engine
from tests.projections.samples import CASE, append, hours, imported, life, sealing

Connection = psycopg.AsyncConnection[Any]
OTHER, UNKNOWN = UUID(int=2), UUID(int=404)


@pytest.fixture
async def conn(store: EventStore, engine: Engine, reader: Connection) -> Connection:
    """A reader of the histories of a case of 13 entries and an imported one of 3."""
    append(store, life())
    row = {"status": Status.CLOSED, "replied_at": hours(-5)}
    append(store, [imported(OTHER, **row, **sealing("reply", "title"))])
    engine.run_until_caught_up()
    return reader


async def test_the_entries_of_many_cases_come_together(conn: Connection) -> None:
    found = await case_history.entries(conn, [CASE, OTHER, UNKNOWN, CASE], first=5)
    assert list(found) == [CASE, OTHER, UNKNOWN]
    assert [entry.version for entry in found[CASE].entries] == [1, 2, 3, 4, 5]
    assert [entry.part for entry in found[OTHER].entries] == [0, 1, 2]
    assert [each.has_next for each in found.values()] == [True, False, False]
    assert found[UNKNOWN].entries == []
    counts = await case_history.counts(conn, [CASE, OTHER, UNKNOWN])
    assert counts == {CASE: 13, OTHER: 3, UNKNOWN: 0}


@pytest.mark.parametrize("case_id", [CASE, OTHER])
async def test_pages_show_every_entry_once(conn: Connection, case_id: UUID) -> None:
    whole = (await case_history.entries(conn, [case_id], first=100))[case_id]
    paged: list[HistoryRow] = []
    after: str | None = None
    while True:
        page = (await case_history.entries(conn, [case_id], first=2, after=after))[
            case_id
        ]
        paged += page.entries
        if not page.has_next:
            break
        after = page.cursors[-1]
    assert paged == whole.entries


async def test_an_entry_comes_back_as_it_was_written(
    conn: Connection, store: EventStore
) -> None:
    for case_id in (CASE, OTHER):
        live = (await case_history.entries(conn, [case_id]))[case_id].entries
        assert case_history.as_of(store, case_id, live[-1].recorded_at) == live


async def test_a_voided_entry_is_void_from_when_that_was_recorded(
    conn: Connection, store: EventStore
) -> None:
    now = (await case_history.entries(conn, [CASE]))[CASE].entries
    assert [entry.version for entry in now if entry.void] == [3]
    before, then = now[8].recorded_at, now[9].recorded_at
    assert now[9].type == "Case.EntryVoided"
    known = await case_history.entries(conn, [CASE], until_recorded=then)
    assert [entry.version for entry in known[CASE].entries if entry.void] == [3]
    if before < then:
        known = await case_history.entries(conn, [CASE], until_recorded=before)
        assert not any(entry.void for entry in known[CASE].entries)


async def test_nothing_was_known_before_the_first_fact(
    conn: Connection, store: EventStore
) -> None:
    found = await case_history.entries(conn, [CASE], until_recorded=hours(0))
    assert found[CASE].entries == []
    assert await case_history.counts(conn, [CASE], hours(0)) == {CASE: 0}
    assert case_history.as_of(store, CASE, hours(0)) == []


@pytest.mark.parametrize("bad", ["x", "W10", "bnVsbA"])
async def test_a_cursor_of_nothing_is_refused(conn: Connection, bad: str) -> None:
    with pytest.raises(BadCursor):
        await case_history.entries(conn, [CASE], after=bad)


async def test_a_cursor_of_the_board_is_refused(conn: Connection) -> None:
    page = await case_lists.page(conn, CaseFilter())
    with pytest.raises(BadCursor):
        await case_history.entries(conn, [CASE], after=page.cursors[0])


async def test_histories_are_read_through_their_key(conn: Connection) -> None:
    await conn.execute("ANALYZE case_history")
    await conn.execute("SET enable_seqscan = off")
    values = {
        "case_ids": [CASE, OTHER],
        "version": 0,
        "part": -1,
        "until": None,
        "limit": 5,
    }
    plan = await conn.execute(f"EXPLAIN {case_history.ENTRIES}", values)
    lines = [line for (line,) in await plan.fetchall()]
    assert any("Index" in line and "case_history_pkey" in line for line in lines)
