"""Tombstones as a file apart from the backups: CSV, the oldest first."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from application.erasure import Tombstone
from domain.errors import Refusal
from interfaces.private_file import replace


class TombstonesInvalid(Refusal):
    zh = "{file} 第 {line} 行不是删除记录（sealed_id、path、basis、erased_at）。"
    en = (
        "Line {line} of {file} is no tombstone: sealed_id, path, basis and erased_at "
        "(with an offset) are expected."
    )
    fields = ("file",)


def read(path: Path) -> list[Tombstone]:
    """The tombstones of a file. Raises TombstonesInvalid."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        lines = csv.reader(file)
        graves = []
        for row in lines:
            if tuple(row) == Tombstone._fields or not row:
                continue
            try:
                graves.append(_tombstone(*row))
            except (TypeError, ValueError):
                line = lines.line_num
                raise TombstonesInvalid(file=path, line=line) from None
    return graves


def write(path: Path, graves: Iterable[Tombstone]) -> int:
    """Add tombstones to a file, or make it; how many it holds then.

    Those that it holds stay: a database that was just restored knows fewer.
    Raises TombstonesInvalid.
    """
    known = {grave[:2]: grave for grave in graves}
    if path.exists():
        known |= {grave[:2]: grave for grave in read(path)}
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(Tombstone._fields)
    for grave in sorted(known.values(), key=lambda grave: (grave.erased_at, grave)):
        rows.writerow([*grave[:3], grave.erased_at.isoformat()])
    replace(path, text.getvalue().encode())
    return len(known)


def _tombstone(sealed_id: str, path: str, basis: str, erased_at: str) -> Tombstone:
    moment = datetime.fromisoformat(erased_at)
    if moment.tzinfo is None or not path or not basis:
        raise ValueError(erased_at)
    return Tombstone(UUID(sealed_id), path, basis, moment)
