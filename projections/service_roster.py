"""The roster of service forces: which are there, what do they offer, who is in them?"""

from __future__ import annotations

from application.event_store import Recorded
from domain.service_force_facts import ServiceForceFacts as Force
from projections.documents import View, plain, stated
from projections.records import Records


def evolve(view: View, recorded: Recorded) -> View:
    """The document of a force after a fact."""
    match recorded.fact:
        case Force.Founded() as fact:
            return stated(fact) | {
                "sort": fact.code,
                "spot": None,
                "matters": [],
                "hours": [],
                "members": [],
                "pledges": [],
            }
        case Force.DeskOpened() as fact:
            return view | stated(fact)
        case Force.MemberAdmitted() as fact:
            new = stated(fact) | {"checked_on": None}
            return view | {"members": [*view["members"], new]}
        case Force.AvailabilitySet() as fact:
            return _changed(view, fact.member, {"hours": plain(fact.hours)})
        case Force.IdentityChecked() as fact:
            return _changed(view, fact.member, {"checked_on": plain(fact.on)})
        case Force.MemberReleased() as fact:
            members = view["members"]
            left = [each for each in members if each["member"] != fact.member]
            return view | {"members": left}
        case Force.ResourcePledged() as fact:
            return view | {"pledges": [*view["pledges"], stated(fact)]}
    return view


def _changed(view: View, member: str, changes: View) -> View:
    members = [
        each | changes if each["member"] == member else each for each in view["members"]
    ]
    return view | {"members": members}


SERVICE_ROSTER = Records("service_roster", "ServiceForce", evolve)
