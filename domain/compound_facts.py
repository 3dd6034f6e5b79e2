"""The facts of a compound's entry in the register (小区底数). How it is governed stands
in the other `compound_..._facts`."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.facts import Fact, FirstFact, Label
from domain.place import Place

if TYPE_CHECKING:
    from domain.compound import Compound

ENTRY = (
    "name",
    "kind",
    "buildings",
    "households",
    "completion_year",
    "profile",
)
"""What may be corrected in a compound's entry."""


class CompoundKind(StrEnum):
    COMMODITY = "commodity"  # 商品房小区
    OLD = "old"  # 老旧小区
    FORMER_PUBLIC = "former_public"  # 房改房小区
    AFFORDABLE = "affordable"  # 保障性住房
    URBAN_VILLAGE = "urban_village"  # 城中村
    OTHER = "other"


class CompoundFacts:
    """The namespace that makes the facts read `Compound.Registered`, ..."""

    class Registered(FirstFact):
        """A compound enters the register (小区底数).

        code: the register's own number, unique in the deployment.
        region_codes / region_names: city, district, street, community, in order.
        completion_year: of the first building, None if unknown.
        profile: the jurisdiction profile of its rules (DOMAIN 2.15).
        """

        label = Label("登记小区", "Registered")
        code: str
        name: str
        region_codes: tuple[str, ...]
        region_names: tuple[str, ...]
        kind: CompoundKind
        buildings: int
        households: int
        completion_year: int | None
        profile: str

        def apply(self, aggregate: Compound) -> None:
            aggregate.code = self.code
            aggregate.place = Place(self.originator_id, self.region_codes, self.profile)
            aggregate.region_names = self.region_names
            aggregate.entry = {name: getattr(self, name) for name in ENTRY}

    class Corrected(Fact):
        """The register was wrong or has changed; every field is as it is now."""

        label = Label("更正登记", "Register corrected")
        name: str
        kind: CompoundKind
        buildings: int
        households: int
        completion_year: int | None
        profile: str

        def apply(self, aggregate: Compound) -> None:
            aggregate.entry = {name: getattr(self, name) for name in ENTRY}
            aggregate.place = replace(aggregate.place, profile=self.profile)
