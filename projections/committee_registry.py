"""The registry of bodies and forums: who sits in it, since when, and what it went
through.

What its duties run from is kept by day, so that they can be told for any day under the
rules of its place. Who is in the Party is folded for the label 红色业委会 alone, and
shown to nobody.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from application.event_store import Recorded
from domain.committee_facts import FormationFacts
from domain.committee_life_facts import LifeFacts
from domain.committee_milestones import milestones_after
from domain.committee_words import SeatKind
from domain.facts import Fact
from projections.documents import View, plain, stated
from projections.records import Records

BEGUN: View = {
    "electing": True,
    "term": 0,
    "term_ends_on": None,
    "filing": None,
    "certificate": None,
    "seal": None,
    "seal_keeper": None,
    "branch": None,
    "branch_form": None,
    "successor_id": None,
    "nominated": [],
    "members": [],
    "coming": [],
    "officers": [],
    "coming_officers": [],
    "posts": [],
    "held": [],
    "party": {},
}


def evolve(view: View, recorded: Recorded) -> View:
    """The document of a body after a fact."""
    fact = recorded.fact
    days = milestones_after(milestones(view), fact)
    view = _of_members(_of_term(_of_life(view, fact), fact), fact)
    return view | {"milestones": {name: day.isoformat() for name, day in days.items()}}


def milestones(view: View) -> dict[str, date]:
    """The days that the duties of a document's body run from."""
    days = view.get("milestones", {}).items()
    return {name: date.fromisoformat(day) for name, day in days}


def _of_term(view: View, fact: Fact) -> View:
    match fact:
        case FormationFacts.Formed():
            named = {
                "profile": fact.profile,
                "sort": f"{fact.kind.value}/{fact.number:02}",
            }
            return BEGUN | stated(fact) | named
        case FormationFacts.Constituted():
            return view | {
                "electing": False,
                "term": fact.term,
                "term_ends_on": plain(fact.term_ends_on),
                "filing": None,
                "certificate": None,
                "nominated": [],
                "members": view["coming"],
                "coming": [],
                "officers": view["coming_officers"],
                "coming_officers": [],
            }
        case FormationFacts.FellBelowHalf() | LifeFacts.ReelectionBegun():
            return view | {"electing": True}
    return view


def _of_members(view: View, fact: Fact) -> View:
    match fact:
        case FormationFacts.MemberNominated():
            standing = _without(view["nominated"], fact.person)
            named = {"person": fact.person, "source": fact.source.value}
            return view | {"nominated": [*standing, named]}
        case FormationFacts.MemberSeated():
            bench = "coming" if view["electing"] else "members"
            seat = {
                "person": fact.person,
                "source": fact.source.value,
                "seat": fact.seat.value,
                "since": fact.on.isoformat(),
                "suspended": False,
            }
            return view | {bench: [*view[bench], seat]}
        case FormationFacts.OfficerNamed():
            coming = any(each["person"] == fact.person for each in view["coming"])
            bench = "coming_officers" if coming else "officers"
            office = fact.office.value
            others = [each for each in view[bench] if each["office"] != office]
            return view | {bench: [*others, {"office": office, "person": fact.person}]}
        case FormationFacts.MemberSuspended():
            return _seat_changed(view, fact.person, suspended=True)
        case FormationFacts.MemberReinstated():
            return _seat_changed(view, fact.person, suspended=False)
        case FormationFacts.AlternateMovedUp():
            since = fact.on.isoformat()
            seat_now = SeatKind.MEMBER.value
            return _seat_changed(view, fact.person, seat=seat_now, since=since)
        case FormationFacts.MemberEnded():
            lists = ("nominated", "members", "coming", "officers", "coming_officers")
            party = {
                person: told
                for person, told in view["party"].items()
                if person != fact.person
            }
            left = {name: _without(view[name], fact.person) for name in lists}
            return view | left | {"party": party}
    return view


def _of_life(view: View, fact: Fact) -> View:
    match fact:
        case LifeFacts.Filed():
            return view | {"filing": fact.filing}
        case LifeFacts.Certified():
            return view | {"certificate": fact.certificate}
        case LifeFacts.SealMade():
            return view | {"seal": fact.seal, "seal_keeper": fact.keeper}
        case LifeFacts.SealHandedOver():
            return view | {"seal_keeper": fact.keeper}
        case LifeFacts.SuccessorFiled():
            return view | {"successor_id": str(fact.successor_id)}
        case LifeFacts.MeetingHeld():
            return view | {"held": [*view["held"], stated(fact)]}
        case LifeFacts.CrossAppointed():
            return view | {"posts": [*view["posts"], plain(fact.post)]}
        case LifeFacts.CrossAppointmentEnded():
            ended = (fact.person, fact.organisation_id)
            left = [
                each
                for each in view["posts"]
                if (each["person"], each["organisation_id"]) != ended
            ]
            return view | {"posts": left}
        case LifeFacts.BranchStated():
            branch = fact.branch if fact.form else None
            return view | {"branch": branch, "branch_form": plain(fact.form)}
        case LifeFacts.PartyStatusStated():
            party = {**view["party"], fact.person: plain(fact.party_status)}
            return view | {"party": party}
    return view


def _without(entries: list[dict[str, Any]], person: str) -> list[dict[str, Any]]:
    return [each for each in entries if each["person"] != person]


def _seat_changed(view: View, person: str, **changes: Any) -> View:
    return view | {
        name: [
            each | changes if each["person"] == person else each for each in view[name]
        ]
        for name in ("members", "coming")
    }


COMMITTEE_REGISTRY = Records("committee_registry", "Committee", evolve)
