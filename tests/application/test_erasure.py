"""Erasure: keys and rows go, the log stays, backups bring nothing back."""

from __future__ import annotations

from uuid import UUID, uuid4

import psycopg
import pytest

from application.commands import Commands
from application.commit import Receipt
from application.database import Database
from application.erasure import Erasures, replay_tombstones, tombstones
from application.files import FileStore
from application.order import Order
from application.release import TextErased
from application.vault import ERASED, Vault
from domain.case import Case
from domain.errors import NotFound
from domain.facts import Mask
from domain.personal_data import PersonalDataFacts
from domain.retention import RetentionHolds
from tests.application.cases import OFFICER, TEXTS, report
from tests.application.conftest import StandingClock
from tests.application.test_files import PNG

TABLES = ("sealed_text", "text_key", "text_index", "released_text", "file_reference")


@pytest.fixture
def erasures(commands: Commands[Receipt], files: FileStore) -> Erasures:
    return Erasures(commands, files)


def sealed_id_of(commands: Commands[Receipt], case_id: UUID, version: int = 1) -> UUID:
    fact = commands.store.stream(case_id)[version - 1].fact
    assert fact.sealed_id is not None
    return fact.sealed_id


def counts(database: Database) -> dict[str, int]:
    with psycopg.connect(database.url) as connection:
        query = psycopg.sql.SQL("SELECT count(*) FROM {}")
        return {
            table: cursor[0]
            for table in TABLES
            if (
                cursor := connection.execute(
                    query.format(psycopg.sql.Identifier(table))
                ).fetchone()
            )
        }


def release_title(commands: Commands[Receipt], case_id: UUID) -> None:
    commands.change(
        Order(OFFICER),
        "release_text",
        Case,
        case_id,
        {},
        {},
        lambda case, stamp: case.release_text(
            stamp, entry=1, path="title", mask=Mask.M2
        ),
    )


def test_everything_of_a_sealing_goes_and_no_event_changes(
    commands: Commands[Receipt],
    erasures: Erasures,
    vault: Vault,
    database: Database,
    clock: StandingClock,
) -> None:
    case_id = report(commands).ids[0]
    release_title(commands, case_id)
    sealed_id = sealed_id_of(commands, case_id)
    before = database.fetch("SELECT position, data, entry FROM event")
    closed_at = clock.now
    clock.forward(days=366 * 5)

    receipt = erasures.erase(
        Order(OFFICER, key="e-1"), sealed_id, basis="个保47", closed_at=closed_at
    )

    assert set(counts(database).values()) == {0}
    assert database.fetch("SELECT position, data, entry FROM event")[:2] == before
    (erased,) = commands.store.stream(receipt.ids[0])
    assert isinstance(erased.fact, PersonalDataFacts.Erased)
    assert (erased.fact.erased_id, erased.fact.basis) == (sealed_id, "个保47")
    assert erased.fact.paths == tuple(sorted(TEXTS))
    refs = [(sealed_id, path) for path in TEXTS]
    assert vault.open(OFFICER, "a request", refs) == dict.fromkeys(refs, ERASED)
    assert vault.released(refs) == {}


def test_one_text_can_go_alone_and_only_once(
    commands: Commands[Receipt], erasures: Erasures, vault: Vault, clock: StandingClock
) -> None:
    sealed_id = sealed_id_of(commands, report(commands).ids[0])
    closed_at = clock.now
    clock.forward(days=366 * 5)

    def erase(paths: list[str] | None) -> None:
        erasures.erase(
            Order(OFFICER), sealed_id, paths, basis="个保47", closed_at=closed_at
        )

    erase(["body"])
    opened = vault.open(OFFICER, "x", [(sealed_id, "title"), (sealed_id, "body")])
    assert [*opened.values()].count(ERASED) == 1
    assert opened[sealed_id, "title"] == TEXTS["title"]
    with pytest.raises(TextErased):
        erase(["body"])
    with pytest.raises(NotFound):
        erase(["other"])
    erase(None)
    with pytest.raises(TextErased):
        erase(None)
    with pytest.raises(NotFound):
        erasures.erase(Order(OFFICER), uuid4(), basis="个保47", closed_at=closed_at)


