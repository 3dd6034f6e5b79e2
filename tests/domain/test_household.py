"""A unit of a compound: its area, its hands, and what the register refuses."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.errors import IllegalTransition, InvalidInput
from domain.household import Household, NotLater, SameOwners, household_id
from domain.household_facts import (
    AreaSource,
    Holder,
    HouseholdStatus,
    Housing,
    UnitUse,
)
from domain.place import Place
from domain.quantities import Dm2
from tests.scenario import COMPOUND_ID, STREET, new_facts, refuses, stamp, then

PLACE = Place(COMPOUND_ID, ("c", "d", "s", "m"), "heze")
DAY = date(2026, 3, 1)
UNIT: dict[str, Any] = {
    "number": "3-2-501",
    "area_dm2": 9810,
    "area_source": AreaSource.REGISTER,
    "use": UnitUse.DWELLING,
    "housing": Housing.COMMODITY,
    "holder": Holder.OWNER,
    "owners": ("o-1",),
}


def registered(**changes: Any) -> Household:
    id = household_id(COMPOUND_ID, "3-2-501")
    made = Household.register(stamp(STREET), id=id, place=PLACE, **UNIT | changes)
    made.collect_events()
    return made


def test_a_unit_is_registered_in_its_compound() -> None:
    made = Household.register(stamp(STREET), id=UUID(int=5), place=PLACE, **UNIT)

    assert new_facts(made) == [
        then(Household.Registered, **UNIT, **PLACE.fields(), building="3")
    ]
    assert made.status is HouseholdStatus.UNDELIVERED
    assert (made.profile, made.unit_id) == ("heze", made.id)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "三号楼"),
        ("number", ""),
        ("area_dm2", 0),
        ("area_dm2", 10_000_001),
        ("owners", ()),
        ("owners", ("o-1", "o-1")),
        ("owners", ("张三",)),
        ("building", "a b"),
    ],
)
def test_a_wrong_entry_is_refused_by_its_field(field: str, value: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        registered(**{field: value})
    assert refused.value.fields == (field,)


def test_a_corrected_area_holds_from_its_day() -> None:
    unit = registered()
    unit.correct_area(
        stamp(STREET),
        area_dm2=Dm2(9900),
        area_source=AreaSource.SURVEY,
        effective_on=DAY,
    )

    assert unit.area_dm2 == 9900
    assert unit.areas == ((DAY, 9900),)


def test_a_transfer_ends_what_the_last_owner_had() -> None:
    unit = registered()
    unit.transfer(stamp(STREET), owners=("o-2", "o-3"), on=DAY)
    unit.collect_events()

    assert (unit.owners, unit.held_since) == (("o-2", "o-3"), DAY)
    refuses(
        SameOwners, unit, unit.transfer, stamp(STREET), owners=("o-2", "o-3"), on=DAY
    )
    refuses(
        NotLater,
        unit,
        unit.transfer,
        stamp(STREET),
        owners=("o-4",),
        on=date(2026, 2, 1),
    )


def test_only_a_delivered_unit_stands_empty_and_a_removed_one_does_nothing() -> None:
    unit = registered()
    refuses(
        IllegalTransition,
        unit,
        unit.state_vacancy,
        stamp(STREET),
        vacant=True,
        since=DAY,
    )
    unit.deliver(stamp(STREET), on=DAY)
    unit.state_vacancy(stamp(STREET), vacant=True, since=DAY)
    assert unit.vacant_since == DAY
    unit.state_vacancy(stamp(STREET), vacant=False, since=DAY)
    assert unit.vacant_since is None
    unit.remove(stamp(STREET))
    unit.collect_events()
    refuses(IllegalTransition, unit, unit.deliver, stamp(STREET), on=DAY)
