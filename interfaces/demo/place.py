"""A place of the demo, as its file in `places/` tells it: regions, compounds, what is
played there, and the figures that were published of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib import resources
from typing import Any
from uuid import UUID

from domain.compound import compound_id
from domain.compound_facts import CompoundKind
from domain.fee_account import fee_account_id
from domain.household import household_id

PLACES = ("weihai", "changfeng", "beijing", "heze", "county")
ALL = "all"
UNITS_OF_A_BUILDING = 50


@dataclass(frozen=True, slots=True)
class Estate:
    """A compound of a place.

    index: its number in its group, from 0. units: how many of its households are in
    the register of households; the others are a number of the compound's entry.
    """

    index: int
    code: str
    name: str
    region_codes: tuple[str, ...]
    region_names: tuple[str, ...]
    kind: CompoundKind
    households: int
    units: int
    buildings: int
    completion_year: int
    profile: str
    area_dm2: int

    @property
    def id(self) -> UUID:
        return compound_id(self.code)

    def building(self, unit: int) -> str:
        """The building of a unit, by the unit's index from 0."""
        return str(unit // UNITS_OF_A_BUILDING + 1)

    def number(self, unit: int) -> str:
        """Its number: building, entrance, door."""
        inside = unit % UNITS_OF_A_BUILDING
        floor, door = divmod(inside % 25, 4)
        return f"{self.building(unit)}-{inside // 25 + 1}-{floor + 1}{door + 1:02}"

    def unit_id(self, unit: int) -> UUID:
        return household_id(self.id, self.number(unit))

    def account_id(self, unit: int) -> UUID:
        return fee_account_id(self.unit_id(unit))

    def owner(self, unit: int) -> str:
        """The subject of whoever owns a unit."""
        return f"{self.code}-owner-{unit + 1}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that was published of a place, and how the demo comes to it.

    row: of DOMAIN Part 1. period: which; the text names none where it is empty.
    quoted: as it is printed. indicator: code in the rule pack; empty: it is a count.
    numerator, denominator: what the played history holds; None: it is not played yet,
        or the text gives no denominator and none was chosen.
    invented: whether the denominator is ours: then the figure shows how such a one
        comes about, and is never the place's own. scaled: the count is a small part of
        what the text says. within: code of the region whose figure it is.
    more: by how much numerator and denominator are larger with every step of scale.
    """

    row: str
    zh: str
    quoted: str
    period: str = ""
    indicator: str = ""
    numerator: int | None = None
    denominator: int | None = None
    invented: bool = False
    scaled: bool = False
    within: str = ""
    more: tuple[int, int] = (0, 0)
    note: str = ""

    def at(self, scale: int) -> Figure:
        """The same at a larger scale."""
        more = [part * (scale - 1) for part in self.more]
        return replace(
            self,
            numerator=None if self.numerator is None else self.numerator + more[0],
            denominator=(
                None if self.denominator is None else self.denominator + more[1]
            ),
        )


@dataclass(frozen=True, slots=True)
class Place:
    """A place, at a scale: the groups of compounds that may grow are so many times as
    large, and so is what is counted by them.

    plays: mechanism, the groups that it is about, and its arguments.
    publishes: whether all that falls due there is published in time.
    """

    key: str
    code: str
    name: str
    profile: str
    city: tuple[str, ...]
    ends: datetime
    scale: int
    regions: Mapping[str, str]
    estates: Mapping[str, Sequence[Estate]]
    plays: Sequence[Mapping[str, Any]]
    figures: Sequence[Figure] = field(default_factory=tuple)
    publishes: bool = False

    def of(self, groups: Sequence[str]) -> list[Estate]:
        """The compounds of these groups."""
        return [estate for group in groups for estate in self.estates[group]]


def read_place(key: str, scale: int = 1) -> Place:
    """A place by its key, as in `weihai`."""
    file = resources.files("interfaces.demo") / "places" / f"{key}.toml"
    return place_from(key, tomllib.loads(file.read_text("utf-8")), scale)


def place_from(key: str, data: Mapping[str, Any], scale: int) -> Place:
    """A place from what its file says."""
    groups = {
        name: [
            _estate(data, name, group, index)
            for index in range(
                group["count"] * (scale if group.get("scales", False) else 1)
            )
        ]
        for name, group in data.get("estates", {}).items()
    }
    return Place(
        key=key,
        code=data["code"],
        name=data["name"],
        profile=data["profile"],
        city=tuple(data["city"]),
        ends=data["ends"],
        scale=scale,
        regions=data["regions"],
        estates=groups,
        plays=data.get("play", ()),
        figures=[Figure(**figure).at(scale) for figure in data.get("figure", ())],
        publishes=data.get("publishes", False),
    )


def _estate(
    data: Mapping[str, Any], name: str, group: Mapping[str, Any], index: int
) -> Estate:
    names, paths = group["names"], group["regions"]
    again, first = divmod(index, len(names))
    codes = tuple(str(code) for code in paths[index % len(paths)])
    years = group["completion_years"]
    return Estate(
        index=index,
        code=f"{data['code']}-{name.upper()}-{index + 1:04}",
        name=names[first] + (f"{again + 1}区" if again else ""),
        region_codes=codes,
        region_names=tuple(data["regions"][code] for code in codes),
        kind=CompoundKind(group["kind"]),
        households=group["households"],
        units=group.get("units", 0),
        buildings=group.get(
            "buildings", -(-group["households"] // UNITS_OF_A_BUILDING)
        ),
        completion_year=years[index % len(years)],
        profile=data["profile"],
        area_dm2=group.get("area_dm2", 9810),
    )
