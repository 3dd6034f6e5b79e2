"""Compounds with a tariff, households and accounts for the tests of fees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest

from application.event_store import EventStore
from application.rules import RulePacks
from domain.compound import Compound
from domain.fee_account import FeeAccount
from domain.household import Household, household_id
from domain.household_facts import AreaSource, Holder, Housing, UnitUse
from domain.place import Place
from domain.roles import Actor, Role
from domain.tariff import Tariff
from tests.application.cases import compound, stamp
from tests.domain.fees import AREA, DELIVERED, Contract, contract

CASHIER = Actor("cashier-1", Role.CASHIER)
MANAGER = Actor("manager-1", Role.SITE_MANAGER)


def charging(monkeypatch: pytest.MonkeyPatch, terms: Contract | None = None) -> None:
    """Let every compound charge by these terms."""
    found = terms or contract()

    def tariff_on(self: Compound, day: date) -> Tariff | None:
        return found.tariff_on(day)

    def in_trial(self: Compound, day: date) -> bool:
        return found.in_trial(day)

    monkeypatch.setattr(Compound, "tariff_on", tariff_on, raising=False)
    monkeypatch.setattr(Compound, "in_trial", in_trial, raising=False)
    monkeypatch.setattr(Compound, "charged_from", found.charged_from, raising=False)


def garden(store: EventStore, rules: RulePacks, code: str = "G1") -> UUID:
    """A registered compound; its id."""
    made = compound(rules, code)
    store.save(made)
    return made.id


def units(
    store: EventStore, rules: RulePacks, compound_id: UUID, numbers: Sequence[str]
) -> list[UUID]:
    """Delivered dwellings of 98.1 m2; their ids."""
    made = []
    for number in numbers:
        unit = Household.register(
            stamp(rules),
            id=household_id(compound_id, number),
            place=Place(compound_id, ("370000", "370100"), "national"),
            number=number,
            area_dm2=AREA,
            area_source=AreaSource.REGISTER,
            use=UnitUse.DWELLING,
            housing=Housing.COMMODITY,
            holder=Holder.OWNER,
            owners=("o-1",),
        )
        unit.deliver(stamp(rules), on=DELIVERED)
        made.append(unit)
    store.save(*made)
    return [each.id for each in made]


def accounts(
    store: EventStore, rules: RulePacks, unit_ids: Sequence[UUID]
) -> list[UUID]:
    """Accounts of these units; their ids."""
    found = store.load_many(Household, unit_ids)
    made = [FeeAccount.open(stamp(rules), unit=found[id]) for id in unit_ids]
    store.save(*made)
    return [each.id for each in made]
