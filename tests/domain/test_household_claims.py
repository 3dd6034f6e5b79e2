"""Who belongs to a household: claimed, verified by another, ended by a transfer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.errors import IllegalTransition, InvalidInput, TextRequired
from domain.household import Household
from domain.household_claims import (
    ClaimantVerifies,
    ClaimStands,
    ClaimVerifiedAlready,
    NoSuchClaim,
)
from domain.household_relations import HouseholdClaim, Relation
from domain.roles import Actor, Role
from tests.domain.test_household import registered
from tests.scenario import DAY, NOW, STREET, new_facts, refuses, stamp, then

TODAY, LAST = date(2026, 3, 10), date(2026, 12, 31)
ANNA = Actor("anna", Role.OWNER)


def claimed(
    relation: Relation = Relation.OWNER,
    person: str = "anna",
    *,
    until: date | None = None,
    verified: bool = False,
    unit: Household | None = None,
) -> Household:
    made = unit or registered()
    made.claim(
        stamp(ANNA), person=person, relation=relation, evidence="sha-1", until=until
    )
    if verified:
        made.verify_claim(stamp(STREET), person=person)
    made.collect_events()
    return made


def test_a_claim_gives_nothing_before_somebody_else_verified_it() -> None:
    unit = registered()
    said: dict[str, Any] = {
        "person": "anna",
        "relation": Relation.OWNER,
        "evidence": "sha-1",
    }
    unit.claim(stamp(ANNA), **said)
    assert not unit.claims["anna"].holds(TODAY)
    unit.verify_claim(stamp(STREET), person="anna")

    assert new_facts(unit) == [
        then(Household.ClaimMade, **said, until=None),
        then(Household.ClaimVerified, person="anna"),
    ]
    assert unit.claims["anna"].holds(TODAY)
    assert unit.people == {"anna"}


def test_nobody_verifies_their_own_claim() -> None:
    unit = claimed()
    refuses(ClaimantVerifies, unit, unit.verify_claim, stamp(ANNA), person="anna")
    refuses(
        ClaimantVerifies,
        unit,
        unit.refuse_claim,
        stamp(ANNA, NOW, "reason"),
        person="anna",
    )
    refuses(NoSuchClaim, unit, unit.verify_claim, stamp(STREET), person="bob")
    refuses(NoSuchClaim, unit, unit.end_claim, stamp(STREET), person="bob")


def test_a_claim_is_decided_once() -> None:
    unit = claimed(verified=True)
    refuses(ClaimVerifiedAlready, unit, unit.verify_claim, stamp(STREET), person="anna")
    refuses(
        ClaimStands,
        unit,
        unit.claim,
        stamp(ANNA),
        person="anna",
        relation=Relation.FAMILY,
        evidence="sha-2",
    )


def test_a_refused_claim_may_be_made_again() -> None:
    unit = claimed()
    refuses(TextRequired, unit, unit.refuse_claim, stamp(STREET), person="anna")
    unit.refuse_claim(stamp(STREET, NOW, "reason"), person="anna")
    assert new_facts(unit) == [then(Household.ClaimRefused, person="anna")]
    assert claimed(unit=unit).claims["anna"].verified is False


def test_a_tenancy_has_a_last_day() -> None:
    unit = registered()
    for until in (None, date(2026, 3, 9)):
        refuses(
            InvalidInput,
            unit,
            unit.claim,
            stamp(ANNA),
            person="anna",
            relation=Relation.TENANT,
            evidence="sha-1",
            until=until,
        )
    claimed(Relation.TENANT, until=TODAY, verified=True, unit=unit)
    assert unit.claims["anna"].holds(TODAY)
    assert not unit.claims["anna"].holds(date(2026, 3, 11))
    unit.claim(
        stamp(ANNA, NOW + 2 * DAY),
        person="anna",
        relation=Relation.TENANT,
        evidence="sha-2",
        until=LAST,
    )
    assert unit.claims["anna"] == HouseholdClaim(Relation.TENANT, LAST, verified=False)


def test_a_transfer_ends_what_owners_and_their_families_had() -> None:
    unit = claimed(verified=True)
    claimed(Relation.FAMILY, "ben", verified=True, unit=unit)
    claimed(Relation.TENANT, "carl", until=LAST, verified=True, unit=unit)
    claimed(Relation.OWNER, "dora", unit=unit)  # who buys it, not verified yet
    unit.transfer(stamp(STREET), owners=("o-2",), on=TODAY)

    assert unit.claims == {
        "carl": HouseholdClaim(Relation.TENANT, LAST, verified=True),
        "dora": HouseholdClaim(Relation.OWNER, None, verified=False),
    }


@pytest.mark.parametrize("field", ["person", "evidence"])
def test_a_claim_names_nobody(field: str) -> None:
    unit = registered()
    said: dict[str, Any] = {"person": "anna", "evidence": "sha-1"} | {field: "王小明"}
    refuses(
        InvalidInput, unit, unit.claim, stamp(ANNA), relation=Relation.OWNER, **said
    )


def test_nobody_claims_what_is_no_more() -> None:
    unit = claimed(verified=True)
    unit.end_claim(stamp(STREET), person="anna")
    assert new_facts(unit) == [then(Household.ClaimEnded, person="anna")]
    unit.remove(stamp(STREET))
    unit.collect_events()
    refuses(
        IllegalTransition,
        unit,
        unit.claim,
        stamp(ANNA),
        person="anna",
        relation=Relation.OWNER,
        evidence="sha-1",
    )
