"""Exemptions: what need not be published, why, and who decided that?"""

from __future__ import annotations

from application.event_store import Recorded
from domain.exemption_facts import ExemptionFacts as Exemption
from projections.documents import View, stated
from projections.records import Records


def evolve(view: View, recorded: Recorded) -> View:
    """The document of an exemption after a fact."""
    fact = recorded.fact
    at = fact.timestamp.isoformat()
    match fact:
        case Exemption.Requested():
            return stated(fact) | {
                "sort": at,
                "kind": fact.item.lower(),
                "requested_by": fact.actor_id,
                "requested_at": at,
                "decided_by": None,
                "decided_at": None,
                "revoked_at": None,
            }
        case Exemption.Approved() | Exemption.Rejected():
            return view | {"decided_by": fact.actor_id, "decided_at": at}
        case Exemption.Revoked():
            return view | {"revoked_at": at}
    return view


EXEMPTIONS = Records("exemptions", "Exemption", evolve)
