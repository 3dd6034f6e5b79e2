"""Files of the published ones that no publication names, or none any more.

An orphan is removed while its row in `handled_file` is locked, and only if nobody
handled it for days. A command that comes before has made it young; one that comes after
waits, and sees that it is gone. What the log names is read from the log itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from uuid import UUID

import orjson

from application.content_store import ContentStore, Lying
from application.database import Database

NAMES = """
    SELECT stream_id, starts_with(type, 'Publication.ContentErased'), data
    FROM event WHERE starts_with(type, 'Publication.') ORDER BY position
"""
OLD = """
    SELECT lying.sha256
    FROM unnest(%s::bytea[], %s::timestamptz[]) AS lying (sha256, since)
    LEFT JOIN handled_file USING (sha256)
    WHERE coalesce(handled_at, since) < now() - %s
"""
NOTE_IF_UNKNOWN = """
    INSERT INTO handled_file (sha256, handled_at) VALUES (%s, %s)
    ON CONFLICT (sha256) DO NOTHING
"""
LOCK_IF_OLD = """
    SELECT FROM handled_file WHERE sha256 = %s AND handled_at < now() - %s FOR UPDATE
"""
FORGET = "DELETE FROM handled_file WHERE sha256 = %s"
AT_ONCE = 1_000
LEAST = timedelta(days=1)
"""Longer than any command takes from looking at a document to naming it in the log."""
_DIGEST = re.compile(rb"[0-9a-f]{64}")


class Orphans:
    """Finds and removes them. age: how long nobody handled one, at least `LEAST`."""

    def __init__(self, database: Database, kept: ContentStore, age: timedelta) -> None:
        self._database = database
        self._kept = kept
        self._age = max(age, LEAST)

    def found(self) -> Iterator[Lying]:
        """Every one of them, as the store lists them."""
        named = self._named()
        lying = self._kept.lying()
        while some := list(islice(lying, AT_ONCE)):
            unnamed = [each for each in some if bytes.fromhex(each.sha256) not in named]
            old = self._old(unnamed)
            yield from (each for each in unnamed if bytes.fromhex(each.sha256) in old)

    def remove(self, orphan: Lying) -> bool:
        """Destroy it; False if somebody handled it since it was found."""
        digest = bytes.fromhex(orphan.sha256)
        with self._database.connection() as connection:
            connection.execute(NOTE_IF_UNKNOWN, (digest, orphan.since))
            locked = connection.execute(LOCK_IF_OLD, (digest, self._age))
            if locked.fetchone() is None:
                return False
            self._kept.remove(orphan.sha256)
            connection.execute(FORGET, (digest,))
        return True

    def _named(self) -> set[bytes]:
        """Every digest in a fact of a publication, unless it was erased from there."""
        named: dict[bytes, set[UUID]] = {}
        with (
            self._database.connection() as connection,
            connection.cursor("named") as rows,
        ):
            rows.itersize = AT_ONCE
            for publication, erased, data in rows.execute(NAMES):
                if erased:
                    for each in orjson.loads(data)["digests"]:
                        named[bytes.fromhex(each)].discard(publication)
                    continue
                for found in _DIGEST.findall(data):
                    digest = bytes.fromhex(found.decode())
                    named.setdefault(digest, set()).add(publication)
        return {digest for digest, publications in named.items() if publications}

    def _old(self, files: list[Lying]) -> set[bytes]:
        digests = [bytes.fromhex(each.sha256) for each in files]
        rows = self._database.fetch(
            OLD, (digests, [each.since for each in files], self._age)
        )
        return {sha256 for (sha256,) in rows}
