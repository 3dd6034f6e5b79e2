"""What runs by itself: read models, the transparency log, deadlines that fire, and what
is sent: webhooks and notifications."""

from __future__ import annotations

from datetime import datetime
from threading import Event, Thread
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg
import structlog
from eventsourcing.persistence import PersistenceError

from application.clock import ManualClock
from domain.errors import Refusal
from interfaces.log_parts import log_keeper
from interfaces.notifications.parts import notifier
from interfaces.retention_watch import RetentionWatch
from interfaces.timer_watch import TimerWatch
from interfaces.webhooks.parts import dispatcher
from projections import case_deadlines
from projections.case_deadlines import BEGINNING, Due, Place, end_of
from projections.engine import Engine
from projections.read_models import READ_MODELS
from projections.reading import UNREADABLE

if TYPE_CHECKING:
    from interfaces.runtime import Runtime

BATCH = 500
AGAIN = 1.0  # seconds after a look that failed
log = structlog.get_logger("gongshi.worker")


class Worker:
    """Runs the read models, the log and the deadlines of one deployment.

    Any number of workers may run. Of the read models an advisory lock lets one act,
    the others stand by; a deadline that several find due fires once, because what it is
    about (a case, a vote, an enterprise) has moved when the second one comes.
    """

    def __init__(self, runtime: Runtime, *, interval: float = 5.0) -> None:
        """interval: seconds between two looks at the deadlines."""
        self.engine = Engine(runtime.database, runtime.store, READ_MODELS)
        self.log = log_keeper(runtime.settings, runtime.database)
        self._runtime = runtime
        self._interval = interval
        self._stopping = Event()
        self.retention = RetentionWatch(runtime, self._stopping.is_set)
        self.timers = TimerWatch(runtime, self._stopping.is_set)
        self.webhooks = dispatcher(runtime)
        self.notifier = notifier(runtime)
        self._thread = Thread(target=self._watch, name="deadlines", daemon=True)

    def start(self) -> None:
        self.engine.start()
        if self.log is not None:
            self.log.start()
        self._thread.start()
        self.webhooks.start()
        self.notifier.start()

    def stop(self) -> None:
        self._stopping.set()
        self.webhooks.stop()
        self.notifier.stop()
        self._thread.join()
        if self.log is not None:
            self.log.stop()
        self.engine.stop()

    def _watch(self) -> None:
        while not self._stopping.is_set():
            pause = self._interval
            try:
                self.fire_due(self._runtime.clock())
                self.timers.fire_due(self._runtime.clock())
                self.retention.look_daily(self._runtime.clock())
            except (psycopg.Error, PersistenceError) as error:
                # The next look finds the database back, or the tables as this version
                # of the code needs them; what is due is still due.
                log.warning("deadlines.waiting", reason=str(error))
                pause = min(pause, AGAIN)
            self._stopping.wait(pause)

    def fire_due(self, now: datetime, after: Place = BEGINNING) -> int:
        """Fire every deadline that has passed at `now`. Return how many cases moved.

        after: where to begin. A case that cannot be moved holds up no other.
        """
        moved = 0
        while due := self._due(now, after, BATCH):
            moved += sum(self._fire(clock.case_id) for clock in due)
            after = Place(due[-1].due_at, due[-1].case_id)
            if self._stopping.is_set():
                break
        return moved

    def run_until(self, moment: datetime, clock: ManualClock) -> int:
        """Fire all that is due up to `moment`, each at its own time, and return.

        clock: the runtime's clock, which is moved from deadline to deadline, so that
        what follows from a missed deadline is dated as if somebody had watched.
        """
        moved, done = 0, BEGINNING
        while True:
            self.engine.run_until_caught_up()
            cases = self._due(moment, done, 1)
            others = self.timers.due(moment, done.due_at, 1)
            times = [each.due_at for each in cases] + [each.due_at for each in others]
            if not times:
                return moved
            clock.moment = max(clock.moment, min(times))
            moved += self.fire_due(clock.moment, done)
            moved += self.timers.fire_due(clock.moment, done.due_at)
            done = end_of(clock.moment)

    def _due(self, now: datetime, after: Place, limit: int) -> list[Due]:
        with self._runtime.database.connection() as connection:
            return case_deadlines.due(connection, now, limit, after)

    def _fire(self, case_id: UUID) -> bool:
        """Whether the case moved; what stands in its way is logged at every look."""
        try:
            return self._runtime.cases.fire_due(case_id) is not None
        except Refusal as refusal:
            log.error("deadlines.refused", case=case_id, code=refusal.code)
        except UNREADABLE as error:
            log.error("deadlines.unreadable", case=case_id, reason=repr(error))
        return False
