"""The rule packs by which the read model of duties counts."""

from __future__ import annotations

from application.rules import NATIONAL, RulePacks, UnknownProfile, load_rulepacks
from domain.rulepack import RulePack

_used: list[RulePacks] = []


def use(packs: RulePacks) -> None:
    """Count by these from now on; the composition root says which."""
    _used[:] = [packs]


def pack_of(rules: str) -> RulePack:
    """The pack that a fact names by its id, as this deployment has it now; of a profile
    that it does not know, the national one."""
    packs = _used[0] if _used else load_rulepacks()
    try:
        return packs.for_profile(rules.split("@")[0])
    except UnknownProfile:
        return packs.for_profile(NATIONAL)
