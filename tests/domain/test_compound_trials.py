"""Trial service (先尝后买) and serve-first (先服务后收费)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.compound import Compound
from domain.compound_refusals import ContractNeedsVote, ContractRuns
from domain.compound_service_refusals import (
    AcceptanceMissing,
    AlreadyStarted,
    ChargeNoticeTooShort,
    NoTrial,
    NotServeFirst,
    OutsideTrial,
    ServeFirstAlready,
    TermsNotPosted,
    TrialNotAssessed,
    TrialNotOver,
    TrialTooLong,
    TrialUndecided,
)
from domain.compound_words import TrialOutcome
from domain.errors import IllegalTransition, InvalidInput
from tests.domain.compound_samples import (
    DAY,
    FAILED,
    FIRM,
    HANDOVER,
    PASSED,
    TERMS,
    TODAY,
    VOTE,
    compound,
    served,
    signed,
    tariff,
    unmanaged,
)
from tests.scenario import STREET, new_facts, refuses, stamp, then

BEGIN = date(2025, 12, 1)
TRIAL: dict[str, Any] = {
    "enterprise_id": FIRM,
    "grade": 2,
    "items": ("general", "cleaning"),
    "starts_on": BEGIN,
    "posted_on": date(2025, 11, 20),
}


def tried(**changes: Any) -> Compound:
    made = unmanaged()
    made.begin_trial(stamp(STREET, TODAY_AT, "terms"), **TRIAL | changes)
    made.collect_events()
    return made


TODAY_AT = stamp().at


def check(made: Compound) -> None:
    made.check_trial(stamp(STREET), checklist=FAILED, on=date(2026, 1, 15))


def survey(made: Compound) -> None:
    made.survey_trial(
        stamp(STREET), visited=986, returned=942, satisfied=669, on=date(2026, 2, 20)
    )


def test_a_trial_lasts_three_months_unless() -> None:
    made = unmanaged()
    made.begin_trial(stamp(STREET), **TRIAL)

    assert new_facts(made) == [
        then(Compound.TrialBegun, **TRIAL, ends_on=date(2026, 2, 28), tariff=None)
    ]
    assert not made.in_trial(BEGIN - DAY)
    assert made.in_trial(BEGIN) and made.tariff_on(BEGIN) is None


def test_what_is_charged_in_a_trial_is_posted() -> None:
    made = tried(tariff=tariff(500_000))
    assert made.tariff_on(BEGIN) == tariff(500_000)


@pytest.mark.parametrize(
    ("refusal", "changes"),
    [
        (TermsNotPosted, {"posted_on": BEGIN}),
        (TrialTooLong, {"ends_on": date(2026, 6, 1)}),
    ],
)
def test_what_no_trial_may_be(refusal: Any, changes: dict[str, Any]) -> None:
    made = unmanaged()
    refuses(refusal, made, made.begin_trial, stamp(STREET), **TRIAL | changes)


def test_a_trial_may_last_six_months() -> None:
    assert tried(ends_on=date(2026, 5, 31)).trial is not None


def test_a_trial_is_for_compounds_without_a_firm() -> None:
    made = served()
    refuses(IllegalTransition, made, made.begin_trial, stamp(STREET), **TRIAL)
    made = signed()
    refuses(ContractRuns, made, made.begin_trial, stamp(STREET), **TRIAL)
    made = tried()
    refuses(TrialUndecided, made, made.begin_trial, stamp(STREET), **TRIAL)


def test_no_trial_becomes_a_contract_in_silence() -> None:
    made = tried()
    end: Any = made.end_trial
    given: Any = {"outcome": TrialOutcome.CONTRACT, "on": TODAY, "vote_id": VOTE}
    sign: Any = made.sign_contract
    refuses(TrialUndecided, made, sign, stamp(STREET), **TERMS)
    refuses(TrialNotAssessed, made, end, stamp(STREET), **given)
    check(made)
    made.collect_events()
    refuses(TrialNotAssessed, made, end, stamp(STREET), **given)
    survey(made)
    made.collect_events()
    refuses(ContractNeedsVote, made, end, stamp(STREET), **given | {"vote_id": None})
    early = given | {"on": date(2026, 2, 27)}
    refuses(TrialNotOver, made, end, stamp(STREET), **early)
    # Without a decision nothing is charged after its last day either.
    assert made.in_trial(TODAY) and made.tariff_on(TODAY) is None
    end(stamp(STREET), **given)
    assert new_facts(made) == [
        then(Compound.TrialEnded, question=None, handed_over=(), **given)
    ]
    assert made.in_trial(TODAY) and not made.in_trial(TODAY + DAY)
    terms = TERMS | {"starts_on": TODAY + DAY, "signed_on": TODAY}
    sign(stamp(STREET), **terms)
    assert made.tariff_on(TODAY) is None
    assert made.tariff_on(TODAY + DAY) == tariff()


def test_a_firm_leaves_a_trial_at_any_time_and_hands_over() -> None:
    made = tried()
    with pytest.raises(InvalidInput):
        made.end_trial(stamp(STREET), outcome=TrialOutcome.EXIT, on=date(2026, 1, 1))
    made.end_trial(
        stamp(STREET),
        outcome=TrialOutcome.EXIT,
        on=date(2026, 1, 1),
        handed_over=HANDOVER[:1],
    )
    assert made.trial is None
    made.begin_trial(
        stamp(STREET), **TRIAL | {"starts_on": TODAY, "posted_on": TODAY - DAY}
    )
    assert made.in_trial(TODAY)


def test_the_check_and_the_survey_belong_to_a_trial() -> None:
    made = unmanaged()
    for command in (check, survey):
        refuses(NoTrial, made, command, made)
    refuses(
        NoTrial,
        made,
        made.end_trial,
        stamp(STREET),
        outcome=TrialOutcome.EXIT,
        on=TODAY,
    )
    made = tried()
    outside = date(2026, 3, 1)
    refuses(
        OutsideTrial,
        made,
        made.check_trial,
        stamp(STREET),
        checklist=PASSED,
        on=outside,
    )


@pytest.mark.parametrize(
    ("field", "counts"),
    [
        ("visited", (0, 0, 0)),
        ("returned", (10, 11, 0)),
        ("satisfied", (10, 9, 10)),
    ],
)
def test_a_survey_keeps_its_counts(field: str, counts: tuple[int, int, int]) -> None:
    visited, returned, satisfied = counts
    with pytest.raises(InvalidInput) as refused:
        tried().survey_trial(
            stamp(STREET),
            visited=visited,
            returned=returned,
            satisfied=satisfied,
            on=TODAY,
        )
    assert refused.value.fields == (field,)


# --- serve first ----------------------------------------------------------------------


def serving_first() -> Compound:
    made = signed()
    made.agree_serve_first(stamp(STREET))
    made.inspect_takeover(stamp(STREET), checklist=PASSED, on=date(2026, 1, 1))
    made.start_service(stamp(STREET), on=date(2026, 1, 1))
    made.collect_events()
    return made


def test_nothing_is_charged_before_the_posted_day() -> None:
    made = serving_first()
    assert made.charged_from is None
    assert made.tariff_on(date(2026, 2, 1)) is None
    post: Any = made.post_charge_date
    first = TODAY + 31 * DAY
    given: Any = {"first_charge_on": first, "posted_on": TODAY}
    refuses(AcceptanceMissing, made, post, stamp(STREET), **given)
    made.accept_service(stamp(STREET), checklist=FAILED, on=TODAY)
    made.collect_events()
    refuses(AcceptanceMissing, made, post, stamp(STREET), **given)
    made.accept_service(stamp(STREET), checklist=PASSED, on=TODAY)
    made.collect_events()
    early = given | {"first_charge_on": first - DAY}
    refuses(ChargeNoticeTooShort, made, post, stamp(STREET), **early)
    post(stamp(STREET), **given)

    assert new_facts(made) == [
        then(Compound.ChargeDatePosted, number="WY-2026-1", **given)
    ]
    assert made.charged_from == first
    assert made.tariff_on(first - DAY) is None
    assert made.tariff_on(first) == tariff()
    refuses(NotServeFirst, made, post, stamp(STREET), **given)
    refuses(ServeFirstAlready, made, made.agree_serve_first, stamp(STREET))


def test_serve_first_is_agreed_before_the_firm_enters() -> None:
    made = signed()
    made.agree_serve_first(stamp(STREET))
    assert new_facts(made) == [
        then(
            Compound.ServeFirstAgreed,
            number="WY-2026-1",
            free_from=date(2026, 1, 1),
        )
    ]
    refuses(ServeFirstAlready, made, made.agree_serve_first, stamp(STREET))
    made = served()
    refuses(AlreadyStarted, made, made.agree_serve_first, stamp(STREET))
    refuses(
        NotServeFirst,
        made,
        made.accept_service,
        stamp(STREET),
        checklist=PASSED,
        on=TODAY,
    )
    made = compound()
    refuses(
        IllegalTransition,
        made,
        made.accept_service,
        stamp(STREET),
        checklist=PASSED,
        on=TODAY,
    )
