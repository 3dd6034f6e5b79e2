"""Whose tokens no longer count: a file of subjects and moments, read when it changed.

Each line is a subject and a moment (RFC 3339): what was issued to the subject before it
is refused. Whoever signs in again gets a token that counts.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from domain.codes import require_code
from domain.errors import Refusal
from interfaces.claims import Identity
from interfaces.private_file import replace

log = logging.getLogger("gongshi.auth")


class RevocationsInvalid(Refusal):
    zh = "吊销名单 {path} 第 {line} 行应为：持有人编号、空格、RFC 3339 时间。"
    en = "Line {line} of {path} is not a subject, a blank and an RFC 3339 time."
    fields = ("revoked",)


class Revocations:
    """The revocations of a file; without one there are none."""

    def __init__(self, path: Path | None) -> None:
        """Raises RevocationsInvalid."""
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._before: Mapping[str, datetime] = {}
        self._look()

    def covers(self, identity: Identity) -> bool:
        """Whether a token was revoked; one that does not say when it was issued is,
        as soon as its subject is named."""
        self._look()
        before = self._before.get(identity.subject.id)
        if before is None:
            return False
        return identity.issued_at is None or identity.issued_at < before

    def _look(self) -> None:
        if self._path is None:
            return
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return  # There is none yet; or it went, which gives nobody a token back.
        mark = found.st_mtime_ns, found.st_ino
        if mark == self._seen:
            return
        try:
            self._before = read(self._path)
        except RevocationsInvalid as refusal:
            if self._seen is None:
                raise
            log.error("the revocations stay as they were: %s", refusal)
        self._seen = mark


def read(path: Path) -> dict[str, datetime]:
    """From subject to moment. Raises RevocationsInvalid."""
    found: dict[str, datetime] = {}
    if not path.exists():
        return found
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            subject, moment = line.split()
            before = datetime.fromisoformat(moment)
        except ValueError:
            raise RevocationsInvalid(path=path, line=number) from None
        if before.tzinfo is None:
            raise RevocationsInvalid(path=path, line=number)
        found[subject] = max(before, found.get(subject, before))
    return found


def revoke(path: Path, subject: str, before: datetime) -> None:
    """Refuse what was issued to a subject before a moment. Raises `InvalidInput`."""
    require_code("subject", subject)
    listed = read(path) | {subject: before}
    lines = [f"{each} {moment.isoformat()}\n" for each, moment in listed.items()]
    replace(path, "".join(lines).encode())
