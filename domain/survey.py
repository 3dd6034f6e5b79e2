"""A survey (入户调查): households visited, forms returned, answers counted.

Counts are kept and rates are computed from them, always with numerator and denominator
(DOMAIN 1.7 item 1, 2.11). A survey advises; what is reserved to the owners' vote it
never decides (DOMAIN 2.18 item 2).
"""

from __future__ import annotations

from typing import Self
from uuid import UUID

from eventsourcing.domain import Aggregate

from domain.codes import require_code
from domain.errors import Refusal
from domain.facts import Stamp, require_text, stamped
from domain.lifecycle import invalid, require_between, require_distinct
from domain.place import Place
from domain.shares import agrees
from domain.survey_facts import SurveyFacts, SurveyKind, SurveyQuestion
from domain.text_release import Releasing

MOST = 10_000_000
"""More households than any city has."""
MOST_ANSWERS = 50


class QuestionAskedAlready(Refusal):
    zh = "该问题已设置。"
    en = "This question is asked already."
    fields = ("question",)


class NoSuchQuestion(Refusal):
    zh = "没有问题“{question}”。"
    en = "There is no question {question}."
    fields = ("question",)


class MoreFormsThanVisits(Refusal):
    zh = "回收份数 {forms} 多于走访户数 {visited}。"
    en = "{forms} forms cannot come from {visited} households visited."
    fields = ("valid", "spoilt")


class MoreVisitsThanHouseholds(Refusal):
    zh = "走访户数 {visited} 多于总户数 {households}。"
    en = "{visited} visits are more than the {households} households."
    fields = ("visited",)


class MoreAnswersThanForms(Refusal):
    zh = "问题“{question}”的答案份数 {answers} 多于有效份数 {forms}。"
    en = "{answers} answers to {question} cannot come from {forms} valid forms."
    fields = ("counts",)


class SurveyNotCounted(Refusal):
    zh = "问题“{question}”尚未登记答案份数。"
    en = "The answers to {question} are not counted yet."
    fields = ("id",)


class SurveyWithoutQuestions(Refusal):
    zh = "调查没有问题。"
    en = "The survey has no question."
    fields = ("id",)


class ReservedToOwners(Refusal):
    zh = "事项“{matter}”须由业主共同决定，调查不得代替表决。"
    en = "{matter} is reserved to the owners' vote; a survey cannot decide it."
    fields = ("matter",)


class Survey(SurveyFacts, Releasing, Aggregate):
    """One survey. counts: of each question, in the order of its answers."""

    def __init__(self) -> None:
        self.households: int | None = None
        self.questions: dict[str, SurveyQuestion] = {}
        self.visited = 0
        self.valid = 0
        self.spoilt = 0
        self.counts: dict[str, tuple[int, ...]] = {}

    @classmethod
    def begin(
        cls,
        stamp: Stamp,
        *,
        id: UUID,
        place: Place,
        kind: SurveyKind,
        organiser: str,
        households: int | None = None,
    ) -> Self:
        """Begin to ask households of a compound or a region."""
        require_code("organiser", organiser)
        if households is not None:
            require_between("households", households, 1, MOST)
        return cls._create(
            cls.Begun,
            id=id,
            **stamped(stamp),
            **place.fields(),
            kind=kind,
            organiser=organiser,
            households=households,
        )

    def ask(
        self,
        stamp: Stamp,
        *,
        question: str,
        answers: tuple[str, ...],
        consent: str | None = None,
        several: bool = False,
    ) -> None:
        """Add a question with the codes of its answers."""
        self._allow(self.QuestionAsked)
        require_code("question", question)
        require_distinct("answers", answers)
        for answer in answers:
            require_code("answers", answer)
        if not 2 <= len(answers) <= MOST_ANSWERS:
            raise invalid("answers", "应为 2 至 50 项", "2 to 50 expected")
        if consent not in (None, *answers):
            raise invalid("consent", "应为答案之一", "one of the answers expected")
        if question in self.questions:
            raise QuestionAskedAlready
        self._record(
            self.QuestionAsked,
            stamp,
            question=question,
            answers=answers,
            consent=consent,
            several=several,
        )

    def count_forms(
        self, stamp: Stamp, *, visited: int, valid: int, spoilt: int = 0
    ) -> None:
        """Say how many households were visited so far and what forms came back."""
        self._allow(self.FormsCounted)
        for field, value in (
            ("visited", visited),
            ("valid", valid),
            ("spoilt", spoilt),
        ):
            require_between(field, value, 0, MOST)
        if valid + spoilt > visited:
            raise MoreFormsThanVisits(forms=valid + spoilt, visited=visited)
        if self.households is not None and visited > self.households:
            raise MoreVisitsThanHouseholds(visited=visited, households=self.households)
        self._record(
            self.FormsCounted, stamp, visited=visited, valid=valid, spoilt=spoilt
        )

    def count_answers(
        self, stamp: Stamp, *, question: str, counts: tuple[int, ...]
    ) -> None:
        """Say how many forms gave each answer, in the order of the answers."""
        self._allow(self.AnswersCounted)
        asked = self.questions.get(question)
        if asked is None:
            raise NoSuchQuestion(question=question)
        if len(counts) != len(asked.answers):
            raise invalid("counts", "每个答案一个数", "one number for each answer")
        for count in counts:
            require_between("counts", count, 0, MOST)
        self._require_forms_for(question, counts)
        self._record(self.AnswersCounted, stamp, question=question, counts=counts)

    def close(self, stamp: Stamp) -> None:
        """Let the counts stand; the result is due for publication (D43)."""
        self._allow(self.Closed)
        if not self.questions:
            raise SurveyWithoutQuestions
        for question in self.questions:
            if question not in self.counts:
                raise SurveyNotCounted(question=question)
            self._require_forms_for(question, self.counts[question])
        self._record(
            self.Closed,
            stamp,
            visited=self.visited,
            valid=self.valid,
            spoilt=self.spoilt,
            least_cell=stamp.rules.values.number("survey.least_cell"),
        )

    def quote_rate(self, stamp: Stamp, *, rate: str, source: str) -> None:
        """Keep a rate as it is printed somewhere, as in `72.1%`; what the counts do
        not give is marked as a mismatch."""
        self._allow(self.RateQuoted)
        require_code("source", source)
        given = [count for counts in self.counts.values() for count in counts]
        returned = self.valid + self.spoilt
        wholes = [self.visited, returned, self.valid]
        if self.households is not None:
            wholes.append(self.households)
        parts = [*given, self.visited, returned, self.valid]
        mismatch = not agrees(rate, parts, wholes)
        self._record(
            self.RateQuoted, stamp, rate=rate, mismatch=mismatch, source=source
        )

    def conclude(self, stamp: Stamp, *, matter: str) -> None:
        """Say what the organiser does on its result, and on which matter."""
        self._allow(self.Concluded)
        require_code("matter", matter)
        require_text(stamp, "conclusion")
        if matter in stamp.rules.values.words("survey.reserved_matters"):
            raise ReservedToOwners(matter=matter)
        self._record(self.Concluded, stamp, matter=matter)

    def abandon(self, stamp: Stamp) -> None:
        """End it without a result."""
        self._record(self.Abandoned, stamp)

    def _require_forms_for(self, question: str, counts: tuple[int, ...]) -> None:
        """No more answers than valid forms: of each, or of all if a form holds one."""
        several = self.questions[question].several
        answers = max(counts) if several else sum(counts)
        if answers > self.valid:
            raise MoreAnswersThanForms(
                question=question, answers=answers, forms=self.valid
            )
