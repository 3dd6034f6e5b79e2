"""What is kept of imported rows, beside their facts: by what to know them again.

Digests are keyed with a secret of the vault, so that nobody can try out which name or
telephone number one stands for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import psycopg

from application.commit import Statement
from application.database import Database
from application.vault import Vault
from domain.errors import Refusal

SECRET = "imports"
TRAIL_STEP = 16

KNOWN = """
    SELECT case_id, texts::text, trail FROM import_row WHERE case_id = ANY(%s)
"""
KEEP = """
    INSERT INTO import_row (case_id, system, texts, trail)
    SELECT case_id, system, texts::jsonb, trail
    FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::bytea[])
        AS row (case_id, system, texts, trail)
    ON CONFLICT (case_id) DO UPDATE
    SET (texts, trail) = (EXCLUDED.texts, EXCLUDED.trail)
"""
COUNT = "SELECT count(*) FROM import_row WHERE system = %s"
BEGIN_RUN = """
    INSERT INTO import_run (system, file, mapping, row) VALUES (%s, %s, %s, 0)
    ON CONFLICT (system) DO UPDATE
    SET (file, mapping, row) = (EXCLUDED.file, EXCLUDED.mapping,
        CASE WHEN (import_run.file, import_run.mapping)
                = (EXCLUDED.file, EXCLUDED.mapping)
             THEN import_run.row ELSE 0 END)
    RETURNING row
"""
ADVANCE_RUN = """
    UPDATE import_run SET row = reached.row
    FROM unnest(%s::text[], %s::bigint[]) AS reached (system, row)
    WHERE import_run.system = reached.system
"""
END_RUN = "DELETE FROM import_run WHERE system = %s"
UNLOCK = "SELECT pg_advisory_unlock(hashtextextended('gongshi import ' || %s, 0))"
LOCK = "SELECT pg_try_advisory_lock(hashtextextended('gongshi import ' || %s, 0))"


class ImportRunning(Refusal):
    zh = "来源“{system}”的另一个导入正在进行，请等它结束。"
    en = "Another import from {system} is under way; wait until it has ended."
    fields = ("source.system",)


class Known(NamedTuple):
    """texts: path -> digest. trail: digests of the rows that were applied in turn."""

    texts: Mapping[str, str]
    trail: tuple[bytes, ...]


NOTHING = Known({}, ())


@dataclass(frozen=True, slots=True)
class ImportRecords:
    """The tables `import_row` and `import_run` of one source system."""

    database: Database
    vault: Vault
    system: str

    def known(self, ids: Sequence[UUID]) -> dict[UUID, Known]:
        """What is kept of those of the cases that were imported before."""
        rows = self.database.fetch(KNOWN, (list(ids),))
        return {
            id: Known(json.loads(texts), _steps(trail)) for id, texts, trail in rows
        }

    def keep(self, rows: Mapping[UUID, Known]) -> Statement:
        """The statement that keeps these rows, for the transaction of their facts."""
        return Statement(
            KEEP,
            [
                (id, self.system, json.dumps(dict(row.texts)), b"".join(row.trail))
                for id, row in rows.items()
            ],
        )

    def digest(self, value: object) -> str:
        """Stands for a JSON value that must not be kept itself; 32 hex digits."""
        return self.vault.keyed_digest(SECRET, value).hex()[:32]

    def count(self) -> int:
        """How many cases of the system are imported."""
        return int(self.database.fetch(COUNT, (self.system,))[0][0])

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold off other imports of the system. Raises ImportRunning."""
        connection = self.database.dedicated()
        try:
            row = connection.execute(LOCK, (self.system,)).fetchone()
            if row is None or not row[0]:
                raise ImportRunning(system=self.system)
            try:
                yield
            finally:
                # Closing alone lets the lock go only when the server notices.
                with suppress(psycopg.OperationalError):
                    connection.execute(UNLOCK, (self.system,))
        finally:
            connection.close()

    def begin(self, file: bytes, mapping: bytes) -> int:
        """Begin a run; the number of the row up to which a broken one had come."""
        with self.database.connection() as connection:
            row = connection.execute(BEGIN_RUN, (self.system, file, mapping)).fetchone()
        return int(row[0]) if row else 0

    def reached(self, row: int) -> Statement:
        return Statement(ADVANCE_RUN, [(self.system, row)])

    def end(self) -> None:
        with self.database.connection() as connection:
            connection.execute(END_RUN, (self.system,))


def _steps(trail: bytes) -> tuple[bytes, ...]:
    starts = range(0, len(trail), TRAIL_STEP)
    return tuple(trail[start : start + TRAIL_STEP] for start in starts)
