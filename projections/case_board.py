"""The board of cases: where does each case stand? One row a case.

What a fact changes in a row is in `case_row`; `case_lists` asks for pages of rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from application.event_store import EventStore, Recorded
from projections import case_clocks
from projections.case_row import CaseRow, evolve
from projections.folding import of_aggregate
from projections.memory import Memory
from projections.projection import Projection
from projections.tables import Table

# The index expressions give a case without the value its place in the order: without
# a report time before all others, without a deadline after all others.
DDL: LiteralString = """
    CREATE TABLE case_board (
        case_id          uuid PRIMARY KEY,
        version          integer NOT NULL,
        position         bigint NOT NULL,
        profile          text NOT NULL,
        status           text NOT NULL,
        open             boolean NOT NULL,
        level            smallint,
        channel          text NOT NULL,
        category         text,
        compound_id      uuid,
        region_path      text[] NOT NULL,
        receiver         text,
        handler_id       text,
        urgent           boolean NOT NULL,
        joint            boolean NOT NULL,
        reporters        integer NOT NULL,
        reported_at      timestamptz,
        changed_at       timestamptz NOT NULL,
        due_at           timestamptz,
        due_name         text,
        resolved_at      timestamptz,
        closed_at        timestamptz,
        solved           boolean,
        satisfaction     text,
        source_system    text,
        source_reference text,
        source_category  text,
        adopted          boolean NOT NULL,
        merged_into      uuid,
        support_count    integer,
        objection_count  integer,
        title_ref        uuid,
        milestones       jsonb NOT NULL
    )
"""
INDEXES: LiteralString = """
    CREATE INDEX case_board_reported
        ON case_board (coalesce(reported_at, '-infinity'::timestamptz), case_id);
    CREATE INDEX case_board_changed ON case_board (changed_at, case_id);
    CREATE INDEX case_board_due
        ON case_board (coalesce(due_at, 'infinity'::timestamptz), case_id);
    CREATE INDEX case_board_support
        ON case_board (coalesce(support_count, -1), case_id);
    CREATE INDEX case_board_compound ON case_board
        (compound_id, coalesce(reported_at, '-infinity'::timestamptz), case_id);
    CREATE INDEX case_board_status ON case_board
        (status, coalesce(reported_at, '-infinity'::timestamptz), case_id);
    CREATE INDEX case_board_category ON case_board
        (category, coalesce(reported_at, '-infinity'::timestamptz), case_id);
    CREATE INDEX case_board_region ON case_board USING gin (region_path);
    CREATE INDEX case_board_source ON case_board (source_system, source_reference);
    CREATE INDEX case_board_handler ON case_board (handler_id)
        WHERE open AND handler_id IS NOT NULL;
    CREATE INDEX case_board_waiting ON case_board (level, receiver)
        WHERE open AND level IS NOT NULL
"""


def _stored(row: CaseRow) -> tuple[object, ...]:
    return (*row[:-1], case_clocks.to_json(row.milestones))


def _loaded(row: CaseRow) -> CaseRow:
    """A row as PostgreSQL gives it, its milestones still JSON."""
    milestones: Any = row.milestones
    return row._replace(
        region_path=tuple(row.region_path),
        milestones=case_clocks.from_json(milestones),
    )


TABLE = Table("case_board", CaseRow, ("case_id",), stored=_stored, loaded=_loaded)


def apply(memory: Memory, batch: Sequence[Recorded]) -> None:
    """Bring the rows of the batch's cases up to date."""
    memory.fold(TABLE, of_aggregate("Case", batch), evolve)


CASE_BOARD = Projection("case_board", 1, DDL, INDEXES, (TABLE,), apply)


def as_of(store: EventStore, case_id: UUID, moment: datetime) -> CaseRow | None:
    """The case as it was known at a moment; None if nobody knew of it then.

    Reads the case's own facts, those recorded by then, with the rules of the board.
    """
    row: CaseRow | None = None
    for recorded in store.stream(case_id, until=moment):
        row = evolve(row, recorded)
    return row
