"""The data folder of a service, with the released texts out of its database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from application.database import Database
from interfaces.audit.source import FolderSource, ReleasedText

PAGE = 1000
FIRST = UUID(int=0), ""
READ = """
    SELECT sealed_id, path, value, salt FROM released_text
    WHERE (sealed_id, path) > (%s, %s) ORDER BY sealed_id, path LIMIT %s
"""


class OwnSource(FolderSource):
    """What `/released.jsonl` serves, where no service need run."""

    def __init__(self, folder: Path, database: Database) -> None:
        super().__init__(folder)
        self._database = database

    def releases(self) -> Iterator[ReleasedText]:
        last = FIRST
        while rows := self._database.fetch(READ, (*last, PAGE)):
            for row in rows:
                yield ReleasedText(*row)
            last = rows[-1][0], rows[-1][1]
