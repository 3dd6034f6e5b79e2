"""The use cases of a survey (入户调查)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from application.commands import R
from application.roles_allowed import (
    COORDINATORS,
    OWNERS_BODIES,
    READERS,
    RELEASERS,
    Row,
    row,
)
from application.use_cases import UseCases, beginning, changing
from domain.roles import Role
from domain.survey import Survey

_ORGANISERS = COORDINATORS | OWNERS_BODIES
_COUNTERS = _ORGANISERS | {Role.BUILDING_LEADER, Role.VOLUNTEER}


class Surveys(UseCases[R]):
    """Asking households: counts, rates, results."""

    kind = Survey
    name = "survey"
    rows: ClassVar[Mapping[str, Row]] = {
        "begin": row(_ORGANISERS),
        "ask": row(_ORGANISERS),
        "count_forms": row(_COUNTERS),
        "count_answers": row(_COUNTERS),
        "close": row(_ORGANISERS),
        "quote_rate": row(_ORGANISERS | {Role.SUPERVISION_MEMBER, Role.AUDITOR}),
        "conclude": row(_ORGANISERS),
        "abandon": row(_ORGANISERS),
        "release_text": row(RELEASERS),
        "read": {},
        "read_restricted": row(READERS),
        "read_text": row(READERS | {Role.BUILDING_LEADER}),
    }
    mutations: ClassVar[Mapping[str, str]] = {
        "ask": "ask_survey_question",
        "count_forms": "count_survey_forms",
        "count_answers": "count_survey_answers",
        "quote_rate": "quote_survey_rate",
    }

    begin = beginning(Survey.begin, regional=True, title=True)
    ask = changing(Survey.ask, wording=False)
    count_forms = changing(Survey.count_forms)
    count_answers = changing(Survey.count_answers)
    close = changing(Survey.close)
    quote_rate = changing(Survey.quote_rate)
    conclude = changing(Survey.conclude, conclusion=True)
    abandon = changing(Survey.abandon, reason=True)
    release_text = changing(Survey.release_text)
