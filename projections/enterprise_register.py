"""The register of enterprises: who serves here, how are they rated and on what counts,
what was found against them, on which lists do they stand?"""

from __future__ import annotations

from typing import Any

from application.event_store import Recorded
from domain.enterprise_facts import RegisterFacts as Enterprise
from projections.documents import View, plain, stated
from projections.enterprise_judging import JUDGING
from projections.enterprise_work import WORK
from projections.records import Records

LISTS = (
    "offices",
    "subcontracts",
    "party_bodies",
    "industry_party",
    "trainings",
    "growth_plans",
    "ratings",
    "findings",
    "listings",
    "objections",
)
CHANGES = {**WORK, **JUDGING}


def evolve(view: View, recorded: Recorded) -> View:
    """The document of an enterprise after a fact. Its `kind` is the colour published
    last, since that is what lists are asked for by; what kind of enterprise it is
    stands in `enterprise_kind`."""
    fact: Any = recorded.fact
    match fact:
        case Enterprise.Registered():
            empty: View = {name: [] for name in LISTS}
            return empty | _entry(fact) | {"colour": None, "exited_on": None}
        case Enterprise.Corrected():
            return view | _entry(fact)
        case Enterprise.Exited():
            return view | {"exited_on": plain(fact.on)}
    for kind in type(fact).__mro__:
        if kind in CHANGES:
            return CHANGES[kind](view, fact)
    return view


def _entry(fact: Any) -> View:
    entry = stated(fact)
    return entry | {"enterprise_kind": entry.pop("kind"), "sort": fact.name}


ENTERPRISE_REGISTER = Records("enterprise_register", "Enterprise", evolve)
