"""What somebody read that is not for everybody, until the access log has it.

Whatever decides that a restricted thing may be read notes it here; before the answer
leaves, all of it is written, as one row for each role that was read in. If it cannot be
written, there is no answer. What is public is never noted, and writes nothing.
"""

from __future__ import annotations

import asyncio
from uuid import UUID

from fastapi.concurrency import run_in_threadpool

from application import access_log
from application.access_log import Ref
from domain.roles import Actor
from interfaces.services import Services

PURPOSE = "handling"


class Readings:
    """Those of one request, or of one websocket connection and all its operations."""

    def __init__(self) -> None:
        self._noted: dict[Actor, dict[Ref, None]] = {}
        self._writing = asyncio.Lock()

    def note(self, reader: Actor, action: str, whose: UUID | str) -> None:
        """action: as in the table of authorisation. whose: the record or place."""
        self._noted.setdefault(reader, {})[whose, action] = None

    async def write(self, services: Services) -> None:
        """Write what was noted; return when it is written, by whomever."""
        if not self._noted and not self._writing.locked():
            return
        async with self._writing:
            noted = self._noted
            self._noted = {}
            try:
                await run_in_threadpool(_write, services, noted)
            except BaseException:
                for reader, refs in noted.items():
                    self._noted[reader] = refs | self._noted.get(reader, {})
                raise


def _write(services: Services, noted: dict[Actor, dict[Ref, None]]) -> None:
    with services.vault.database.connection() as connection:
        for reader, refs in noted.items():
            access_log.record(connection, reader, PURPOSE, list(refs), services.clock())
