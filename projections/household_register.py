"""The register of households: which units are there, how large, in whose hands?"""

from __future__ import annotations

from application.event_store import Recorded
from domain.household_facts import HouseholdFacts as Household
from projections.documents import View, stated
from projections.records import Records


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
            }
        case Household.Delivered() as fact:
            return view | {"delivered_on": fact.on.isoformat()}
        case Household.AreaCorrected() as fact:
            return view | stated(fact, "effective_on")
        case Household.Transferred() as fact:
            held = {"held_since": fact.on.isoformat()}
            return view | stated(fact, "on") | held
        case Household.VacancyStated() as fact:
            since = fact.since.isoformat() if fact.vacant else None
            return view | {"vacant_since": since}
    return view


HOUSEHOLD_REGISTER = Records("household_register", "Household", evolve)
