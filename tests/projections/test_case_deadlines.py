from __future__ import annotations

from typing import Any
from uuid import UUID

from application.database import Database
from application.event_store import EventStore
from domain.case import Case
from projections.case_deadlines import Due, due
from projections.engine import Engine
from tests.projections.samples import (
    CONTACT,
    DONE,
    append,
    fact,
    hours,
    imported,
    reported,
)

ONE, TWO, THREE, FOUR = (UUID(int=number) for number in range(1, 5))


def test_what_ran_out_is_found_the_longest_due_first(
    database: Database, store: EventStore, engine: Engine
) -> None:
    missed: dict[str, Any] = {"milestone": "contact", "due_at": CONTACT.due_at}
    append(
        store,
        [
            reported(ONE),
            fact(Case.DeadlineMissed, 2, ONE, **missed),
            reported(TWO),
            reported(THREE),
            fact(Case.Accepted, 2, THREE),
            fact(Case.Paused, 3, THREE, until=hours(1)),
            imported(FOUR, due_at=hours(-1)),
        ],
    )
    engine.run_until_caught_up()
    with database.connection() as conn:
        assert due(conn, hours(0.5), 10) == []
        assert due(conn, hours(1), 10) == [Due(THREE, "pause", hours(1))]
        pause, contact = due(conn, hours(2), 10)
        assert (pause.case_id, contact) == (THREE, Due(TWO, "contact", CONTACT.due_at))
        assert due(conn, DONE.due_at, 10)[-1] == Due(ONE, "done", DONE.due_at)
        assert due(conn, DONE.due_at, 1) == [pause]
