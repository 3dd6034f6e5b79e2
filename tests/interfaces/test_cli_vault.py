"""`gongshi vault`, run as an operator runs it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from application.erasure import tombstones
from application.order import Order
from application.vault_keys import key_id
from domain.case_words import Channel
from domain.roles import Actor, Role
from interfaces.demo.photograph import photograph
from interfaces.runtime import Runtime, open_runtime
from interfaces.settings import Settings
from interfaces.tombstone_file import read
from tests.interfaces.command_line import KEY, gongshi

STEWARD = Order(Actor("steward-1", Role.STEWARD))
NEW_KEY = base64.b64encode(bytes(range(32, 64))).decode()
OLD_ID, NEW_ID = (key_id(base64.b64decode(key)) for key in (KEY, NEW_KEY))
FIRST = "SELECT sealed_id, path FROM sealed_text ORDER BY 1, 2 LIMIT 1"
REFS = "SELECT sealed_id, path FROM sealed_text"


@pytest.fixture
def given(database_url: str, tmp_path: Path) -> dict[str, str]:
    """The variables of a server on a database of its own."""
    return {
        "GONGSHI_HOME": str(tmp_path),
        "GONGSHI_DATABASE_URL": database_url,
        "GONGSHI_VAULT_KEY": KEY,
    }


@contextmanager
def opened(
    home: Path, database_url: str | None = None, key: str | None = None
) -> Iterator[Runtime]:
    values = {"home": home, "database_url": database_url, "vault_key": key}
    with open_runtime(Settings.model_validate(values), say=lambda line: None) as it:
        yield it


def sealed(runtime: Runtime) -> str:
    """A case with texts, a secret in use, and a stored file; the file's digest."""
    runtime.cases.report(
        STEWARD, channel=Channel.APP, category="SAF-02", title="消防通道被占用"
    )
    runtime.vault.pseudonym("resident-7", UUID(int=7))
    return runtime.files.put(photograph(), "image/png").sha256


def readable(runtime: Runtime, sha256: str) -> bool:
    refs = [(id, path) for id, path in runtime.database.fetch(REFS)]
    texts = runtime.vault.open(STEWARD.actor, "test", refs)
    return "消防通道被占用" in texts.values() and (
        runtime.files.read(sha256) == photograph()
    )


@pytest.mark.slow
def test_after_the_change_of_keys_the_older_one_is_needed_by_nothing(
    given: dict[str, str], database_url: str, tmp_path: Path
) -> None:
    with opened(tmp_path, database_url, KEY) as runtime:
        sha256 = sealed(runtime)
    changed = given | {"GONGSHI_VAULT_KEY": NEW_KEY}

    without = gongshi("vault rotate", **changed)
    done = gongshi("vault rotate", **changed, GONGSHI_VAULT_OLDER_KEYS=KEY)
    again = gongshi("vault rotate", language="zh_CN.UTF-8", **changed)

    assert without.returncode == 2
    assert without.stderr.startswith("OLDER_KEY_NEEDED: ")
    assert OLD_ID in without.stderr
    assert done.returncode == again.returncode == 0, done.stderr
    assert f"under the key {NEW_ID}" in done.stdout
    assert f"The key {OLD_ID} may be destroyed now" in done.stdout
    assert again.stdout.startswith(f"完成：0 项改由密钥 {NEW_ID} 封存")
    with opened(tmp_path, database_url, NEW_KEY) as runtime:
        assert readable(runtime, sha256)


def test_a_key_that_is_set_is_the_operators_to_change(given: dict[str, str]) -> None:
    refused = gongshi("vault rotate --new", language="zh_CN.UTF-8", **given)

    assert refused.returncode == 2
    assert refused.stderr.startswith("NEW_KEY_IS_YOURS: 密钥由")


@pytest.mark.slow
def test_the_embedded_default_makes_a_new_key_and_drops_the_older(home: Path) -> None:
    with opened(home) as runtime:
        sha256 = sealed(runtime)
        before = (home / "vault.key").read_text()
        in_use = gongshi("vault rotate --new", GONGSHI_HOME=home)
        assert in_use.returncode == 2
        assert in_use.stderr.startswith("HOME_IN_USE: ")
        assert (home / "vault.key").read_text() == before

    done = gongshi("vault rotate --new", GONGSHI_HOME=home)

    assert done.returncode == 0, done.stderr
    assert f"The key {key_id(base64.b64decode(before))} may be" in done.stdout
    after = (home / "vault.key").read_text()
    assert after.count("\n") == 1 and after.strip() != before.strip()
    assert (home / "vault.key").stat().st_mode & 0o777 == 0o600
    with opened(home) as runtime:
        assert readable(runtime, sha256)


