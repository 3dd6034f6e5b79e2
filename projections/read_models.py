"""The read models that one engine keeps up to date together."""

from __future__ import annotations

from projections.case_board import CASE_BOARD
from projections.case_deadlines import CASE_DEADLINES
from projections.case_history import CASE_HISTORY
from projections.committee_registry import COMMITTEE_REGISTRY
from projections.compound_directory import COMPOUND_DIRECTORY
from projections.household_register import HOUSEHOLD_REGISTER
from projections.meetings import MEETINGS
from projections.records import Records

RECORDS: tuple[Records, ...] = (COMMITTEE_REGISTRY, HOUSEHOLD_REGISTER, MEETINGS)
"""Those of one row an aggregate."""

READ_MODELS = (
    CASE_HISTORY,
    CASE_BOARD,
    CASE_DEADLINES,
    COMPOUND_DIRECTORY,
    *(each.projection for each in RECORDS),
)
NAMES = [each.name for each in READ_MODELS]
