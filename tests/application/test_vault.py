"""Sealing, opening, the access log, keys that change, and search terms."""

from __future__ import annotations

import hmac
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import psycopg
import pytest
import rfc8785

from application import access_log
from application.access_log import AccessLogBroken
from application.commands import Commands
from application.commit import Receipt
from application.database import Database
from application.event_store import EventStore
from application.grams import tsquery
from application.order import Order
from application.rules import RulePacks
from application.sealing import Opened, TextsNotCarried, commitment
from application.vault import Vault, verify
from application.vault_keys import VaultKeys, WrongVaultKey
from domain.errors import InvalidInput, NotFound
from tests.application.cases import OFFICER, STEWARD, TEXTS, compound, report
from tests.application.conftest import StandingClock

PURPOSE = "handling the case"


def sealed_of(
    commands: Commands[Receipt], case_id: UUID
) -> tuple[UUID, dict[str, str]]:
    fact = commands.store.stream(case_id)[0].fact
    assert fact.sealed_id is not None
    return fact.sealed_id, fact.sealed


def test_a_text_opens_and_proves_itself(
    commands: Commands[Receipt], vault: Vault
) -> None:
    sealed_id, sealed = sealed_of(commands, report(commands).ids[0])
    refs = [(sealed_id, path) for path in TEXTS]

    assert vault.open(OFFICER, PURPOSE, refs) == {
        (sealed_id, path): text for path, text in TEXTS.items()
    }
    opened = vault.open_with_salts(OFFICER, PURPOSE, refs)
    for (id, path), text in opened.items():
        assert isinstance(text, Opened)
        assert verify(id, path, text, sealed[path])
        changed = Opened(text.value + " ", text.salt)
        assert not verify(id, path, changed, sealed[path])
        assert not verify(id, "other", text, sealed[path])


def test_the_commitment_is_made_as_documented() -> None:
    id, salt = uuid4(), bytes(range(32))
    message = rfc8785.dumps([str(id), "title", "漏水"])
    assert commitment(id, "title", "漏水", salt) == (
        hmac.digest(salt, message, "sha256").hex()
    )


def test_equal_texts_have_unlike_commitments_and_ciphertexts(
    commands: Commands[Receipt], database: Database
) -> None:
    found = [sealed_of(commands, report(commands).ids[0])[1] for _ in range(2)]
    assert found[0]["title"] != found[1]["title"]
    rows = database.fetch("SELECT DISTINCT ciphertext FROM sealed_text")
    assert len(rows) == 2 * len(TEXTS)


def test_nothing_in_the_database_shows_a_text(
    commands: Commands[Receipt], database_url: str
) -> None:
    report(commands, texts={"title": "x", "reporter_phone": "13800138000"})
    with psycopg.connect(database_url) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        for (table,) in tables:
            query = psycopg.sql.SQL("SELECT it::text FROM {} AS it")
            for (row,) in connection.execute(
                query.format(psycopg.sql.Identifier(table))
            ):
                assert "13800138000" not in row
                assert b"13800138000".hex() not in row


def test_unknown_texts_and_reading_without_a_purpose_are_refused(
    commands: Commands[Receipt], vault: Vault
) -> None:
    sealed_id, _ = sealed_of(commands, report(commands).ids[0])
    with pytest.raises(NotFound):
        vault.open(OFFICER, PURPOSE, [(sealed_id, "title"), (sealed_id, "other")])
    for purpose in ("", "  ", "x" * 201):
        with pytest.raises(InvalidInput, match="purpose"):
            vault.open(OFFICER, purpose, [(sealed_id, "title")])
    assert access_log.verify(vault.database).number == 0
    assert vault.open(OFFICER, PURPOSE, []) == {}


def test_texts_are_not_kept_if_nothing_is_recorded(
    store: EventStore, vault: Vault, rules: RulePacks, database: Database
) -> None:
    garden = compound(rules, "G1")
    _, texts = vault.seal({"title": "x"})
    with pytest.raises(TextsNotCarried):
        store.save(garden, sealed=texts)
    garden = compound(rules, "G1")
    store.save(garden)
    store.save(garden, sealed=texts)
    assert database.fetch("SELECT count(*) FROM sealed_text") == [(0,)]
    assert vault.seal({}) == (None, [])


