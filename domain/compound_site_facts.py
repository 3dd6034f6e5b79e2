"""The facts of places, devices, works, plans and stars of a compound."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.compound_site_words import (
    CompoundRecordKind,
    EntryDeviceKind,
    QuantityUnit,
    VenueKind,
    WorkKind,
    WorkPayer,
)
from domain.compound_words import EVERY
from domain.facts import Label, Mask, sealable
from domain.lifecycle import Step
from domain.quantities import Dm2, Fen
from domain.vote_based import OnVote

if TYPE_CHECKING:
    from domain.compound import Compound


class SiteFacts:
    """Read as `Compound.HelpPointOpened`, ..."""

    class HelpPointOpened(Step):
        """A place where residents are served; hours in minutes after midnight."""

        label = Label("设立服务点", "Help point opened")
        sources = EVERY
        code: str
        kind: VenueKind
        matters: tuple[str, ...]
        opens: int
        closes: int
        since: date

        def change(self, compound: Compound) -> None:
            compound.venues[self.code] = self.matters

    class HelpPointClosed(Step):
        """The place serves nobody any longer."""

        label = Label("撤销服务点", "Help point closed")
        sources = EVERY
        code: str
        on: date

        def change(self, compound: Compound) -> None:
            del compound.venues[self.code]

    class EntryDeviceInstalled(Step):
        """What opens or watches an entrance, and the article that allows it."""

        label = Label("安装出入设备", "Entry device installed")
        sources = EVERY
        code: str
        entrance: str
        kind: EntryDeviceKind
        basis: str | None
        since: date

        def change(self, compound: Compound) -> None:
            compound.devices[self.code] = (self.entrance, self.kind)

    class EntryDeviceRemoved(Step):
        """The device is gone."""

        label = Label("拆除出入设备", "Entry device removed")
        sources = EVERY
        code: str
        on: date

        def change(self, compound: Compound) -> None:
            del compound.devices[self.code]

    class PlatformConnected(Step):
        """The compound sends its data to a platform (智慧物业平台), or no longer."""

        label = Label("接入智慧平台", "Platform connected")
        sources = EVERY
        platform: str
        connected: bool
        on: date

        def change(self, compound: Compound) -> None:
            compound.platforms[self.platform] = self.connected

    class WorkPlanned(Step):
        """An improvement work is to be done (硬件提升)."""

        label = Label("计划提升项目", "Work planned")
        sources = EVERY
        code: str
        kind: WorkKind
        quantity: int
        unit: QuantityUnit
        payer: WorkPayer
        cost: Fen | None
        on: date

        def change(self, compound: Compound) -> None:
            compound.works[self.code] = False

    class WorkAccepted(Step):
        """The work was looked at and accepted; what was done, and what it cost."""

        label = Label("提升项目验收", "Work accepted")
        sources = EVERY
        code: str
        quantity: int
        cost: Fen | None
        on: date

        def change(self, compound: Compound) -> None:
            compound.works[self.code] = True

    class PlanAdopted(Step):
        """The plan for this compound alone (一区一策), by its number from 1."""

        label = Label("制定一区一策", "Plan adopted")
        texts = sealable(note=Mask.M0)
        sources = EVERY
        number: int
        mode: str | None
        measures: tuple[str, ...]
        from_on: date
        until: date

        def change(self, compound: Compound) -> None:
            compound.plan = self.number

    class StarPlanned(Step):
        """The compound is to be brought to its target star in a year."""

        label = Label("列入星级创建", "Star planned")
        sources = EVERY
        year: int
        target_stars: int

    class StarAssessed(Step):
        """The smart compound's star of a year, beside the one to reach."""

        label = Label("星级评定", "Star assessed")
        sources = EVERY
        standard: str
        year: int
        score: int
        stars: int
        target_stars: int

        def change(self, compound: Compound) -> None:
            compound.stars[self.year] = self.stars

    class ParkingStated(Step):
        """How many spaces there are, by what became of them (D15)."""

        label = Label("登记车位", "Parking stated")
        sources = EVERY
        spaces: int
        sold: int
        leased: int
        self_managed: int
        on: date

    class CommonAreaChanged(OnVote, Step):
        """A common part serves another purpose; the owners voted (V7)."""

        label = Label("共用部位改变用途", "Common area changed")
        sources = EVERY
        code: str
        purpose: str
        area_dm2: Dm2
        vote_id: UUID
        question: str | None
        approvals: tuple[str, ...]
        on: date

    class RecordKept(Step):
        """Something that is kept on record and has no rules of its own.

        code: names it among its kind. party: who gives, does or holds it.
        """

        label = Label("登记事项", "Record kept")
        texts = sealable(note=Mask.M1)
        sources = EVERY
        kind: CompoundRecordKind
        code: str
        party: str | None
        quantity: int | None
        unit: QuantityUnit | None
        since: date
        until: date | None

        def change(self, compound: Compound) -> None:
            compound.kept.add((self.kind, self.code))

    class RecordEnded(Step):
        """What was on record holds no longer."""

        label = Label("事项终止", "Record ended")
        sources = EVERY
        kind: CompoundRecordKind
        code: str
        on: date

        def change(self, compound: Compound) -> None:
            compound.kept.remove((self.kind, self.code))
