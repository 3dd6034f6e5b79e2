"""A household (户): one unit of a compound, its area, and who holds it.

The unit is what fees are charged for, what the fund keeps an account of, and what gives
its owners their area and, one buyer one head, their vote (interp. 8, 9).
"""

from __future__ import annotations

from datetime import date
from typing import Self
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate

from domain.codes import require_code
from domain.errors import Refusal
from domain.facts import Stamp, stamped
from domain.household_claims import HouseholdClaims
from domain.household_facts import (
    STANDING,
    AreaSource,
    Holder,
    HouseholdFacts,
    Housing,
    UnitUse,
)
from domain.lifecycle import (
    invalid,
    require_between,
    require_distinct,
    require_past,
)
from domain.place import Place
from domain.quantities import Dm2

LARGEST_DM2 = 10_000_000
"""100,000 m2: more than any unit has."""


class UnitTaken(Refusal):
    zh = "该房屋已登记。"
    en = "This unit is registered already."
    fields = ("number",)


class NotLater(Refusal):
    zh = "日期 {day} 不能早于 {since}。"
    en = "{day} must not be before {since}."


class SameOwners(Refusal):
    zh = "产权人没有变化。"
    en = "The owners are these already."
    fields = ("owners",)


class HouseholdGone(Refusal):
    zh = "该房屋已从登记中注销。"
    en = "This unit is no longer in the register."
    fields = ("unit_id",)


def household_id(compound_id: UUID, number: str) -> UUID:
    """A unit's id follows from its compound and its number, so that the store's
    uniqueness of streams keeps numbers unique."""
    return uuid5(compound_id, f"household/{number}")


class Household(HouseholdFacts, HouseholdClaims, Aggregate):
    """One unit. Commands take a `Stamp` and their own arguments, record facts, and
    raise a `Refusal` where a rule says no.

    areas: (first day, area) of each correction, in the order recorded.
    """

    @property
    def unit_id(self) -> UUID:
        """The household that it is about: itself."""
        return self.id

    def __init__(self) -> None:
        self.number = ""
        self.use = UnitUse.DWELLING
        self.housing = Housing.COMMODITY
        self.holder = Holder.OWNER
        self.building = ""
        self.area_dm2 = Dm2(0)
        self.first_area_dm2 = Dm2(0)
        self.areas: tuple[tuple[date, int], ...] = ()
        self.owners: tuple[str, ...] = ()
        self.delivered_on: date | None = None
        self.held_since: date | None = None
        self.vacant_since: date | None = None
        self.claims = {}

    def area_on(self, day: date) -> int:
        """The area that holds on a day: that of the last correction which says so,
        else that of the registration (F2)."""
        area: int = self.first_area_dm2
        for since, corrected in self.areas:
            if since <= day:
                area = corrected
        return area

    @classmethod
    def register(
        cls,
        stamp: Stamp,
        *,
        id: UUID,
        place: Place,
        number: str,
        area_dm2: Dm2,
        area_source: AreaSource = AreaSource.REGISTER,
        use: UnitUse = UnitUse.DWELLING,
        housing: Housing = Housing.COMMODITY,
        holder: Holder = Holder.OWNER,
        owners: tuple[str, ...],
        building: str | None = None,
    ) -> Self:
        """Enter a unit into the register of its compound."""
        require_code("number", number)
        require_code("building", building)
        _require_area(area_dm2)
        _require_owners(owners)
        return cls._create(
            cls.Registered,
            id=id,
            **stamped(stamp),
            **place.fields(),
            number=number,
            building=building or number.partition("-")[0],
            area_dm2=area_dm2,
            area_source=area_source,
            use=use,
            housing=housing,
            holder=holder,
            owners=owners,
        )

    def deliver(self, stamp: Stamp, *, on: date) -> None:
        """Record that the unit was handed to its owner."""
        self._allow(self.Delivered)
        require_past("on", on, stamp)
        self._record(self.Delivered, stamp, on=on)

    def correct_area(
        self,
        stamp: Stamp,
        *,
        area_dm2: Dm2,
        area_source: AreaSource,
        effective_on: date,
    ) -> None:
        """Give the area that holds from a day on; bills before it stay as they are."""
        self._allow(self.AreaCorrected)
        _require_area(area_dm2)
        self._record(
            self.AreaCorrected,
            stamp,
            area_dm2=area_dm2,
            area_source=area_source,
            effective_on=effective_on,
        )

    def transfer(
        self,
        stamp: Stamp,
        *,
        owners: tuple[str, ...],
        on: date,
        holder: Holder = Holder.OWNER,
    ) -> None:
        """Record that the unit changed hands on a day."""
        self._allow(self.Transferred)
        _require_owners(owners)
        if (holder, owners) == (self.holder, self.owners):
            raise SameOwners
        require_past("on", on, stamp)
        if self.held_since is not None and on < self.held_since:
            raise NotLater("on", day=on, since=self.held_since)
        self._record(self.Transferred, stamp, holder=holder, owners=owners, on=on)

    def state_vacancy(self, stamp: Stamp, *, vacant: bool, since: date) -> None:
        """State since when the unit stands empty, or is lived in again."""
        self._allow(self.VacancyStated)
        require_past("since", since, stamp)
        self._record(self.VacancyStated, stamp, vacant=vacant, since=since)

    def require_standing(self) -> None:
        """Refuse what concerns a unit that is no more."""
        if self.status not in STANDING:
            raise HouseholdGone

    def remove(self, stamp: Stamp) -> None:
        """Take a unit out of the register that is no more or never was."""
        self._record(self.Removed, stamp)


def _require_area(area_dm2: Dm2) -> None:
    require_between("area_dm2", area_dm2, 1, LARGEST_DM2)


def _require_owners(owners: tuple[str, ...]) -> None:
    if not owners:
        raise invalid("owners", "至少一名产权人", "at least one owner expected")
    require_distinct("owners", owners)
    for owner in owners:
        require_code("owners", owner)
