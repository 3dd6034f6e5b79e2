"""The facts of a household (户) and the words they use. All of it is restricted: who
holds which unit is no concern of the public."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from domain.coded import Coded
from domain.facts import Audience, Label, Mask, sealable
from domain.household_relations import after_transfer
from domain.lifecycle import Beginning, Step
from domain.quantities import Dm2

if TYPE_CHECKING:
    from domain.household import Household

OWNER_TEXTS = sealable(owner_name=Mask.NEVER, owner_phone=Mask.NEVER)


class HouseholdStatus(Coded):
    """Where a unit stands."""

    UNDELIVERED = "undelivered", "未交付", "Not delivered"
    DELIVERED = "delivered", "已交付", "Delivered"
    REMOVED = "removed", "已注销", "Removed from the register"


class AreaSource(Coded):
    """Where an area is from; the register goes before the survey, and the survey before
    the contract (interp. 8)."""

    REGISTER = "register", "不动产登记", "Property register"
    SURVEY = "survey", "测绘", "Survey"
    CONTRACT = "contract", "买卖合同", "Sales contract"


class UnitUse(Coded):
    """What a unit is for."""

    DWELLING = "dwelling", "住宅", "Dwelling"
    BUSINESS = "business", "商业", "Business"
    PARKING = "parking", "车位", "Parking space"
    STORAGE = "storage", "储藏间", "Storage"


class Housing(Coded):
    """The kind of housing, by which the fund is pooled (DOMAIN 2.9)."""

    COMMODITY = "commodity", "商品房", "Commodity housing"
    FORMER_PUBLIC = "former_public", "房改房", "Former public housing"


class Holder(Coded):
    """Who holds a unit: a developer's unsold units count as one head (interp. 9)."""

    OWNER = "owner", "业主", "Owner"
    DEVELOPER = "developer", "建设单位", "Developer"


STANDING = frozenset({HouseholdStatus.UNDELIVERED, HouseholdStatus.DELIVERED})
DELIVERED = frozenset({HouseholdStatus.DELIVERED})


class HouseholdFacts:
    """The namespace that makes the facts read `Household.Registered`, ..."""

    class Registered(Beginning):
        """A unit enters the register of its compound.

        number: as people know it, `3-2-501`; building: the part before the first dash
            unless it is given otherwise.
        owners: opaque ids, the one who votes for all of them first.
        """

        label = Label("登记房屋", "Registered")
        audience = Audience.RESTRICTED
        texts = OWNER_TEXTS
        target = HouseholdStatus.UNDELIVERED
        number: str
        building: str
        area_dm2: Dm2
        area_source: AreaSource
        use: UnitUse
        housing: Housing
        holder: Holder
        owners: tuple[str, ...]

        def change(self, household: Household) -> None:
            household.number = self.number
            household.building = self.building
            household.use = self.use
            household.housing = self.housing
            household.area_dm2 = household.first_area_dm2 = self.area_dm2
            household.holder = self.holder
            household.owners = self.owners

    class Delivered(Step):
        """The unit was handed to its owner; fees are the owner's from the month after
        (京22, LAW)."""

        label = Label("交付", "Delivered")
        audience = Audience.RESTRICTED
        sources = frozenset({HouseholdStatus.UNDELIVERED})
        target = HouseholdStatus.DELIVERED
        on: date

        def change(self, household: Household) -> None:
            household.delivered_on = self.on

    class AreaCorrected(Step):
        """The area was wrong; it is this one from a day on, never edited (F2)."""

        label = Label("更正面积", "Area corrected")
        audience = Audience.RESTRICTED
        sources = STANDING
        area_dm2: Dm2
        area_source: AreaSource
        effective_on: date

        def change(self, household: Household) -> None:
            household.area_dm2 = self.area_dm2
            household.areas = (*household.areas, (self.effective_on, self.area_dm2))

    class Transferred(Step):
        """The unit changed hands; rights end and begin with it (条例41): the claims of
        the last owners and their families end, tenants stay."""

        label = Label("产权转移", "Transferred")
        audience = Audience.RESTRICTED
        texts = OWNER_TEXTS
        sources = STANDING
        holder: Holder
        owners: tuple[str, ...]
        on: date

        def change(self, household: Household) -> None:
            household.holder = self.holder
            household.owners = self.owners
            household.held_since = self.on
            household.claims = after_transfer(household.claims)

    class VacancyStated(Step):
        """The unit stands empty since a day, or is lived in again (菏24, 鲁62)."""

        label = Label("空置登记", "Vacancy stated")
        audience = Audience.RESTRICTED
        sources = DELIVERED
        vacant: bool
        since: date

        def change(self, household: Household) -> None:
            household.vacant_since = self.since if self.vacant else None

    class Removed(Step):
        """The unit is no more, or was entered by mistake; what was recorded stays."""

        label = Label("注销房屋", "Removed")
        audience = Audience.RESTRICTED
        texts = sealable(reason=Mask.NEVER)
        sources = STANDING
        target = HouseholdStatus.REMOVED
