"""The facts of what happens in a compound: inspections, incidents, errands and home
care. Who is cared for at home is restricted, and why is recorded nowhere."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from domain.compound_contract import CheckedItem
from domain.compound_site_words import (
    HomeCareService,
    IncidentKind,
    SiteInspectionKind,
)
from domain.compound_words import EVERY
from domain.facts import Audience, Label, Mask, sealable
from domain.lifecycle import Step
from domain.quantities import Fen
from domain.text_release import ReleasedText

if TYPE_CHECKING:
    from domain.compound import Compound


class EventFacts:
    """Read as `Compound.Inspected`, ..."""

    class Inspected(Step):
        """Somebody looked at the compound by a checklist."""

        label = Label("巡查检查", "Inspected")
        texts = sealable(note=Mask.M2)
        sources = EVERY
        code: str
        kind: SiteInspectionKind
        squad: str
        departments: tuple[str, ...]
        checklist: tuple[CheckedItem, ...]
        on: date

        def change(self, compound: Compound) -> None:
            compound.findings[self.code] = {
                each.code for each in self.checklist if not each.passed
            }

    class FindingsFixed(Step):
        """What an inspection found is in order now."""

        label = Label("问题整改完成", "Findings fixed")
        sources = EVERY
        code: str
        items: tuple[str, ...]
        on: date

        def change(self, compound: Compound) -> None:
            compound.findings[self.code].difference_update(self.items)

    class IncidentRecorded(Step):
        """Something happened: what and how often, never to whom.

        police_at: when the police had it, None if they were not needed.
        """

        label = Label("事件登记", "Incident recorded")
        texts = sealable(note=Mask.NEVER)
        sources = EVERY
        code: str
        kind: IncidentKind
        count: int
        on: date
        police_at: datetime | None

        def change(self, compound: Compound) -> None:
            compound.incidents[self.code] = True

    class IncidentClosed(Step):
        """The incident is dealt with."""

        label = Label("事件处置完毕", "Incident closed")
        texts = sealable(note=Mask.NEVER)
        sources = EVERY
        code: str
        on: date

        def change(self, compound: Compound) -> None:
            compound.incidents[self.code] = False

    class ErrandDone(Step):
        """A help point ran an errand to government for somebody (红色帮办)."""

        label = Label("帮办完成", "Errand done")
        sources = EVERY
        point: str
        matter: str
        clerk_id: str
        settled: bool
        on: date

    class HomeCareOrdered(Step):
        """A household is to be served at home: which service and when, nothing else
        (个保 28-31)."""

        label = Label("居家服务下单", "Home care ordered")
        audience = Audience.RESTRICTED
        sources = EVERY
        code: str
        service: HomeCareService
        unit_id: UUID
        provider: str
        scheduled_on: date

        def change(self, compound: Compound) -> None:
            compound.orders.add(self.code)

    class HomeCareDone(Step):
        """The household was served; cost: to the household."""

        label = Label("居家服务完成", "Home care done")
        audience = Audience.RESTRICTED
        sources = EVERY
        code: str
        on: date
        cost: Fen

        def change(self, compound: Compound) -> None:
            compound.orders.remove(self.code)

    class HomeCareCancelled(Step):
        """The household is not to be served after all."""

        label = Label("居家服务取消", "Home care cancelled")
        audience = Audience.RESTRICTED
        sources = EVERY
        code: str

        def change(self, compound: Compound) -> None:
            compound.orders.remove(self.code)

    class TextReleased(ReleasedText):
        """A sealed text is released under the mask class of its item."""

        sources = EVERY
