"""An aggregate is rebuilt from its bytes as it was."""

from __future__ import annotations

from hypothesis import given

from application.mapper import FactMapper
from domain.compound import Compound
from domain.personal_data import PersonalData
from tests.application.histories import (
    CATEGORIES,
    STEPS,
    Steps,
    history,
    replayed,
    taken,
)
from tests.domain.test_compound import ENTRY, PLACE
from tests.effort import examples
from tests.scenario import OTHER_ID, STREET, stamp


@examples(150)
@given(CATEGORIES, STEPS)
def test_a_case_read_from_the_log_is_the_case_in_memory(
    category: str, steps: Steps
) -> None:
    case, log = history(category, steps)
    again = replayed(FactMapper(), log)

    assert again == case
    assert again.version == len(log)
    assert (again.created_on, again.modified_on) == (case.created_on, case.modified_on)


def test_a_compound_read_from_the_log_is_the_one_in_memory() -> None:
    compound = Compound.register(stamp(STREET), **PLACE, **ENTRY)
    compound.correct(stamp(STREET), **ENTRY | {"buildings": 13})
    log = taken(compound)

    assert len(log) == 2
    assert replayed(FactMapper(), log) == compound


def test_an_erasure_read_from_the_log_is_the_one_in_memory() -> None:
    erasure = PersonalData.erase(
        stamp(STREET), erased_id=OTHER_ID, paths=("title",), basis="个保47"
    )
    assert replayed(FactMapper(), taken(erasure)) == erasure
