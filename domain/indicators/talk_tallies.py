"""What meetings and surveys count for.

Of a survey nothing counts before it is closed, and of an answer nothing that would
tell who gave it (D43)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from domain.case_words import Satisfaction
from domain.indicators.bookings import Booking, Follower, month_number, month_of
from domain.meeting_facts import TalkFacts
from domain.meeting_outcome_facts import OutcomeFacts
from domain.shares import without_small_cells
from domain.survey_facts import SurveyFacts, SurveyKind

SATISFACTION = frozenset(
    {
        Satisfaction.SATISFIED.value,
        Satisfaction.BASICALLY_SATISFIED.value,
        Satisfaction.DISSATISFIED.value,
    }
)
"""The answers that count, wherever they are given."""


@dataclass(frozen=True, slots=True)
class MeetingTally:
    """closed_in: the month in which it was held and closed."""

    compound_id: UUID | None
    region_path: tuple[str, ...]
    kind: str
    closed_in: int | None = None

    def bookings(self) -> Iterator[tuple[Booking, int]]:
        if self.closed_in is not None:
            yield Booking("meeting.held", self.closed_in, self.kind), 1


@dataclass(frozen=True, slots=True)
class SurveyTally:
    """satisfaction: it asks for that. consent: which answer of a question is a yes.
    answers, counts: of each question, in the same order.

    least: of the forms that an answer must be on to be told.
    """

    compound_id: UUID | None
    region_path: tuple[str, ...]
    satisfaction: bool
    consent: dict[str, int]
    answers: dict[str, tuple[str, ...]]
    counts: dict[str, tuple[int, ...]]
    closed_in: int | None = None
    visited: int = 0
    returned: int = 0
    least: int = 0

    def bookings(self) -> Iterator[tuple[Booking, int]]:
        if self.closed_in is None:
            return
        month = self.closed_in
        yield Booking("survey.visited", month), self.visited
        yield Booking("survey.returned", month), self.returned
        if self.satisfaction:
            yield from self._answers(month)
        for question, place in self.consent.items():
            told = without_small_cells(self.counts.get(question, ()), self.least)
            yes = told[place] if place < len(told) else None
            if yes is not None:
                yield Booking("consent.yes", month), yes
                yield Booking("consent.returned", month), self.returned
                yield Booking("consent.visited", month), self.visited

    def _answers(self, month: int) -> Iterator[tuple[Booking, int]]:
        for question, counts in self.counts.items():
            for answer, count in zip(self.answers[question], counts, strict=True):
                if answer in SATISFACTION:
                    yield Booking("survey.answer", month, answer), count


def _begun(fact: Any) -> SurveyTally:
    satisfaction = fact.kind is SurveyKind.SATISFACTION
    place = fact.compound_id, fact.region_path
    return SurveyTally(*place, satisfaction, {}, {}, {})


def _asked(tally: SurveyTally, fact: Any) -> SurveyTally:
    tally = replace(tally, answers={**tally.answers, fact.question: fact.answers})
    if fact.consent is None:
        return tally
    place = fact.answers.index(fact.consent)
    return replace(tally, consent={**tally.consent, fact.question: place})


def _closed(tally: SurveyTally, fact: Any) -> SurveyTally:
    return replace(
        tally,
        closed_in=month_of(fact.timestamp),
        visited=fact.visited,
        returned=fact.valid + fact.spoilt,
        least=fact.least_cell,
    )


MEETINGS = Follower(
    MeetingTally,
    {
        TalkFacts.Convened: lambda fact: MeetingTally(
            fact.compound_id, fact.region_path, fact.kind.value
        )
    },
    {
        OutcomeFacts.Closed: lambda tally, fact: replace(
            tally, closed_in=month_number(fact.on)
        )
    },
)
SURVEYS = Follower(
    SurveyTally,
    {SurveyFacts.Begun: _begun},
    {
        SurveyFacts.QuestionAsked: _asked,
        SurveyFacts.AnswersCounted: lambda tally, fact: replace(
            tally, counts={**tally.counts, fact.question: fact.counts}
        ),
        SurveyFacts.Closed: _closed,
    },
)
