"""What makes two commands the same: their subject's key, and all they ask for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from functools import partial
from hashlib import blake2b

import orjson

from application.canonical import NotCanonical
from application.commit import IdempotencyKey
from application.fields import moment
from application.vault import Vault
from domain.errors import InvalidInput

KEY = re.compile(r"[\x20-\x7e]{1,128}")
SECRET = "commands"
# Equal moments are one moment in whichever zone they are given: `moment` says so.
OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME


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
    # Not HMAC-SHA256, as elsewhere: OpenSSL's lets go of the interpreter for each one
    # and waits to get it back, here where every command comes along.
    digest = partial(blake2b, digest_size=32, key=vault.secret(SECRET))
    return IdempotencyKey(
        digest(written([subject, key]), person=b"key").digest(),
        digest(written(command), person=b"command").digest(),
    )


def written(command: object) -> bytes:
    """A command's arguments as JSON, the same for equal arguments.

    Raises `NotCanonical` for text that has no UTF-8.
    """
    try:
        return orjson.dumps(command, _plain, OPTIONS)
    except orjson.JSONEncodeError as error:
        raise NotCanonical(str(error)) from None


def _plain(value: object) -> object:
    """What JSON lacks, in its values."""
    match value:
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
        case bytes():
            return value.hex()
        case AbstractSet():
            return sorted(written(item).decode() for item in value)
        case Mapping():
            return dict(value)
    raise TypeError(f"{type(value).__name__} cannot be an argument of a command")
