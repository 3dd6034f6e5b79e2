"""Who belongs to a household (关联房屋): claimed, verified by somebody else, ended.

Rights follow a verified claim and end with it: an owner's and their family's when the
unit changes hands (条例41), a tenant's after its last day.
"""

from __future__ import annotations

from datetime import date

from domain.civil_time import day_in_china
from domain.codes import require_code
from domain.errors import Refusal
from domain.facts import Stamp, require_text
from domain.household_claim_facts import HouseholdClaimFacts
from domain.household_relations import Claims, HouseholdClaim, Relation
from domain.lifecycle import Living, invalid


class ClaimStands(Refusal):
    zh = "该人员已申请关联或已关联此房屋。"
    en = "There is a claim of this person on the unit already."
    fields = ("person",)


class NoSuchClaim(Refusal):
    zh = "没有该人员对此房屋的关联申请。"
    en = "There is no such claim of this person on the unit."
    fields = ("person",)


class ClaimVerifiedAlready(Refusal):
    zh = "该关联已核验通过。"
    en = "This claim is verified already."
    fields = ("person",)


class ClaimantVerifies(Refusal):
    zh = "不得由申请人本人核验。"
    en = "Nobody verifies their own claim."
    fields = ("person",)


class HouseholdClaims(HouseholdClaimFacts, Living):
    """Commands about the claims on one household."""

    claims: Claims

    @property
    def people(self) -> frozenset[str]:
        """Everyone with a claim, by the name that they have here."""
        return frozenset(self.claims)

    def claim(
        self,
        stamp: Stamp,
        *,
        person: str,
        relation: Relation,
        evidence: str,
        until: date | None = None,
    ) -> None:
        """Say that somebody belongs to the household; a tenant says until when."""
        self._allow(self.ClaimMade)
        require_code("person", person)
        require_code("evidence", evidence)
        today = day_in_china(stamp.at)
        if relation is Relation.TENANT and until is None:
            raise invalid("until", "请填写租期届满日", "a tenancy has a last day")
        if until is not None and until < today:
            raise invalid("until", "不得早于今天", "not before today")
        standing = self.claims.get(person)
        if standing is not None and not _lapsed(standing, today):
            raise ClaimStands
        self._record(
            self.ClaimMade,
            stamp,
            person=person,
            relation=relation,
            evidence=evidence,
            until=until,
        )

    def verify_claim(self, stamp: Stamp, *, person: str) -> None:
        """Say that the evidence shows it."""
        self._allow(self.ClaimVerified)
        self._require_open(stamp, person)
        self._record(self.ClaimVerified, stamp, person=person)

    def refuse_claim(self, stamp: Stamp, *, person: str) -> None:
        """Say that the evidence does not show it, and why."""
        self._allow(self.ClaimRefused)
        self._require_open(stamp, person)
        require_text(stamp, "reason")
        self._record(self.ClaimRefused, stamp, person=person)

    def end_claim(self, stamp: Stamp, *, person: str) -> None:
        """Say that somebody belongs to the household no longer."""
        self._allow(self.ClaimEnded)
        if person not in self.claims:
            raise NoSuchClaim
        self._record(self.ClaimEnded, stamp, person=person)

    def _require_open(self, stamp: Stamp, person: str) -> None:
        if person not in self.claims:
            raise NoSuchClaim
        if self.claims[person].verified:
            raise ClaimVerifiedAlready
        if stamp.actor.id == person:
            raise ClaimantVerifies


def _lapsed(claim: HouseholdClaim, today: date) -> bool:
    return claim.until is not None and claim.until < today
