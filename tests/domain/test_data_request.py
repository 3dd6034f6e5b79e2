"""A data subject's request: due in working days, answered with reasons."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.data_request import DataSubjectRequest, ExtendedOnce, ExtendedTooLate
from domain.data_request_facts import DataRequestKind, DataRequestStatus
from domain.errors import IllegalTransition, InvalidInput, TextRequired
from domain.place import Place
from domain.retention import KeptRecord, case_years, fallen_due, kept_until
from tests.scenario import (
    COMPOUND_ID,
    NOW,
    OWNER,
    RULES,
    STREET,
    new_facts,
    refuses,
    stamp,
    then,
)

ID = UUID(int=80)
PLACE = Place(COMPOUND_ID, ("c", "d", "s", "m"), "national")
# 15 working days from Tuesday 10 March 2026; then 15 more, over Qingming (6 April).
DUE = datetime(2026, 3, 31, 16, tzinfo=UTC)
LATER = datetime(2026, 4, 22, 16, tzinfo=UTC)
ASKED: dict[str, Any] = {
    "kind": DataRequestKind.ERASURE,
    "person": "anna",
    "case_id": UUID(int=1),
}


def received() -> DataSubjectRequest:
    made = DataSubjectRequest.receive(
        stamp(OWNER, NOW, "request"), id=ID, place=PLACE, **ASKED
    )
    made.collect_events()
    return made


def test_the_answer_is_due_in_fifteen_working_days() -> None:
    made = DataSubjectRequest.receive(
        stamp(OWNER, NOW, "request"), id=ID, place=PLACE, **ASKED
    )

    assert new_facts(made) == [
        then(DataSubjectRequest.Received, **PLACE.fields(), **ASKED, due_at=DUE)
    ]
    assert made.people == {"anna"}
    assert not made.overdue(DUE)
    assert made.overdue(DUE + DUE.resolution)


def test_a_request_says_what_is_asked() -> None:
    with pytest.raises(TextRequired):
        DataSubjectRequest.receive(stamp(OWNER), id=ID, place=PLACE, **ASKED)


def test_the_answer_is_put_off_once_and_in_time() -> None:
    made = received()
    refuses(TextRequired, made, made.extend, stamp(STREET))
    late = stamp(STREET, DUE + DUE.resolution, "reason")
    refuses(ExtendedTooLate, made, made.extend, late)
    made.extend(stamp(STREET, NOW, "reason"))
    assert new_facts(made) == [then(DataSubjectRequest.Extended, due_at=LATER)]
    refuses(ExtendedOnce, made, made.extend, stamp(STREET, NOW, "reason"))


def test_what_is_granted_is_done() -> None:
    made = received()
    refuses(TextRequired, made, made.grant, stamp(STREET))
    refuses(IllegalTransition, made, made.fulfil, stamp(STREET))
    made.grant(stamp(STREET, NOW, "answer"))
    made.fulfil(stamp(STREET))

    assert new_facts(made) == [
        then(DataSubjectRequest.Granted),
        then(DataSubjectRequest.Fulfilled),
    ]
    assert made.status is DataRequestStatus.FULFILLED
    assert not made.overdue(LATER)
    refuses(IllegalTransition, made, made.withdraw, stamp(OWNER))


def test_a_refusal_names_its_basis() -> None:
    made = received()
    told = stamp(STREET, NOW, "answer")
    refuses(TextRequired, made, made.refuse, stamp(STREET), basis="个保47")
    refuses(InvalidInput, made, made.refuse, told, basis="因为要保存")
    until = date(2031, 3, 10)
    made.refuse(told, basis="个保47", retained_until=until)

    assert new_facts(made) == [
        then(DataSubjectRequest.Refused, basis="个保47", retained_until=until)
    ]


def test_who_asks_may_ask_no_longer() -> None:
    made = received()
    made.withdraw(stamp(OWNER))
    assert new_facts(made) == [then(DataSubjectRequest.Withdrawn)]
    refuses(IllegalTransition, made, made.grant, stamp(STREET, NOW, "answer"))


def test_what_is_kept_falls_due_on_its_day_and_not_before() -> None:
    years = case_years(RULES)
    assert years == 5
    open_one = KeptRecord(UUID(int=1), None)
    closed = KeptRecord(UUID(int=2), NOW)
    end = kept_until(NOW, years)

    assert fallen_due([open_one, closed], end, years) == [closed]
    assert fallen_due([open_one, closed], end - end.resolution, years) == []


def test_every_record_says_how_long_it_is_kept() -> None:
    kept = RULES.catalogue("retention")
    for name, item in kept.items():
        assert (item.number("years") == 0) is item.flag("for_ever"), name
    assert {name: item.number("years") for name, item in kept.items()} == {
        "cases": 5,
        "decisions": 0,
        "ballots": 1,
        "vouchers": 30,
        "financial_reports": 10,
        "contracts": 10,
        "publication_proofs": 5,
        "impact_assessments": 3,
        "credit_disclosures": 5,
    }
