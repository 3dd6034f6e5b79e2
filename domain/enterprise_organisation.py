"""How an enterprise is organised: offices, site managers, specialists (DOMAIN 3-8, 3-9,
3-13; site managers report, DOMAIN 2.17)."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from domain.calendar import CHINA
from domain.codes import require_code
from domain.enterprise_facts import OrganisationFacts, SubcontractFacts
from domain.enterprise_refusals import (
    NoSiteManagerReportDue,
    OfficeAreasMismatch,
    OfficeIsNoSite,
    OfficeTaken,
    OfficeUnknown,
    SiteAreaTaken,
    SiteAreaUnknown,
    SiteManagerUnchanged,
    SubcontractServiceUnknown,
    SubcontractTaken,
    SubcontractToItself,
    SubcontractUnknown,
    WholeServiceSubcontracted,
)
from domain.enterprise_state import (
    EnterpriseState,
    require_from,
    require_name,
    require_past,
)
from domain.enterprise_words import OfficeKind
from domain.facts import Stamp
from domain.lifecycle import require_distinct
from domain.social_credit import require_credit_code


class Organisation(OrganisationFacts, SubcontractFacts, EnterpriseState):
    """Commands about who does the work, and where."""

    def set_up_office(
        self,
        stamp: Stamp,
        *,
        office: str,
        kind: OfficeKind,
        name: str,
        areas: tuple[str, ...] = (),
        on: date,
    ) -> None:
        """Set up a part of the organisation; a site office takes areas that no other
        has."""
        self._allow(self.OfficeSetUp)
        self._require_own(stamp)
        require_code("office", office)
        require_name("name", name)
        require_past(stamp, "on", on)
        if office in self.offices:
            raise OfficeTaken(office=office)
        self._require_areas(kind, areas)
        self._record(
            self.OfficeSetUp,
            stamp,
            office=office,
            kind=kind,
            name=name,
            areas=areas,
            on=on,
        )

    def close_office(self, stamp: Stamp, *, office: str, on: date) -> None:
        """Close a part of the organisation; whoever answered for it no longer does."""
        self._allow(self.OfficeClosed)
        self._require_own(stamp)
        self._require_office(office)
        require_past(stamp, "on", on)
        self._record(self.OfficeClosed, stamp, office=office, on=on)

    def appoint_site_manager(
        self, stamp: Stamp, *, office: str, manager_id: str, on: date
    ) -> None:
        """Say who answers for a site from a day on; they have three days to report to
        the neighbourhood committee (京66)."""
        self._allow(self.SiteManagerAppointed)
        self._require_own(stamp)
        self._require_site(office)
        require_code("manager_id", manager_id)
        require_past(stamp, "on", on)
        if self.managers.get(office) == manager_id:
            raise SiteManagerUnchanged
        began = datetime.combine(on, time(), CHINA)
        due = stamp.rules.calendar.after(
            began, stamp.rules.values.span("site_manager.report")
        )
        self._record(
            self.SiteManagerAppointed,
            stamp,
            office=office,
            manager_id=manager_id,
            on=on,
            report_due_at=due.at,
        )

    def report_site_manager(
        self, stamp: Stamp, *, office: str, area: str, on: date
    ) -> None:
        """Record that a site manager reported to the neighbourhood committee of an
        area; late is recorded, too."""
        self._allow(self.SiteManagerReported)
        self._require_own(stamp)
        self._require_site(office)
        require_past(stamp, "on", on)
        if office not in self.unreported:
            raise NoSiteManagerReportDue(office=office)
        if area not in self.offices[office]:
            raise SiteAreaUnknown(area=area, office=office)
        self._record(self.SiteManagerReported, stamp, office=office, area=area, on=on)

    def agree_subcontract(
        self,
        stamp: Stamp,
        *,
        agreement: str,
        contractor: str,
        service: str,
        at_compound: UUID | None = None,
        since: date,
        until: date,
    ) -> None:
        """Give one service to a specialist for a time. What would leave nothing to the
        enterprise itself is full subcontracting, which is unlawful (N1)."""
        self._allow(self.SubcontractAgreed)
        self._require_own(stamp)
        require_code("agreement", agreement)
        require_credit_code("contractor", contractor)
        require_from("until", until, since)
        if agreement in self.subcontracts:
            raise SubcontractTaken(agreement=agreement)
        if contractor == self.credit_code:
            raise SubcontractToItself
        services = set(stamp.rules.catalogue("subcontract_services"))
        if service not in services:
            raise SubcontractServiceUnknown(service=service)
        if services <= self._given_away(at_compound, since, until) | {service}:
            raise WholeServiceSubcontracted
        self._record(
            self.SubcontractAgreed,
            stamp,
            agreement=agreement,
            contractor=contractor,
            service=service,
            at_compound=at_compound,
            since=since,
            until=until,
        )

    def end_subcontract(self, stamp: Stamp, *, agreement: str, on: date) -> None:
        """End a subcontract; `on` is its last day."""
        self._allow(self.SubcontractEnded)
        self._require_own(stamp)
        require_past(stamp, "on", on)
        if agreement not in self.subcontracts:
            raise SubcontractUnknown(agreement=agreement)
        _, _, since, until = self.subcontracts[agreement]
        require_from("on", on, since)
        if on >= until:
            raise SubcontractUnknown(agreement=agreement)
        self._record(self.SubcontractEnded, stamp, agreement=agreement, on=on)

    def _require_office(self, office: str) -> None:
        if office not in self.offices:
            raise OfficeUnknown(office=office)

    def _require_site(self, office: str) -> None:
        self._require_office(office)
        if office not in self.sites:
            raise OfficeIsNoSite(office=office)

    def _require_areas(self, kind: OfficeKind, areas: tuple[str, ...]) -> None:
        if bool(areas) is not (kind is OfficeKind.SITE):
            raise OfficeAreasMismatch
        require_distinct("areas", areas)
        for area in areas:
            require_code("areas", area)
            for office, taken in self.offices.items():
                if area in taken:
                    raise SiteAreaTaken(area=area, office=office)

    def _given_away(self, at: UUID | None, since: date, until: date) -> set[str]:
        """Services given to specialists there at any time between the two days. What
        is given away everywhere is given away at each place, and the other way round
        an agreement for everywhere meets those of any place."""
        return {
            service
            for service, place, first, last in self.subcontracts.values()
            if (at is None or place is None or place == at)
            and first <= until
            and since <= last
        }
