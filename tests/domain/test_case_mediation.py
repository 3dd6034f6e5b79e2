"""Mediation: voluntary, by somebody apart, and a pause only if both sides agree."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.case import Case
from domain.case_refusals import (
    AlreadyConsented,
    ConsentMissing,
    MediationNotAgreed,
    MediationOpen,
    MediatorRecused,
    NoMediation,
    NotYourSide,
)
from domain.case_words import MediationOutcome, PauseReason, Side, Status
from domain.errors import InvalidInput
from domain.roles import Actor, Role
from tests.scenario import (
    ACCEPTED,
    ANNA,
    DAY,
    HOUR,
    NOW,
    OWNER,
    STRANGER,
    STREET,
    fact,
    given,
    new_facts,
    refuses,
    reported,
    stamp,
    then,
)

MEDIATOR = Actor("mediator", Role.MEDIATOR)
OFFERED = fact(Case.MediationOffered, by=STREET, mediator_id="mediator")
BOTH = [fact(Case.MediationConsented, side=side) for side in Side]
UNTIL = NOW + 10 * DAY
WAITING = fact(Case.Paused, reason=PauseReason.MEDIATION, until=UNTIL)


def test_mediation_is_offered() -> None:
    case = given(reported())

    case.offer_mediation(stamp(STREET), mediator_id="mediator")

    assert new_facts(case) == [then(Case.MediationOffered, mediator_id="mediator")]


@pytest.mark.parametrize("person", ["steward", ANNA])
def test_handlers_and_parties_do_not_mediate(person: str) -> None:
    case = given(reported(), ACCEPTED)

    refuses(
        MediatorRecused,
        case,
        case.offer_mediation,
        stamp(STREET),
        mediator_id=person,
    )


def test_an_offer_is_refused() -> None:
    case = given(reported(), OFFERED)

    refuses(
        MediationOpen,
        case,
        case.offer_mediation,
        stamp(STREET),
        mediator_id="other",
    )
    fresh = given(reported())
    refuses(
        InvalidInput,
        fresh,
        fresh.offer_mediation,
        stamp(STREET),
        mediator_id="",
    )


@pytest.mark.parametrize(
    ("actor", "side"),
    [
        (OWNER, Side.REPORTER),
        (STRANGER, Side.OTHER),
        (STREET, Side.REPORTER),
        (STREET, Side.OTHER),
    ],
)
def test_a_side_consents(actor: Actor, side: Side) -> None:
    case = given(reported(), OFFERED)

    case.consent_to_mediation(stamp(actor), side=side)

    assert new_facts(case) == [then(Case.MediationConsented, side=side)]


def test_consent_is_refused() -> None:
    none, half = given(reported()), given(reported(), OFFERED, BOTH[0])

    def consent(case: Case, actor: Actor) -> None:
        case.consent_to_mediation(stamp(actor), side=Side.REPORTER)

    refuses(NoMediation, none, consent, none, OWNER)
    refuses(MediatorRecused, half, consent, half, MEDIATOR)
    refuses(AlreadyConsented, half, consent, half, STREET)


@pytest.mark.parametrize(
    ("actor", "side"), [(OWNER, Side.OTHER), (STRANGER, Side.REPORTER)]
)
def test_no_resident_consents_for_the_other_side(actor: Actor, side: Side) -> None:
    case = given(reported(), OFFERED)

    refuses(NotYourSide, case, case.consent_to_mediation, stamp(actor), side=side)


def test_clocks_wait_for_a_mediation_that_both_sides_want() -> None:
    agreed = given(reported(), ACCEPTED, OFFERED, *BOTH)
    half = given(reported(), ACCEPTED, OFFERED, BOTH[0])

    def pause(case: Case) -> None:
        case.pause(stamp(), reason=PauseReason.MEDIATION, until=UNTIL)

    refuses(MediationNotAgreed, half, pause, half)
    pause(agreed)
    assert new_facts(agreed) == [
        then(Case.Paused, reason=PauseReason.MEDIATION, until=UNTIL)
    ]


def test_clocks_run_again_when_the_mediation_ends() -> None:
    case = given(reported(), ACCEPTED, OFFERED, *BOTH, WAITING)
    texts = stamp(MEDIATOR, NOW + HOUR, "agreement")

    case.end_mediation(texts, outcome=MediationOutcome.AGREED)

    ended, continued = case.pending_events
    assert isinstance(ended, Case.MediationEnded)
    assert isinstance(continued, Case.Continued)
    assert (ended.outcome, continued.paused_seconds) == (MediationOutcome.AGREED, 3600)
    assert ended.confirmable_until == datetime(2026, 4, 9, 16, tzinfo=UTC)
    assert set(ended.sealed) == {"agreement"} and continued.sealed == {}
    assert case.status is Status.IN_PROGRESS


@pytest.mark.parametrize(
    "outcome", [MediationOutcome.STOPPED, MediationOutcome.DECLINED]
)
def test_either_side_may_stop(outcome: MediationOutcome) -> None:
    case = given(reported(), OFFERED)

    case.end_mediation(stamp(MEDIATOR), outcome=outcome)

    assert new_facts(case) == [
        then(Case.MediationEnded, outcome=outcome, confirmable_until=None)
    ]
    assert case.mediator_id is None


def test_ending_is_refused() -> None:
    none, half = given(reported()), given(reported(), OFFERED, BOTH[0])

    def agree(case: Case) -> None:
        case.end_mediation(stamp(MEDIATOR), outcome=MediationOutcome.AGREED)

    refuses(NoMediation, none, agree, none)
    refuses(ConsentMissing, half, agree, half)
