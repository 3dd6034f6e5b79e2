"""The use cases of claims on a household: made, verified by somebody else, ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from application.commands import R
from application.order import Order
from application.use_cases import UseCases
from domain.facts import Stamp
from domain.household import Household
from domain.household_claims import ClaimantVerifies
from domain.household_relations import Relation
from domain.lifecycle import invalid
from domain.roles import RESIDENTS


class HouseholdClaimCases(UseCases[R]):
    """Who belongs to a household. A person is known there under a pseudonym that holds
    for that household alone; only the vault can tell whose it is."""

    kind = Household
    name = "household"

    def claim(
        self,
        order: Order,
        id: UUID,
        *,
        relation: Relation,
        evidence: str,
        until: date | None = None,
        person: str | None = None,
        note: str | None = None,
    ) -> R:
        """Say to belong to the household; a tenant says until when.

        person: id of the resident for whom an officer asks.
        """
        data: dict[str, Any] = {
            "relation": relation,
            "evidence": evidence,
            "until": until,
        }

        def claim(household: Household, stamp: Stamp) -> None:
            who = self._claimant(stamp, id, person)
            household.claim(stamp, person=who, **data)

        body = data | {"person": person}
        return self._on_claim(order, id, "claim", body, {"note": note}, claim)

    def verify_claim(self, order: Order, id: UUID, *, person: str) -> R:
        """Say that the evidence of a claim shows it; never the claimant."""

        def verify(household: Household, stamp: Stamp) -> None:
            self._require_another(order, id, person)
            household.verify_claim(stamp, person=person)

        return self._on_claim(order, id, "verify_claim", {"person": person}, {}, verify)

    def refuse_claim(self, order: Order, id: UUID, *, person: str, reason: str) -> R:
        """Say that the evidence of a claim does not show it, and why."""

        def refuse(household: Household, stamp: Stamp) -> None:
            self._require_another(order, id, person)
            household.refuse_claim(stamp, person=person)

        return self._on_claim(
            order, id, "refuse_claim", {"person": person}, {"reason": reason}, refuse
        )

    def end_claim(
        self,
        order: Order,
        id: UUID,
        *,
        person: str | None = None,
        reason: str | None = None,
    ) -> R:
        """Say that somebody belongs to the household no longer; a resident ends their
        own claim."""

        def end(household: Household, stamp: Stamp) -> None:
            own = stamp.actor.id if stamp.actor.role in RESIDENTS else None
            if person is None and own is None:
                raise invalid("person", "请指明人员", "name the person")
            if own is not None and person not in (None, own):
                raise invalid("person", "只能解除本人的关联", "end your own claim")
            household.end_claim(stamp, person=own or person or "")

        return self._on_claim(
            order, id, "end_claim", {"person": person}, {"reason": reason}, end
        )

    def _on_claim(
        self,
        order: Order,
        id: UUID,
        command: str,
        body: Mapping[str, object],
        texts: Mapping[str, str | None],
        decide: Callable[[Household, Stamp], None],
    ) -> R:
        given = {path: text for path, text in texts.items() if text}
        name = f"{self.name}.{command}"
        return self._commands.change(order, name, Household, id, body, given, decide)

    def _claimant(self, stamp: Stamp, id: UUID, named: str | None) -> str:
        """Residents act under their pseudonym already, and for themselves."""
        if stamp.actor.role in RESIDENTS:
            if named is not None:
                raise invalid(
                    "person", "居民只能为本人申请", "residents ask for themselves"
                )
            return stamp.actor.id
        if named is None:
            raise invalid("person", "请指明居民", "name the resident")
        return self._commands.vault.pseudonym(named, id)

    def _require_another(self, order: Order, id: UUID, person: str) -> None:
        # An officer's id is not the name under which they may have claimed.
        if self._commands.vault.pseudonym(order.actor.id, id) == person:
            raise ClaimantVerifies
