"""The data folder: whose it is, and what the system's errors about it mean."""

from __future__ import annotations

import errno
import fcntl
import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from application.postgres_programs import DiskFull
from domain.errors import Refusal

USERS = "postgres.users"
"""Held, shared, by each process that uses the embedded server of the home."""


class HomeNotWritable(Refusal):
    zh = "无法写入数据目录 {home}({reason})。请用 GONGSHI_HOME 指定一个可写的目录。"
    en = (
        "The data folder {home} is not writable ({reason}). "
        "Set GONGSHI_HOME to a folder that is."
    )
    fields = ("home",)


class HomeOfAnother(Refusal):
    zh = (
        "数据目录 {home} 属于用户 {owner}，当前用户为 {user}。"
        "请以 {owner} 运行，或用 GONGSHI_HOME 指定其他目录。"
    )
    en = (
        "The data folder {home} belongs to user {owner}, and this is user {user}. "
        "Run as {owner}, or set GONGSHI_HOME to another folder."
    )
    fields = ("home",)


class HomeInUse(Refusal):
    zh = "另一进程正在使用 {home}。请先停止 gongshi serve 与 work，再重试。"
    en = "Another process uses {home}. Stop gongshi serve and work, then try again."
    fields = ("home",)


@contextmanager
def nobody_else(home: Path) -> Iterator[None]:
    """Keep every process from using the embedded server of `home` meanwhile.

    Raises HomeInUse if one does already, HomeOfAnother, HomeNotWritable.
    """
    home = home.expanduser().absolute()
    with told_about(home):
        prepare(home)
        users = (home / USERS).open("a")
    with users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise HomeInUse(home=home) from None
        yield


def prepare(home: Path) -> None:
    """Make the folder, 0700, if need be; see that it is ours. Raises HomeOfAnother."""
    try:
        home.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        owner = home.stat().st_uid
        if owner != os.geteuid():
            names = {"owner": _user_name(owner), "user": _user_name(os.geteuid())}
            raise HomeOfAnother(home=home, **names) from None


def _user_name(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


@contextmanager
def told_about(home: Path) -> Iterator[None]:
    """Turn the system's errors about the folder into HomeNotWritable, DiskFull."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(folder=home) from error
        raise HomeNotWritable(home=home, reason=error) from error
