"""What `gongshi doctor` looks at in the transparency log."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg

from application.log_keys import LogKeyInvalid
from interfaces.cli.findings import Finding, Mark, fine, problem, warning
from interfaces.cli.words import language, text
from interfaces.log_parts import (
    LogKeyMissing,
    LogPolicyInvalid,
    log_folder,
    log_key_file,
    log_keys,
    log_witnesses,
)
from interfaces.settings import Settings
from projections.transparency import checkpoints


def transparency(
    settings: Settings, connection: psycopg.Connection
) -> Iterator[Finding]:
    """Its key, its witnesses, whether it goes on, whether all of it is published."""
    try:
        keys = log_keys(settings)
        log_witnesses(settings)
    except LogKeyMissing as refusal:
        yield _without_key(settings, refusal)
        return
    except (LogKeyInvalid, LogPolicyInvalid) as refusal:
        yield Finding(Mark.PROBLEM, f"{refusal.code}: {refusal.message(language())}")
        return
    path = log_key_file(settings)
    if path is not None and path.stat().st_mode & 0o077:
        yield problem(
            text(f"他人可读取日志密钥 {path}", f"Others can read the log's key {path}"),
            f"请运行 chmod 600 {path}，并考虑 gongshi log rotate-key。",
            f"Run chmod 600 {path}, and consider gongshi log rotate-key.",
        )
    halt = checkpoints.halted(connection)
    if halt is not None:
        said = halt.zh if language() == "zh" else halt.en
        yield problem(
            f"{halt.code}: {said}",
            "日志已停止签署，原因消除后自动继续；见 docs/log.md。",
            "The log signs nothing until the cause is gone; see docs/log.md.",
        )
        return
    signed = checkpoints.last(connection, keys.origin)
    size = signed.size if signed else 0
    if signed is not None and log_folder(settings).checkpoint() is None:
        yield warning(
            text("日志尚未公布任何内容", "Nothing of the log is published"),
            "请查看 gongshi log status：可能缺少见证，或文件夹在别处。",
            "See gongshi log status: it may lack witnesses, or lie elsewhere.",
        )
        return
    yield fine(
        f"日志 {keys.origin} 已签署 {size} 条",
        f"The log {keys.origin} has signed {size} entries",
    )


def _without_key(settings: Settings, refusal: LogKeyMissing) -> Finding:
    if settings.production:
        return warning(
            f"{refusal.code}: {refusal.message(language())}",
            "没有它就没有公开日志；若由另一进程维护则无妨。",
            "Without it there is no transparency log, unless another process keeps it.",
        )
    return Finding(
        Mark.NOTE,
        text(
            "日志密钥将在首次启动时生成",
            "The log's key is made when the service first starts",
        ),
    )
