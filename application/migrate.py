"""Numbered SQL migrations: each runs once, in order, whoever starts first."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import psycopg

from application.database import Connection
from domain.errors import Refusal

MINIMUM_SERVER = 15
NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
# Any constant, as long as nothing else in the database locks on it.
LOCK = 0x676F6E67_73686901

TABLE = """
    CREATE TABLE IF NOT EXISTS schema_migration (
        name text PRIMARY KEY,
        sha256 text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )
"""


class ServerTooOld(Refusal):
    zh = "PostgreSQL 版本为 {found}，至少需要 {needed}。"
    en = "The PostgreSQL server is version {found}; at least {needed} is needed."


class SchemaTooNew(Refusal):
    zh = "数据库已升级到 {name}，比当前程序新。请升级程序。"
    en = "The database has migration {name}, newer than this program. Upgrade it."


class MigrationChanged(Refusal):
    zh = "迁移 {name} 在执行之后被改动过。"
    en = "Migration {name} was changed after it was applied."


@dataclass(frozen=True, slots=True)
class Migration:
    """One file of `application/migrations`, named `NNNN_what_it_does.sql`."""

    name: str
    sql: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Status:
    """Names of the migrations that a database has, and of those it still lacks."""

    applied: tuple[str, ...]
    pending: tuple[str, ...]


def migrations() -> tuple[Migration, ...]:
    """The migrations that this program knows, in order."""
    folder = resources.files("application") / "migrations"
    files = [file for file in folder.iterdir() if NAME.fullmatch(file.name)]
    return tuple(
        Migration(file.name.removesuffix(".sql"), file.read_text(encoding="utf-8"))
        for file in sorted(files, key=lambda file: file.name)
    )


def migrate(url: str, known: Sequence[Migration] | None = None) -> list[str]:
    """Bring the database up to date; return the names of what was applied.

    Any number of processes may call this at once: one works, the others wait.
    Raises `ServerTooOld`, `SchemaTooNew` or `MigrationChanged`.
    """
    known = migrations() if known is None else known
    with psycopg.connect(url, autocommit=True) as connection:
        _check_server(connection)
        connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        connection.execute("SET client_min_messages = warning")
        connection.execute(TABLE)
        # The lock goes with the connection, also when a migration fails.
        pending = _pending(known, _applied(connection))
        for migration in pending:
            _apply(connection, migration)
    return [migration.name for migration in pending]


def status(url: str, known: Sequence[Migration] | None = None) -> Status:
    """What is applied and what is pending, without changing anything.

    Raises the same refusals as `migrate`.
    """
    known = migrations() if known is None else known
    with psycopg.connect(url, autocommit=True) as connection:
        _check_server(connection)
        exists = connection.execute("SELECT to_regclass('schema_migration')").fetchone()
        applied = _applied(connection) if exists and exists[0] else {}
    pending = _pending(known, applied)
    return Status(tuple(applied), tuple(migration.name for migration in pending))


def _check_server(connection: Connection) -> None:
    found = connection.info.server_version // 10_000
    if found < MINIMUM_SERVER:
        raise ServerTooOld(found=found, needed=MINIMUM_SERVER)


def _applied(connection: Connection) -> dict[str, str]:
    rows = connection.execute("SELECT name, sha256 FROM schema_migration ORDER BY name")
    return {name: sha256 for name, sha256 in rows}


def _pending(known: Sequence[Migration], applied: dict[str, str]) -> list[Migration]:
    names = {migration.name for migration in known}
    for name in applied:
        if name not in names:
            raise SchemaTooNew(name=name)
    for migration in known:
        if applied.get(migration.name, migration.sha256) != migration.sha256:
            raise MigrationChanged(name=migration.name)
    return [migration for migration in known if migration.name not in applied]


def _apply(connection: Connection, migration: Migration) -> None:
    with connection.transaction():
        # Our own files, so literal; without parameters psycopg takes many statements.
        connection.execute(migration.sql)
        connection.execute(
            "INSERT INTO schema_migration (name, sha256) VALUES (%s, %s)",
            (migration.name, migration.sha256),
        )
