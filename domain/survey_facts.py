"""The facts of a survey (入户调查) and the words they use.

Counts are restricted until they are published: small cells would tell who said what.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.coded import Coded
from domain.facts import Audience, Label, Mask, sealable
from domain.lifecycle import Beginning, Step
from domain.text_release import ReleasedText

if TYPE_CHECKING:
    from domain.survey import Survey


class SurveyStatus(Coded):
    """How far a survey has come."""

    OPEN = "open", "进行中", "Open"
    CLOSED = "closed", "已结束", "Closed"
    ABANDONED = "abandoned", "已终止", "Abandoned"


class SurveyKind(Coded):
    """What a survey is for."""

    CONSENT = "consent", "入户征求意见", "Consent of households"
    PROBLEMS = "problems", "问题大调研", "Survey of problems"
    SATISFACTION = "satisfaction", "满意度调查", "Satisfaction"
    TRIAL = "trial", "试用服务评价", "Trial service"


@dataclass(frozen=True, slots=True)
class SurveyQuestion:
    """As in `Survey.QuestionAsked`."""

    answers: tuple[str, ...]
    consent: str | None
    several: bool


OPEN_SURVEY = frozenset({SurveyStatus.OPEN})
CLOSED_SURVEY = frozenset({SurveyStatus.CLOSED})


class SurveyFacts:
    """The namespace that makes the facts read `Survey.Begun`, ..."""

    class Begun(Beginning):
        """Households are to be asked.

        organiser: code of the body that asks. households: how many there are; None if
        that is not known.
        """

        label = Label("启动调查", "Begun")
        texts = sealable(title=Mask.M0)
        target = SurveyStatus.OPEN
        kind: SurveyKind
        organiser: str
        households: int | None

        def change(self, survey: Survey) -> None:
            survey.households = self.households

    class QuestionAsked(Step):
        """A question with the codes of its answers.

        consent: which answer is a yes, if one is. several: a form may hold more than
        one answer.
        """

        label = Label("设置问题", "Question asked")
        texts = sealable(wording=Mask.M0)
        sources = OPEN_SURVEY
        question: str
        answers: tuple[str, ...]
        consent: str | None
        several: bool

        def change(self, survey: Survey) -> None:
            asked = SurveyQuestion(self.answers, self.consent, self.several)
            survey.questions = {**survey.questions, self.question: asked}

    class FormsCounted(Step):
        """How many households were visited so far, and what forms came back."""

        label = Label("登记回收份数", "Forms counted")
        audience = Audience.RESTRICTED
        sources = OPEN_SURVEY
        visited: int
        valid: int
        spoilt: int

        def change(self, survey: Survey) -> None:
            survey.visited = self.visited
            survey.valid = self.valid
            survey.spoilt = self.spoilt

    class AnswersCounted(Step):
        """How many forms gave each answer, in the order of the answers."""

        label = Label("登记答案份数", "Answers counted")
        audience = Audience.RESTRICTED
        sources = OPEN_SURVEY
        question: str
        counts: tuple[int, ...]

        def change(self, survey: Survey) -> None:
            survey.counts = {**survey.counts, self.question: self.counts}

    class Closed(Step):
        """The counts stand; the result is to be published (D43)."""

        label = Label("结束调查", "Closed")
        sources = OPEN_SURVEY
        target = SurveyStatus.CLOSED
        visited: int
        valid: int
        spoilt: int
        least_cell: int

    class RateQuoted(Step):
        """A rate that somebody printed; it is never taken for a computed one.

        mismatch: no two of the counts give it at the precision printed.
        source: code of where it is printed.
        """

        label = Label("登记引用比率", "Rate quoted")
        sources = CLOSED_SURVEY
        rate: str
        mismatch: bool
        source: str

    class Concluded(Step):
        """What the organiser does on its result. matter: a code, never a reserved
        one."""

        label = Label("形成结论", "Concluded")
        texts = sealable(conclusion=Mask.M0)
        sources = CLOSED_SURVEY
        matter: str

    class Abandoned(Step):
        """It ends without a result."""

        label = Label("终止调查", "Abandoned")
        texts = sealable(reason=Mask.M0)
        sources = OPEN_SURVEY
        target = SurveyStatus.ABANDONED

    class TextReleased(ReleasedText):
        """A sealed text is released under the mask class of its item."""

        sources = frozenset(SurveyStatus)
