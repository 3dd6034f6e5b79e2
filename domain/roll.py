"""The roll of a vote: who are the heads, with what area (interp. 8, 9).

One unit is one head; all units of the same owners are one head; all units that a
developer has not sold, or sold and not handed over, are together one head. Co-owners
are one head. Parking and storage count neither as heads nor as area unless the rules
say so.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from domain.household import Household
from domain.household_facts import STANDING, Holder, HouseholdStatus
from domain.quantities import Dm2
from domain.rulepack import RulePack
from domain.vote_words import RollHead

Owners = tuple[str, ...]
DEVELOPER: Owners = ()
"""Stands for the developer, who has no owner's id."""


def roll_of(
    households: Iterable[Household],
    rules: RulePack,
    named: Callable[[Owners], str],
    buildings: Collection[str] = (),
) -> tuple[RollHead, ...]:
    """The heads, in the order of their ids.

    named: gives a head its id, which must not show who the owners are.
    buildings: whose owners alone are asked; none given: all.
    """
    uses = rules.values.words("vote.roll_uses")
    held: dict[Owners, list[Household]] = defaultdict(list)
    for unit in households:
        counts = unit.status in STANDING and unit.use.value in uses
        if counts and (not buildings or unit.building in buildings):
            held[_owners(unit)].append(unit)
    heads = [_head(named(owners), units) for owners, units in held.items()]
    return tuple(sorted(heads, key=lambda head: head.id))


def _owners(unit: Household) -> Owners:
    if unit.holder is Holder.DEVELOPER or unit.status is HouseholdStatus.UNDELIVERED:
        return DEVELOPER
    return tuple(sorted(unit.owners))


def _head(id: str, units: Iterable[Household]) -> RollHead:
    ordered = sorted(units, key=lambda unit: (unit.number, unit.id))
    return RollHead(
        id=id,
        area_dm2=Dm2(sum(unit.area_dm2 for unit in ordered)),
        units=tuple(unit.id for unit in ordered),
        numbers=tuple(unit.number for unit in ordered),
    )


def roll_digest(roll: Iterable[RollHead]) -> str:
    """SHA-256 of the roll as JSON, by id: `[[id, area, [unit, ...]], ...]`."""
    listed = [
        [head.id, int(head.area_dm2), [str(unit) for unit in head.units]]
        for head in sorted(roll, key=lambda head: head.id)
    ]
    return hashlib.sha256(
        json.dumps(listed, separators=(",", ":")).encode()
    ).hexdigest()