@pytest.mark.slow
def test_an_interrupted_change_of_keys_is_finished_by_running_it_again(
    home: Path,
) -> None:
    with opened(home) as runtime:
        sha256 = sealed(runtime)
    old = (home / "vault.key").read_text()
    (home / "vault.key").write_text(f"{NEW_KEY}\n{old}\n")
    with opened(home) as runtime:
        assert readable(runtime, sha256), "both keys serve meanwhile"

    done = gongshi("vault rotate", GONGSHI_HOME=home)

    assert done.returncode == 0, done.stderr
    assert (home / "vault.key").read_text() == f"{NEW_KEY}\n"
    with opened(home) as runtime:
        assert readable(runtime, sha256)


@pytest.mark.slow
def test_tombstones_kept_apart_erase_again_what_a_backup_brought_back(
    given: dict[str, str], database_url: str, tmp_path: Path
) -> None:
    with opened(tmp_path, database_url, KEY) as runtime:
        sealed(runtime)
        sealed_id, path = runtime.database.fetch(FIRST)[0]
    file = tmp_path / "tombstones.csv"
    at = datetime(2026, 3, 2, tzinfo=UTC).isoformat()
    file.write_text(f"{sealed_id},{path},个保47,{at}\n", "utf-8")

    kept = gongshi(f"vault tombstones export {file}", **given)
    replayed = gongshi(f"vault tombstones replay {file}", **given)
    again = gongshi(f"vault tombstones replay {file}", language="zh_CN.UTF-8", **given)

    assert kept.stdout.endswith("holds 1 tombstones.\n"), "a younger one is not lost"
    assert replayed.stdout == "1 texts were destroyed again.\n"
    assert again.stdout == "再次销毁了 0 段文字。\n"
    with opened(tmp_path, database_url, KEY) as runtime:
        assert runtime.vault.erased([(sealed_id, path)]) == {(sealed_id, path)}
        assert tombstones(runtime.database) == read(file)


@pytest.mark.parametrize("row", ["a,b,c,d", "x", f"{UUID(int=1)},title,x,2026-03-02"])
def test_a_file_that_holds_anything_else_is_refused(
    row: str, given: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "tombstones.csv"
    file.write_text(f"sealed_id,path,basis,erased_at\n{row}\n")

    refused = gongshi(f"vault tombstones replay {file}", **given)

    assert refused.returncode == 2
    assert refused.stderr.startswith("TOMBSTONES_INVALID: Line 2 of ")


def test_a_sound_vault_verifies(
    given: dict[str, str], database_url: str, tmp_path: Path
) -> None:
    with opened(tmp_path, database_url, KEY) as runtime:
        assert readable(runtime, sealed(runtime))

    whole = gongshi("vault verify", **given)
    sample = gongshi("vault verify --sample 1", language="zh_CN.UTF-8", **given)

    assert whole.returncode == sample.returncode == 0, whole.stderr
    assert "The access log holds: 1 rows" in whole.stdout
    assert whole.stdout.endswith("all of them open.\n")
    assert "抽查 1 段，均能打开" in sample.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("harm", "problem"),
    [
        ("UPDATE sealed_text SET ciphertext = ciphertext || '\\x00'", "it was altered"),
        ("DELETE FROM text_key", "its key is missing"),
    ],
)
def test_the_first_text_that_does_not_open_is_named(
    harm: str,
    problem: str,
    given: dict[str, str],
    database_url: str,
    tmp_path: Path,
) -> None:
    with opened(tmp_path, database_url, KEY) as runtime:
        sealed(runtime)
        with runtime.database.connection() as connection:
            connection.execute(harm.encode())
        sealed_id, path = runtime.database.fetch(FIRST)[0]

    refused = gongshi("vault verify", **given)
    other = gongshi("vault verify", **given | {"GONGSHI_VAULT_KEY": NEW_KEY})

    assert refused.returncode == other.returncode == 2
    named = f"TEXT_UNREADABLE: The sealed text {sealed_id}/{path} does not open: "
    assert refused.stderr.startswith(named + problem)
    assert other.stderr.startswith(named)


def test_the_first_altered_row_of_the_access_log_is_named(
    given: dict[str, str], database_url: str, tmp_path: Path
) -> None:
    with opened(tmp_path, database_url, KEY) as runtime:
        assert readable(runtime, sealed(runtime))
        with runtime.database.connection() as connection:
            connection.execute("ALTER TABLE access_log DISABLE TRIGGER ALL")
            connection.execute("UPDATE access_log SET purpose = 'other'")

    refused = gongshi("vault verify", **given)

    assert refused.returncode == 2
    assert refused.stderr.startswith("ACCESS_LOG_BROKEN: ")
    assert "row 1" in refused.stderr
