"""The parts of the transparency log, as the settings ask for them."""

from __future__ import annotations

import secrets
from pathlib import Path

from application.database import Database
from application.log_keys import LogKeyInvalid, LogKeys
from application.tlog_policy import Policy, PolicyInvalid
from domain.errors import Refusal
from interfaces.private_file import replace, write_once
from interfaces.settings import Settings
from projections.transparency.folder import LogFolder
from projections.transparency.keeper import LogKeeper
from projections.transparency.witnesses import Witnesses

SIMULATED = "/simulated"
"""Ends the origin of a log whose events were played on a clock of their own."""


class LogKeyMissing(Refusal):
    zh = "没有日志密钥：请用 gongshi log init --origin 名称 生成。"
    en = "There is no key of the log: make one with gongshi log init --origin NAME."
    fields = ("log_key_file",)


class LogPolicyInvalid(Refusal):
    zh = "见证策略 {path} 无效：{reason}。"
    en = "The policy {path} cannot be used: {reason}."
    fields = ("log_policy",)


def log_folder(settings: Settings) -> LogFolder:
    """Where the log lies, whoever writes it."""
    return LogFolder(settings.log_folder or settings.home / "log")


def log_key_file(settings: Settings) -> Path | None:
    """Where the log's keys lie, a line each; None where none is set in production."""
    if settings.log_key_file is None and not settings.production:
        return settings.home / "log.key"
    return settings.log_key_file


def log_keys(settings: Settings) -> LogKeys:
    """The keys that sign now. Raises `LogKeyMissing`, `LogKeyInvalid`."""
    path = log_key_file(settings)
    if path is None or not path.exists():
        raise LogKeyMissing
    try:
        return LogKeys.parse(path.read_text("ascii"), str(path))
    except UnicodeDecodeError:
        raise LogKeyInvalid(source=path) from None


def make_log_key(path: Path, origin: str) -> None:
    """Make the first key of a log, unless there is one."""
    write_once(path, LogKeys.made(origin).text.encode())


def keep_log_keys(path: Path, keys: LogKeys) -> None:
    """Write the file of keys anew."""
    replace(path, keys.text.encode())


def local_origin(*, simulated: bool = False) -> str:
    """A name for a log that was not given one."""
    return f"gongshi.local/{secrets.token_hex(4)}{SIMULATED if simulated else ''}"


def own_log_key(settings: Settings, *, simulated: bool = False) -> None:
    """Let the embedded default have a log of its own from the start."""
    path = log_key_file(settings)
    if not settings.production and path is not None and not path.exists():
        make_log_key(path, local_origin(simulated=simulated))


def log_witnesses(settings: Settings) -> Witnesses:
    """Those of the policy. Raises `LogPolicyInvalid`."""
    path = settings.log_policy
    if path is None:
        return Witnesses()
    try:
        return Witnesses(Policy.parse(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, PolicyInvalid) as error:
        raise LogPolicyInvalid(path=path, reason=error) from None


def log_keeper(settings: Settings, database: Database) -> LogKeeper | None:
    """What keeps the log; None in production without a key."""
    own_log_key(settings)
    path = log_key_file(settings)
    if path is None:
        return None
    log_keys(settings)  # Wrong ones are refused now, not in the background.
    return LogKeeper(
        database,
        log_folder(settings),
        lambda: log_keys(settings),
        log_witnesses(settings),
        events=settings.log_events,
        seconds=settings.log_seconds,
    )
