"""The duty to keep, and its end: which cases' texts need no longer be there?

Once a day the worker looks for cases whose time is over (DOMAIN 2.13). It says which
they are; it erases their texts only where the operator wants that, since what is erased
is gone for good.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import structlog

from application.cases import SERVICE
from application.erasure import Erasures, sealings_of
from application.order import Order
from domain.case import Case
from domain.errors import Refusal
from domain.retention import CASES, KeptRecord, case_years, fallen_due
from interfaces.settings import Retention
from projections.reading import UNREADABLE

if TYPE_CHECKING:
    from interfaces.runtime import Runtime

EVERY = timedelta(days=1)
BATCH = 500
CLOSED_CASES = """
    SELECT case_id, closed_at, profile FROM case_board
    WHERE status = 'closed' AND closed_at <= %s AND profile = ANY(%s)
    AND case_id > %s AND EXISTS (
        SELECT FROM sealed_text WHERE stream_id = case_id
    )
    ORDER BY case_id LIMIT %s
"""
log = structlog.get_logger("gongshi.retention")


class RetentionWatch:
    """Looks for what need no longer be kept, at most once a day."""

    def __init__(self, runtime: Runtime, stopping: Callable[[], bool]) -> None:
        """stopping: whether to leave off between two batches."""
        self._runtime = runtime
        self._stopping = stopping
        self._next: datetime | None = None

    def look_daily(self, now: datetime) -> None:
        """Look, unless somebody did within a day."""
        if self._next is None or now >= self._next:
            self.look(now)
            self._next = now + EVERY

    def look(self, now: datetime) -> list[UUID]:
        """Say which cases fell due, and erase their texts if that is wanted.

        Returns those of which nothing need be kept any more.
        """
        due: list[UUID] = []
        for ids in self._batches(now):
            log.info("retention.due", record=CASES, cases=[str(id) for id in ids])
            if self._runtime.settings.retention is Retention.ERASE:
                for id in ids:
                    self._erase(id)
            due += ids
        return due

    def _batches(self, now: datetime) -> Iterator[list[UUID]]:
        """Those that are due, each under the rules of its own place."""
        years = {name: self._years(name) for name in self._runtime.rules.profiles}
        # A day more than the shortest time: what is due exactly is among these.
        before = now - timedelta(days=365 * min(years.values()) - 1)
        after = UUID(int=0)
        while not self._stopping():
            asked = (before, list(years), after, BATCH)
            rows = self._runtime.database.fetch(CLOSED_CASES, asked)
            if not rows:
                return
            due = [
                id
                for id, closed_at, profile in rows
                if fallen_due([KeptRecord(id, closed_at)], now, years[profile])
            ]
            if due:
                yield due
            after = rows[-1][0]

    def _years(self, profile: str) -> int:
        return case_years(self._runtime.rules.for_profile(profile))

    def _erase(self, case_id: UUID) -> None:
        """Erase the texts of a case; what stands in the way is logged."""
        runtime = self._runtime
        erasures = Erasures(runtime.commands, runtime.files)
        try:
            case = runtime.store.load(Case, case_id)
            rules = runtime.rules.for_profile(case.profile)
            basis = rules.catalogue("retention")[CASES].word("basis")
            for id, _, paths in sealings_of(runtime.database, case_id):
                erasures.erase(
                    Order(SERVICE), id, paths, basis=basis, closed_at=case.closed_at
                )
        except Refusal as refusal:
            log.error("retention.refused", case=str(case_id), code=refusal.code)
        except UNREADABLE as error:
            log.error("retention.unreadable", case=str(case_id), reason=repr(error))
        else:
            log.info("retention.erased", case=str(case_id), basis=basis)
