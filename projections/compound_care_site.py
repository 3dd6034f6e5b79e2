"""What the other facts say of a compound: its people, places, works, events."""

from __future__ import annotations

from typing import Any

from domain.compound_event_facts import EventFacts
from domain.compound_people_facts import PeopleFacts
from domain.compound_site_facts import SiteFacts
from projections.documents import View, plain, stated
from projections.listed import added, altered, entered, recent, removed

EMPTY: View = {
    "party_slots": [],
    "areas": [],
    "red_stewards": [],
    "building_leaders": [],
    "site_manager": None,
    "party_coverage": None,
    "responsibilities": [],
    "help_points": [],
    "entry_devices": [],
    "platforms": [],
    "works": [],
    "plan": None,
    "stars": [],
    "parking": None,
    "common_areas": [],
    "records": [],
    "inspections": [],
    "incidents": [],
    "errands": [],
    "home_care": [],
    "home_care_done": 0,
}
UNASSESSED = {"standard": None, "score": None, "stars": None}


def evolve(view: View, fact: Any) -> View:
    """The document after a fact of people, of places or of what happened."""
    for each in (_people, _places, _works, _kept, _events, _care):
        view = each(view, fact)
    return view


def _people(view: View, fact: Any) -> View:
    match fact:
        case PeopleFacts.PartySlotFilled():
            return entered(view, "party_slots", stated(fact), "framework", "slot")
        case PeopleFacts.PartySlotVacated():
            vacant = stated(fact) | {"holders": []}
            return entered(view, "party_slots", vacant, "framework", "slot")
        case PeopleFacts.AreaDrawn():
            return added(view, "areas", stated(fact))
        case PeopleFacts.AreaDissolved():
            view = removed(view, "red_stewards", area=fact.code)
            return removed(view, "areas", code=fact.code)
        case PeopleFacts.RedStewardsNamed():
            return entered(view, "red_stewards", stated(fact), "area")
        case PeopleFacts.BuildingLeaderNamed():
            return entered(view, "building_leaders", stated(fact), "building")
        case PeopleFacts.SiteManagerNamed():
            return view | {"site_manager": stated(fact)}
        case PeopleFacts.PartyCoverageStated():
            return view | {"party_coverage": stated(fact)}
        case PeopleFacts.PartyCoverageEnded():
            return view | {"party_coverage": None}
        case PeopleFacts.ResponsibilityAssigned():
            return entered(view, "responsibilities", stated(fact), "matter")
    return view


def _places(view: View, fact: Any) -> View:
    match fact:
        case SiteFacts.HelpPointOpened():
            return added(view, "help_points", stated(fact))
        case SiteFacts.HelpPointClosed():
            return removed(view, "help_points", code=fact.code)
        case SiteFacts.EntryDeviceInstalled():
            return added(view, "entry_devices", stated(fact))
        case SiteFacts.EntryDeviceRemoved():
            return removed(view, "entry_devices", code=fact.code)
        case SiteFacts.PlatformConnected():
            return entered(view, "platforms", stated(fact), "platform")
    return view


def _works(view: View, fact: Any) -> View:
    match fact:
        case SiteFacts.WorkPlanned():
            planned = stated(fact, "on") | {"planned_on": plain(fact.on)}
            return added(view, "works", planned | {"accepted_on": None})
        case SiteFacts.WorkAccepted():
            done = stated(fact, "on", "code") | {"accepted_on": plain(fact.on)}
            return altered(view, "works", done, code=fact.code)
        case SiteFacts.PlanAdopted():
            return view | {"plan": stated(fact)}
        case SiteFacts.StarPlanned():
            planned = stated(fact) | {"planned": True} | UNASSESSED
            return entered(view, "stars", planned, "year")
        case SiteFacts.StarAssessed():
            known = any(each["year"] == fact.year for each in view["stars"])
            return entered(view, "stars", stated(fact) | {"planned": known}, "year")
    return view


def _kept(view: View, fact: Any) -> View:
    match fact:
        case SiteFacts.ParkingStated():
            return view | {"parking": stated(fact)}
        case SiteFacts.CommonAreaChanged():
            return entered(view, "common_areas", stated(fact), "code")
        case SiteFacts.RecordKept():
            return added(view, "records", stated(fact))
        case SiteFacts.RecordEnded():
            return removed(view, "records", kind=fact.kind.value, code=fact.code)
    return view


def _events(view: View, fact: Any) -> View:
    match fact:
        case EventFacts.Inspected():
            found = [each.code for each in fact.checklist if not each.passed]
            return recent(view, "inspections", stated(fact) | {"open": found}, "open")
        case EventFacts.FindingsFixed():
            return view | {
                "inspections": [
                    each | {"open": [x for x in each["open"] if x not in fact.items]}
                    if each["code"] == fact.code
                    else each
                    for each in view["inspections"]
                ]
            }
        case EventFacts.IncidentRecorded():
            entry = stated(fact) | {"open": True, "closed_on": None}
            return recent(view, "incidents", entry, "open")
        case EventFacts.IncidentClosed():
            closed = {"open": False, "closed_on": plain(fact.on)}
            return altered(view, "incidents", closed, code=fact.code)
    return view


def _care(view: View, fact: Any) -> View:
    match fact:
        case EventFacts.ErrandDone():
            known = [each for each in view["errands"] if each["point"] == fact.point]
            before = known[0] if known else {"done": 0, "settled": 0}
            counted = {
                "point": fact.point,
                "done": before["done"] + 1,
                "settled": before["settled"] + fact.settled,
            }
            return entered(view, "errands", counted, "point")
        case EventFacts.HomeCareOrdered():
            return added(view, "home_care", stated(fact))
        case EventFacts.HomeCareDone():
            done = {"home_care_done": view["home_care_done"] + 1}
            return removed(view, "home_care", code=fact.code) | done
        case EventFacts.HomeCareCancelled():
            return removed(view, "home_care", code=fact.code)
    return view
