"""What `gongshi doctor` looks at in the database; the service may run meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import Any, LiteralString

import psycopg

from application import migrate
from application.clock import system_clock
from application.migrate import MigrationChanged, SchemaTooNew, ServerTooOld
from application.vault_keys import Wrapped, WrongVaultKey
from domain.errors import Refusal
from interfaces.cli import log_checks
from interfaces.cli.findings import Finding, Mark, fine, problem, warning
from interfaces.cli.migrate import database_url
from interfaces.cli.words import language, text
from interfaces.settings import Settings
from projections import positions

LARGE_LAG = 1000
MAKE_DATABASE = "CREATE DATABASE gongshi ENCODING 'UTF8' TEMPLATE template0"
CLOCK_WARNING = 2.0  # seconds
CLOCK_PROBLEM = 60.0
REMEDIES: dict[type[Refusal], tuple[str, str]] = {
    ServerTooOld: (
        "请使用 PostgreSQL 15 或更新版本。",
        "Use PostgreSQL 15 or newer.",
    ),
    SchemaTooNew: (
        "请安装写入该数据库的程序版本或更新版本。",
        "Install the version of the program that wrote this database, or a newer one.",
    ),
    MigrationChanged: (
        "程序文件被改动过：请重新安装原版程序。",
        "The program's files were altered: install the original program again.",
    ),
}


def database(settings: Settings) -> Iterator[Finding]:
    """Everything about the database; stops at the first check the rest depends on."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(database_url(settings))
            connection = stack.enter_context(psycopg.connect(url, connect_timeout=10))
        except Refusal as refusal:
            yield Finding(Mark.PROBLEM, f"{refusal.code}: {_message(refusal)}")
            return
        except psycopg.Error as error:
            yield _unreachable(error)
            return
        connection.autocommit = True
        yield from _server(connection)
        schema = list(_schema(url))
        yield from schema
        if all(finding.mark is Mark.FINE for finding in schema):
            yield from _log(connection)
            yield from log_checks.transparency(settings, connection)
            yield from _vault(settings, connection)
            yield from _read_models(connection)


def _message(refusal: Refusal) -> str:
    return refusal.message(language())


def _unreachable(error: psycopg.Error) -> Finding:
    reason = " ".join(str(error).split())
    return problem(
        text(f"无法连接数据库：{reason}", f"Cannot reach the database: {reason}"),
        "请检查 GONGSHI_DATABASE_URL、网络与 PostgreSQL 是否在运行；"
        "不设置该变量则使用内置数据库。",
        "Check GONGSHI_DATABASE_URL, the network, and that PostgreSQL runs; unset the "
        "variable to use the embedded database.",
    )


def _server(connection: psycopg.Connection) -> Iterator[Finding]:
    version = connection.info.server_version
    yield fine(
        f"PostgreSQL {version // 10000}.{version % 10000} 已连接",
        f"PostgreSQL {version // 10000}.{version % 10000} is reached",
    )
    encoding = _value(connection, "SHOW server_encoding")
    if encoding == "UTF8":
        yield fine("数据库编码 UTF8", "Database encoding UTF8")
    else:
        yield problem(
            text(f"数据库编码为 {encoding}", f"The database's encoding is {encoding}"),
            f"请新建数据库：{MAKE_DATABASE}",
            f"Make a new one: {MAKE_DATABASE}",
        )
    yield clock(_value(connection, "SELECT clock_timestamp()"))


def clock(theirs: datetime) -> Finding:
    """How far the database's clock, which says `theirs`, is from ours."""
    apart = abs((system_clock() - theirs).total_seconds())
    if apart < CLOCK_WARNING:
        return fine("本机与数据库时钟一致", "This clock and the database's agree")
    what = text(
        f"本机与数据库时钟相差 {apart:.0f} 秒",
        f"This clock and the database's are {apart:.0f} s apart",
    )
    words = (
        "请在两台机器上启用时间同步（NTP）；期限按本机时钟计算。",
        "Keep both machines' time with NTP; deadlines go by this machine's clock.",
    )
    return problem(what, *words) if apart > CLOCK_PROBLEM else warning(what, *words)


