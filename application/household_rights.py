"""Which households somebody belongs to, and the grants that follow from it.

A token issuer asks this before it puts `unit:<id>` into a token: a claim that was
ended, or that ended with a transfer, gives none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from application.vault import Vault
from domain.household_relations import Claims, HouseholdClaim, Relation
from domain.roles import Role

ROLES: Mapping[Relation, Role] = {
    Relation.OWNER: Role.OWNER,
    # Who lives there without owning it sees the household and decides nothing.
    Relation.FAMILY: Role.TENANT,
    Relation.TENANT: Role.TENANT,
}


class HouseholdRight(NamedTuple):
    """Somebody's verified claim on a household, and the role that it gives there."""

    unit_id: UUID
    claim: HouseholdClaim
    role: Role

    @property
    def scope(self) -> str:
        return f"unit:{self.unit_id}"


def rights_of(
    vault: Vault, subject: str, households: Iterable[tuple[UUID, Claims]], day: date
) -> list[HouseholdRight]:
    """The rights that hold on a day, of somebody who is known to each household under
    a pseudonym of its own."""
    found = []
    for unit_id, claims in households:
        claim = claims.get(vault.pseudonym(subject, unit_id))
        if claim is not None and claim.holds(day):
            found.append(HouseholdRight(unit_id, claim, ROLES[claim.relation]))
    return found
