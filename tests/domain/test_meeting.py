"""A meeting from its notice to its minutes, and the tasks that it leaves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.calendar import Span
from domain.committee import Committee
from domain.committee_words import BodyEndReason, BodyKind, SeatSource
from domain.errors import IllegalTransition, InvalidInput, TextRequired
from domain.meeting import Meeting
from domain.meeting_decision_refusals import NoProxy, OwnerMayNotDelegate
from domain.meeting_facts import RosterSeat
from domain.meeting_refusals import (
    ItemsOpen,
    KindNotForBody,
    MeetingNotBegun,
    MeetingNoticeTooShort,
    MemberIdNeeded,
    MinutesMissing,
    NotInOffice,
    NotOnNotice,
    NotOnRoster,
    PresentAlready,
    RoleAlone,
    SuspendedMember,
    TaskDueBefore,
    TaskFinished,
    UnknownItem,
    UnknownReservedMatter,
    UnknownTask,
)
from domain.meeting_rules import notice_kept
from domain.meeting_words import ItemOutcome, MeetingKind, MeetingStatus
from domain.rulepack import UnknownParty
from tests.domain.bodies import (
    COMMITTEE,
    NC,
    OWNER,
    PMC,
    PROFILES,
    TODAY,
    constituted,
    forming,
)
from tests.domain.sittings import (
    AFTER,
    CASE_ID,
    MEETING_ID,
    STARTS,
    by,
    convened,
    forum,
    opened,
    session,
)
from tests.scenario import NOW, PACKS, RULES, new_facts, refuses, then

SESSION = MeetingKind.COMMITTEE_SESSION
TALK = MeetingKind.CANDID_TALK
ASSEMBLY = MeetingKind.OWNERS_ASSEMBLY
MOVED = STARTS + timedelta(days=1)


def test_a_meeting_is_convened_by_a_body_in_office() -> None:
    committee = constituted(COMMITTEE)
    made = Meeting.convene(
        by(at=NOW), id=MEETING_ID, committee=committee, kind=SESSION, starts_at=STARTS
    )
    assert new_facts(made) == [
        then(
            Meeting.Convened,
            **committee.place.fields(),
            committee_id=committee.id,
            body=COMMITTEE,
            kind=SESSION,
            starts_at=STARTS,
        )
    ]
    assert made.status is MeetingStatus.CONVENED


def test_a_body_that_is_not_in_office_convenes_nothing() -> None:
    dissolved = constituted(BodyKind.COUNCIL)
    dissolved.dissolve(by(), reason=BodyEndReason.MERGED, on=TODAY)
    expired = constituted(COMMITTEE, on=date(2020, 1, 1))
    expired.expire(by(), on=TODAY)
    for committee in (forming(BodyKind.COUNCIL), dissolved, expired):
        with pytest.raises(NotInOffice):
            convened(committee, TALK)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (PMC, SESSION),
        (COMMITTEE, MeetingKind.PMC_SESSION),
        (COMMITTEE, MeetingKind.BODY_SESSION),
        (BodyKind.COUNCIL, ASSEMBLY),
        (COMMITTEE, MeetingKind.JOINT_MEETING),
    ],
)
def test_a_body_convenes_meetings_of_its_own_kind(
    body: BodyKind, kind: MeetingKind
) -> None:
    with pytest.raises(KindNotForBody):
        convened(constituted(body), kind)


# --- notice ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "kind", "first"),
    [
        # NOW is the 10th of March, 09:00 in China.
        (COMMITTEE, ASSEMBLY, date(2026, 3, 26)),  # 15 full days between
        (COMMITTEE, SESSION, date(2026, 3, 18)),  # 7
        (PMC, MeetingKind.PMC_SESSION, date(2026, 3, 14)),  # 3
        (BodyKind.COUNCIL, MeetingKind.FIVE_STEP, date(2026, 3, 14)),
        (BodyKind.COUNCIL, MeetingKind.HEARING, date(2026, 3, 14)),
    ],
)
def test_full_days_lie_between_notice_and_meeting(
    body: BodyKind, kind: MeetingKind, first: date
) -> None:
    committee = constituted(body)
    midnight = datetime(first.year, first.month, first.day, tzinfo=UTC)
    begins = midnight - timedelta(hours=8)
    assert convened(committee, kind, starts_at=begins).starts_at == begins
    with pytest.raises(MeetingNoticeTooShort) as refused:
        convened(committee, kind, starts_at=begins - timedelta(seconds=1))
    assert first.isoformat() in refused.value.message("zh")


def test_some_notices_run_by_the_hour() -> None:
    committee = constituted(BodyKind.JOINT_MEETING)
    day = timedelta(hours=24)
    kind = MeetingKind.JOINT_MEETING
    assert convened(committee, kind, starts_at=NOW + day)
    with pytest.raises(MeetingNoticeTooShort):
        convened(committee, kind, starts_at=NOW + day - timedelta(seconds=1))


def test_working_days_of_notice() -> None:
    friday = datetime(2026, 3, 13, 1, tzinfo=UTC)
    for day, kept in ((16, False), (17, False), (18, True)):
        starts = datetime(2026, 3, day, 1, tzinfo=UTC)
        notice = Span.parse("2 wd")
        assert notice_kept(RULES.calendar, friday, starts, notice) is kept


def test_a_meeting_is_put_off_with_the_same_notice_or_called_off() -> None:
    made = convened(constituted(COMMITTEE), SESSION)
    late = by(at=STARTS - timedelta(days=2))
    refuses(MeetingNoticeTooShort, made, made.reschedule, late, starts_at=MOVED)
    made.reschedule(by(at=NOW), starts_at=MOVED)
    assert new_facts(made) == [then(Meeting.Rescheduled, starts_at=MOVED)]
    made.cancel(by(at=NOW))
    assert new_facts(made) == [then(Meeting.Cancelled)]
    refuses(IllegalTransition, made, made.cancel, by())
    refuses(IllegalTransition, made, made.open, by(), committee=constituted(COMMITTEE))


# --- agenda ---------------------------------------------------------------------------


def test_items_are_numbered_and_name_what_is_reserved() -> None:
    made = convened(constituted(COMMITTEE), SESSION)
    made.add_item(by(at=NOW), matter="V7", proposer=OWNER)
    made.add_item(by(at=NOW))
    assert new_facts(made) == [
        then(Meeting.ItemAdded, item=1, matter="V7", proposer=OWNER),
        then(Meeting.ItemAdded, item=2, matter=None, proposer=None),
    ]
    refuses(UnknownReservedMatter, made, made.add_item, by(at=NOW), matter="V9")
    refuses(TextRequired, made, made.add_item, by(at=NOW, texts=()))


def test_an_assembly_takes_up_what_was_on_its_notice() -> None:
    committee = constituted(COMMITTEE)
    made = convened(committee, ASSEMBLY)
    made.add_item(by(at=STARTS - timedelta(days=16)), matter="V1")
    made.collect_events()
    late = by(at=STARTS - timedelta(days=15))
    refuses(MeetingNoticeTooShort, made, made.add_item, late, matter="V3")
    made.open(by(), committee=committee)
    made.collect_events()
    refuses(NotOnNotice, made, made.add_item, by(), matter="V3")


# --- attendance -----------------------------------------------------------------------


def test_the_roster_is_of_the_members_when_it_opens() -> None:
    committee = constituted(COMMITTEE)
    made = convened(committee, SESSION)
    early = by(at=STARTS - timedelta(seconds=1))
    refuses(MeetingNotBegun, made, made.open, early, committee=committee)
    committee.suspend_member(by(), person="m-2")
    made.open(by(at=STARTS), committee=committee)
    assert new_facts(made) == [
        then(
            Meeting.Opened,
            roster=tuple(
                RosterSeat(f"m-{number}", OWNER, number != 2) for number in range(1, 6)
            ),
        )
    ]
    for refusal, given in (
        (NotOnRoster, {"person": "x"}),
        (SuspendedMember, {"person": "m-2"}),
        (MemberIdNeeded, {}),
        (MemberIdNeeded, {"person": "m-1", "count": 2}),
        (InvalidInput, {"person": "王五"}),
        (InvalidInput, {"person": "m-1", "proxy": "王 五"}),
        (InvalidInput, {"person": "m-1", "count": 0}),
    ):
        refuses(refusal, made, made.attend, by(), role=OWNER, **given)
    made.attend(by(), role=OWNER, person="m-1")
    assert new_facts(made) == [
        then(Meeting.Attended, role=OWNER, person="m-1", proxy=None, count=1)
    ]
    refuses(PresentAlready, made, made.attend, by(), role=OWNER, person="m-1")


def test_a_forum_counts_roles_and_names_nobody() -> None:
    made = forum(TALK)
    assert made.roster == {}
    made.attend(by(), role=SeatSource.RESIDENT, count=31)
    made.attend(by(), role=SeatSource.FIRM)
    assert made.attendance == 32
    made.collect_events()
    refuses(RoleAlone, made, made.attend, by(), role=OWNER, person="r-1")
    refuses(RoleAlone, made, made.attend, by(), role=OWNER, proxy="r-2")


@pytest.mark.parametrize("profile", PROFILES)
def test_who_may_send_a_proxy(profile: str) -> None:
    """No proxy in Beijing; an owner member of a property committee nowhere."""
    committee = session(COMMITTEE, profile, size=5, present=0)
    given: dict[str, Any] = {"person": "m-1", "proxy": "p-1"}
    if profile == "beijing":
        refuses(NoProxy, committee, committee.attend, by(profile), role=OWNER, **given)
    else:
        committee.attend(by(profile), role=OWNER, **given)
        assert committee.present == {"m-1"}
    pmc = session(PMC, profile, size=7, present=0)
    owner = next(each for each in pmc.roster.values() if each.source is OWNER)
    given = {"person": owner.person, "proxy": "p-1"}
    refuses(OwnerMayNotDelegate, pmc, pmc.attend, by(profile), role=OWNER, **given)
    sent = next(each for each in pmc.roster.values() if each.source is NC)
    pmc.attend(by(profile), role=NC, person=sent.person, proxy="p-1")


# --- tasks ----------------------------------------------------------------------------

TASK: dict[str, Any] = {"item": 1, "party": "E", "due_on": date(2026, 4, 8)}


def test_a_resolution_gives_tasks_with_days_and_cases() -> None:
    made = forum(MeetingKind.COORDINATION)
    made.set_task(by(), **TASK, assignee="unit-3", case_id=CASE_ID)
    assert new_facts(made) == [
        then(
            Meeting.TaskSet,
            task_number=1,
            assignee="unit-3",
            case_id=CASE_ID,
            **TASK,
        )
    ]
    made.finish_task(by(), task_number=1, on=date(2026, 4, 1))
    assert new_facts(made) == [
        then(Meeting.TaskDone, task_number=1, on=date(2026, 4, 1))
    ]
    done: dict[str, Any] = {"on": date(2026, 4, 1)}
    refuses(TaskFinished, made, made.finish_task, by(), task_number=1, **done)
    refuses(UnknownTask, made, made.finish_task, by(), task_number=2, **done)


def test_what_a_task_needs() -> None:
    made = forum(MeetingKind.COORDINATION)
    for refusal, changes in (
        (UnknownItem, {"item": 2}),
        (UnknownParty, {"party": "ZZ"}),
        (TaskDueBefore, {"due_on": date(2026, 3, 31)}),
        (InvalidInput, {"assignee": "城管 队"}),
    ):
        refuses(refusal, made, made.set_task, by(), **TASK | changes)
    refuses(TextRequired, made, made.set_task, by(texts=()), **TASK)
    made.set_task(by(), **TASK | {"due_on": date(2026, 4, 1)})


# --- the end --------------------------------------------------------------------------


def test_a_meeting_ends_with_its_minutes_and_the_body_takes_note() -> None:
    committee = constituted(COMMITTEE)
    made = opened(committee, SESSION, None, None)
    refuses(ItemsOpen, made, made.close, by(), committee=committee)
    for item in (1, 2):
        made.settle_item(by(), item=item, outcome=ItemOutcome.DROPPED)
    made.collect_events()
    refuses(MinutesMissing, made, made.close, by(), committee=committee)
    refuses(TextRequired, made, made.take_minutes, by(texts=()))
    refuses(InvalidInput, made, made.take_minutes, by(), signed=-1)
    made.take_minutes(by(), signed=5)
    made.close(by(), committee=committee)
    day = date(2026, 4, 1)
    assert new_facts(made) == [
        then(Meeting.MinutesTaken, signed=5),
        then(Meeting.Closed, on=day),
    ]
    assert new_facts(committee) == [
        then(Committee.MeetingHeld, meeting_id=made.id, meeting=SESSION, on=day)
    ]
    assert committee.milestones["session"] == day


def closed() -> Meeting:
    committee = constituted(BodyKind.COUNCIL)
    made = opened(committee, TALK)
    made.settle_item(by(), item=1, outcome=ItemOutcome.DROPPED)
    made.take_minutes(by())
    made.close(by(), committee=committee)
    made.collect_events()
    return made


def test_tasks_and_minutes_go_on_after_the_end() -> None:
    made = closed()
    made.set_task(by(), **TASK)
    made.finish_task(by(), task_number=1, on=date(2026, 4, 1))
    made.take_minutes(by())


@pytest.mark.parametrize(
    ("command", "given"),
    [
        ("reschedule", {"starts_at": MOVED}),
        ("cancel", {}),
        ("add_item", {}),
        ("attend", {"role": OWNER}),
        ("hear_statement", {"item": 1, "side": "owners", "role": OWNER}),
        ("make_finding", {"item": 1}),
        ("decide_item", {"item": 1}),
        ("settle_item", {"item": 1, "outcome": ItemOutcome.DROPPED}),
        ("post_outcome", {"item": 1, "on": TODAY, "until": TODAY}),
        ("close", {"committee": None}),
    ],
)
def test_a_closed_meeting_is_closed(command: str, given: dict[str, Any]) -> None:
    made = closed()
    refuses(IllegalTransition, made, getattr(made, command), by(), **given)


def test_every_kind_of_meeting_is_in_the_catalogue_of_every_place() -> None:
    for profile in PROFILES:
        catalogue = PACKS.for_profile(profile).catalogue("meetings")
        assert set(catalogue) == {kind.value for kind in MeetingKind}
        for item in catalogue.values():
            assert item.span("notice") and item.word("decides")
            assert {BodyKind.of(each) for each in item.words("bodies")} <= {*BodyKind}
    assert AFTER > STARTS and UUID(int=0) != MEETING_ID
