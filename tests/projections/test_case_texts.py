from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg

from application.event_store import EventStore
from domain.case import Case
from domain.case_words import Status
from projections import case_texts
from projections.engine import Engine
from tests.projections.samples import (
    CASE,
    NOTHING,
    SEALING,
    append,
    fact,
    hours,
    imported,
    sealing,
)

RESEALED = UUID(int=98)


async def test_each_text_is_found_where_it_was_sealed_last(
    store: EventStore, engine: Engine, reader: psycopg.AsyncConnection[Any]
) -> None:
    row: dict[str, Any] = {"status": Status.CLOSED, "replied_at": hours(-9)}
    later: dict[str, Any] = {**NOTHING, **row, "replied_at": hours(-8)}
    later["changed"] = ("replied_at", "title")
    sealed_again = sealing("title", id=RESEALED)
    append(
        store,
        [
            imported(**row, **sealing("title", "reply")),
            fact(Case.ImportAmended, 2, **later, **sealed_again),
        ],
    )
    engine.run_until_caught_up()
    found = (await case_texts.latest(reader, [CASE]))[CASE]
    assert [(text.path, text.sealed_id, text.version) for text in found] == [
        ("reply", SEALING, 1),
        ("title", RESEALED, 2),
    ]
