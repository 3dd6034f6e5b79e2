"""What makes two commands the same: their subject's key, and all they ask for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from uuid import UUID

from application.commit import IdempotencyKey
from application.fields import moment
from application.vault import Vault
from domain.errors import InvalidInput

KEY = re.compile(r"[\x20-\x7e]{1,128}")
SECRET = "commands"


def idempotency_key(
    vault: Vault, subject: str, key: str, command: object
) -> IdempotencyKey:
    """The key of a command. Raises `InvalidInput` unless it is 1 to 128 printable
    ASCII characters.

    The digests are keyed: facts carry a part of the first, the command's table keeps
    both, and neither may tell who ordered a command or what its texts were.
    """
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise InvalidInput(
            "idempotency_key",
            field="idempotency_key",
            problem="it must be 1 to 128 printable ASCII characters",
            problem_zh="须为 1 至 128 个可打印 ASCII 字符。",
        )
    return IdempotencyKey(
        vault.keyed_digest(SECRET, ["key", subject, key]),
        vault.keyed_digest(SECRET, ["command", plain(command)]),
    )


def plain(value: object) -> object:
    """A command's argument in the values of JSON, the same for equal arguments."""
    match value:
        case Enum():
            return plain(value.value)
        case datetime():
            return moment(value)
        case UUID() | date():
            return str(value)
        case bytes():
            return value.hex()
        case Mapping():
            return [[plain(key), plain(value[key])] for key in sorted(value, key=str)]
        case AbstractSet():
            return sorted((plain(item) for item in value), key=str)
        case list() | tuple():
            return [plain(item) for item in value]
        case _ if is_dataclass(value):
            return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
        case _:
            return value
