"""The register of compounds: what it takes, and what it refuses by field."""

from __future__ import annotations

from typing import Any

import pytest

from domain.compound import Compound, compound_id
from domain.compound_facts import CompoundKind
from domain.errors import InvalidInput
from tests.scenario import STREET, new_facts, stamp, then

ENTRY: dict[str, Any] = {
    "name": "和美家园",
    "kind": CompoundKind.COMMODITY,
    "buildings": 12,
    "households": 1312,
    "completion_year": 2005,
    "profile": "weihai",
}
PLACE: dict[str, Any] = {
    "code": "WH-0001",
    "region_codes": ("3710", "371002", "371002001", "371002001001"),
    "region_names": ("威海", "环翠", "竹岛", "塔山"),
}


def registered() -> Compound:
    compound = Compound.register(stamp(STREET), **PLACE, **ENTRY)
    compound.collect_events()
    return compound


def test_a_compound_is_registered() -> None:
    compound = Compound.register(stamp(STREET), **PLACE, **ENTRY)

    assert new_facts(compound) == [then(Compound.Registered, **PLACE, **ENTRY)]
    assert compound.id == compound_id("WH-0001")
    assert compound.region_path == PLACE["region_codes"]
    assert compound.profile == "weihai"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", ""),
        ("code", "WH 0001"),
        ("code", "和美"),
        ("code", "x" * 65),
        ("name", " "),
        ("name", "x" * 101),
        ("name", "a\x00b"),
        ("region_codes", ("1", "2", "3")),
        ("region_codes", ("1", "2", "3", "3")),
        ("region_codes", ("1", "2", "3", "")),
        ("region_names", ("a", "b", "c")),
        ("region_names", ("a", "b", "c", "")),
        ("buildings", -1),
        ("households", 100_001),
        ("completion_year", 1899),
        ("completion_year", 2028),
    ],
)
def test_a_wrong_entry_names_its_field(field: str, value: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        Compound.register(stamp(STREET), **(PLACE | ENTRY | {field: value}))

    assert refused.value.fields == (field,)


@pytest.mark.parametrize("year", [None, 1900, 2027])
def test_years_that_are_possible(year: int | None) -> None:
    entry = ENTRY | {"completion_year": year}

    assert Compound.register(stamp(STREET), **PLACE, **entry).entry == entry


def test_an_entry_is_corrected() -> None:
    compound = registered()
    entry = ENTRY | {"households": 1313, "profile": "shandong"}

    compound.correct(stamp(STREET), **entry)

    assert new_facts(compound) == [then(Compound.Corrected, **entry)]
    assert compound.profile == "shandong"


def test_the_same_entry_again_records_nothing() -> None:
    compound = registered()

    compound.correct(stamp(STREET), **ENTRY)

    assert new_facts(compound) == []


def test_a_wrong_correction_records_nothing() -> None:
    compound = registered()

    with pytest.raises(InvalidInput):
        compound.correct(stamp(STREET), **(ENTRY | {"buildings": -1}))

    assert new_facts(compound) == []
