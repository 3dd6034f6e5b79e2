"""The one place where the service asks what time it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Tells the time, timezone-aware; tests and the demo pass their own."""


def system_clock() -> datetime:
    """The machine's time, UTC."""
    return datetime.now(UTC)


class ManualClock:
    """A clock that stands at `moment` until it is moved."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment
