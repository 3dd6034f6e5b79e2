"""Commands about the areas of a compound and the people who look after it."""

from __future__ import annotations

from datetime import date

from domain.codes import require_code
from domain.compound_people_facts import PeopleFacts
from domain.compound_people_words import (
    GovernanceAreaKind,
)
from domain.compound_site_refusals import (
    AreaCodeTaken,
    BuildingInTwoAreas,
    StewardsMissing,
    UnknownArea,
)
from domain.compound_state import (
    CompoundState,
    due_after,
    require_codes,
    require_happened,
    require_order,
)
from domain.facts import Stamp
from domain.lifecycle import require_distinct


class People(PeopleFacts, CompoundState):
    """Draw areas; name stewards, leaders and managers.

    areas: kind and buildings by code.
    """

    areas: dict[str, tuple[GovernanceAreaKind, tuple[str, ...]]]

    def _init_people(self) -> None:
        self.areas = {}

    def draw_area(
        self,
        stamp: Stamp,
        *,
        code: str,
        kind: GovernanceAreaKind,
        buildings: tuple[str, ...],
        since: date,
        worker_id: str | None = None,
    ) -> None:
        """Draw a grid, area or service net; no building lies in two of one kind."""
        require_happened(stamp, "since", since)
        require_code("code", code)
        require_code("worker_id", worker_id)
        require_codes("buildings", buildings)
        if code in self.areas:
            raise AreaCodeTaken(area=code)
        for other, drawn in self.areas.values():
            if other is kind and set(drawn) & set(buildings):
                raise BuildingInTwoAreas
        self._record(
            self.AreaDrawn,
            stamp,
            code=code,
            kind=kind,
            buildings=buildings,
            worker_id=worker_id,
            since=since,
        )

    def dissolve_area(self, stamp: Stamp, *, code: str, on: date) -> None:
        """Dissolve a grid, area or service net."""
        require_happened(stamp, "on", on)
        if code not in self.areas:
            raise UnknownArea("code", area=code)
        self._record(self.AreaDissolved, stamp, code=code, on=on)

    def name_red_stewards(
        self,
        stamp: Stamp,
        *,
        area: str,
        since: date,
        commissioner_id: str | None = None,
        grid_worker_id: str | None = None,
        steward_id: str | None = None,
    ) -> None:
        """Name the team of an area (红色管家), three different people."""
        require_happened(stamp, "since", since)
        if area not in self.areas:
            raise UnknownArea("area", area=area)
        given = {
            "commissioner_id": commissioner_id,
            "grid_worker_id": grid_worker_id,
            "steward_id": steward_id,
        }
        for field, person in given.items():
            require_code(field, person)
        named = [each for each in given.values() if each is not None]
        if not named:
            raise StewardsMissing
        require_distinct("steward_id", named)
        self._record(self.RedStewardsNamed, stamp, area=area, since=since, **given)

    def name_building_leader(
        self,
        stamp: Stamp,
        *,
        building: str,
        since: date,
        leader_id: str | None = None,
        term_ends_on: date | None = None,
    ) -> None:
        """Name the leader of a building (楼门长); nobody: it has none any longer."""
        require_happened(stamp, "since", since)
        require_code("building", building)
        require_code("leader_id", leader_id)
        require_order("term_ends_on", since, term_ends_on or since)
        self._record(
            self.BuildingLeaderNamed,
            stamp,
            building=building,
            leader_id=leader_id,
            since=since,
            term_ends_on=term_ends_on,
        )

    def name_site_manager(
        self,
        stamp: Stamp,
        *,
        manager_id: str,
        since: date,
        reported_on: date | None = None,
    ) -> None:
        """Name the firm's manager on site; given again once the report was made."""
        require_happened(stamp, "since", since)
        require_code("manager_id", manager_id)
        if reported_on is not None:
            require_happened(stamp, "reported_on", reported_on)
            require_order("reported_on", since, reported_on)
        within = stamp.rules.values.span("manager.report")
        self._record(
            self.SiteManagerNamed,
            stamp,
            manager_id=manager_id,
            since=since,
            reported_on=reported_on,
            report_by=due_after(stamp, since, within),
        )
