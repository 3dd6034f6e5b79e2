"""An exemption from publishing: two persons, a reason, a basis (DOMAIN 2.2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from domain.errors import IllegalTransition, InvalidInput, Refusal, TextRequired
from domain.exemption import Exemption
from domain.publication_refusals import (
    OccasionUnfit,
    SamePersonDecides,
    UnknownDisclosureItem,
)
from domain.publication_words import ExemptionReason
from tests.domain.publications import FIRM, PLACE, STREET
from tests.scenario import NOW, new_facts, refuses, stamp, then

ASKED: dict[str, Any] = {
    "item": "D15",
    "occasion": "2026-Q1",  # it may be asked for before the period is over
    "reason": ExemptionReason.NOT_APPLICABLE,
    "basis": "京70(7)",
    "enterprise_id": None,
}


def requested(**changes: Any) -> Exemption:
    by = stamp(FIRM, NOW, "explanation")
    made = Exemption.request(by, id=UUID(int=5), place=PLACE, **ASKED | changes)
    made.collect_events()
    return made


def test_a_second_person_approves_it() -> None:
    made = Exemption.request(
        stamp(FIRM, NOW, "explanation"), id=UUID(int=5), place=PLACE, **ASKED
    )
    assert new_facts(made) == [then(Exemption.Requested, **ASKED, **PLACE.fields())]
    refuses(SamePersonDecides, made, made.approve, stamp(FIRM))
    refuses(SamePersonDecides, made, made.reject, stamp(FIRM, NOW, "note"))
    made.approve(stamp(STREET))
    assert new_facts(made) == [then(Exemption.Approved)]
    refuses(TextRequired, made, made.revoke, stamp(STREET))
    made.revoke(stamp(STREET, NOW, "note"))
    assert new_facts(made) == [then(Exemption.Revoked)]
    refuses(IllegalTransition, made, made.approve, stamp(STREET))


def test_a_second_person_rejects_it_with_a_reason() -> None:
    made = requested()
    refuses(TextRequired, made, made.reject, stamp(STREET))
    made.reject(stamp(STREET, NOW, "note"))

    assert new_facts(made) == [then(Exemption.Rejected)]
    refuses(IllegalTransition, made, made.revoke, stamp(STREET, NOW, "note"))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"item": "D99"}, UnknownDisclosureItem),
        ({"occasion": "2026"}, OccasionUnfit),
        ({"basis": "because"}, InvalidInput),
    ],
)
def test_what_cannot_be_asked_for(
    changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        requested(**changes)
