"""A compound (小区): the register's entry of it, and how it is governed.

compound_facts      the register (小区底数)
compound_contract   the service contract as it stands, tariffs, trials
compound_state      what a compound remembers; what others ask of it
compound_contracts  sign, file, renew, hand on a part
compound_prices     change the price
compound_exits      managed or unmanaged; leave and hand over, inspect and enter
compound_trials     trial service (先尝后买), serve-first (先服务后收费)
compound_parties    five parties, the Party's coverage, who answers for what
compound_people     areas, red stewards, building leaders, the site manager
compound_sites      help points, entry devices, platforms, works
compound_plans      plans (一区一策), stars, common parts, other records
compound_events     inspections, incidents, errands, home care
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Self
from uuid import UUID, uuid5

from eventsourcing.domain import Aggregate

from domain.calendar import CHINA
from domain.compound_contracts import Contracts
from domain.compound_events import Events
from domain.compound_exits import Exits
from domain.compound_facts import CompoundFacts, CompoundKind
from domain.compound_parties import Parties
from domain.compound_people import People
from domain.compound_plans import Plans
from domain.compound_prices import Prices
from domain.compound_trials import Trials
from domain.compound_words import Management
from domain.errors import InvalidInput
from domain.facts import Stamp, stamped
from domain.place import Place

NAMESPACE = UUID("6f1c2a3e-98a4-5d0b-8f5c-0b6c1d7e2a41")
"""A compound's id is the version 5 UUID of its code in this namespace, so that the
store's uniqueness of streams keeps codes unique."""

REGION_LEVELS = ("city", "district", "street", "community")
FIRST_YEAR = 1900
LARGEST = 100_000
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def compound_id(code: str) -> UUID:
    return uuid5(NAMESPACE, code)


class Compound(
    Contracts,
    Prices,
    Exits,
    Trials,
    Parties,
    People,
    Events,
    Plans,
    CompoundFacts,
    Aggregate,
):
    """One compound. Commands take a `Stamp` and their own arguments, record facts, and
    raise a `Refusal` where a rule says no.

    status: how it is managed; `region_path` and `profile` follow from its place.
    """

    def __init__(self) -> None:
        self.code = ""
        self.status = Management.UNSTATED
        self.place = Place(None, (), "")
        self.region_names: tuple[str, ...] = ()
        self.entry: Mapping[str, Any] = {}
        self._init_management()
        self._init_parties()
        self._init_people()
        self._init_sites()
        self._init_plans()
        self._init_events()

    @classmethod
    def register(
        cls,
        stamp: Stamp,
        *,
        code: str,
        name: str,
        region_codes: Sequence[str],
        region_names: Sequence[str],
        kind: CompoundKind,
        buildings: int,
        households: int,
        completion_year: int | None,
        profile: str,
    ) -> Self:
        """Enter a compound; its code and its place in the region tree never change."""
        _require_code("code", code)
        _require_regions(region_codes, region_names)
        entry = _checked(
            stamp,
            name=name,
            kind=kind,
            buildings=buildings,
            households=households,
            completion_year=completion_year,
            profile=profile,
        )
        return cls._create(
            cls.Registered,
            id=compound_id(code),
            **stamped(stamp),
            code=code,
            region_codes=tuple(region_codes),
            region_names=tuple(region_names),
            **entry,
        )

    def correct(
        self,
        stamp: Stamp,
        *,
        name: str,
        kind: CompoundKind,
        buildings: int,
        households: int,
        completion_year: int | None,
        profile: str,
    ) -> None:
        """State the entry as it is now; if nothing differs, nothing is recorded."""
        entry = _checked(
            stamp,
            name=name,
            kind=kind,
            buildings=buildings,
            households=households,
            completion_year=completion_year,
            profile=profile,
        )
        if entry != self.entry:
            self.trigger_event(self.Corrected, **stamped(stamp), **entry)


def _checked(stamp: Stamp, **entry: Any) -> dict[str, Any]:
    """The entry, or a refusal that names its first wrong field."""
    _require_name("name", entry["name"])
    for field in ("buildings", "households"):
        if not 0 <= entry[field] <= LARGEST:
            raise _invalid(
                field, f"0 to {LARGEST} expected", f"应为 0 至 {LARGEST} 的整数"
            )
    year = entry["completion_year"]
    latest = stamp.at.astimezone(CHINA).year + 1
    if year is not None and not FIRST_YEAR <= year <= latest:
        raise _invalid(
            "completion_year",
            f"{FIRST_YEAR} to {latest} expected",
            f"应在 {FIRST_YEAR} 至 {latest} 之间",
        )
    return entry


def _require_regions(codes: Sequence[str], names: Sequence[str]) -> None:
    levels = len(REGION_LEVELS)
    for field, values in (("region_codes", codes), ("region_names", names)):
        if len(values) != levels:
            raise _invalid(
                field,
                f"{levels} entries expected: {', '.join(REGION_LEVELS)}",
                "应依次为市、区县、街道、社区四级",
            )
    for code in codes:
        _require_code("region_codes", code)
    if len(set(codes)) < levels:
        raise _invalid("region_codes", "four different codes expected", "代码重复")
    for name in names:
        _require_name("region_names", name)


def _require_code(field: str, code: str) -> None:
    if not _CODE.fullmatch(code):
        raise _invalid(
            field,
            "1 to 64 letters, digits, '.', '_' or '-' expected",
            "应为 1 至 64 位字母、数字、点、下划线或连字符",
        )


def _require_name(field: str, name: str) -> None:
    if not name.strip() or len(name) > 100 or not name.isprintable():
        raise _invalid(
            field, "1 to 100 printable characters expected", "应为 1 至 100 个可见字符"
        )


def _invalid(field: str, problem: str, problem_zh: str) -> InvalidInput:
    return InvalidInput(field, field=field, problem=problem, problem_zh=problem_zh)
