"""Registration and correction of compounds, on a real database."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from application.commands import Commands
from application.commit import Receipt
from application.compounds import CodeTaken, Compounds
from application.order import Order
from application.rules import UnknownProfile
from domain.compound import Compound, compound_id
from domain.compound_facts import CompoundKind
from domain.errors import InvalidInput, NotFound
from domain.roles import Actor, Role

STREET = Order(Actor("street", Role.STREET_OFFICER))
ENTRY: dict[str, Any] = {
    "name": "和美家园",
    "kind": CompoundKind.OLD,
    "buildings": 12,
    "households": 1312,
    "completion_year": 1998,
    "profile": "weihai",
}
PLACE: dict[str, Any] = {
    "code": "WH-0001",
    "region_codes": ("3710", "371002", "371002001", "371002001001"),
    "region_names": ("威海", "环翠", "竹岛", "塔山"),
}


@pytest.fixture
def compounds(commands: Commands[Receipt]) -> Compounds[Receipt]:
    return Compounds(commands)


def test_a_compound_is_registered_and_corrected(
    compounds: Compounds[Receipt], commands: Commands[Receipt]
) -> None:
    id = compounds.register(STREET, **PLACE, **ENTRY).ids[0]
    corrected = ENTRY | {"households": 1313, "profile": "shandong"}

    compounds.correct(STREET, id, **corrected)

    assert id == compound_id("WH-0001")
    compound = commands.store.load(Compound, id)
    assert compound.entry == corrected
    recorded = [item.fact for item in commands.store.stream(id)]
    assert [type(fact).__name__ for fact in recorded] == ["Registered", "Corrected"]
    assert recorded[0].rules.startswith("weihai@")


def test_a_code_is_registered_once(
    compounds: Compounds[Receipt], commands: Commands[Receipt]
) -> None:
    order = Order(STREET.actor, key="k1")
    first = compounds.register(order, **PLACE, **ENTRY)

    assert compounds.register(order, **PLACE, **ENTRY).ids == first.ids
    with pytest.raises(CodeTaken) as refused:
        compounds.register(STREET, **PLACE, **ENTRY)

    assert refused.value.fields == ("code",)
    assert commands.store.position() == first.position


def test_a_wrong_entry_is_refused(
    compounds: Compounds[Receipt], commands: Commands[Receipt]
) -> None:
    id = compounds.register(STREET, **PLACE, **ENTRY).ids[0]
    before = commands.store.position()

    with pytest.raises(InvalidInput):
        compounds.register(STREET, **(PLACE | ENTRY | {"code": "?"}))
    for refusal, target, changes in (
        (UnknownProfile, id, {"profile": "mars"}),
        (InvalidInput, id, {"completion_year": 2100}),
        (NotFound, uuid4(), {}),
    ):
        with pytest.raises(refusal):
            compounds.correct(STREET, target, **(ENTRY | changes))

    assert commands.store.position() == before
