"""The facts of an enterprise itself: register, organisation, subcontracts.

What is rated, found and listed stands in `enterprise_rating_facts`,
`enterprise_finding_facts` and `enterprise_list_facts`; what it does for its people and
the Party in `enterprise_growth_facts`. Together they are `EnterpriseFacts`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from domain.enterprise_words import (
    ACTIVE,
    EVERYWHERE,
    IN_TRADE,
    SUSPENDED,
    EnterpriseKind,
    EnterpriseStatus,
    OfficeKind,
)
from domain.facts import Label, Mask, sealable
from domain.lifecycle import Beginning, Step
from domain.text_release import ReleasedText

if TYPE_CHECKING:
    from domain.enterprise import Enterprise

T = TypeVar("T")


class RegisterFacts:
    """The enterprise in the register of its region."""

    class Registered(Beginning):
        """A property service enterprise enters the register (企业底数).

        credit_code: its unified social credit code. It needs no qualification: that
            was ended in 2018 (DOMAIN 1.7, 11).
        mandate: number of the document that makes a state firm take what the market
            will not, None for others.
        """

        label = Label("登记企业", "Registered")
        target = EnterpriseStatus.ACTIVE
        credit_code: str
        name: str
        kind: EnterpriseKind
        mandate: str | None

        def change(self, enterprise: Enterprise) -> None:
            enterprise.credit_code = self.credit_code
            enterprise.name = self.name
            enterprise.kind = self.kind
            enterprise.mandate = self.mandate

    class Corrected(Step):
        """The register was wrong or has changed."""

        label = Label("更正登记", "Register corrected")
        sources = EVERYWHERE
        name: str
        kind: EnterpriseKind
        mandate: str | None

        def change(self, enterprise: Enterprise) -> None:
            enterprise.name = self.name
            enterprise.kind = self.kind
            enterprise.mandate = self.mandate

    class Suspended(Step):
        """It may do nothing new for now."""

        label = Label("暂停经营", "Suspended")
        texts = sealable(reason=Mask.M0)
        sources = ACTIVE
        target = EnterpriseStatus.SUSPENDED

    class Resumed(Step):
        """It goes on."""

        label = Label("恢复经营", "Resumed")
        sources = SUSPENDED
        target = EnterpriseStatus.ACTIVE

    class Exited(Step):
        """It left the trade; findings go on, and so do lists."""

        label = Label("退出市场", "Left the trade")
        texts = sealable(reason=Mask.M0)
        sources = IN_TRADE
        target = EnterpriseStatus.EXITED
        on: date

    class TextReleased(ReleasedText):
        """A sealed text is released under the mask class of its item."""

        sources = EVERYWHERE


class OrganisationFacts:
    """Offices, departments and site offices, and who answers for a site."""

    class OfficeSetUp(Step):
        """A part of the organisation was set up (SEED S3: 一室五部、项目部).

        areas: codes of the areas that a site office serves; none for the others.
        """

        label = Label("设立部门", "Office set up")
        sources = ACTIVE
        office: str
        kind: OfficeKind
        name: str
        areas: tuple[str, ...]
        on: date

        def change(self, enterprise: Enterprise) -> None:
            enterprise.offices = {**enterprise.offices, self.office: self.areas}
            if self.kind is OfficeKind.SITE:
                enterprise.sites = enterprise.sites | {self.office}

    class OfficeClosed(Step):
        """A part of the organisation is no more; its areas are free again."""

        label = Label("撤销部门", "Office closed")
        sources = IN_TRADE
        office: str
        on: date

        def change(self, enterprise: Enterprise) -> None:
            enterprise.offices = _without(enterprise.offices, self.office)
            enterprise.managers = _without(enterprise.managers, self.office)
            enterprise.unreported = enterprise.unreported - {self.office}
            enterprise.sites = enterprise.sites - {self.office}

    class SiteManagerAppointed(Step):
        """Somebody answers for a site office from a day on (京66).

        manager_id: opaque. report_due_at: by when they report to the neighbourhood
            committee.
        """

        label = Label("任命项目负责人", "Site manager appointed")
        sources = ACTIVE
        office: str
        manager_id: str
        on: date
        report_due_at: datetime

        def change(self, enterprise: Enterprise) -> None:
            enterprise.managers = {**enterprise.managers, self.office: self.manager_id}
            enterprise.unreported = enterprise.unreported | {self.office}

    class SiteManagerReported(Step):
        """The site manager reported to the neighbourhood committee. area: whose."""

        label = Label("项目负责人报到", "Site manager reported")
        sources = IN_TRADE
        office: str
        area: str
        on: date

        def change(self, enterprise: Enterprise) -> None:
            enterprise.unreported = enterprise.unreported - {self.office}


class SubcontractFacts:
    """Specialists who do a part of the work (SEED S3)."""

    class SubcontractAgreed(Step):
        """A specialist does one service at one place for a time.

        contractor: its unified social credit code. until: the last day.
        at_compound: where; None: wherever the enterprise serves.
        """

        label = Label("签订专项分包", "Subcontract agreed")
        sources = ACTIVE
        agreement: str
        contractor: str
        service: str
        at_compound: UUID | None
        since: date
        until: date

        def change(self, enterprise: Enterprise) -> None:
            term = (self.service, self.at_compound, self.since, self.until)
            enterprise.subcontracts = {**enterprise.subcontracts, self.agreement: term}

    class SubcontractEnded(Step):
        """The specialist stopped before the agreed day, or on it. on: the last day."""

        label = Label("终止专项分包", "Subcontract ended")
        sources = EVERYWHERE
        agreement: str
        on: date

        def change(self, enterprise: Enterprise) -> None:
            service, at, since, _ = enterprise.subcontracts[self.agreement]
            term = (service, at, since, self.on)
            enterprise.subcontracts = {**enterprise.subcontracts, self.agreement: term}


def _without(entries: dict[str, T], left: str) -> dict[str, T]:
    return {name: value for name, value in entries.items() if name != left}
