"""The service's parts on a database of the test's own, with a clock that stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from application.commands import Commands
from application.commit import Receipt
from application.database import Database
from application.event_store import EventStore
from application.files import FileStore
from application.rules import RulePacks, load_rulepacks
from application.steps import now
from application.vault import Vault
from application.vault_keys import VaultKeys


class StandingClock:
    """Tells the same time until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture(scope="session")
def rules() -> RulePacks:
    return load_rulepacks()


@pytest.fixture
def keys() -> VaultKeys:
    return VaultKeys(bytes(range(32)))


@pytest.fixture
def store(database: Database, clock: StandingClock) -> Iterator[EventStore]:
    store = EventStore(database, clock=clock)
    yield store
    store.close()


@pytest.fixture
def vault(database: Database, keys: VaultKeys, clock: StandingClock) -> Vault:
    return Vault(database, keys, clock=clock)


@pytest.fixture
def files(tmp_path: Path, database: Database, keys: VaultKeys) -> FileStore:
    return FileStore(tmp_path / "files", database, keys)


@pytest.fixture
def commands(
    store: EventStore, vault: Vault, rules: RulePacks, clock: StandingClock
) -> Commands[Receipt]:
    return Commands(store, vault, rules, clock, now)
