"""What clients were promised: every acknowledged command, and what it said."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition
from typing import Any
from uuid import UUID

from tests.faults.bounds import ENDS


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A command and the answer that a client got.

    sent_at, answered_at: monotonic seconds of the request that was answered.
    tries: requests that it took.
    """

    client: int
    mutation: str
    input: dict[str, Any]
    id: UUID
    position: int
    version: int
    replayed: bool
    tries: int
    sent_at: float
    answered_at: float


class Ledger:
    """Written by many clients, read by who breaks things meanwhile."""

    def __init__(self) -> None:
        self.acknowledged: list[Acknowledged] = []
        self.surprises: list[str] = []
        """Answers that no client should get, whatever is broken."""
        self.closed = False
        """Set when the test has failed: clients leave what is not answered."""
        self._changed = Condition()

    def note(self, acknowledged: Acknowledged) -> None:
        with self._changed:
            self.acknowledged.append(acknowledged)
            self._changed.notify_all()

    def note_surprise(self, answer: object) -> None:
        with self._changed:
            self.surprises.append(str(answer)[:1000])
            self._changed.notify_all()

    def wait_for_more(self, count: int, within: float = ENDS) -> None:
        """Until so many more commands are acknowledged."""
        target = len(self.acknowledged) + count
        self._wait(lambda: len(self.acknowledged) >= target, within)

    def wait_for_one_sent_after(self, moment: float, within: float) -> float:
        """Until a command that was sent after the moment (monotonic seconds) is
        acknowledged; how many seconds after it that was."""
        seen = len(self.acknowledged)
        found: list[float] = []

        def came() -> bool:
            found.extend(
                each.answered_at
                for each in self.acknowledged[seen:]
                if each.sent_at > moment
            )
            return bool(found)

        self._wait(came, moment + within - time.monotonic())
        return min(found) - moment

    def _wait(self, holds: Callable[[], bool], seconds: float) -> None:
        def over() -> bool:
            return bool(self.surprises) or holds()

        with self._changed:
            came = self._changed.wait_for(over, seconds)
        assert not self.surprises, self.surprises[:3]
        assert came, f"no acknowledgement within {seconds:.1f} s"
