"""Visits to a household: one at a time, and a promise that is kept or is not."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.case import Case
from domain.errors import IllegalTransition, InvalidInput, Refusal
from domain.place import Place
from domain.rulepack import UnknownCategory
from domain.visit import (
    CaseElsewhere,
    CaseStillOpen,
    ReturnBeforeVisit,
    Visit,
    VisitUnderWay,
    visits_id,
)
from domain.visit_facts import VisitPurpose, VisitStatus
from tests.scenario import (
    COMPOUND_ID,
    NOW,
    SECRETARY,
    fact,
    given,
    new_facts,
    refuses,
    reported,
    stamp,
    then,
)

UNIT = UUID(int=70)
PLACE = Place(COMPOUND_ID, ("c", "d", "s", "m"), "national")
DAY = date(2026, 3, 10)
PLAN: dict[str, Any] = {"visitor": "grid-1", "purpose": VisitPurpose.CARE, "on": DAY}


def planned() -> Visit:
    made = Visit.plan(stamp(SECRETARY), place=PLACE, unit_id=UNIT, **PLAN)
    made.collect_events()
    return made


def promised(*cases: Case) -> Visit:
    visit = planned()
    visit.make(stamp(SECRETARY), on=DAY, cases=cases, return_promised=True)
    visit.collect_events()
    return visit


def test_the_visits_to_a_household_have_one_place() -> None:
    made = Visit.plan(stamp(SECRETARY), place=PLACE, unit_id=UNIT, **PLAN)

    assert new_facts(made) == [
        then(Visit.Planned, **PLACE.fields(), unit_id=UNIT, **PLAN)
    ]
    assert (made.id, made.unit_id) == (visits_id(UNIT), UNIT)


def test_no_second_visit_is_planned_beside_the_first() -> None:
    visit = planned()
    refuses(VisitUnderWay, visit, visit.plan_again, stamp(SECRETARY), **PLAN)
    waiting = promised()
    refuses(VisitUnderWay, waiting, waiting.plan_again, stamp(SECRETARY), **PLAN)
    visit.cancel(stamp(SECRETARY, NOW, "reason"))
    visit.collect_events()
    visit.plan_again(stamp(SECRETARY), **PLAN)
    assert new_facts(visit) == [then(Visit.PlannedAgain, **PLAN)]


def test_needs_and_cases_of_a_visit_are_kept() -> None:
    visit = planned()
    visit.miss(stamp(SECRETARY), on=DAY)
    case = given(reported())
    visit.make(stamp(SECRETARY), on=DAY, needs=("SRV-01",), cases=(case,))

    assert new_facts(visit) == [
        then(Visit.NobodyMet, on=DAY),
        then(Visit.Made, on=DAY, needs=("SRV-01",), cases=(case.id,)),
    ]
    assert visit.status is VisitStatus.SETTLED


@pytest.mark.parametrize(
    ("refusal", "changes"),
    [
        (InvalidInput, {"on": date(2026, 3, 11)}),
        (InvalidInput, {"needs": ("SRV-01", "SRV-01")}),
        (UnknownCategory, {"needs": ("love",)}),
        (CaseElsewhere, {"cases": (given(reported(compound_id=UUID(int=8))),)}),
    ],
)
def test_what_is_refused_of_a_visit(
    refusal: type[Refusal], changes: dict[str, Any]
) -> None:
    visit = planned()
    refuses(refusal, visit, visit.make, stamp(SECRETARY), **{"on": DAY} | changes)


def test_who_promised_comes_back_after_the_case() -> None:
    visit = promised(given(reported()))
    back = visit.make_return
    open_case = given(reported())
    kept: dict[str, Any] = {"on": DAY, "content": True}
    refuses(CaseStillOpen, visit, back, stamp(SECRETARY), **kept, cases=[open_case])
    early = date(2026, 3, 9)
    refuses(ReturnBeforeVisit, visit, back, stamp(SECRETARY), on=early, content=True)
    done = given(reported(), fact(Case.Withdrawn))
    back(stamp(SECRETARY), **kept, cases=[done])

    assert new_facts(visit) == [then(Visit.ReturnMade, **kept)]
    assert visit.status is VisitStatus.SETTLED


def test_a_promise_is_a_fact_of_its_own() -> None:
    visit = planned()
    visit.make(stamp(SECRETARY), on=DAY, return_promised=True)
    assert new_facts(visit) == [
        then(Visit.Made, on=DAY, needs=(), cases=()),
        then(Visit.ReturnPromised),
    ]
    assert visit.status is VisitStatus.RETURN_PROMISED
    visit.drop_return(stamp(SECRETARY, NOW, "reason"))
    assert new_facts(visit) == [then(Visit.ReturnDropped)]
    refuses(
        IllegalTransition,
        visit,
        visit.make_return,
        stamp(SECRETARY),
        on=DAY,
        content=True,
    )
