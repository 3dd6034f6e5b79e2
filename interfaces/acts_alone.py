"""Work that one process of a deployment does, while the same in others stands by."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from contextlib import closing
from threading import Event, Thread
from typing import ClassVar

import structlog

from application.database import Connection, Database
from application.vault_keys import WrongVaultKey
from domain.errors import Refusal
from projections import sessions
from projections.engine import LONGEST_DELAY, Role
from projections.projection import STUMBLES

FIRST_DELAY = 0.1
BROKEN = (*STUMBLES, WrongVaultKey, Refusal)


class ActsAlone(ABC):
    """In a thread of its own; the acting one holds an advisory lock of the database, on
    the connection on which it records what it did.

    name: of thread, session and log.
    """

    name: ClassVar[str]

    def __init__(self, database: Database, poll: float) -> None:
        """poll: seconds after which it looks again."""
        self.role = Role.STOPPED
        self._database = database
        self._poll = poll
        self._stopping = Event()
        self._thread: Thread | None = None
        self._log = structlog.get_logger(f"gongshi.{self.name}")

    def start(self) -> None:
        """Work in a thread until `stop`."""
        self._stopping.clear()
        self._thread = Thread(target=self._supervise, name=self.name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after what is in hand."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    @abstractmethod
    def _takes(self, conn: Connection) -> bool:
        """Whether this connection has the lock, or gets it."""

    @abstractmethod
    def _act(self, conn: Connection) -> None:
        """Work until `_stopping` is set."""

    def _supervise(self) -> None:
        """Run, and after whatever broke run again, until stopped."""
        delay = FIRST_DELAY
        while not self._stopping.is_set():
            begun = time.monotonic()
            try:
                self._run()
            except BROKEN as error:
                self.role = Role.WAITING
                if time.monotonic() - begun > LONGEST_DELAY:
                    delay = FIRST_DELAY  # it went well for a while
                waiting = f"{self.name}.waiting"
                self._log.warning(waiting, reason=repr(error), seconds=delay)
                self._stopping.wait(delay)
                delay = min(delay * 2, LONGEST_DELAY)
        self.role = Role.STOPPED

    def _run(self) -> None:
        with closing(sessions.opened(self._database, self.name)) as conn:
            while not self._stopping.is_set():
                if self._takes(conn):
                    self.role = Role.ACTING
                    return self._act(conn)
                self.role = Role.STANDBY
                self._stopping.wait(self._poll)
