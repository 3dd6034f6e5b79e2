"""Erasure: a text's key and rows are destroyed, the log stays as it is (DESIGN 4).

What PostgreSQL keeps of deleted rows (dead rows until VACUUM, its write-ahead log, old
backups) holds the text only under its key, and the key only under the deployment's:
once the deployment's key is changed and the old one destroyed, nothing opens them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from application.commands import Commands
from application.commit import Receipt, Statement
from application.database import Connection, Database
from application.files import FileStore
from application.order import Order
from application.release import TextErased
from application.rules import NATIONAL
from domain.errors import NotFound
from domain.personal_data import PersonalData
from domain.retention import case_years, require_elapsed

FIND = "SELECT path FROM sealed_text WHERE sealed_id = %s"
FIND_ERASED = "SELECT path FROM tombstone WHERE sealed_id = %s"
FILES = """
    SELECT sha256 FROM file_reference WHERE sealed_id = %s AND path = ANY(%s)
"""
SEALINGS = """
    SELECT sealed_id, version, array_agg(path ORDER BY path) FROM sealed_text
    WHERE stream_id = %s GROUP BY sealed_id, version ORDER BY version
"""
ASKED = "(sealed_id, path) IN (SELECT * FROM unnest(%s::uuid[], %s::text[]))"
DELETE_KEYS = f"DELETE FROM text_key WHERE {ASKED}"
DELETE_TEXTS = f"DELETE FROM sealed_text WHERE {ASKED}"
DELETE_TERMS = f"DELETE FROM text_index WHERE {ASKED}"
DELETE_RELEASED = f"DELETE FROM released_text WHERE {ASKED}"
DELETE_REFERENCES = f"DELETE FROM file_reference WHERE {ASKED}"
DELETE_FILES = """
    DELETE FROM file WHERE sha256 = ANY(%s) AND NOT EXISTS (
        SELECT FROM file_reference WHERE file_reference.sha256 = file.sha256
    )
"""
INSERT_TOMBSTONES = """
    INSERT INTO tombstone (sealed_id, path, basis, erased_at)
    SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::timestamptz[])
    ON CONFLICT DO NOTHING
"""
TOMBSTONES = "SELECT sealed_id, path, basis, erased_at FROM tombstone"


Sealing = tuple[UUID, int, list[str]]
"""Id of a sealing, the version of the fact that it belongs to, its texts' paths."""


class Tombstone(NamedTuple):
    """That a text was erased, why, and when."""

    sealed_id: UUID
    path: str
    basis: str
    erased_at: datetime


class Erasures:
    """Erases texts on request, unless a duty to keep them holds."""

    def __init__(self, commands: Commands[Receipt], files: FileStore) -> None:
        self._commands = commands
        self._files = files
        self._database = commands.vault.database

    def erase(
        self,
        order: Order,
        sealed_id: UUID,
        paths: Sequence[str] | None = None,
        *,
        basis: str,
        closed_at: datetime | None,
    ) -> Receipt:
        """Destroy texts of one sealing, all of them unless `paths` are named.

        basis: the rule that asks for it, such as `个保47`.
        closed_at: when the case that they belong to was closed, None if it is open.
        Raises `RetentionHolds` with its basis, `TextErased` if nothing is left, or
        `NotFound`. Files to which no other text refers go with their texts.
        """
        years = case_years(self._commands.rules.for_profile(NATIONAL))
        require_elapsed(closed_at, self._commands.clock(), years)
        chosen = self._chosen(sealed_id, paths)
        found = self._database.fetch(FILES, (sealed_id, list(chosen)))
        files = [sha256 for (sha256,) in found]
        at = self._commands.clock()
        receipt = self._commands.create(
            order,
            "personal_data.erase",
            None,
            {"sealed_id": sealed_id, "paths": chosen, "basis": basis},
            {},
            lambda stamp: PersonalData.erase(
                stamp, erased_id=sealed_id, paths=chosen, basis=basis
            ),
            also=_statements(
                [Tombstone(sealed_id, path, basis, at) for path in chosen], files
            ),
        )
        for sha256 in files:
            self._files.remove_unused(sha256.hex())
        return receipt

    def _chosen(self, sealed_id: UUID, paths: Sequence[str] | None) -> tuple[str, ...]:
        left = {path for (path,) in self._database.fetch(FIND, (sealed_id,))}
        gone = {path for (path,) in self._database.fetch(FIND_ERASED, (sealed_id,))}
        for path in paths or ():
            if path not in left | gone:
                raise NotFound("path", what="text", id=f"{sealed_id}/{path}")
        if not left | gone:
            raise NotFound(what="text", id=sealed_id)
        chosen = left & set(paths) if paths is not None else left
        if not chosen:
            raise TextErased(path=", ".join(sorted(paths or gone)))
        return tuple(sorted(chosen))


def sealings_of(database: Database, stream_id: UUID) -> list[Sealing]:
    """What is sealed with the facts of one aggregate, in their order."""
    rows = database.fetch(SEALINGS, (stream_id,))
    return [(id, version, list(paths)) for id, version, paths in rows]


def tombstones(database: Database) -> list[Tombstone]:
    """What was erased so far: to be kept apart from the backups."""
    return [Tombstone(*row) for row in database.fetch(TOMBSTONES)]


def replay_tombstones(
    database: Database, files: FileStore, kept: Sequence[Tombstone] = ()
) -> int:
    """Erase again what a restored backup brought back.

    kept: tombstones younger than the backup; those within it are replayed as well.
    Returns the number of texts that were destroyed.
    """
    graves = list({*tombstones(database), *kept})
    refs = ([grave.sealed_id for grave in graves], [grave.path for grave in graves])
    with database.connection() as connection:
        count = connection.execute(DELETE_TEXTS, refs).rowcount
        sha256s = _references(connection, refs)
        destroy(connection, graves, sha256s)
    for sha256 in sha256s:
        files.remove_unused(sha256.hex())
    return count


def destroy(
    connection: Connection, graves: Sequence[Tombstone], files: Sequence[bytes] = ()
) -> None:
    """Destroy texts and say so, in a transaction, with the rows of these files.

    What facts carry, `Erasures` erases; the others, `texts_apart`.
    """
    for sql, rows in _statements(graves, files):
        if rows:
            connection.execute(sql, [list(c) for c in zip(*rows, strict=True)])


def _references(
    connection: Connection, refs: tuple[list[UUID], list[str]]
) -> list[bytes]:
    rows = connection.execute(f"SELECT sha256 FROM file_reference WHERE {ASKED}", refs)
    return [sha256 for (sha256,) in rows]


def _statements(graves: Sequence[Tombstone], files: Sequence[bytes]) -> list[Statement]:
    refs = [(grave.sealed_id, grave.path) for grave in graves]
    return [
        Statement(DELETE_KEYS, refs),
        Statement(DELETE_TEXTS, refs),
        Statement(DELETE_TERMS, refs),
        Statement(DELETE_RELEASED, refs),
        Statement(DELETE_REFERENCES, refs),
        Statement(DELETE_FILES, [(sha256,) for sha256 in files]),
        Statement(INSERT_TOMBSTONES, [tuple(grave) for grave in graves]),
    ]
