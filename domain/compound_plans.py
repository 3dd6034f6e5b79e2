"""Commands about a compound's plan, its star, its common parts, and what is kept on
record of it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.civil_time import today
from domain.codes import require_code
from domain.compound_facts import CompoundKind
from domain.compound_site_facts import SiteFacts
from domain.compound_site_refusals import (
    CommonAreaNeedsVote,
    NotInChecklist,
    SiteCodeTaken,
    SpacesDoNotFit,
    StarAssessedAlready,
    UnknownSiteCode,
)
from domain.compound_site_words import CompoundRecordKind, QuantityUnit
from domain.compound_state import (
    CompoundState,
    require_codes,
    require_happened,
    require_order,
)
from domain.facts import Stamp
from domain.lifecycle import invalid, require_between
from domain.quantities import Dm2

FIRST_YEAR = 2000
LARGEST = 1_000_000_000
OLD = frozenset({CompoundKind.OLD, CompoundKind.FORMER_PUBLIC})


class Plans(SiteFacts, CompoundState):
    """stars: by the year assessed. kept: kind and code of what is on record."""

    stars: dict[int, int]
    kept: set[tuple[CompoundRecordKind, str]]

    def _init_plans(self) -> None:
        self.stars = {}
        self.kept = set()

    def adopt_plan(
        self,
        stamp: Stamp,
        *,
        measures: tuple[str, ...],
        from_on: date,
        until: date,
        mode: str | None = None,
    ) -> None:
        """Adopt a plan for this compound alone (一区一策); it replaces the last."""
        require_codes("measures", measures)
        require_code("mode", mode)
        require_order("until", from_on, until)
        self._record(
            self.PlanAdopted,
            stamp,
            number=self.plan + 1,
            mode=mode,
            measures=measures,
            from_on=from_on,
            until=until,
        )

    def plan_star(self, stamp: Stamp, *, year: int) -> None:
        """Plan to bring the compound to its target star in a year."""
        self._require_unassessed(stamp, year, ahead=1)
        self._record(
            self.StarPlanned, stamp, year=year, target_stars=self.star_target(stamp)
        )

    def assess_star(
        self, stamp: Stamp, *, standard: str, year: int, score: int, stars: int
    ) -> None:
        """Record the star of a year by a standard (星级智慧住宅小区)."""
        self._require_unassessed(stamp, year, ahead=0)
        require_code("standard", standard)
        values = stamp.rules.values
        require_between("score", score, 0, values.number("star.full_score"))
        require_between("stars", stars, 0, values.number("star.most"))
        self._record(
            self.StarAssessed,
            stamp,
            standard=standard,
            year=year,
            score=score,
            stars=stars,
            target_stars=self.star_target(stamp),
        )

    def star_target(self, stamp: Stamp) -> int:
        """The star to reach: that of old compounds, or of new ones (SEED S0)."""
        values = stamp.rules.values
        year = self.entry["completion_year"]
        since = values.number("star.new_since")
        new = year >= since if year is not None else self.entry["kind"] not in OLD
        return values.number("star.target_new" if new else "star.target_old")

    def keep_record(
        self,
        stamp: Stamp,
        *,
        kind: CompoundRecordKind,
        code: str,
        since: date,
        until: date | None = None,
        party: str | None = None,
        quantity: int | None = None,
        unit: QuantityUnit | None = None,
    ) -> None:
        """Keep something on record that has no rules of its own."""
        require_code("code", code)
        require_code("party", party)
        require_order("until", since, until or since)
        if (quantity is None) is not (unit is None):
            raise invalid("unit", "数量与单位须同时填写", "quantity and unit together")
        if quantity is not None:
            require_between("quantity", quantity, 0, LARGEST)
        listed = kind is CompoundRecordKind.MODEL_4321
        if listed and code not in stamp.rules.catalogue("model_4321"):
            raise NotInChecklist(code=code)
        if (kind, code) in self.kept:
            raise SiteCodeTaken(code=code)
        self._record(
            self.RecordKept,
            stamp,
            kind=kind,
            code=code,
            party=party,
            quantity=quantity,
            unit=unit,
            since=since,
            until=until,
        )

    def end_record(
        self, stamp: Stamp, *, kind: CompoundRecordKind, code: str, on: date
    ) -> None:
        """Record that something on record holds no longer."""
        require_happened(stamp, "on", on)
        if (kind, code) not in self.kept:
            raise UnknownSiteCode(code=code)
        self._record(self.RecordEnded, stamp, kind=kind, code=code, on=on)

    def state_parking(
        self,
        stamp: Stamp,
        *,
        spaces: int,
        sold: int,
        leased: int,
        on: date,
        self_managed: int = 0,
    ) -> None:
        """State the parking spaces: all, sold, leased, and those that residents manage
        themselves (自治车位)."""
        require_happened(stamp, "on", on)
        counts = {"sold": sold, "leased": leased, "self_managed": self_managed}
        for field, count in {"spaces": spaces, **counts}.items():
            require_between(field, count, 0, LARGEST)
        if sum(counts.values()) > spaces:
            raise SpacesDoNotFit
        self._record(self.ParkingStated, stamp, spaces=spaces, on=on, **counts)

    def change_common_area(
        self,
        stamp: Stamp,
        *,
        code: str,
        purpose: str,
        area_dm2: Dm2,
        on: date,
        vote_id: UUID | None = None,
        question: str | None = None,
        approvals: tuple[str, ...] = (),
    ) -> None:
        """Let a common part serve another purpose, as the owners voted (V7)."""
        require_happened(stamp, "on", on)
        require_code("code", code)
        require_code("purpose", purpose)
        require_codes("approvals", approvals, some=False)
        require_between("area_dm2", area_dm2, 1, LARGEST)
        if vote_id is None:
            raise CommonAreaNeedsVote
        self._record(
            self.CommonAreaChanged,
            stamp,
            code=code,
            purpose=purpose,
            area_dm2=area_dm2,
            vote_id=vote_id,
            question=question,
            approvals=approvals,
            on=on,
        )

    def _require_unassessed(self, stamp: Stamp, year: int, *, ahead: int) -> None:
        require_between("year", year, FIRST_YEAR, today(stamp).year + ahead)
        if year in self.stars:
            raise StarAssessedAlready(year=year)
