"""Facts are made and change their aggregate as the library's own events do."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.domain import (
    CanInitAggregate,
    CanMutateAggregate,
    OriginatorIDError,
    OriginatorVersionError,
)
from hypothesis import given

from domain.case import Case
from domain.facts import Fact
from tests.domain.test_case_intake import IMPORTED
from tests.domain.test_case_sequences import (
    CATEGORIES,
    IMPORTED_CASE,
    STEPS,
    Steps,
    lived,
)
from tests.effort import examples
from tests.scenario import ACCEPTED, OTHER_ID, reported, stored


@examples(60)
@given(CATEGORIES, STEPS)
def test_a_replay_is_that_of_the_library(category: str, steps: Steps) -> None:
    first = IMPORTED if category == IMPORTED_CASE else reported(category=category)
    [begun] = stored(first)
    ours, theirs = begun.mutate(None), CanInitAggregate.mutate(begun, None)
    assert ours == theirs
    for fact in lived(category, steps).collect_events():
        assert fact.mutate(ours) is ours
        CanMutateAggregate.mutate(fact, theirs)
        assert ours == theirs


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"originator_id": OTHER_ID}, OriginatorIDError),
        ({"originator_version": 1}, OriginatorVersionError),
        ({"originator_version": 3}, OriginatorVersionError),
    ],
)
def test_a_fact_of_another_place_changes_nothing(
    wrong: dict[str, Any], error: type[Exception]
) -> None:
    first, second = stored(reported(), ACCEPTED)
    case = first.mutate(None)
    before = deepcopy(vars(case))
    for mutate in (type(second).mutate, CanMutateAggregate.mutate):
        with pytest.raises(error):
            mutate(replace(second, **wrong), case)
    assert vars(case) == before


def test_a_fact_of_an_equal_id_is_of_the_stream() -> None:
    first, second = stored(reported(), ACCEPTED)
    case = first.mutate(None)
    replace(second, originator_id=UUID(int=case.id.int)).mutate(case)
    assert case.version == 2


def test_what_fails_while_it_is_applied_leaves_the_version() -> None:
    first, second = stored(reported(), ACCEPTED)
    case = first.mutate(None)
    with pytest.raises(TypeError):
        replace(second, sealed=None).mutate(case)
    assert (case.version, case.modified_on) == (1, first.timestamp)


def test_a_fact_names_all_of_its_fields_and_no_other() -> None:
    [_, fact] = stored(reported(), ACCEPTED)
    values = dict(vars(fact))
    assert Case.Accepted(**values) == fact
    without = {name: value for name, value in values.items() if name != "rules"}
    for wrong in (without, values | {"remark": ""}, without | {"remark": ""}, {}):
        with pytest.raises(TypeError, match="missing or unexpected"):
            Case.Accepted(**wrong)
    with pytest.raises(TypeError, match="no UUID"):
        Case.Accepted(**values | {"originator_id": str(fact.originator_id)})


def test_a_fact_stays_as_it_is() -> None:
    [fact] = stored(reported())
    with pytest.raises(AttributeError):
        fact.rules = "others"


def test_no_field_of_a_fact_has_a_default() -> None:
    """Or what an old fact says would change with the default."""
    with pytest.raises(TypeError, match=r"Hasty\.place must have no default"):

        class Hasty(Fact):
            place: str = "here"
