"""The read models that one engine keeps up to date together."""

from __future__ import annotations

from projections.ballots import BALLOTS
from projections.case_board import CASE_BOARD
from projections.case_deadlines import CASE_DEADLINES
from projections.case_history import CASE_HISTORY
from projections.compound_directory import COMPOUND_DIRECTORY
from projections.household_register import HOUSEHOLD_REGISTER
from projections.records import Records
from projections.votes import VOTES

RECORDS: tuple[Records, ...] = (
    HOUSEHOLD_REGISTER,
    VOTES,
    BALLOTS,
)
"""Those of one row an aggregate."""

READ_MODELS = (
    CASE_HISTORY,
    CASE_BOARD,
    CASE_DEADLINES,
    COMPOUND_DIRECTORY,
    *(each.projection for each in RECORDS),
)
NAMES = [each.name for each in READ_MODELS]
