"""Data subjects' requests: who asked for what, and when is the answer due?"""

from __future__ import annotations

from application.event_store import Recorded
from domain.data_request_facts import DataRequestFacts as Request
from projections.documents import View, plain, stated
from projections.records import Records


def evolve(view: View, recorded: Recorded) -> View:
    """The document of a request after a fact."""
    at = recorded.fact.timestamp.isoformat()
    match recorded.fact:
        case Request.Received() as fact:
            return stated(fact) | {
                "sort": at,
                "people": [fact.person],
                "received_at": at,
                "extended": False,
                "answered_at": None,
                "basis": None,
                "retained_until": None,
                "fulfilled_at": None,
            }
        case Request.Extended() as fact:
            return view | {"due_at": plain(fact.due_at), "extended": True}
        case Request.Granted():
            return view | {"answered_at": at}
        case Request.Refused() as fact:
            return view | stated(fact) | {"answered_at": at}
        case Request.Fulfilled():
            return view | {"fulfilled_at": at}
    return view


DATA_REQUESTS = Records("data_requests", "DataSubjectRequest", evolve)
