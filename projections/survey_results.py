"""Survey results: who was asked, what came back, what was answered?

The document holds every count; `published` is what the public may see of them once
the survey is closed (D43: aggregates, no small cell).
"""

from __future__ import annotations

from typing import Any

from application.event_store import Recorded
from domain.shares import without_small_cells
from domain.survey_facts import SurveyFacts as Survey
from projections.documents import View, stated
from projections.records import Records

COUNTS = ("visited", "valid", "spoilt")


def evolve(view: View, recorded: Recorded) -> View:
    """The document of a survey after a fact."""
    at = recorded.fact.timestamp.isoformat()
    match recorded.fact:
        case Survey.Begun() as fact:
            return stated(fact) | {
                "sort": at,
                "questions": [],
                **dict.fromkeys(COUNTS, 0),
                "closed_at": None,
                "quoted": [],
                "conclusions": [],
            }
        case Survey.QuestionAsked() as fact:
            new = stated(fact) | {"counts": None, "published": None}
            return view | {"questions": [*view["questions"], new]}
        case Survey.FormsCounted() as fact:
            return view | stated(fact)
        case Survey.AnswersCounted() as fact:
            return view | {"questions": _counted(view["questions"], fact)}
        case Survey.Closed() as fact:
            questions = [
                _published(each, fact.least_cell) for each in view["questions"]
            ]
            return view | {"closed_at": at, "questions": questions}
        case Survey.RateQuoted() as fact:
            return view | {"quoted": [*view["quoted"], stated(fact)]}
        case Survey.Concluded() as fact:
            return view | {"conclusions": [*view["conclusions"], fact.matter]}
    return view


def _counted(questions: list[View], fact: Any) -> list[View]:
    counts = {"counts": list(fact.counts)}
    return [
        each | counts if each["question"] == fact.question else each
        for each in questions
    ]


def _published(question: View, least: int) -> View:
    return question | {
        "published": list(without_small_cells(question["counts"], least))
    }


SURVEY_RESULTS = Records("survey_results", "Survey", evolve)
