"""What the register of enterprises shows of ratings, findings, lists and objections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.enterprise_finding_facts import FindingFacts
from domain.enterprise_list_facts import ListFacts, ObjectionFacts
from domain.enterprise_rating_facts import RatingFacts
from domain.enterprise_words import FindingAppeal, FindingStage
from domain.facts import Fact
from projections.documents import View, plain, stated
from projections.listed import added, altered, removed


def _rated(view: View, fact: Any) -> View:
    """A quarter rated again takes the place of its first rating; the history keeps
    both."""
    rest = removed(view, "ratings", quarter=fact.quarter)
    card = stated(fact) | {
        "rules": fact.rules,
        "rated_at": plain(fact.timestamp),
        "published_at": None,
        "plan_due_at": None,
        "plan_filed_at": None,
    }
    return added(rest, "ratings", card)


def _rating_published(view: View, fact: Any) -> View:
    change = {
        "published_at": plain(fact.timestamp),
        "plan_due_at": plain(fact.plan_due_at),
    }
    colour = fact.colour.value
    changed = altered(view, "ratings", change, quarter=fact.quarter)
    return changed | {"colour": colour, "kind": colour}


def _opened(view: View, fact: Any) -> View:
    later = dict.fromkeys(
        (
            *("heard_on", "attended", "points", "basis", "veto", "repair_by"),
            *("appeal_until", "appealed_at", "appeal_due_at", "appeal_outcome"),
            *("final_on", "valid_until", "publish_due_at", "published_at"),
            "repaired_on",
        )
    )
    return added(view, "findings", stated(fact) | later | {"stage": "opened"})


def _found(*same: str, **other: str) -> Callable[[View, Any], View]:
    """A fact about a finding: which of its fields the document takes over, under the
    same name or another; and the stage that it leads to."""
    names = {**dict(zip(same, same, strict=True)), **other}

    def change(view: View, fact: Any) -> View:
        taken = {name: plain(getattr(fact, field)) for name, field in names.items()}
        if fact.leads_to is not None:
            taken["stage"] = fact.leads_to.value
        return altered(view, "findings", taken, finding=fact.finding)

    return change


def _appeal_decided(view: View, fact: Any) -> View:
    change = {"appeal_outcome": fact.outcome.value, "points": fact.points}
    if fact.outcome is FindingAppeal.ANNULLED:
        change["stage"] = FindingStage.ANNULLED.value
    return altered(view, "findings", change, finding=fact.finding)


def _listed(view: View, fact: Any) -> View:
    since = {"listed_at": plain(fact.timestamp), "ended_at": None, "end": None}
    return added(view, "listings", stated(fact) | since)


def _delisted(view: View, fact: Any) -> View:
    change = {"ended_at": plain(fact.timestamp), "end": fact.end.value}
    return altered(view, "listings", change, listing=fact.listing)


def _objected(view: View, fact: Any) -> View:
    raised = {"raised_at": plain(fact.timestamp), "answered_at": None, "upheld": None}
    return added(view, "objections", stated(fact) | raised)


def _answered(view: View, fact: Any) -> View:
    change = {"answered_at": plain(fact.timestamp), "upheld": fact.upheld}
    return altered(view, "objections", change, objection=fact.objection)


def _plan_filed(view: View, fact: Any) -> View:
    change = {"plan_filed_at": plain(fact.timestamp)}
    return altered(view, "ratings", change, quarter=fact.quarter)


JUDGING: Mapping[type[Fact], Callable[[View, Any], View]] = {
    RatingFacts.Rated: _rated,
    RatingFacts.RatingPublished: _rating_published,
    RatingFacts.CorrectionPlanFiled: _plan_filed,
    FindingFacts.FindingOpened: _opened,
    FindingFacts.FindingHeard: _found("attended", heard_on="on"),
    FindingFacts.FindingDecided: _found(
        "points", "basis", "veto", "repair_by", "appeal_until"
    ),
    FindingFacts.FindingDropped: _found(),
    FindingFacts.FindingAppealed: _found(
        appealed_at="timestamp", appeal_due_at="answer_due_at"
    ),
    FindingFacts.FindingAppealDecided: _appeal_decided,
    FindingFacts.FindingFinal: _found("valid_until", "publish_due_at", final_on="on"),
    FindingFacts.FindingPublished: _found(published_at="timestamp"),
    FindingFacts.FindingRepaired: _found(repaired_on="on"),
    ListFacts.Listed: _listed,
    ListFacts.Delisted: _delisted,
    ObjectionFacts.ObjectionRaised: _objected,
    ObjectionFacts.ObjectionAnswered: _answered,
}