def _schema(url: str) -> Iterator[Finding]:
    try:
        status = migrate.status(url)
    except Refusal as refusal:
        yield problem(_message(refusal), *REMEDIES[type(refusal)])
        return
    if not status.pending:
        yield fine(
            f"数据表为最新（{status.applied[-1]}）",
            f"The schema is current ({status.applied[-1]})",
        )
    elif not status.applied:
        yield Finding(
            Mark.NOTE,
            text(
                "数据库为空，首次启动时建表",
                "The database is empty; the first start makes its tables",
            ),
        )
    else:
        yield warning(
            text("待执行的迁移：", "Migrations to apply: ") + ", ".join(status.pending),
            "请运行：gongshi migrate",
            "Run: gongshi migrate",
        )


def _log(connection: psycopg.Connection) -> Iterator[Finding]:
    """How long the log is, and that it has no entry from the future."""
    row = connection.execute(
        "SELECT position, recorded_at FROM event ORDER BY position DESC LIMIT 1"
    ).fetchone()
    if row is None:
        yield fine("账簿为空", "The log is empty")
        return
    position, recorded_at = row
    ahead = (recorded_at - system_clock()).total_seconds()
    if ahead > CLOCK_WARNING:
        yield warning(
            text(
                f"账簿最后一条记录的时间比本机晚 {ahead:.0f} 秒",
                f"The log's last entry is {ahead:.0f} s ahead of this clock",
            ),
            "请校准本机时间。",
            "Set this machine's clock right.",
        )
    else:
        yield fine(f"账簿共 {position} 条记录", f"The log has {position} entries")


def _vault(settings: Settings, connection: psycopg.Connection) -> Iterator[Finding]:
    """Whether our key opens what the vault holds."""
    try:
        keys = settings.vault_keys()
    except Refusal as refusal:
        yield Finding(Mark.PROBLEM, f"{refusal.code}: {_message(refusal)}")
        return
    sealed = connection.execute("SELECT name, key_id, wrapped FROM vault_secret")
    try:
        for name, key_id, wrapped in sealed:
            keys.unwrap(Wrapped(key_id, wrapped), name)
    except WrongVaultKey:
        yield problem(
            text("密钥打不开保险库", "This key does not open the vault"),
            "请恢复封存时所用的密钥（GONGSHI_VAULT_KEY，或数据文件夹里的 vault.key）；"
            "没有它，姓名与文字无法读取。",
            "Bring back the key it was sealed with (GONGSHI_VAULT_KEY, or vault.key "
            "in the data folder); without it no name and no text can be read.",
        )
        return
    others = _value(
        connection,
        "SELECT count(*) FROM text_key WHERE key_id <> %s",
        keys.current,
    )
    if others:
        yield warning(
            text(f"{others} 段文字仍用旧密钥", f"{others} texts are under another key"),
            "请运行：gongshi vault rotate",
            "Run: gongshi vault rotate",
        )
    else:
        yield fine("保险库密钥可用", "The vault's key opens the vault")


def _read_models(connection: psycopg.Connection) -> Iterator[Finding]:
    """How far the read models are behind the log, and what they could not apply."""
    # Imports every fact and every read model, which takes a second.
    from projections.read_models import NAMES

    if _value(connection, "SELECT to_regclass('projection')") is None:
        what = text("查询视图尚未建立", "The read models are not made yet")
        yield Finding(Mark.NOTE, what)
        return
    last = int(_value(connection, "SELECT coalesce(max(position), 0) FROM event"))
    behind = last - positions.lowest(connection, NAMES)
    if behind > LARGE_LAG:
        yield warning(
            text(f"查询视图落后 {behind} 条", f"The read models are {behind} behind"),
            "请确认 gongshi serve 或 gongshi work 正在运行，它们会自动赶上。",
            "See that gongshi serve or gongshi work runs; they catch up by themselves.",
        )
    else:
        yield fine(
            f"查询视图落后 {behind} 条", f"The read models are {behind} entries behind"
        )
    parked = int(_value(connection, "SELECT count(*) FROM parked_event"))
    if parked:
        yield problem(
            text(f"{parked} 条记录无法写入视图", f"{parked} entries are parked"),
            "原因见 gongshi projections status；修复后运行 gongshi projections retry。",
            "gongshi projections status says why; then: gongshi projections retry.",
        )


def _value(connection: psycopg.Connection, sql: LiteralString, *given: str) -> Any:
    """The one value that the statement gives."""
    row = connection.execute(sql, given).fetchone()
    return row[0] if row else None
