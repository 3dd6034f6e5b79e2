"""What the register of enterprises shows of organisation, Party bodies and training."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.enterprise_facts import OrganisationFacts, SubcontractFacts
from domain.enterprise_growth_facts import GrowthFacts, PartyFacts
from domain.facts import Fact
from projections.documents import View, plain, stated
from projections.entries import with_change, with_entry, without_entry


def _set_up(view: View, fact: Any) -> View:
    manager = dict.fromkeys(("manager_id", "manager_since", "report_due_at"))
    return with_entry(view, "offices", stated(fact) | manager | {"reported_on": None})


def _appointed(view: View, fact: Any) -> View:
    change = {
        "manager_id": fact.manager_id,
        "manager_since": plain(fact.on),
        "report_due_at": plain(fact.report_due_at),
        "reported_on": None,
    }
    return with_change(view, "offices", "office", fact.office, change)


def _reported(view: View, fact: Any) -> View:
    reported = {"reported_on": plain(fact.on)}
    return with_change(view, "offices", "office", fact.office, reported)


def _ended(view: View, fact: Any) -> View:
    until = {"until": plain(fact.on)}
    return with_change(view, "subcontracts", "agreement", fact.agreement, until)


def _counted(view: View, fact: Any) -> View:
    counts = {"members": fact.members, "probationary": fact.probationary}
    change = counts | {"counted_on": plain(fact.on)}
    return with_change(view, "party_bodies", "body", fact.body, change)


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
    return with_entry(view, "trainings", first | {"passed": fact.passed or 0})


def _planned(view: View, fact: Any) -> View:
    aims = [plain(each) | {"reached_on": None} for each in fact.milestones]
    return with_entry(view, "growth_plans", stated(fact) | {"milestones": aims})


def _grown(view: View, fact: Any) -> View:
    reached = {"reached_on": plain(fact.on)}
    (plan,) = (each for each in view["growth_plans"] if each["plan"] == fact.plan)
    grown = with_change(plan, "milestones", "code", fact.milestone, reached)
    return with_change(view, "growth_plans", "plan", fact.plan, grown)


def _closed(view: View, fact: Any) -> View:
    return without_entry(view, "offices", "office", fact.office)


def _agreed(view: View, fact: Any) -> View:
    return with_entry(view, "subcontracts", stated(fact))


def _formed(view: View, fact: Any) -> View:
    counted = {"counted_on": plain(fact.founded_on)}
    return with_entry(view, "party_bodies", stated(fact) | counted)


def _dissolved(view: View, fact: Any) -> View:
    return without_entry(view, "party_bodies", "body", fact.body)


def _joined(view: View, fact: Any) -> View:
    return with_entry(view, "industry_party", stated(fact))


def _left(view: View, fact: Any) -> View:
    return without_entry(view, "industry_party", "organisation", fact.organisation)


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
