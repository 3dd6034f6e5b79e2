"""Meetings: what was talked about, what was decided, who has to do what by when?"""

from __future__ import annotations

from typing import Any

from application.event_store import Recorded
from domain.facts import Fact
from domain.meeting_facts import TalkFacts
from domain.meeting_outcome_facts import OutcomeFacts
from domain.meeting_words import ItemOutcome, MeetingKind, MeetingStep
from projections.documents import View, plain, stated
from projections.records import Records

ITEM: View = {
    "steps": [],
    "sides": [],
    "parties": [],
    "rating": None,
    "posted_on": None,
    "posted_until": None,
    "outcome": ItemOutcome.OPEN.value,
    "case_id": None,
    "decision": None,
}


def evolve(view: View, recorded: Recorded) -> View:
    """The document of a meeting after a fact."""
    return _of_outcome(_of_talk(view, recorded.fact), recorded.fact)


def _of_talk(view: View, fact: Fact) -> View:
    match fact:
        case TalkFacts.Convened():
            return stated(fact) | {
                "profile": fact.profile,
                "sort": plain(fact.starts_at),
                "members": None,
                "attendance": [],
                "items": [],
                "tasks": [],
                "minutes_signed": None,
                "closed_on": None,
            }
        case TalkFacts.Rescheduled():
            starts_at = plain(fact.starts_at)
            return view | {"starts_at": starts_at, "sort": starts_at}
        case TalkFacts.Opened():
            return view | {"members": len(fact.roster) or None}
        case TalkFacts.ItemAdded():
            return view | {"items": [*view["items"], ITEM | stated(fact)]}
        case TalkFacts.Attended():
            return view | {"attendance": [*view["attendance"], stated(fact)]}
        case TalkFacts.StatementHeard():
            sides = {*_item(view, fact.item)["sides"], fact.side}
            return _changed(view, fact.item, sides=sorted(sides))
        case TalkFacts.StepTaken():
            item = _item(view, fact.item)
            parties = [each.value for each in fact.parties] or item["parties"]
            rating = item["rating"] if fact.rating is None else fact.rating
            steps = [*item["steps"], fact.step.value]
            return _changed(
                view, fact.item, steps=steps, parties=parties, rating=rating
            )
        case TalkFacts.OutcomePosted():
            shown = {"posted_on": plain(fact.on), "posted_until": plain(fact.until)}
            return _changed(view, fact.item, **shown)
    return view


def _of_outcome(view: View, fact: Fact) -> View:
    match fact:
        case OutcomeFacts.FindingMade():
            return _changed(view, fact.item, outcome=ItemOutcome.FOUND.value)
        case OutcomeFacts.Decided():
            decision = stated(fact, "item") | {"posted_on": None, "posted_until": None}
            steps = _item(view, fact.item)["steps"]
            if view["kind"] == MeetingKind.FIVE_STEP.value:
                steps = [*steps, MeetingStep.DECISION.value]
            decided = {"decision": decision, "outcome": ItemOutcome.DECIDED.value}
            return _changed(view, fact.item, steps=steps, **decided)
        case OutcomeFacts.DecisionPosted():
            shown = {"posted_on": plain(fact.on), "posted_until": plain(fact.until)}
            decision = _item(view, fact.item)["decision"] | shown
            return _changed(view, fact.item, decision=decision)
        case OutcomeFacts.ItemSettled():
            outcome = {"outcome": fact.outcome.value, "case_id": plain(fact.case_id)}
            return _changed(view, fact.item, **outcome)
        case OutcomeFacts.TaskSet():
            task = stated(fact) | {"done_on": None}
            return view | {"tasks": [*view["tasks"], task]}
        case OutcomeFacts.TaskDone():
            done = {"done_on": plain(fact.on)}
            tasks = [
                each | done if each["task_number"] == fact.task_number else each
                for each in view["tasks"]
            ]
            return view | {"tasks": tasks}
        case OutcomeFacts.MinutesTaken():
            return view | {"minutes_signed": fact.signed}
        case OutcomeFacts.Closed():
            return view | {"closed_on": plain(fact.on)}
    return view


def _item(view: View, item: int) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in view["items"] if each["item"] == item)
    return found


def _changed(view: View, item: int, **changes: Any) -> View:
    items = [each | changes if each["item"] == item else each for each in view["items"]]
    return view | {"items": items}


MEETINGS = Records("meetings", "Meeting", evolve, version=2)
