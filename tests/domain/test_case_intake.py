"""How a case begins, who reports it, and how it ends without being handled."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.case import Case
from domain.case_refusals import (
    AlreadyAdopted,
    AlreadyJoint,
    AlreadyReporter,
    FutureTime,
    MergeIntoItself,
    NotAdopted,
    NotTheReporter,
    ReporterNotExpected,
    TimeBeforeReport,
    TooFewReporters,
)
from domain.case_row import ProvenRow
from domain.case_words import Channel, Level, Status
from domain.errors import IllegalTransition, InvalidInput, Refusal, TextRequired
from domain.facts import Milestone
from domain.rulepack import UnknownCategory
from tests.scenario import (
    ACCEPTED,
    ANNA,
    CASE_ID,
    COMPOUND_ID,
    CONTACT,
    DAY,
    DONE,
    HOUR,
    NOW,
    OTHER_ID,
    OWNER,
    STEWARD,
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

ROW = ProvenRow(
    profile="national",
    status=Status.CLOSED,
    channel=Channel.HOTLINE_12345,
    category=None,
    source_category="城乡建设->物业",
    source_labels=("投诉",),
    compound_id=None,
    region_path=("c",),
    reporter=ANNA,
    reported_at=NOW - 9 * DAY,
    due_at=NOW + DAY,
    replied_at=None,
    closed_at=NOW - 2 * DAY,
    solved=True,
    satisfaction=None,
    support_count=3,
    objection_count=None,
)
IMPORTED = fact(
    Case.Imported,
    by=STREET,
    texts=("title",),
    source_system="12345",
    source_reference="A-1",
    **vars(ROW),
)
JOINT = (
    Milestone("acceptance:joint", datetime(2026, 3, 12, 16, tzinfo=UTC)),
    Milestone("answer:joint", datetime(2026, 3, 17, 16, tzinfo=UTC)),
)


def report(**changes: Any) -> Case:
    usual: dict[str, Any] = {
        "id": CASE_ID,
        "profile": "national",
        "channel": Channel.APP,
        "category": "SRV-01",
        "compound_id": COMPOUND_ID,
        "region_path": ("c", "d", "s", "m"),
        "reporter": ANNA,
    }
    return Case.report(stamp(OWNER, NOW, "title", "body"), **(usual | changes))


def payload_of_reported(**changes: Any) -> dict[str, Any]:
    _, payload = new_facts(given_with(**changes))[0]
    return payload


def given_with(**changes: Any) -> Case:
    return report(**changes)


# --- report ---------------------------------------------------------------------------


def test_a_report_goes_to_the_first_receiver_of_its_category() -> None:
    case = report()

    assert new_facts(case) == [
        then(
            Case.Reported,
            profile="national",
            channel=Channel.APP,
            category="SRV-01",
            compound_id=COMPOUND_ID,
            region_path=("c", "d", "s", "m"),
            level=Level.L0,
            receiver="P",
            reporter=ANNA,
            urgent=False,
            source_system=None,
            source_reference=None,
            milestones=(CONTACT, DONE),
        )
    ]
    assert case.id == CASE_ID
    assert case.next_due == CONTACT.due_at


def test_a_fact_says_who_when_and_under_which_rules() -> None:
    order = stamp(OWNER, NOW, "title")
    case = Case.report(
        order,
        id=CASE_ID,
        profile="national",
        channel=Channel.APP,
        category="SRV-01",
        compound_id=None,
        region_path=(),
        reporter=ANNA,
    )

    (first,) = case.pending_events
    assert isinstance(first, Case.Reported)
    assert first.timestamp == NOW
    assert (first.actor_id, first.actor_role) == (ANNA, "Owner")
    assert first.rules == order.rules.id
    assert first.sealed == {"title": "00"}


@pytest.mark.parametrize("channel", list(Channel))
def test_every_channel_is_data(channel: Channel) -> None:
    reporter = None if channel is Channel.PROACTIVE else ANNA

    assert payload_of_reported(channel=channel, reporter=reporter)["channel"] is channel


@pytest.mark.parametrize(
    ("hour_utc", "hours"),
    [(1, 2), (9, 2), (10, 12), (23, 12)],  # 09:00, 17:00, 18:00, 07:00 in China
)
def test_first_contact_depends_on_working_hours(hour_utc: int, hours: int) -> None:
    at = NOW.replace(hour=hour_utc)
    case = Case.report(
        stamp(OWNER, at, "title"),
        id=CASE_ID,
        profile="national",
        channel=Channel.PHONE,
        category="SRV-01",
        compound_id=None,
        region_path=(),
        reporter=ANNA,
    )

    assert case.milestones["contact"].due_at == at + hours * HOUR


@pytest.mark.parametrize(
    ("category", "urgent", "names"),
    [
        ("FEE-02", False, {"contact"}),
        ("SAF-04", False, {"contact", "secure", "done"}),
        ("SAF-07", False, {"contact", "done"}),
        ("SAF-07", True, {"contact", "secure", "done"}),
        ("BLD-05", False, {"contact", "done", "plan"}),
    ],
)
def test_a_category_brings_its_milestones(
    category: str, urgent: bool, names: set[str]
) -> None:
    assert set(report(category=category, urgent=urgent).milestones) == names


def test_smoke_is_answered_within_ten_minutes() -> None:
    case = report(category="SAF-01")

    assert case.milestones["contact"].due_at == NOW + HOUR / 6


def test_a_proactive_finding_has_nobody_to_contact() -> None:
    case = report(channel=Channel.PROACTIVE, reporter=None)

    assert set(case.milestones) == {"done"}


def test_a_complaint_of_a_body_is_joint_at_once() -> None:
    case = report(by_body=True)

    assert new_facts(case)[1:] == [
        then(Case.JointDeclared, reporters=1, milestones=JOINT)
    ]


@pytest.mark.parametrize(
    ("refusal", "changes"),
    [
        (UnknownCategory, {"category": "XXX-01"}),
        (ReporterNotExpected, {"channel": Channel.PROACTIVE}),
        (InvalidInput, {"region_path": ("a", "b", "c", "d", "e")}),
        (InvalidInput, {"region_path": ("a b",)}),
        (InvalidInput, {"source_reference": "line\nbreak"}),
        (InvalidInput, {"source_system": "x" * 101}),
    ],
)
def test_a_report_is_refused(refusal: type[Refusal], changes: dict[str, Any]) -> None:
    with pytest.raises(refusal):
        report(**changes)


def test_a_report_needs_a_title() -> None:
    with pytest.raises(TextRequired) as refused:
        Case.report(
            stamp(OWNER, NOW, "body"),
            id=CASE_ID,
            profile="national",
            channel=Channel.APP,
            category="SRV-01",
            compound_id=None,
            region_path=(),
            reporter=ANNA,
        )

    assert refused.value.fields == ("title",)


def test_nothing_happens_before_the_report() -> None:
    case = given(reported())

    refuses(TimeBeforeReport, case, case.accept, stamp(STEWARD, NOW - HOUR))


# --- import ---------------------------------------------------------------------------


def test_an_imported_case_is_as_its_row_proves() -> None:
    case = Case.imported(
        stamp(STREET, NOW, "title"),
        id=CASE_ID,
        source_system="12345",
        source_reference="A-1",
        row=ROW,
    )

    assert new_facts(case) == [
        then(Case.Imported, source_system="12345", source_reference="A-1", **vars(ROW))
    ]
    assert case.status is Status.CLOSED
    assert case.next_due is None


@pytest.mark.parametrize("field", ["reported_at", "replied_at", "closed_at"])
def test_an_imported_past_does_not_lie_in_the_future(field: str) -> None:
    later: Any = {field: NOW + HOUR}
    row = replace(ROW, **later)

    with pytest.raises(FutureTime) as refused:
        Case.imported(
            stamp(STREET),
            id=CASE_ID,
            source_system="12345",
            source_reference="A-1",
            row=row,
        )

    assert refused.value.fields == (field,)


def test_a_row_of_unknown_category_is_refused() -> None:
    case = given(IMPORTED)

    row = replace(ROW, category="XXX-01")
    refuses(UnknownCategory, case, case.amend_import, stamp(STREET), row=row)


def test_a_row_that_says_something_else_amends() -> None:
    case = given(IMPORTED)
    row = replace(ROW, solved=False, support_count=4)

    case.amend_import(stamp(STREET, NOW, "reply"), row=row)

    changed = ("reply", "solved", "support_count")
    assert new_facts(case) == [then(Case.ImportAmended, changed=changed, **vars(row))]


def test_a_row_that_says_the_same_records_nothing() -> None:
    case = given(IMPORTED)

    case.amend_import(stamp(STREET), row=ROW)

    assert new_facts(case) == []


def test_an_import_does_not_take_back_a_corrected_place() -> None:
    place: Any = {
        "compound_id": COMPOUND_ID,
        "region_path": ("c", "d"),
        "profile": "heze",
    }
    case = given(IMPORTED, fact(Case.Relocated, **place))
    row = replace(ROW, solved=False)

    case.amend_import(stamp(STREET), row=ROW)
    case.amend_import(stamp(STREET), row=row)
    case.amend_import(stamp(STREET), row=row)

    amended = vars(row) | place
    assert new_facts(case) == [then(Case.ImportAmended, changed=("solved",), **amended)]
    assert case.compound_id == COMPOUND_ID


def test_an_adopted_case_is_not_amended_from_outside() -> None:
    case = given(IMPORTED, adopted())

    refuses(AlreadyAdopted, case, case.amend_import, stamp(STREET), row=ROW)


def adopted() -> Any:
    return fact(
        Case.Adopted,
        category="SRV-01",
        level=Level.L0,
        receiver="P",
        urgent=False,
        milestones=(CONTACT, DONE),
    )


def test_adopting_starts_the_clocks_now() -> None:
    case = given(IMPORTED)

    case.adopt(stamp(STREET), category="SRV-01")

    _, payload = adopted()
    expected = {name: payload[name] for name in ("category", "level", "receiver")}
    assert new_facts(case) == [
        then(Case.Adopted, urgent=False, milestones=(CONTACT, DONE), **expected)
    ]
    assert (case.status, case.closed_at) == (Status.REPORTED, None)
    assert case.reported_at == NOW - 9 * DAY


def test_adopting_is_refused() -> None:
    own, taken = given(reported()), given(IMPORTED, adopted())
    row = fact(
        Case.Imported,
        source_system="12345",
        source_reference="A-1",
        **vars(replace(ROW, status=Status.MERGED)),
    )
    merged = given(row)

    for case in (own, taken):
        refuses(AlreadyAdopted, case, case.adopt, stamp(), category="SRV-01")
    refuses(IllegalTransition, merged, merged.adopt, stamp(), category="SRV-01")
    strange = given(IMPORTED)
    refuses(UnknownCategory, strange, strange.adopt, stamp(), category="?")


def test_an_imported_case_is_handled_only_once_adopted() -> None:
    case = given(IMPORTED)

    refuses(NotAdopted, case, case.accept, stamp())
    refuses(NotAdopted, case, case.reopen, stamp(STREET, NOW, "reason"))


# --- more reporters -------------------------------------------------------------------


def joined(count: int) -> list[Any]:
    return [fact(Case.Joined, reporter=f"r{number}") for number in range(count)]


def test_one_more_reporter() -> None:
    case = given(reported(), ACCEPTED)

    case.join(stamp(STRANGER), reporter="bob")

    assert new_facts(case) == [then(Case.Joined, reporter="bob")]


def test_the_tenth_reporter_makes_it_joint() -> None:
    case = given(reported(), *joined(8))

    case.join(stamp(STRANGER), reporter="bob")
    case.join(stamp(STRANGER), reporter="eve")

    assert new_facts(case) == [
        then(Case.Joined, reporter="bob"),
        then(Case.JointDeclared, reporters=10, milestones=JOINT),
        then(Case.Joined, reporter="eve"),
    ]


def test_nobody_joins_twice() -> None:
    case = given(reported(), *joined(1))

    refuses(AlreadyReporter, case, case.join, stamp(), reporter="r0")
    refuses(AlreadyReporter, case, case.join, stamp(), reporter=ANNA)


def test_a_desk_declares_a_body_s_complaint_joint() -> None:
    case = given(reported())

    case.declare_joint(stamp(STREET), by_body=True)

    assert new_facts(case) == [then(Case.JointDeclared, reporters=1, milestones=JOINT)]


def test_declaring_joint_is_refused() -> None:
    few = given(reported(), *joined(3))
    already = given(reported(), fact(Case.JointDeclared, reporters=1, milestones=JOINT))

    refuses(TooFewReporters, few, few.declare_joint, stamp(), by_body=False)
    refuses(AlreadyJoint, already, already.declare_joint, stamp(), by_body=True)


def test_a_written_answer_meets_the_joint_acceptance() -> None:
    case = given(reported(), fact(Case.JointDeclared, reporters=1, milestones=JOINT))

    case.accept(stamp(STEWARD, NOW, "answer"))

    assert set(case.milestones) == {"contact", "done", "answer:joint"}


# --- merging --------------------------------------------------------------------------


def test_a_duplicate_goes_on_elsewhere() -> None:
    case = given(reported())

    case.merge_into(stamp(STREET), into=OTHER_ID)

    assert new_facts(case) == [then(Case.Merged, into=OTHER_ID)]
    assert (case.status, case.next_due) == (Status.MERGED, None)


def test_reporters_follow_a_duplicate() -> None:
    case = given(reported(), *joined(8))

    case.absorb(
        stamp(STREET),
        duplicate=OTHER_ID,
        reporters={"bob", "r1"},
        earlier={COMPOUND_ID},
    )

    assert new_facts(case) == [
        then(
            Case.DuplicateAbsorbed,
            duplicate=OTHER_ID,
            earlier=(COMPOUND_ID,),
            reporters=("bob",),
        ),
        then(Case.JointDeclared, reporters=10, milestones=JOINT),
    ]


def test_merging_is_refused() -> None:
    case = given(reported())
    merged = given(reported(), fact(Case.Merged, into=OTHER_ID))

    refuses(MergeIntoItself, case, case.merge_into, stamp(), into=CASE_ID)
    refuses(IllegalTransition, merged, merged.merge_into, stamp(), into=OTHER_ID)
    refuses(
        IllegalTransition,
        merged,
        merged.absorb,
        stamp(),
        duplicate=OTHER_ID,
        reporters=set(),
        earlier=set(),
    )


# --- withdrawal -----------------------------------------------------------------------


def test_the_reporter_withdraws() -> None:
    case = given(reported(), ACCEPTED)

    case.withdraw(stamp(OWNER))

    assert new_facts(case) == [then(Case.Withdrawn)]
    assert case.milestones == {}


def test_an_officer_withdraws_with_a_reason() -> None:
    case = given(reported())

    case.withdraw(stamp(STREET, NOW, "reason"))

    assert new_facts(case) == [then(Case.Withdrawn)]


def test_withdrawal_is_refused() -> None:
    case = given(reported(), fact(Case.Joined, reporter="bob"))

    refuses(NotTheReporter, case, case.withdraw, stamp(STRANGER))
    refuses(TextRequired, case, case.withdraw, stamp(STREET))
