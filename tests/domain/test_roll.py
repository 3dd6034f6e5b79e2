"""The roll of a vote: who is one head, and with what area (interp. 8, 9)."""

from __future__ import annotations

from typing import Any

from domain.household import Household, household_id
from domain.household_facts import Holder, UnitUse
from domain.roll import DEVELOPER, Owners, roll_digest, roll_of
from tests.domain.test_household import DAY, PLACE, UNIT
from tests.domain.votes import roll
from tests.scenario import COMPOUND_ID, RULES, STREET, stamp


def unit(number: str, *owners: str, delivered: bool = True, **more: Any) -> Household:
    id = household_id(COMPOUND_ID, number)
    given = UNIT | {"number": number, "owners": owners or ("o-1",)} | more
    made = Household.register(stamp(STREET), id=id, place=PLACE, **given)
    if delivered:
        made.deliver(stamp(STREET), on=DAY)
    return made


def named(owners: Owners) -> str:
    return "+".join(owners) or "developer"


def heads(*units: Household, buildings: tuple[str, ...] = ()) -> dict[str, int]:
    found = roll_of(units, RULES, named, buildings)
    return {head.id: int(head.area_dm2) for head in found}


def test_one_unit_is_one_head_and_one_buyer_of_many_is_one() -> None:
    assert heads(
        unit("1-1", "a", area_dm2=5000),
        unit("1-2", "b", area_dm2=6000),
        unit("2-1", "b", area_dm2=7000),
    ) == {"a": 5000, "b": 13_000}


def test_co_owners_are_one_head_in_whatever_order() -> None:
    assert heads(unit("1-1", "a", "b"), unit("1-2", "b", "a"), unit("1-3", "a")) == {
        "a+b": 2 * 9810,
        "a": 9810,
    }


def test_what_the_developer_has_not_sold_or_not_handed_over_is_one_head() -> None:
    assert heads(
        unit("1-1", "d", holder=Holder.DEVELOPER),
        unit("1-2", "e", holder=Holder.DEVELOPER, delivered=False),
        unit("1-3", "buyer", delivered=False),
        unit("1-4", "buyer"),
    ) == {"developer": 3 * 9810, "buyer": 9810}
    assert DEVELOPER == ()


def test_parking_storage_and_removed_units_do_not_count() -> None:
    gone = unit("1-9", "z")
    gone.remove(stamp(STREET))
    assert heads(
        unit("1-1", "a"),
        unit("P-1", "a", use=UnitUse.PARKING),
        unit("S-1", "c", use=UnitUse.STORAGE),
        unit("1-0", "b", use=UnitUse.BUSINESS),
        gone,
    ) == {"a": 9810, "b": 9810}


def test_the_owners_of_one_building_alone() -> None:
    units = (unit("1-1", "a"), unit("2-1", "a"), unit("2-2", "b"))
    assert heads(*units, buildings=("2",)) == {"a": 9810, "b": 9810}


def test_a_head_knows_its_units_by_number() -> None:
    (head,) = roll_of([unit("2-1", "a"), unit("1-1", "a")], RULES, named)
    assert head.numbers == ("1-1", "2-1")
    assert head.units == tuple(household_id(COMPOUND_ID, n) for n in head.numbers)


def test_a_roll_has_one_digest_and_every_change_another() -> None:
    whole = roll(3)
    assert roll_digest(whole) == roll_digest(whole[::-1])
    assert len(roll_digest(whole)) == 64
    assert (
        len({roll_digest(whole), roll_digest(whole[:2]), roll_digest(roll(3, 9))}) == 3
    )
