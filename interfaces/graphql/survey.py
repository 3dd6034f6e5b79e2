"""What clients see of a survey (入户调查): counts, and the rates that they give."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import strawberry

from application.surveys import Surveys
from domain.shares import Share
from domain.survey_facts import SurveyKind, SurveyStatus
from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.record import RecordNode, part, shown
from interfaces.graphql.share import CountShare
from projections.survey_results import SURVEY_RESULTS

FIELDS: Mapping[str, str] = {
    "kind": "What it is for.",
    "organiser": "Code of the body that asks.",
    "households": "How many households there are to ask; null if not known.",
    "title": "What it is called. Free text; sealed.",
    "question": "Code of the question.",
    "answers": "Codes of its answers.",
    "consent": "Which answer is a yes, if one is.",
    "several": "Whether a form may hold more than one answer.",
    "wording": "The question as it is asked. Free text; sealed.",
    "visited": "Households visited so far, all together.",
    "valid": "Valid forms so far, all together.",
    "spoilt": "Forms that came back and are not valid, all together.",
    "counts": "How many forms gave each answer, in the order of the answers.",
    "rate": "The rate as it is printed, as in `72.1%` or `986‰`.",
    "source": "Code of where it is printed.",
    "matter": "Code of the matter; none that is reserved to the owners' vote.",
    "conclusion": "What is done. Free text; sealed.",
    "reason": "Why. Free text; sealed.",
}


@part("A rate that somebody printed; never one that was computed.")
class QuotedRate:
    rate: str = strawberry.field(description="As it is printed.")
    mismatch: bool = strawberry.field(
        description="Whether no two of the counts give it, as it is printed."
    )
    source: str = strawberry.field(description="Code of where it is printed.")


@strawberry.type(description="A question of a survey.")
class SurveyQuestion:
    question: str = strawberry.field(description="Its code.")
    answers: list[str] = strawberry.field(description="Codes of its answers.")
    consent: str | None = strawberry.field(description="Which answer is a yes.")
    several: bool = strawberry.field(description="Whether a form may hold several.")
    counts: list[int | None] | None = strawberry.field(
        description=(
            "Forms for each answer; null before the survey is closed, and for a count"
            " so small that it would tell who said so."
        )
    )
    consent_of_returned: CountShare | None = strawberry.field(
        description="Yes of all forms that came back."
    )
    consent_of_valid: CountShare | None = strawberry.field(
        description="Yes of the valid forms."
    )
    consent_of_visited: CountShare | None = strawberry.field(
        description="Yes of the households visited."
    )


@shown(SURVEY_RESULTS, Surveys, "Households are asked (入户调查).", FIELDS)
class Survey(RecordNode):
    status: SurveyStatus = strawberry.field(description="How far it has come.")
    kind: SurveyKind = strawberry.field(description="What it is for.")
    organiser: str = strawberry.field(description="Code of the body that asks.")
    households: int | None = strawberry.field(description="How many there are.")
    closed_at: datetime | None = strawberry.field(description="When it was closed.")
    quoted: list[QuotedRate] = strawberry.field(
        description="Rates that somebody printed."
    )
    conclusions: list[str] = strawberry.field(
        description="Codes of the matters on which something followed."
    )

    @resolved("Households visited; null before it is closed, but for its staff.")
    def visited(self, info: Info) -> int | None:
        return self._count(info, "visited")

    @resolved("Valid forms; null before it is closed, but for its staff.")
    def valid(self, info: Info) -> int | None:
        return self._count(info, "valid")

    @resolved("Forms that are not valid; null before it is closed, but for its staff.")
    def spoilt(self, info: Info) -> int | None:
        return self._count(info, "spoilt")

    @resolved("Forms returned of households visited.")
    def response(self, info: Info) -> CountShare | None:
        if not self._counts_shown(info):
            return None
        return CountShare.of(Share(self._returned, self.record.view["visited"]))

    @resolved("What was asked, and what was answered.")
    def questions(self, info: Info) -> list[SurveyQuestion]:
        staff = self._staff(info)
        return [self._question(each, staff) for each in self.record.view["questions"]]

    @property
    def _returned(self) -> int:
        return int(self.record.view["valid"] + self.record.view["spoilt"])

    def _staff(self, info: Info) -> bool:
        return self.shown_of.reads_restricted(info.context, self.record)

    def _counts_shown(self, info: Info) -> bool:
        return self.record.view["closed_at"] is not None or self._staff(info)

    def _count(self, info: Info, name: str) -> int | None:
        return self.record.view[name] if self._counts_shown(info) else None

    def _question(self, asked: Any, staff: bool) -> SurveyQuestion:
        counts = asked["counts"] if staff else asked["published"]
        view = self.record.view
        return SurveyQuestion(
            question=asked["question"],
            answers=asked["answers"],
            consent=asked["consent"],
            several=asked["several"],
            counts=counts,
            consent_of_returned=_share(asked, counts, self._returned),
            consent_of_valid=_share(asked, counts, view["valid"]),
            consent_of_visited=_share(asked, counts, view["visited"]),
        )


def _share(asked: Any, counts: Any, whole: int) -> CountShare | None:
    """Yes of a whole; None if no answer is a yes, or its count is not shown."""
    if counts is None or asked["consent"] is None:
        return None
    yes = counts[asked["answers"].index(asked["consent"])]
    return None if yes is None else CountShare.of(Share(yes, whole))
