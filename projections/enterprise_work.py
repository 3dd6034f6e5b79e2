"""What the register of enterprises shows of organisation, Party bodies and training."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.enterprise_facts import OrganisationFacts, SubcontractFacts
from domain.enterprise_growth_facts import GrowthFacts, PartyFacts
from domain.facts import Fact
from projections.documents import View, plain, stated
from projections.listed import added, altered, removed


def _set_up(view: View, fact: Any) -> View:
    manager = dict.fromkeys(("manager_id", "manager_since", "report_due_at"))
    return added(view, "offices", stated(fact) | manager | {"reported_on": None})


def _appointed(view: View, fact: Any) -> View:
    change = {
        "manager_id": fact.manager_id,
        "manager_since": plain(fact.on),
        "report_due_at": plain(fact.report_due_at),
        "reported_on": None,
    }
    return altered(view, "offices", change, office=fact.office)


def _reported(view: View, fact: Any) -> View:
    reported = {"reported_on": plain(fact.on)}
    return altered(view, "offices", reported, office=fact.office)


def _ended(view: View, fact: Any) -> View:
    until = {"until": plain(fact.on)}
    return altered(view, "subcontracts", until, agreement=fact.agreement)


def _counted(view: View, fact: Any) -> View:
    counts = {"members": fact.members, "probationary": fact.probationary}
    change = counts | {"counted_on": plain(fact.on)}
    return altered(view, "party_bodies", change, body=fact.body)


def _trained(view: View, fact: Any) -> View:
    """Totals by track and year: sessions, and how often somebody took part."""
    track, year = fact.track.value, fact.on.year
    totals = [*view["trainings"]]
    for place, each in enumerate(totals):
        if (each["track"], each["year"]) == (track, year):
            totals[place] = each | {
                "sessions": each["sessions"] + 1,
                "attended": each["attended"] + fact.attended,
                "passed": each["passed"] + (fact.passed or 0),
            }
            return view | {"trainings": totals}
    first = {"track": track, "year": year, "sessions": 1, "attended": fact.attended}
    return added(view, "trainings", first | {"passed": fact.passed or 0})


def _planned(view: View, fact: Any) -> View:
    aims = [plain(each) | {"reached_on": None} for each in fact.milestones]
    return added(view, "growth_plans", stated(fact) | {"milestones": aims})


def _grown(view: View, fact: Any) -> View:
    reached = {"reached_on": plain(fact.on)}
    (plan,) = (each for each in view["growth_plans"] if each["plan"] == fact.plan)
    grown = altered(plan, "milestones", reached, code=fact.milestone)
    return altered(view, "growth_plans", grown, plan=fact.plan)


def _closed(view: View, fact: Any) -> View:
    return removed(view, "offices", office=fact.office)


def _agreed(view: View, fact: Any) -> View:
    return added(view, "subcontracts", stated(fact))


def _formed(view: View, fact: Any) -> View:
    counted = {"counted_on": plain(fact.founded_on)}
    return added(view, "party_bodies", stated(fact) | counted)


def _dissolved(view: View, fact: Any) -> View:
    return removed(view, "party_bodies", body=fact.body)


def _joined(view: View, fact: Any) -> View:
    return added(view, "industry_party", stated(fact))


def _left(view: View, fact: Any) -> View:
    return removed(view, "industry_party", organisation=fact.organisation)


WORK: Mapping[type[Fact], Callable[[View, Any], View]] = {
    OrganisationFacts.OfficeSetUp: _set_up,
    OrganisationFacts.OfficeClosed: _closed,
    OrganisationFacts.SiteManagerAppointed: _appointed,
    OrganisationFacts.SiteManagerReported: _reported,
    SubcontractFacts.SubcontractAgreed: _agreed,
    SubcontractFacts.SubcontractEnded: _ended,
    PartyFacts.PartyBodyFormed: _formed,
    PartyFacts.PartyMembersCounted: _counted,
    PartyFacts.PartyBodyDissolved: _dissolved,
    PartyFacts.IndustryPartyJoined: _joined,
    PartyFacts.IndustryPartyLeft: _left,
    GrowthFacts.TrainingHeld: _trained,
    GrowthFacts.GrowthPlanned: _planned,
    GrowthFacts.GrowthMilestoneReached: _grown,
}