def test_every_reading_is_in_the_chained_log(
    commands: Commands[Receipt], vault: Vault, database: Database, clock: StandingClock
) -> None:
    sealed_id, _ = sealed_of(commands, report(commands).ids[0])
    for reader in (OFFICER, STEWARD, OFFICER):
        clock.forward(minutes=1)
        vault.open(reader, PURPOSE, [(sealed_id, "title"), (sealed_id, "body")])

    head = access_log.verify(database)
    assert head.number == 3
    rows = database.fetch(
        "SELECT reader_id, reader_role, purpose, refs FROM access_log"
    )
    assert rows[1] == (
        STEWARD.id,
        STEWARD.role.value,
        PURPOSE,
        [[str(sealed_id), "title"], [str(sealed_id), "body"]],
    )


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE access_log SET reader_id = 'somebody' WHERE number = 2",
        "UPDATE access_log SET at = at + interval '1 hour' WHERE number = 2",
        "UPDATE access_log SET refs = '[]' WHERE number = 2",
        "DELETE FROM access_log WHERE number = 2",
    ],
)
def test_a_changed_access_log_is_noticed(
    commands: Commands[Receipt], vault: Vault, database: Database, tampering: str
) -> None:
    sealed_id, _ = sealed_of(commands, report(commands).ids[0])
    for _ in range(3):
        vault.open(OFFICER, PURPOSE, [(sealed_id, "title")])
    with database.connection() as connection:
        connection.execute(tampering)
    with pytest.raises(AccessLogBroken):
        access_log.verify(database)


def test_readers_at_the_same_time_keep_one_chain(
    commands: Commands[Receipt], vault: Vault, database: Database
) -> None:
    sealed_id, _ = sealed_of(commands, report(commands).ids[0])
    with ThreadPoolExecutor(6) as pool:
        for _ in range(30):
            pool.submit(vault.open, OFFICER, PURPOSE, [(sealed_id, "title")])
    assert access_log.verify(database).number == 30


def test_the_deployments_key_can_be_changed(
    commands: Commands[Receipt], vault: Vault, database: Database, keys: VaultKeys
) -> None:
    sealed_id, _ = sealed_of(commands, report(commands).ids[0])
    pseudonym = vault.pseudonym("someone", sealed_id)
    old, new = bytes(range(32)), bytes(range(1, 33))
    ref = (sealed_id, "title")

    both = Vault(database, VaultKeys(new, old))
    assert both.open(OFFICER, PURPOSE, [ref]) == {ref: TEXTS["title"]}
    assert both.rotate() == len(TEXTS) + 1  # and the secret of pseudonyms
    assert both.rotate() == 0

    only_new = Vault(database, VaultKeys(new))
    assert only_new.open(OFFICER, PURPOSE, [ref]) == {ref: TEXTS["title"]}
    assert only_new.pseudonym("someone", sealed_id) == pseudonym
    with pytest.raises(WrongVaultKey):
        Vault(database, VaultKeys(old)).open(OFFICER, PURPOSE, [ref])


def test_a_key_has_32_bytes() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        VaultKeys(b"short")


def test_a_secret_opens_only_where_it_belongs(keys: VaultKeys) -> None:
    wrapped = keys.wrap(b"secret", "here")
    assert keys.unwrap(wrapped, "here") == b"secret"
    with pytest.raises(WrongVaultKey):
        keys.unwrap(wrapped, "there")


def test_pseudonyms_are_stable_and_differ_by_stream(
    vault: Vault, database: Database, keys: VaultKeys
) -> None:
    stream, other = uuid4(), uuid4()
    first = vault.pseudonym("someone", stream)
    assert Vault(database, keys).pseudonym("someone", stream) == first
    assert vault.pseudonym("someone", other) != first
    assert vault.pseudonym("someone else", stream) != first


def test_texts_are_found_and_identities_are_not(
    commands: Commands[Receipt], database: Database
) -> None:
    texts = {**TEXTS, "reporter_name": "王小明"}
    id = report(commands, order=Order(STEWARD), texts=texts).ids[0]

    def found(words: str) -> list[UUID]:
        rows = database.fetch(
            "SELECT DISTINCT case_id FROM text_index WHERE grams @@ %s::tsquery",
            (tsquery(words),),
        )
        return [case_id for (case_id,) in rows]

    for words in ("电梯困人", "困", "人", "三单元", "LIFT", "stu", "5层"):
        assert found(words) == [id], words
    for words in ("梯电", "王小明", "水", "if"):
        assert found(words) == [], words
