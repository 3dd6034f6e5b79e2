"""How somebody belongs to a household, and what a change of hands leaves of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.coded import Coded


class Relation(Coded):
    """How somebody belongs to a household."""

    OWNER = "owner", "业主", "Owner"
    FAMILY = "family", "家庭成员", "Family of an owner"
    TENANT = "tenant", "租户", "Tenant"


@dataclass(frozen=True, slots=True)
class HouseholdClaim:
    """until: the last day of it; None: until it is ended."""

    relation: Relation
    until: date | None
    verified: bool

    def holds(self, day: date) -> bool:
        """Whether rights follow from it on a day."""
        return self.verified and (self.until is None or day <= self.until)


Claims = Mapping[str, HouseholdClaim]
"""By person, who is named by a pseudonym that holds for this household alone."""


def after_transfer(claims: Claims) -> Claims:
    """What is left when a unit changes hands: tenants, and who is yet to be
    verified."""
    return {
        person: each
        for person, each in claims.items()
        if each.relation is Relation.TENANT or not each.verified
    }
