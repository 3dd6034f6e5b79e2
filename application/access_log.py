"""Who read what is not public, and why: a chain of hashes beside the event log.

A row says whose and what: of a text the id of its sealing and its path, of anything
else the record or place that it is about and the action, as in `fee_account.read`.

Each row's hash is SHA-256 over the hash before it (32 zero bytes before the first) and
the canonical JSON array `[number, at, reader_id, reader_role, purpose, refs]`. A row
changed or taken from the middle breaks the chain; to notice rows cut off its end, keep
the last hash elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import orjson

from application.canonical import canonical
from application.database import Connection, Database
from application.fields import moment
from domain.errors import Refusal
from domain.roles import Actor

LOCK = 0x676F6E67_61636301
BEFORE_FIRST = bytes(32)
PAGE = 1_000

LAST = "SELECT number, hash FROM access_log ORDER BY number DESC LIMIT 1"
INSERT = """
    INSERT INTO access_log (number, at, reader_id, reader_role, purpose, refs, hash)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
READ = """
    SELECT number, at, reader_id, reader_role, purpose, refs::text, hash
    FROM access_log WHERE number > %s ORDER BY number LIMIT %s
"""

Ref = tuple[UUID | str, str]
"""Whose, and what."""


class AccessLogBroken(Refusal):
    """number: of the first row that does not follow from the one before it."""

    zh = "查阅记录从第 {number} 行起与前一行不符：此行被改动，或其前的行被删除。"
    en = (
        "The access log is broken at row {number}: it was altered, or rows before it "
        "were taken away."
    )


class Head(NamedTuple):
    """The last row: its number, 0 if there is none, and its hash."""

    number: int
    hash: bytes


def record(
    connection: Connection,
    reader: Actor,
    purpose: str,
    refs: Sequence[Ref],
    at: datetime,
) -> None:
    """Add a row; for texts, in the transaction in which they are read."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
    number, previous = connection.execute(LAST).fetchone() or (0, BEFORE_FIRST)
    listed = [[str(id), path] for id, path in refs]
    row = (number + 1, moment(at), reader.id, reader.role.value, purpose, listed)
    connection.execute(
        INSERT,
        (row[0], at, *row[2:5], orjson.dumps(listed).decode(), _hash(previous, row)),
    )


def verify(database: Database) -> Head:
    """Check the whole chain; return its end. Raises `AccessLogBroken`."""
    head = Head(0, BEFORE_FIRST)
    while rows := database.fetch(READ, (head.number, PAGE)):
        for number, at, reader_id, role, purpose, refs, found in rows:
            row = (number, moment(at), reader_id, role, purpose, orjson.loads(refs))
            if number != head.number + 1 or _hash(head.hash, row) != found:
                raise AccessLogBroken(number=number)
            head = Head(number, found)
    return head


def _hash(previous: bytes, row: tuple[object, ...]) -> bytes:
    return hashlib.sha256(previous + canonical(row)).digest()
