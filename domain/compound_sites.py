"""Commands about the places, devices and works of a compound."""

from __future__ import annotations

from datetime import date

from domain.codes import require_citation, require_code
from domain.compound_site_facts import SiteFacts
from domain.compound_site_refusals import (
    DeviceBasisMissing,
    FaceOnlyEntry,
    PlatformUnchanged,
    SiteCodeTaken,
    WorkAlreadyAccepted,
)
from domain.compound_site_words import (
    EntryDeviceKind,
    QuantityUnit,
    VenueKind,
    WorkKind,
    WorkPayer,
)
from domain.compound_state import (
    CompoundState,
    require_codes,
    require_happened,
    require_known,
)
from domain.facts import Stamp
from domain.lifecycle import invalid, require_between
from domain.quantities import Fen

MIDNIGHT = 24 * 60
LARGEST = 1_000_000_000
WATCHING = frozenset({EntryDeviceKind.FACE, EntryDeviceKind.CAMERA})


class Sites(SiteFacts, CompoundState):
    """venues: matters by code. devices: entrance and kind by code. works: whether each
    is accepted."""

    venues: dict[str, tuple[str, ...]]
    devices: dict[str, tuple[str, EntryDeviceKind]]
    platforms: dict[str, bool]
    works: dict[str, bool]

    def _init_sites(self) -> None:
        self.venues = {}
        self.devices = {}
        self.platforms = {}
        self.works = {}

    def open_help_point(
        self,
        stamp: Stamp,
        *,
        code: str,
        kind: VenueKind,
        matters: tuple[str, ...],
        opens: int,
        closes: int,
        since: date,
    ) -> None:
        """Open a place where residents are served: a help point, a desk, a room."""
        require_happened(stamp, "since", since)
        require_code("code", code)
        require_codes("matters", matters)
        require_between("opens", opens, 0, MIDNIGHT)
        require_between("closes", closes, opens + 1, MIDNIGHT)
        if code in self.venues:
            raise SiteCodeTaken(code=code)
        self._record(
            self.HelpPointOpened,
            stamp,
            code=code,
            kind=kind,
            matters=matters,
            opens=opens,
            closes=closes,
            since=since,
        )

    def close_help_point(self, stamp: Stamp, *, code: str, on: date) -> None:
        """Close a place where residents were served."""
        require_happened(stamp, "on", on)
        require_known(code, self.venues)
        self._record(self.HelpPointClosed, stamp, code=code, on=on)

    def install_entry_device(
        self,
        stamp: Stamp,
        *,
        code: str,
        entrance: str,
        kind: EntryDeviceKind,
        since: date,
        basis: str | None = None,
    ) -> None:
        """Put a device at an entrance; a face never is the only way in (rule of 2021,
        art. 10)."""
        require_happened(stamp, "since", since)
        require_code("code", code)
        require_code("entrance", entrance)
        require_citation("basis", basis)
        if code in self.devices:
            raise SiteCodeTaken(code=code)
        if kind in WATCHING and basis is None:
            raise DeviceBasisMissing
        if kind is EntryDeviceKind.FACE and not self._open_without_face(entrance):
            raise FaceOnlyEntry(entrance=entrance)
        self._record(
            self.EntryDeviceInstalled,
            stamp,
            code=code,
            entrance=entrance,
            kind=kind,
            basis=basis,
            since=since,
        )

    def remove_entry_device(self, stamp: Stamp, *, code: str, on: date) -> None:
        """Take a device away, unless only a face would open the entrance then."""
        require_happened(stamp, "on", on)
        require_known(code, self.devices)
        entrance, kind = self.devices[code]
        faces = (entrance, EntryDeviceKind.FACE) in self.devices.values()
        closes = kind.opens and not self._open_without_face(entrance, leaving=code)
        if faces and closes:
            raise FaceOnlyEntry("code", entrance=entrance)
        self._record(self.EntryDeviceRemoved, stamp, code=code, on=on)

    def connect_platform(
        self, stamp: Stamp, *, platform: str, on: date, connected: bool = True
    ) -> None:
        """Record that the compound is connected to a platform, or no longer is."""
        require_happened(stamp, "on", on)
        require_code("platform", platform)
        if self.platforms.get(platform, False) is connected:
            raise PlatformUnchanged
        self._record(
            self.PlatformConnected, stamp, platform=platform, connected=connected, on=on
        )

    def plan_work(
        self,
        stamp: Stamp,
        *,
        code: str,
        kind: WorkKind,
        quantity: int,
        unit: QuantityUnit,
        payer: WorkPayer,
        on: date,
        cost: Fen | None = None,
    ) -> None:
        """Plan an improvement work, with its quantity and who pays."""
        require_code("code", code)
        require_between("quantity", quantity, 1, LARGEST)
        if code in self.works:
            raise SiteCodeTaken(code=code)
        self._record(
            self.WorkPlanned,
            stamp,
            code=code,
            kind=kind,
            quantity=quantity,
            unit=unit,
            payer=payer,
            cost=_money(cost),
            on=on,
        )

    def accept_work(
        self,
        stamp: Stamp,
        *,
        code: str,
        quantity: int,
        on: date,
        cost: Fen | None = None,
    ) -> None:
        """Accept an improvement work: what was done, and what it cost."""
        require_happened(stamp, "on", on)
        require_between("quantity", quantity, 1, LARGEST)
        require_known(code, self.works)
        if self.works[code]:
            raise WorkAlreadyAccepted
        self._record(
            self.WorkAccepted,
            stamp,
            code=code,
            quantity=quantity,
            cost=_money(cost),
            on=on,
        )

    def _open_without_face(self, entrance: str, leaving: str = "") -> bool:
        return any(
            where == entrance and kind.opens and code != leaving
            for code, (where, kind) in self.devices.items()
        )


def _money(cost: Fen | None) -> Fen | None:
    if cost is not None and cost < 0:
        raise invalid("cost", "不能为负数", "no negative amount expected")
    return cost
