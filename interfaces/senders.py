"""Systems that send cases in, and the secrets by which their messages are known.

They stand in one private file, which is read again when it changed. A secret that was
replaced is still taken for a day, so that a sender may change over when it likes.
"""

from __future__ import annotations

import logging
import secrets
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import orjson

from application.authorisation import Grant, Subject
from domain.codes import require_code
from domain.errors import NotFound, Refusal
from domain.roles import Role
from interfaces import private_file

log = logging.getLogger("gongshi.senders")
OVERLAP = timedelta(days=1)
SECRET_BYTES = 32


class SendersInvalid(Refusal):
    zh = "发送方文件 {path} 无法读取：{reason}"
    en = "The file of senders {path} cannot be read: {reason}"
    fields = ("senders",)


class SenderExists(Refusal):
    zh = "已有名为 {name} 的发送方；换密钥请用 gongshi senders rotate。"
    en = "There is a sender {name} already; gongshi senders rotate gives a new secret."
    fields = ("name",)


@dataclass(frozen=True, slots=True)
class Sender:
    """A system.

    name: stands in its cases as `source_system`. scope: as in a grant.
    secret: of Standard Webhooks (`whsec_...`). older: the one before, until when.
    """

    name: str
    scope: str
    secret: str
    older: str | None = None
    older_until: datetime | None = None

    @property
    def subject(self) -> Subject:
        """Who acts when it sends."""
        return Subject(self.name, (Grant(Role.INTEGRATOR, self.scope),))

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """Those that count."""
        if self.older is None or self.older_until is None or self.older_until <= now:
            return (self.secret,)
        return self.secret, self.older

    def rotated(self, now: datetime) -> Sender:
        """With a new secret; the present one counts for `OVERLAP` more."""
        return replace(
            self, secret=new_secret(), older=self.secret, older_until=now + OVERLAP
        )


def new_secret() -> str:
    """A secret as Standard Webhooks writes it."""
    return f"whsec_{b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"


class Senders:
    """The senders of a file; without one there are none."""

    def __init__(self, path: Path) -> None:
        """Raises SendersInvalid."""
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._senders: Mapping[str, Sender] = {}
        self._look()

    def find(self, name: str) -> Sender | None:
        """The sender of that name, as the file says now."""
        self._look()
        return self._senders.get(name)

    def _look(self) -> None:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            self._senders = {}
            return
        mark = found.st_mtime_ns, found.st_ino
        if mark == self._seen:
            return
        try:
            self._senders = read(self._path)
        except SendersInvalid as refusal:
            if self._seen is None:
                raise
            log.error("the senders stay as they were: %s", refusal)
        self._seen = mark


def read(path: Path) -> dict[str, Sender]:
    """By name. Raises SendersInvalid."""
    if not path.exists():
        return {}
    try:
        found = msgspec.json.decode(path.read_bytes(), type=list[Sender])
    except msgspec.MsgspecError as error:
        raise SendersInvalid(path=path, reason=error) from error
    return {each.name: each for each in found}


def add(path: Path, name: str, scope: str) -> Sender:
    """Take in a sender. Raises SenderExists, InvalidInput."""
    require_code("name", name)
    senders = read(path)
    if name in senders:
        raise SenderExists(name=name)
    made = Sender(name, scope, new_secret())
    _write(path, senders | {name: made})
    return made


def rotate(path: Path, name: str, now: datetime) -> Sender:
    """Give a sender a new secret. Raises NotFound."""
    senders = read(path)
    made = _named(senders, name).rotated(now)
    _write(path, senders | {name: made})
    return made


def remove(path: Path, name: str) -> None:
    """Take nothing more from a sender. Raises NotFound."""
    senders = read(path)
    _named(senders, name)
    _write(path, {each: sender for each, sender in senders.items() if each != name})


def _named(senders: Mapping[str, Sender], name: str) -> Sender:
    if name not in senders:
        raise NotFound("name", what="sender", id=name)
    return senders[name]


def _write(path: Path, senders: Mapping[str, Sender]) -> None:
    content = [asdict(each) for each in senders.values()]
    private_file.replace(path, orjson.dumps(content, option=orjson.OPT_INDENT_2))
