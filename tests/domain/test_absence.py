"""An absence: who is away, and who stands in."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.absence import Absence, OwnDeputy
from domain.errors import IllegalTransition, InvalidInput, Refusal
from domain.place import Place
from tests.scenario import COMPOUND_ID, SECRETARY, new_facts, refuses, stamp, then

PLACE = Place(COMPOUND_ID, ("c", "d", "s", "m"), "national")
AWAY: dict[str, Any] = {
    "person": "steward-1",
    "deputy": "steward-2",
    "starts_on": date(2026, 3, 16),
    "ends_on": date(2026, 3, 20),
}


def announced(**changes: Any) -> Absence:
    return Absence.announce(
        stamp(SECRETARY), id=UUID(int=90), place=PLACE, **AWAY | changes
    )


def test_somebody_is_away_and_somebody_stands_in() -> None:
    assert new_facts(announced()) == [then(Absence.Announced, **PLACE.fields(), **AWAY)]


@pytest.mark.parametrize(
    ("refusal", "changes"),
    [
        (OwnDeputy, {"deputy": "steward-1"}),
        (InvalidInput, {"ends_on": date(2026, 3, 15)}),
        (InvalidInput, {"person": "王小明"}),
        (InvalidInput, {"deputy": ""}),
    ],
)
def test_what_is_no_absence_is_refused(
    refusal: type[Refusal], changes: dict[str, Any]
) -> None:
    with pytest.raises(refusal):
        announced(**changes)


def test_who_is_back_earlier_says_so_once() -> None:
    away = announced()
    away.collect_events()
    back = date(2026, 3, 18)
    refuses(InvalidInput, away, away.end, stamp(SECRETARY), on=date(2026, 3, 21))
    away.end(stamp(SECRETARY), on=back)
    assert new_facts(away) == [then(Absence.Ended, on=back)]
    refuses(IllegalTransition, away, away.end, stamp(SECRETARY), on=back)
