"""How a compound is governed and served: by whom, under which contract, with what."""

from __future__ import annotations

from application.event_store import Recorded
from domain.compound_facts import CompoundFacts as Compound
from projections import compound_care_service, compound_care_site
from projections.documents import View
from projections.records import Records


def evolve(view: View, recorded: Recorded) -> View:
    """The document of a compound after a fact."""
    match recorded.fact:
        case Compound.Registered() as fact:
            place = {"region_path": list(fact.region_codes)}
            return place | compound_care_service.EMPTY | compound_care_site.EMPTY
        case Compound.Corrected():
            return view
        case fact:
            served = compound_care_service.evolve(view, fact)
            return compound_care_site.evolve(served, fact)


COMPOUND_CARE = Records("compound_care", "Compound", evolve, version=3)
