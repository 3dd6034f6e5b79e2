"""Where the embedded server puts its socket: in its data folder, if that can be."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tempfile
from pathlib import Path

from application.postgres_programs import PostgresFailed, PostgresPrograms

SOCKET = ".s.PGSQL.5432"
# `sun_path` holds 108 bytes on Linux and 104 on macOS, the closing zero included.
LONGEST = 103


def socket_folder(data: Path, programs: PostgresPrograms) -> Path:
    """A folder of the server's user whose path suits a socket and libpq.

    libpq splits hosts at commas and PostgreSQL its folders at quotes and spaces, so a
    data folder with such a path, or with a long one, gets a short one elsewhere.

    Raises PostgresFailed when another user owns the short one's place.
    """
    if _suits(data):
        return data
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    for place in _places():
        folder = place / f"gongshi-{os.geteuid()}" / name
        if _suits(folder):
            _own_place(folder.parent)
            folder.mkdir(exist_ok=True)
            programs.own(folder)
            return folder
    raise PostgresFailed(program="postgres", reason="no short folder for its socket")


def _suits(folder: Path) -> bool:
    path = str(folder / SOCKET)
    plain = re.fullmatch(r"[A-Za-z0-9/._+-]+", path)
    return bool(plain) and len(path) <= LONGEST


def _places() -> list[Path]:
    """Short-lived folders, the user's own first. Root's must let pgserver through."""
    run_time = os.environ.get("XDG_RUNTIME_DIR", "")
    own = [Path(run_time)] if run_time.startswith("/") and os.geteuid() else []
    own = [place for place in own if os.access(place, os.W_OK)]
    return [*own, Path(tempfile.gettempdir()), Path("/tmp")]


def _own_place(place: Path) -> None:
    """Make our folder in a place that everyone can write to; trust no other's."""
    place.mkdir(mode=0o700, exist_ok=True)
    found = place.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise PostgresFailed(program="postgres", reason=f"{place} is another user's")
