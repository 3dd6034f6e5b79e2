"""The facts of claims: who belongs to a household, and since whose word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from domain.facts import Audience, Label, Mask, sealable
from domain.household_facts import STANDING
from domain.household_relations import HouseholdClaim, Relation
from domain.lifecycle import Step

if TYPE_CHECKING:
    from domain.household_claims import HouseholdClaims


class HouseholdClaimFacts:
    """The namespace that makes the facts read `Household.ClaimMade`, ..."""

    class ClaimMade(Step):
        """Somebody says to belong to the household.

        evidence: digest or number of the paper that shows it, never the paper.
        """

        label = Label("申请关联房屋", "Claim made")
        audience = Audience.RESTRICTED
        texts = sealable(note=Mask.NEVER)
        sources = STANDING
        person: str
        relation: Relation
        evidence: str
        until: date | None

        def change(self, household: HouseholdClaims) -> None:
            new = HouseholdClaim(self.relation, self.until, verified=False)
            household.claims = {**household.claims, self.person: new}

    class ClaimVerified(Step):
        """Somebody else saw the evidence; rights follow from now on."""

        label = Label("核验通过", "Claim verified")
        audience = Audience.RESTRICTED
        sources = STANDING
        person: str

        def change(self, household: HouseholdClaims) -> None:
            known = replace(household.claims[self.person], verified=True)
            household.claims = {**household.claims, self.person: known}

    class ClaimRefused(Step):
        """The evidence does not show it."""

        label = Label("核验不通过", "Claim refused")
        audience = Audience.RESTRICTED
        texts = sealable(reason=Mask.NEVER)
        sources = STANDING
        person: str

        def change(self, household: HouseholdClaims) -> None:
            _end(household, self.person)

    class ClaimEnded(Step):
        """Somebody belongs to the household no longer."""

        label = Label("解除关联", "Claim ended")
        audience = Audience.RESTRICTED
        texts = sealable(reason=Mask.NEVER)
        sources = STANDING
        person: str

        def change(self, household: HouseholdClaims) -> None:
            _end(household, self.person)


def _end(household: HouseholdClaims, person: str) -> None:
    left = household.claims.items()
    household.claims = {id: each for id, each in left if id != person}
