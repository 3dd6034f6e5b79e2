"""Dispatches: who was sent where, how far have they come, and what did it cost?"""

from __future__ import annotations

from application.event_store import Recorded
from domain.service_dispatch_facts import ServiceDispatchFacts as Dispatch
from projections.documents import View, stated
from projections.records import Records


def evolve(view: View, recorded: Recorded) -> View:
    """The document of a dispatch after a fact."""
    at = recorded.fact.timestamp.isoformat()
    match recorded.fact:
        case Dispatch.Sent() as fact:
            return stated(fact) | {
                "sort": at,
                "sent_at": at,
                "unrelated": None,
                "arrived_at": None,
                "ended_at": None,
                "result": None,
                "minutes": None,
                "cost": None,
                "end": None,
            }
        case Dispatch.Accepted() as fact:
            return view | stated(fact)
        case Dispatch.Arrived():
            return view | {"arrived_at": at}
        case Dispatch.Completed() | Dispatch.Cancelled() as fact:
            return view | stated(fact) | {"ended_at": at}
    return view


SERVICE_DISPATCHES = Records("service_dispatches", "ServiceDispatch", evolve)
