"""The register of households: which units are there, how large, in whose hands?"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from application.event_store import Recorded
from domain.household_claim_facts import HouseholdClaimFacts as Claim
from domain.household_facts import HouseholdFacts as Household
from domain.household_relations import Claims, HouseholdClaim, Relation, after_transfer
from projections.documents import View, stated
from projections.records import Records

RELATIONS = {each.value: each for each in Relation}
CLAIMED = """
    SELECT id, view->'claims' FROM household_register
    WHERE compound_id = %(compound)s AND jsonb_array_length(view->'claims') > 0
    ORDER BY sort, id
"""


def evolve(view: View, recorded: Recorded) -> View:
    """The document of a unit after a fact."""
    match recorded.fact:
        case Household.Registered() as fact:
            return stated(fact) | {
                "unit_id": str(fact.originator_id),
                "sort": fact.number,
                "kind": fact.use.value,
                "delivered_on": None,
                "held_since": None,
                "vacant_since": None,
                "claims": [],
                "people": [],
            }
        case Household.Delivered() as fact:
            return view | {"delivered_on": fact.on.isoformat()}
        case Household.AreaCorrected() as fact:
            return view | stated(fact, "effective_on")
        case Household.Transferred() as fact:
            held = {"held_since": fact.on.isoformat()}
            return view | stated(fact, "on") | held | _of(_after_transfer(view))
        case Household.VacancyStated() as fact:
            since = fact.since.isoformat() if fact.vacant else None
            return view | {"vacant_since": since}
        case Claim.ClaimMade() as fact:
            new = stated(fact, "evidence") | {"verified": False}
            return view | _of([*_without(view, fact.person), new])
        case Claim.ClaimVerified() as fact:
            claims = [
                each | {"verified": True} if each["person"] == fact.person else each
                for each in view["claims"]
            ]
            return view | _of(claims)
        case Claim.ClaimRefused() | Claim.ClaimEnded() as fact:
            return view | _of(_without(view, fact.person))
    return view


def claims_of(view: View) -> dict[str, HouseholdClaim]:
    """The claims of a document as the domain has them."""
    return {
        each["person"]: HouseholdClaim(
            RELATIONS[each["relation"]],
            date.fromisoformat(each["until"]) if each["until"] else None,
            each["verified"],
        )
        for each in view.get("claims", ())
    }


def _of(claims: list[View]) -> View:
    return {"claims": claims, "people": [each["person"] for each in claims]}


def _after_transfer(view: View) -> list[View]:
    left = after_transfer(claims_of(view))
    return [each for each in view["claims"] if each["person"] in left]


def _without(view: View, person: str) -> list[View]:
    return [each for each in view["claims"] if each["person"] != person]


HOUSEHOLD_REGISTER = Records("household_register", "Household", evolve, version=2)


async def claimed(
    conn: AsyncConnection[Any], compound_id: UUID
) -> list[tuple[UUID, Claims]]:
    """The households of a compound on which there are claims, and these."""
    async with conn.cursor() as cursor:
        await cursor.execute(CLAIMED.encode(), {"compound": compound_id})
        return [
            (id, claims_of({"claims": claims}))
            for id, claims in await cursor.fetchall()
        ]
