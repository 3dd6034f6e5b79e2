"""Every refusal of the domain and its use cases has a code that never changes."""

from __future__ import annotations

import re
from string import Formatter

import pytest

import application.authorisation
import application.compounds
import application.rules
import domain.case_refusals
import domain.errors
import domain.rulepack
from domain.errors import Refusal

CODES = [
    "ALREADY_ADOPTED",
    "ALREADY_CALLED",
    "ALREADY_CONSENTED",
    "ALREADY_HANDED_OVER",
    "ALREADY_JOINT",
    "ALREADY_LINKED",
    "ALREADY_RELEASED",
    "ALREADY_REPORTED_IN",
    "ALREADY_REPORTER",
    "ALREADY_VOID",
    "CODE_TAKEN",
    "CONSENT_MISSING",
    "DISPUTED_ONCE",
    "DISPUTE_TOO_LATE",
    "FORBIDDEN",
    "FUTURE_TIME",
    "HIGHEST_LEVEL",
    "ILLEGAL_TRANSITION",
    "INVALID_INPUT",
    "MASK_FORBIDS",
    "MEDIATION_NOT_AGREED",
    "MEDIATION_OPEN",
    "MEDIATOR_RECUSED",
    "MERGE_INTO_ITSELF",
    "NOTHING_TO_CORRECT",
    "NOT_ADOPTED",
    "NOT_CALLED",
    "NOT_FOUND",
    "NOT_HANDED_OVER",
    "NOT_MAIN_HANDLER",
    "NOT_REPORTED_IN",
    "NOT_THE_REPORTER",
    "NOT_VOIDABLE",
    "NOT_WHISTLE_ORIGIN",
    "NOT_YOUR_SIDE",
    "NO_ENFORCEMENT_DUTY",
    "NO_MEDIATION",
    "NO_OPEN_DISPUTE",
    "NO_REPORTER",
    "NO_SECOND_TRANSFER",
    "NO_SUCH_TEXT",
    "PAUSE_NOT_ALLOWED",
    "REOPEN_TOO_LATE",
    "REPORTER_NOT_EXPECTED",
    "ROLE_BELOW_LEVEL",
    "STEP_ALREADY_FILED",
    "TEXT_REQUIRED",
    "TIME_BEFORE_REPORT",
    "TOO_FEW_REPORTERS",
    "UNKNOWN_CATEGORY",
    "UNKNOWN_DEPARTMENT",
    "UNKNOWN_MILESTONE",
    "UNKNOWN_PARTY",
    "UNKNOWN_PROFILE",
    "VERIFIER_IS_HANDLER",
]
MODULES = (
    domain.errors,
    domain.case_refusals,
    domain.rulepack,
    application.authorisation,
    application.compounds,
    application.rules,
)


def refusals() -> dict[str, type[Refusal]]:
    return {
        kind.code: kind
        for module in MODULES
        for kind in vars(module).values()
        if isinstance(kind, type)
        and issubclass(kind, Refusal)
        and kind.__module__ == module.__name__
        and kind is not Refusal
    }


def test_the_codes_are_pinned() -> None:
    assert sorted(refusals()) == sorted(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_refusal_says_the_same_in_both_languages(code: str) -> None:
    kind = refusals()[code]
    places = {
        language: {name for _, name, _, _ in Formatter().parse(text) if name}
        for language, text in (("zh", kind.zh), ("en", kind.en))
    }

    # What is worded anew in each language has a value for each: `what`, `what_zh`.
    assert places["en"] == {name.removesuffix("_zh") for name in places["zh"]}
    assert re.search("[\u4e00-\u9fff]", kind.zh)
    assert not re.search("[\u4e00-\u9fff]", kind.en)
