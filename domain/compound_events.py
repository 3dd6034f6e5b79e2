"""Commands about what happens in a compound: inspections, incidents, errands, care."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from domain.civil_time import today
from domain.codes import require_code
from domain.compound_contract import CheckedItem
from domain.compound_event_facts import EventFacts
from domain.compound_site_refusals import (
    ErrandNotOffered,
    FindingNotOpen,
    IncidentAlreadyClosed,
    SiteCodeTaken,
)
from domain.compound_site_words import (
    HomeCareService,
    IncidentKind,
    SiteInspectionKind,
)
from domain.compound_sites import Sites
from domain.compound_state import (
    require_checklist,
    require_codes,
    require_happened,
    require_known,
)
from domain.facts import Stamp
from domain.lifecycle import invalid, require_between
from domain.quantities import Fen

LARGEST = 100_000
FREE = Fen(0)


class Events(EventFacts, Sites):
    """findings: open ones by inspection. incidents: whether each is open. orders: home
    care that is still to be done."""

    findings: dict[str, set[str]]
    incidents: dict[str, bool]
    orders: set[str]

    def _init_events(self) -> None:
        self.findings = {}
        self.incidents = {}
        self.orders = set()

    def inspect(
        self,
        stamp: Stamp,
        *,
        code: str,
        kind: SiteInspectionKind,
        squad: str,
        checklist: tuple[CheckedItem, ...],
        on: date,
        departments: tuple[str, ...] = (),
    ) -> None:
        """Record an inspection by its checklist; what did not pass is to be fixed."""
        require_happened(stamp, "on", on)
        require_code("code", code)
        require_code("squad", squad)
        require_checklist("checklist", checklist)
        joint = kind is SiteInspectionKind.JOINT
        require_codes("departments", departments, some=joint)
        for department in departments:
            stamp.rules.party(department, "departments")
        if code in self.findings:
            raise SiteCodeTaken(code=code)
        self._record(
            self.Inspected,
            stamp,
            code=code,
            kind=kind,
            squad=squad,
            departments=departments,
            checklist=checklist,
            on=on,
        )

    def fix_findings(
        self, stamp: Stamp, *, code: str, items: tuple[str, ...], on: date
    ) -> None:
        """Record that findings of an inspection are in order now (整改)."""
        require_happened(stamp, "on", on)
        require_known(code, self.findings)
        require_codes("items", items)
        for item in items:
            if item not in self.findings[code]:
                raise FindingNotOpen(item=item)
        self._record(self.FindingsFixed, stamp, code=code, items=items, on=on)

    def record_incident(
        self,
        stamp: Stamp,
        *,
        code: str,
        kind: IncidentKind,
        on: date,
        count: int = 1,
        police_at: datetime | None = None,
    ) -> None:
        """Record that something happened: what and how often, never to whom."""
        require_happened(stamp, "on", on)
        require_code("code", code)
        require_between("count", count, 1, LARGEST)
        if police_at is not None and police_at > stamp.at:
            raise invalid("police_at", "不能晚于现在", "a moment in the past expected")
        if code in self.incidents:
            raise SiteCodeTaken(code=code)
        self._record(
            self.IncidentRecorded,
            stamp,
            code=code,
            kind=kind,
            count=count,
            on=on,
            police_at=police_at,
        )

    def close_incident(self, stamp: Stamp, *, code: str, on: date) -> None:
        """Record that an incident is dealt with."""
        require_happened(stamp, "on", on)
        require_known(code, self.incidents)
        if not self.incidents[code]:
            raise IncidentAlreadyClosed
        self._record(self.IncidentClosed, stamp, code=code, on=on)

    def do_errand(
        self,
        stamp: Stamp,
        *,
        point: str,
        matter: str,
        clerk_id: str,
        on: date,
        settled: bool = True,
    ) -> None:
        """Record an errand that a help point ran for somebody (红色帮办)."""
        require_happened(stamp, "on", on)
        require_known(point, self.venues)
        require_code("clerk_id", clerk_id)
        if matter not in self.venues[point]:
            raise ErrandNotOffered(point=point, matter=matter)
        self._record(
            self.ErrandDone,
            stamp,
            point=point,
            matter=matter,
            clerk_id=clerk_id,
            settled=settled,
            on=on,
        )

    def order_home_care(
        self,
        stamp: Stamp,
        *,
        code: str,
        service: HomeCareService,
        unit_id: UUID,
        provider: str,
        scheduled_on: date,
    ) -> None:
        """Order a service at home for a household; nothing is said of its health."""
        require_code("code", code)
        require_code("provider", provider)
        if scheduled_on < today(stamp):
            raise invalid("scheduled_on", "不能早于今天", "today or later expected")
        if code in self.orders:
            raise SiteCodeTaken(code=code)
        self._record(
            self.HomeCareOrdered,
            stamp,
            code=code,
            service=service,
            unit_id=unit_id,
            provider=provider,
            scheduled_on=scheduled_on,
        )

    def finish_home_care(
        self, stamp: Stamp, *, code: str, on: date, cost: Fen = FREE
    ) -> None:
        """Record that the household was served, and what it cost it."""
        require_happened(stamp, "on", on)
        require_known(code, self.orders)
        if cost < 0:
            raise invalid("cost", "不能为负数", "no negative amount expected")
        self._record(self.HomeCareDone, stamp, code=code, on=on, cost=cost)

    def cancel_home_care(self, stamp: Stamp, *, code: str) -> None:
        """Cancel an order of home care."""
        require_known(code, self.orders)
        self._record(self.HomeCareCancelled, stamp, code=code)
