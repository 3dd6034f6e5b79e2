"""The signed trees in the database: the signer's record, and the archive."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from application.database import Connection
from domain.errors import Refusal

COLUMNS = "origin, size, root, note, signed_at"
LAST = f"""
    SELECT {COLUMNS} FROM log_checkpoint WHERE origin = %s ORDER BY size DESC LIMIT 1
"""
# Whoever signs saw this tree as the last one, or somebody else has signed meanwhile.
ADD = """
    INSERT INTO log_checkpoint (origin, size, root, note)
    SELECT %(origin)s, %(size)s, %(root)s, %(note)s
    WHERE %(last)s = coalesce(
        (SELECT max(size) FROM log_checkpoint WHERE origin = %(origin)s), 0
    )
    ON CONFLICT DO NOTHING
"""
COSIGN = "UPDATE log_checkpoint SET note = %s WHERE origin = %s AND size = %s"
SIZES = """
    SELECT size FROM log_checkpoint WHERE size > %s ORDER BY size LIMIT %s
"""
HALT = """
    INSERT INTO log_halt (code, zh, en) VALUES (%s, %s, %s)
    ON CONFLICT (one) DO UPDATE
    SET code = EXCLUDED.code, zh = EXCLUDED.zh, en = EXCLUDED.en,
        since = clock_timestamp()
    WHERE log_halt.code <> EXCLUDED.code
"""
GO_ON = "DELETE FROM log_halt"
HALTED = "SELECT code, zh, en, since FROM log_halt"


class Signed(NamedTuple):
    """A tree that was signed. note: with the cosignatures that it has by now."""

    origin: str
    size: int
    root: bytes
    note: str
    signed_at: datetime


class Halt(NamedTuple):
    """Why the log has stopped, and since when."""

    code: str
    zh: str
    en: str
    since: datetime


def last(conn: Connection, origin: str) -> Signed | None:
    """The largest tree that was signed under this origin."""
    row = conn.execute(LAST, (origin,)).fetchone()
    return Signed(*row) if row else None


def add(
    conn: Connection, origin: str, size: int, root: bytes, note: str, *, last: int
) -> bool:
    """Record a tree; False if the last one recorded is not of this size any more."""
    values = {"origin": origin, "size": size, "root": root, "note": note, "last": last}
    return conn.execute(ADD, values).rowcount == 1


def cosign(conn: Connection, origin: str, size: int, note: str) -> None:
    """Keep a checkpoint with more cosignatures than it had."""
    conn.execute(COSIGN, (note, origin, size))


def halt(conn: Connection, refusal: Refusal) -> None:
    """Let everybody know why nothing is signed."""
    said = refusal.code, refusal.message("zh"), refusal.message("en")
    conn.execute(HALT, said)


def go_on(conn: Connection) -> None:
    """Let everybody know that the log goes on."""
    conn.execute(GO_ON)


def halted(conn: Connection) -> Halt | None:
    """Why the log has stopped, None while it goes on."""
    row = conn.execute(HALTED).fetchone()
    return Halt(*row) if row else None
