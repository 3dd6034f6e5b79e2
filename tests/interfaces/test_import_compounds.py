"""Compounds by their names, from the register to the importer."""

from __future__ import annotations

from application.clock import system_clock
from application.commands import Commands
from application.commit import Receipt
from application.compounds import Compounds
from application.database import Database
from application.event_store import EventStore
from application.order import Order
from application.rules import load_rulepacks
from application.steps import now
from application.vault import Vault
from application.vault_keys import VaultKeys
from domain.compound import compound_id
from domain.compound_facts import CompoundKind
from domain.roles import Actor, Role
from interfaces.importing.compound_names import CompoundNames

OFFICER = Order(Actor("officer", Role.STREET_OFFICER))


def register(commands: Commands[Receipt], code: str, name: str) -> None:
    Compounds(commands).register(
        OFFICER,
        code=code,
        name=name,
        region_codes=("371700", "371702", "371702001", "371702001001"),
        region_names=("菏泽市", "牡丹区", "北城街道", "第一社区"),
        kind=CompoundKind.COMMODITY,
        buildings=10,
        households=800,
        completion_year=2010,
        profile="heze",
    )


def test_exact_names_that_only_one_compound_bears_are_found(database: Database) -> None:
    store = EventStore(database)
    vault = Vault(database, VaultKeys(bytes(range(32))), clock=system_clock)
    commands = Commands(store, vault, load_rulepacks(), system_clock, now)
    register(commands, "HZ-001", "阳光花园")
    register(commands, "HZ-002", "和谐家园")
    register(commands, "HZ-003", "和谐家园")

    found = CompoundNames(database, store)(["阳光花园", "和谐家园", "阳光"])

    assert found == {"阳光花园": compound_id("HZ-001")}
    store.close()
