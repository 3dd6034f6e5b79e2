"""The data folder: whose it is, and what the system's errors about it mean."""

from __future__ import annotations

import errno
import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from application.postgres_programs import DiskFull
from domain.errors import Refusal


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
