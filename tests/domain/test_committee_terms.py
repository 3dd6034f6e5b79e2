"""A body in office: filing, seal, re-election, hand-over, the end."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.committee import Committee
from domain.committee_refusals import (
    BodyDayAhead,
    ElectionUnderWay,
    NoSeal,
    NoSuccession,
    NoTerm,
    NotFiledHere,
    NothingHandedOver,
    SealMadeAlready,
    SuccessorNotFiled,
    SuccessorNotNoted,
    TermNotOver,
)
from domain.committee_words import (
    BodyEndReason,
    BodyKind,
    BodyPosting,
    CommitteeStatus,
    HandOverItem,
)
from domain.errors import IllegalTransition, InvalidInput
from domain.meeting_words import MeetingKind
from domain.place import Place
from tests.domain.bodies import (
    COMMITTEE,
    OWNER,
    PATH,
    PMC,
    TODAY,
    constituted,
    fill,
    forming,
    seat,
)
from tests.scenario import DAY, NOW, STREET, new_facts, refuses, stamp, then

BY = stamp(STREET)
TOMORROW = (NOW + DAY).date()
LONG_AGO = date(2021, 3, 10)
MEETING = UUID(int=50)


def filed(kind: BodyKind = COMMITTEE, **given: Any) -> Committee:
    made = constituted(kind, **given)
    made.file(BY, filing="BA-2026-7", on=TODAY)
    made.collect_events()
    return made


def test_a_committee_is_filed_and_certified() -> None:
    made = constituted(COMMITTEE)
    refuses(IllegalTransition, made, made.certify, BY, certificate="BA-1", on=TODAY)
    refuses(InvalidInput, made, made.file, BY, filing="备案", on=TODAY)
    refuses(BodyDayAhead, made, made.file, BY, filing="BA-1", on=TOMORROW)
    made.file(BY, filing="BA-1", on=TODAY)
    made.certify(BY, certificate="BA-2", on=TODAY)
    assert new_facts(made) == [
        then(Committee.Filed, filing="BA-1", on=TODAY),
        then(Committee.Certified, certificate="BA-2", on=TODAY),
    ]
    assert made.status is CommitteeStatus.FILED
    refuses(IllegalTransition, made, made.file, BY, filing="BA-1", on=TODAY)
    forum = constituted(BodyKind.JOINT_MEETING)
    refuses(NotFiledHere, forum, forum.file, BY, filing="BA-1", on=TODAY)


def test_lists_are_posted() -> None:
    made = constituted(COMMITTEE)
    made.post_list(BY, what=BodyPosting.OFFICERS, on=TODAY)
    made.post_list(BY, what=BodyPosting.CANDIDATES, on=TODAY)
    made.post_list(BY, what=BodyPosting.LIST, on=TODAY)
    assert [fact[1]["what"].value for fact in new_facts(made)] == [
        "officers",
        "candidates",
        "list",
    ]
    assert made.milestones["officers_posted"] == made.milestones["list_posted"] == TODAY
    refuses(BodyDayAhead, made, made.post_list, BY, what=BodyPosting.LIST, on=TOMORROW)


def test_a_seal_is_made_used_and_handed_over() -> None:
    made = filed()
    use: dict[str, Any] = {"meeting_id": MEETING, "item": 1, "on": TODAY}
    refuses(NoSeal, made, made.use_seal, BY, **use)
    refuses(NoSeal, made, made.hand_over_seal, BY, keeper="m-2", on=TODAY)
    made.make_seal(BY, seal="YZ-1", keeper="m-1", on=TODAY)
    again: dict[str, Any] = {"seal": "YZ-2", "keeper": "m-1", "on": TODAY}
    made.collect_events()
    refuses(SealMadeAlready, made, made.make_seal, BY, **again)
    refuses(InvalidInput, made, made.make_seal, BY, **again | {"keeper": "王"})
    refuses(InvalidInput, made, made.use_seal, BY, **use | {"item": 0})
    made.use_seal(BY, **use)
    made.hand_over_seal(BY, keeper="m-2", on=TODAY)
    assert new_facts(made) == [
        then(Committee.SealUsed, **use),
        then(Committee.SealHandedOver, keeper="m-2", on=TODAY),
    ]
    assert (made.seal, made.seal_keeper) == ("YZ-1", "m-2")
    young = forming(COMMITTEE)
    refuses(IllegalTransition, young, young.make_seal, BY, **again)


def test_the_next_term_is_elected_while_this_one_stays() -> None:
    made = filed(on=date(2022, 1, 10))
    made.report_reelection(BY, on=TODAY)
    made.begin_reelection(BY, on=TODAY)
    assert new_facts(made) == [
        then(Committee.ReelectionReported, on=TODAY),
        then(Committee.ReelectionBegun, by_street=False, on=TODAY),
    ]
    refuses(ElectionUnderWay, made, made.begin_reelection, BY, on=TODAY)
    seat(made, "m-1", OWNER)
    for number in range(4):
        seat(made, f"n-{number}", OWNER)
    assert len(made.members) == 5 and "n-0" not in made.members
    made.collect_events()
    made.constitute(BY, on=TODAY)
    assert new_facts(made)[0][1]["term"] == 2
    assert set(made.members) == {"m-1", "n-0", "n-1", "n-2", "n-3"}
    assert (made.status, made.coming) == (CommitteeStatus.CONSTITUTED, {})
    assert made.milestones == {
        "started": date(2026, 1, 5),
        "constituted": TODAY,
        "term_end": date(2031, 3, 9),
        "relieved": TODAY,
    }


def test_whoever_is_relieved_hands_over() -> None:
    made = filed(on=LONG_AGO)
    given: dict[str, Any] = {
        "items": (HandOverItem.SEAL, HandOverItem.ACCOUNTS),
        "receiver": "m-9",
        "on": TODAY,
    }
    refuses(NothingHandedOver, made, made.hand_over, BY, **given)
    made.expire(BY, on=TODAY)
    assert new_facts(made) == [then(Committee.TermExpired, on=TODAY)]
    refuses(InvalidInput, made, made.hand_over, BY, **given | {"items": ()})
    twice = (HandOverItem.SEAL, HandOverItem.SEAL)
    refuses(InvalidInput, made, made.hand_over, BY, **given | {"items": twice})
    made.hand_over(BY, **given)
    assert new_facts(made) == [then(Committee.HandedOver, **given)]


def test_a_term_expires_after_its_last_day_and_not_on_it() -> None:
    made = filed(on=date(2021, 3, 11))
    assert made.term_ends_on == TODAY
    refuses(TermNotOver, made, made.expire, BY, on=TODAY)
    over = filed(on=LONG_AGO)
    over.expire(BY, on=TODAY)
    assert over.status is CommitteeStatus.EXPIRED and not over.in_office
    over.collect_events()
    refuses(IllegalTransition, over, over.report_reelection, BY, on=TODAY)
    over.begin_reelection(BY, on=TODAY, by_street=True)
    fill(over, 5)
    over.constitute(BY, on=TODAY)
    assert (over.term, over.in_office) == (2, True)
    forum = constituted(BodyKind.COUNCIL)
    refuses(NoTerm, forum, forum.expire, BY, on=TODAY)
    refuses(NoTerm, forum, forum.report_reelection, BY, on=TODAY)


def test_a_property_committee_ends_once_a_committee_is_filed() -> None:
    """京59; 30 days are a duty, see `test_committee_duties`."""
    pmc = constituted(PMC, "beijing")
    by = stamp(STREET, profile="beijing")
    reason = BodyEndReason.COMMITTEE_FILED
    refuses(SuccessorNotNoted, pmc, pmc.dissolve, by, reason=reason, on=TODAY)
    waiting = constituted(COMMITTEE, "beijing")
    refuses(SuccessorNotFiled, pmc, pmc.note_successor, by, successor=waiting)
    refuses(SuccessorNotFiled, pmc, pmc.note_successor, by, successor=pmc)
    successor = filed()
    elsewhere = filed()
    elsewhere.place = Place(UUID(int=99), PATH, "beijing")
    refuses(SuccessorNotFiled, pmc, pmc.note_successor, by, successor=elsewhere)
    refuses(NoSuccession, successor, successor.note_successor, by, successor=elsewhere)
    pmc.note_successor(by, successor=successor)
    pmc.dissolve(by, reason=reason, on=TODAY)
    assert new_facts(pmc) == [
        then(Committee.SuccessorFiled, successor_id=successor.id, on=TODAY),
        then(Committee.Dissolved, reason=reason, on=TODAY),
    ]
    assert pmc.status is CommitteeStatus.DISSOLVED
    assert pmc.milestones["relieved"] == TODAY
    refuses(IllegalTransition, pmc, pmc.dissolve, by, reason=reason, on=TODAY)


@pytest.mark.parametrize(
    ("meeting", "mark"),
    [
        (MeetingKind.COMMITTEE_SESSION, "session"),
        (MeetingKind.OWNERS_ASSEMBLY, "assembly"),
        (MeetingKind.CANDID_TALK, None),
    ],
)
def test_a_body_takes_note_of_its_meetings(
    meeting: MeetingKind, mark: str | None
) -> None:
    made = filed()
    made.hold_meeting(BY, meeting_id=MEETING, meeting=meeting, on=TODAY)
    assert new_facts(made) == [
        then(Committee.MeetingHeld, meeting_id=MEETING, meeting=meeting, on=TODAY)
    ]
    assert made.milestones[f"meeting.{meeting.value}"] == TODAY
    assert mark is None or made.milestones[mark] == TODAY


FORMING, EXPIRED = CommitteeStatus.FORMING, CommitteeStatus.EXPIRED
DISSOLVED = CommitteeStatus.DISSOLVED
FORBIDDEN = [
    (FORMING, "report_reelection", {"on": TODAY}),
    (FORMING, "begin_reelection", {"on": TODAY}),
    (FORMING, "expire", {"on": TODAY}),
    (FORMING, "file", {"filing": "B", "on": TODAY}),
    (FORMING, "use_seal", {"meeting_id": MEETING, "item": 1, "on": TODAY}),
    (FORMING, "hand_over_seal", {"keeper": "x", "on": TODAY}),
    (
        FORMING,
        "hand_over",
        {"items": (HandOverItem.SEAL,), "receiver": "x", "on": TODAY},
    ),
    (FORMING, "suspend_member", {"person": "x"}),
    (FORMING, "reinstate_member", {"person": "x"}),
    (FORMING, "move_up_alternate", {"person": "x", "on": TODAY}),
    (EXPIRED, "use_seal", {"meeting_id": MEETING, "item": 1, "on": TODAY}),
    (EXPIRED, "file", {"filing": "B", "on": TODAY}),
    (EXPIRED, "expire", {"on": TODAY}),
    (DISSOLVED, "constitute", {"on": TODAY}),
    (DISSOLVED, "begin_reelection", {"on": TODAY}),
    (DISSOLVED, "post_list", {"what": BodyPosting.LIST, "on": TODAY}),
    (DISSOLVED, "make_seal", {"seal": "s", "keeper": "k", "on": TODAY}),
]


@pytest.mark.parametrize(("status", "command", "given"), FORBIDDEN)
def test_what_the_state_table_does_not_list_is_refused(
    status: CommitteeStatus, command: str, given: dict[str, Any]
) -> None:
    made = forming(COMMITTEE) if status is FORMING else filed(on=LONG_AGO)
    if status is EXPIRED:
        made.expire(BY, on=TODAY)
    if status is DISSOLVED:
        made.dissolve(BY, reason=BodyEndReason.MERGED, on=TODAY)
    made.collect_events()
    refuses(IllegalTransition, made, getattr(made, command), BY, **given)
