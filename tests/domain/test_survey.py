"""A survey: counts first, rates from them, and no power over what owners decide."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from domain.errors import IllegalTransition, InvalidInput, Refusal, TextRequired
from domain.place import Place
from domain.survey import (
    MoreAnswersThanForms,
    MoreFormsThanVisits,
    MoreVisitsThanHouseholds,
    NoSuchQuestion,
    QuestionAskedAlready,
    ReservedToOwners,
    Survey,
    SurveyNotCounted,
    SurveyWithoutQuestions,
)
from domain.survey_facts import SurveyKind, SurveyStatus
from tests.scenario import COMPOUND_ID, NOW, STREET, new_facts, refuses, stamp, then

PLACE = Place(COMPOUND_ID, ("c", "d", "s", "m"), "heze")
BOTH: dict[str, Any] = {"question": "both-points", "answers": ("yes", "no")}


def begun(households: int | None = None) -> Survey:
    made = Survey.begin(
        stamp(STREET),
        id=UUID(int=60),
        place=PLACE,
        kind=SurveyKind.CONSENT,
        organiser="task-force",
        households=households,
    )
    made.ask(stamp(STREET), **BOTH, consent="yes")
    made.collect_events()
    return made


def counted(*, valid: int = 942, spoilt: int = 0) -> Survey:
    made = begun()
    made.count_forms(stamp(STREET), visited=986, valid=valid, spoilt=spoilt)
    made.count_answers(stamp(STREET), question="both-points", counts=(669, 250))
    made.collect_events()
    return made


def closed(*, valid: int = 942, spoilt: int = 0) -> Survey:
    made = counted(valid=valid, spoilt=spoilt)
    made.close(stamp(STREET))
    made.collect_events()
    return made


def test_a_survey_is_begun_with_its_questions() -> None:
    made = Survey.begin(
        stamp(STREET),
        id=UUID(int=60),
        place=PLACE,
        kind=SurveyKind.CONSENT,
        organiser="task-force",
    )
    made.ask(stamp(STREET), **BOTH, consent="yes")

    assert new_facts(made) == [
        then(
            Survey.Begun,
            **PLACE.fields(),
            kind=SurveyKind.CONSENT,
            organiser="task-force",
            households=None,
        ),
        then(Survey.QuestionAsked, **BOTH, consent="yes", several=False),
    ]


@pytest.mark.parametrize(
    ("refusal", "changes"),
    [
        (QuestionAskedAlready, {}),
        (InvalidInput, {"question": "问题一"}),
        (InvalidInput, {"answers": ("yes",)}),
        (InvalidInput, {"answers": ("yes", "yes")}),
        (InvalidInput, {"answers": ("是", "否")}),
        (InvalidInput, {"consent": "maybe"}),
    ],
)
def test_what_is_no_question_is_refused(
    refusal: type[Refusal], changes: dict[str, Any]
) -> None:
    made = begun()
    refuses(refusal, made, made.ask, stamp(STREET), **BOTH | changes)


def test_the_survey_of_the_seed_is_closed_with_its_counts() -> None:
    made = counted()
    made.close(stamp(STREET))

    assert new_facts(made) == [
        then(Survey.Closed, visited=986, valid=942, spoilt=0, least_cell=5)
    ]
    assert made.status is SurveyStatus.CLOSED


@pytest.mark.parametrize(
    ("rate", "spoilt", "mismatch"),
    [
        ("72.1%", 0, True),
        ("71.0%", 0, False),
        ("67.8%", 0, False),
        ("72.1%", 14, False),  # 669 of 928 valid forms
    ],
)
def test_a_quoted_rate_is_kept_apart(rate: str, spoilt: int, mismatch: bool) -> None:
    made = closed(valid=942 - spoilt, spoilt=spoilt)
    made.quote_rate(stamp(STREET), rate=rate, source="news-2022-06-22")

    assert new_facts(made) == [
        then(Survey.RateQuoted, rate=rate, mismatch=mismatch, source="news-2022-06-22")
    ]


def test_a_quoted_rate_waits_for_the_counts() -> None:
    made = counted()
    quote = made.quote_rate
    refuses(IllegalTransition, made, quote, stamp(STREET), rate="71.0%", source="s")
    ended = closed()
    refuses(
        InvalidInput, ended, ended.quote_rate, stamp(STREET), rate="七成", source="s"
    )


@pytest.mark.parametrize(
    ("refusal", "counts"),
    [
        (MoreFormsThanVisits, {"visited": 10, "valid": 8, "spoilt": 3}),
        (MoreVisitsThanHouseholds, {"visited": 1001, "valid": 8}),
        (InvalidInput, {"visited": 10, "valid": -1}),
    ],
)
def test_forms_come_from_households(
    refusal: type[Refusal], counts: dict[str, int]
) -> None:
    made = begun(households=1000)
    refuses(refusal, made, made.count_forms, stamp(STREET), **counts)


@pytest.mark.parametrize(
    ("refusal", "question", "counts"),
    [
        (NoSuchQuestion, "other", (1, 1)),
        (InvalidInput, "both-points", (1,)),
        (InvalidInput, "both-points", (1, -1)),
        (MoreAnswersThanForms, "both-points", (669, 274)),
    ],
)
def test_answers_come_from_forms(
    refusal: type[Refusal], question: str, counts: tuple[int, ...]
) -> None:
    made = counted()
    refuses(
        refusal,
        made,
        made.count_answers,
        stamp(STREET),
        question=question,
        counts=counts,
    )


def test_a_form_may_hold_several_answers() -> None:
    made = counted()
    made.ask(stamp(STREET), question="wishes", answers=("a", "b"), several=True)
    made.count_answers(stamp(STREET), question="wishes", counts=(942, 900))
    made.collect_events()
    refuses(
        MoreAnswersThanForms,
        made,
        made.count_answers,
        stamp(STREET),
        question="wishes",
        counts=(943, 0),
    )


def test_nothing_uncounted_is_closed() -> None:
    made = begun()
    refuses(SurveyNotCounted, made, made.close, stamp(STREET))
    again = counted()
    again.count_forms(stamp(STREET), visited=986, valid=900)
    again.collect_events()
    refuses(MoreAnswersThanForms, again, again.close, stamp(STREET))
    empty = Survey.begin(
        stamp(STREET),
        id=UUID(int=61),
        place=PLACE,
        kind=SurveyKind.TRIAL,
        organiser="firm-1",
    )
    empty.collect_events()
    refuses(SurveyWithoutQuestions, empty, empty.close, stamp(STREET))


@pytest.mark.parametrize("matter", [f"V{number}" for number in range(1, 10)])
def test_a_survey_never_decides_what_is_reserved_to_owners(matter: str) -> None:
    made = closed()
    told = stamp(STREET, NOW, "conclusion")
    refuses(ReservedToOwners, made, made.conclude, told, matter=matter)


def test_what_follows_is_said() -> None:
    made = closed()
    refuses(TextRequired, made, made.conclude, stamp(STREET), matter="call-assembly")
    made.conclude(stamp(STREET, NOW, "conclusion"), matter="call-assembly")
    assert new_facts(made) == [then(Survey.Concluded, matter="call-assembly")]


def test_an_abandoned_survey_counts_no_more() -> None:
    made = begun()
    made.abandon(stamp(STREET, NOW, "reason"))
    made.collect_events()
    refuses(
        IllegalTransition, made, made.count_forms, stamp(STREET), visited=1, valid=1
    )
