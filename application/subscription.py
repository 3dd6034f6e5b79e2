"""Following the log as it grows, over every loss of the connection."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import psycopg
from eventsourcing import persistence
from eventsourcing.persistence import Notification

from application.database import Connection
from application.insert import CHANNEL

if TYPE_CHECKING:
    from application.recorder import LogRecorder

LIMIT = 500
WAIT = 0.2  # seconds to listen before it looks again: a wake-up may get lost


class Subscription(persistence.Subscription["LogRecorder"]):
    """Yields every notification after `gt` once and in order, and waits for more.

    It listens before it reads, so no event falls between the two, and reads again
    even if nothing woke it. `stop` ends it, from any thread.
    """

    def __init__(
        self, recorder: LogRecorder, gt: int | None, topics: Sequence[str]
    ) -> None:
        super().__init__(recorder, gt, topics)
        self._page: list[Notification] = []
        self._listening: Connection | None = None

    def __exit__(self, *args: object, **kwargs: object) -> None:
        super().__exit__(*args, **kwargs)
        self._hang_up()

    def __next__(self) -> Notification:
        while not self._has_been_stopped:
            if self._page:
                return self._page.pop()
            try:
                self._look()
            except psycopg.OperationalError:
                self._hang_up()
                time.sleep(WAIT)  # A server that is away refuses at once.
        raise StopIteration

    def _look(self) -> None:
        if self._listening is None:
            self._listening = self._recorder.store.database.dedicated()
            self._listening.execute(f"LISTEN {CHANNEL}")
        found = self._recorder.select_notifications(
            self._last_notification_id,
            LIMIT,
            topics=self._topics,
            inclusive_of_start=False,
        )
        if found:
            self._page = list(reversed(found))
            self._last_notification_id = found[-1].id
        else:
            for _ in self._listening.notifies(timeout=WAIT, stop_after=1):
                pass

    def _hang_up(self) -> None:
        if self._listening is not None:
            self._listening.close()
            self._listening = None