def test_what_must_be_kept_is_not_erased(
    commands: Commands[Receipt],
    erasures: Erasures,
    database: Database,
    clock: StandingClock,
) -> None:
    sealed_id = sealed_id_of(commands, report(commands).ids[0])
    closed_at = clock.now
    clock.forward(days=365 * 5)  # A leap day lies in these five years.
    before = counts(database)

    for closed in (None, closed_at):
        with pytest.raises(RetentionHolds, match="are kept until"):
            erasures.erase(Order(OFFICER), sealed_id, basis="个保47", closed_at=closed)
    assert counts(database) == before


def test_an_erased_text_cannot_be_released(
    commands: Commands[Receipt], erasures: Erasures, clock: StandingClock
) -> None:
    case_id = report(commands).ids[0]
    closed_at = clock.now
    clock.forward(days=366 * 5)
    sealed_id = sealed_id_of(commands, case_id)
    erasures.erase(Order(OFFICER), sealed_id, basis="个保47", closed_at=closed_at)
    with pytest.raises(TextErased):
        release_title(commands, case_id)


def attach(commands: Commands[Receipt], case_id: UUID, sha256: str) -> UUID:
    receipt = commands.change(
        Order(OFFICER),
        "attach_file",
        Case,
        case_id,
        {},
        {"file": sha256},
        lambda case, stamp: case.attach_file(
            stamp, media_type="image/png", size_bytes=len(PNG)
        ),
    )
    return sealed_id_of(commands, case_id, receipt.versions[0])


def test_a_file_goes_with_the_last_text_that_names_it(
    commands: Commands[Receipt],
    erasures: Erasures,
    files: FileStore,
    clock: StandingClock,
) -> None:
    case_id = report(commands).ids[0]
    sha256 = files.put(PNG, "image/png").sha256
    first, second = (attach(commands, case_id, sha256) for _ in range(2))
    closed_at = clock.now
    clock.forward(days=366 * 5)

    erasures.erase(Order(OFFICER), first, basis="个保47", closed_at=closed_at)
    assert files.read(sha256) == PNG
    erasures.erase(Order(OFFICER), second, basis="个保47", closed_at=closed_at)
    with pytest.raises(NotFound):
        files.read(sha256)
    assert [path for path in files.root.rglob("*") if path.is_file()] == []


def test_a_restored_backup_brings_nothing_back(
    commands: Commands[Receipt],
    erasures: Erasures,
    vault: Vault,
    files: FileStore,
    database: Database,
    clock: StandingClock,
) -> None:
    sealed_id = sealed_id_of(commands, report(commands).ids[0])
    kept_id = sealed_id_of(commands, report(commands).ids[0])
    tables = ("sealed_text", "text_key", "text_index")
    with psycopg.connect(database.url) as connection:
        for table in tables:
            query = psycopg.sql.SQL("CREATE TABLE {} AS SELECT * FROM {}")
            names = (f"backup_{table}", table)
            connection.execute(query.format(*map(psycopg.sql.Identifier, names)))
    before = counts(database)
    closed_at = clock.now
    clock.forward(days=366 * 5)
    erasures.erase(Order(OFFICER), sealed_id, basis="个保47", closed_at=closed_at)
    younger = tombstones(database)

    with psycopg.connect(database.url) as connection:
        for table in tables:
            query = psycopg.sql.SQL(
                "INSERT INTO {} SELECT * FROM {} ON CONFLICT DO NOTHING"
            )
            names = (table, f"backup_{table}")
            connection.execute(query.format(*map(psycopg.sql.Identifier, names)))
        connection.execute("DELETE FROM tombstone")
    assert counts(database) == before
    assert replay_tombstones(database, files, younger) == len(TEXTS)
    assert replay_tombstones(database, files) == 0

    ref, kept = (sealed_id, "title"), (kept_id, "title")
    assert vault.open(OFFICER, "x", [ref, kept]) == {ref: ERASED, kept: TEXTS["title"]}
