"""Decisions of members, residents and forums at their bounds (V10 to V13)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.committee_words import BodyKind, BodyOffice, SeatSource
from domain.errors import InvalidInput, TextRequired
from domain.meeting import Meeting
from domain.meeting_decision_refusals import (
    AssemblyTooSmall,
    AssemblyVoteNeeded,
    ConsensusNotStated,
    EligibleNeeded,
    HandsAreNoVote,
    MeetingTallyWrong,
    NothingToPost,
    OwnerQuorumMissed,
    PostingTooShort,
    QuorumMissed,
    ReservedForOwners,
    SignaturesMissing,
)
from domain.meeting_refusals import ItemClosed, SealWithoutDecision, UnknownItem
from domain.meeting_words import ItemOutcome, MeetingKind
from domain.shares import reaches
from tests.domain.bodies import (
    COMMITTEE,
    NC,
    OWNER,
    PMC,
    TODAY,
    VOTE,
    constituted,
    forming,
    seat,
)
from tests.domain.sittings import by, forum, opened, session
from tests.effort import examples
from tests.scenario import new_facts, refuses, then

APRIL = date(2026, 4, 1)


def decide(made: Meeting, in_favour: int, signed: int, present: int) -> Any:
    """Decide with the others against; whether it passed."""
    made.decide_item(
        by(made.profile),
        item=1,
        in_favour=in_favour,
        against=present - in_favour,
        signed=signed,
    )
    return new_facts(made)[-1][1]["passed"]


# --- members --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("profile", "size", "present", "enough"),
    [
        ("beijing", 5, 2, False),
        ("beijing", 5, 3, True),
        ("beijing", 7, 4, True),
        ("national", 5, 3, True),
        ("shandong", 5, 3, False),
        ("shandong", 5, 4, True),
        ("heze", 9, 5, False),
        ("heze", 9, 6, True),  # exactly two thirds
        ("weihai", 9, 6, True),
        ("weihai", 9, 5, False),
    ],
)
def test_the_quorum_of_an_owners_committee(
    profile: str, size: int, present: int, enough: bool
) -> None:
    made = session(COMMITTEE, profile, size=size, present=present)
    given: dict[str, Any] = {"item": 1, "in_favour": present, "signed": present}
    if not enough:
        refuses(QuorumMissed, made, made.decide_item, by(profile), **given)
        return
    assert decide(made, present, present, present) is (2 * present > size)


@pytest.mark.parametrize(
    ("in_favour", "passed"), [(0, False), (3, False), (4, True), (5, True)]
)
def test_more_than_half_of_all_members_must_agree(in_favour: int, passed: bool) -> None:
    """Of seven members five are present: three are most of them and not enough."""
    made = session(COMMITTEE, "beijing", size=7, present=5)
    assert decide(made, in_favour, in_favour, 5) is passed


def test_a_decision_is_recorded_whole() -> None:
    made = session(COMMITTEE, "shandong", size=5, present=4)
    made.decide_item(
        by("shandong"), item=1, in_favour=3, against=0, abstained=1, signed=3
    )
    assert new_facts(made) == [
        then(
            Meeting.Decided,
            item=1,
            in_favour=3,
            against=0,
            abstained=1,
            signed=3,
            present=4,
            eligible=None,
            consensus=None,
            vote_id=None,
            question=None,
            session_id=None,
            passed=True,
            binding=True,
            # Three days are the Ching Ming holiday's first: the 7th is worked.
            post_by=date(2026, 4, 7),
        )
    ]
    refuses(ItemClosed, made, made.decide_item, by("shandong"), item=1)


def test_what_passes_is_signed_and_votes_add_up() -> None:
    made = session(COMMITTEE, "beijing", size=5, present=4)
    by_clerk = by("beijing")
    usual: dict[str, Any] = {"item": 1, "in_favour": 3, "against": 1, "signed": 3}
    for refusal, changes in (
        (SignaturesMissing, {"signed": 2}),
        (MeetingTallyWrong, {"against": 0}),
        (MeetingTallyWrong, {"against": 2}),
        (MeetingTallyWrong, {"signed": 5}),
        (InvalidInput, {"in_favour": -1}),
        (UnknownItem, {"item": 9}),
    ):
        refuses(refusal, made, made.decide_item, by_clerk, **usual | changes)
    made.decide_item(by_clerk, **usual | {"in_favour": 2, "against": 2, "signed": 0})
    assert new_facts(made)[0][1]["passed"] is False, "what fails needs no signature"


@pytest.mark.parametrize(
    ("present", "refusal"),
    [
        (["nc", "u-1", "u-2", "u-3", "o-1"], OwnerQuorumMissed),
        (["nc", "u-1", "u-2", "o-1", "o-2"], OwnerQuorumMissed),
        (["u-1", "o-1", "o-2"], QuorumMissed),
        (["o-1", "o-2", "o-3", "nc"], QuorumMissed),
        (["o-1", "o-2", "o-3", "o-4"], QuorumMissed),
        (["o-1", "o-2", "o-3", "nc", "u-1"], None),
    ],
)
def test_a_property_committee_needs_its_owners(
    present: list[str], refusal: type[Any] | None
) -> None:
    """Of nine members five must be there, and of five owners three (京57)."""
    committee = forming(PMC, "beijing")
    members = {"nc": NC, **{f"u-{n}": SeatSource.USER for n in (1, 2, 3)}}
    members |= {f"o-{n}": OWNER for n in range(1, 6)}
    for person, source in members.items():
        seat(committee, person, source)
    clerk = by("beijing")
    committee.name_officer(clerk, person="nc", office=BodyOffice.CHAIR, on=TODAY)
    committee.name_officer(clerk, person="o-1", office=BodyOffice.VICE_CHAIR, on=TODAY)
    committee.constitute(clerk, on=TODAY)
    made = opened(committee, MeetingKind.PMC_SESSION)
    for person in present:
        made.attend(clerk, role=members[person], person=person)
    made.collect_events()
    count = len(present)
    votes: dict[str, Any] = {"item": 1, "in_favour": count, "signed": count}
    if refusal is not None:
        refuses(refusal, made, made.decide_item, clerk, **votes)
    else:
        assert decide(made, count, count, count) is True


def test_a_property_committees_decision_stays_posted_for_ten_working_days() -> None:
    made = session(PMC, "beijing", size=7, present=7)
    clerk = by("beijing")
    given: dict[str, Any] = {"item": 1, "on": APRIL}
    # Ten working days from the 1st of April, with the holiday of the 4th to the 6th.
    least = date(2026, 4, 16)
    refuses(NothingToPost, made, made.post_decision, clerk, until=least, **given)
    decide(made, 7, 7, 7)
    short = date(2026, 4, 15)
    refuses(PostingTooShort, made, made.post_decision, clerk, until=short, **given)
    made.post_decision(clerk, until=least, **given)
    assert new_facts(made) == [then(Meeting.DecisionPosted, until=least, **given)]


def test_an_owners_committees_decision_is_posted_too() -> None:
    made = session(COMMITTEE, "beijing", size=5, present=5)
    decide(made, 5, 5, 5)
    made.post_decision(by("beijing"), item=1, on=APRIL, until=APRIL)
    assert made.items[1].announced


def test_other_bodies_sign_nothing_unless_they_must() -> None:
    made = session(BodyKind.SUPERVISION_COMMITTEE, "national", size=5, present=3)
    assert decide(made, 3, 0, 3) is True


def test_the_seal_is_for_what_the_body_decided() -> None:
    committee = constituted(COMMITTEE)
    made = opened(committee, MeetingKind.COMMITTEE_SESSION, None, None, None, "V3")
    for number in range(1, 6):
        made.attend(by(), role=OWNER, person=f"m-{number}")
    made.decide_item(by(), item=1, in_favour=5, signed=5)
    made.decide_item(by(), item=2, against=5)
    made.decide_item(by(), item=4, in_favour=5, signed=5, vote_id=VOTE)
    made.require_decided(committee.id, 1)
    made.require_decided(committee.id, 4)
    for id, item in (
        (committee.id, 2),
        (committee.id, 3),
        (committee.id, 9),
        (made.id, 1),
    ):
        with pytest.raises(SealWithoutDecision):
            made.require_decided(id, item)


# --- what is reserved -----------------------------------------------------------------


@pytest.mark.parametrize("matter", [f"V{number}" for number in range(1, 9)])
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (COMMITTEE, MeetingKind.COMMITTEE_SESSION),
        (PMC, MeetingKind.PMC_SESSION),
        (BodyKind.COUNCIL, MeetingKind.STOOL_COUNCIL),
        (BodyKind.COUNCIL, MeetingKind.RESIDENTS_ASSEMBLY),
        (BodyKind.JOINT_MEETING, MeetingKind.JOINT_MEETING),
    ],
)
def test_nobody_but_the_owners_decides_what_is_theirs(
    body: BodyKind, kind: MeetingKind, matter: str
) -> None:
    made = opened(constituted(body), kind, matter)
    with pytest.raises(ReservedForOwners) as refused:
        made.decide_item(by(), item=1, in_favour=5, signed=5, consensus=True)
    assert matter in refused.value.message("zh")
    assert "民278" in refused.value.message("zh")
    assert made.items[1].outcome is ItemOutcome.OPEN


def test_a_session_takes_note_of_the_owners_vote() -> None:
    committee = constituted(COMMITTEE)
    made = opened(committee, MeetingKind.COMMITTEE_SESSION, "V3")
    for number in range(1, 6):
        made.attend(by(), role=OWNER, person=f"m-{number}")
    made.collect_events()
    made.decide_item(by(), item=1, in_favour=5, signed=5, vote_id=VOTE)
    _, decided = new_facts(made)[0]
    assert (decided["passed"], decided["binding"]) == (None, False)


def test_an_assembly_decides_by_vote_alone() -> None:
    made = opened(constituted(COMMITTEE), MeetingKind.OWNERS_ASSEMBLY)
    refuses(AssemblyVoteNeeded, made, made.decide_item, by(), item=1)
    refuses(
        HandsAreNoVote, made, made.decide_item, by(), item=1, in_favour=9, vote_id=VOTE
    )
    made.decide_item(by(), item=1, vote_id=VOTE)
    assert new_facts(made)[0][1]["passed"] is None


# --- residents and forums -------------------------------------------------------------


@pytest.mark.parametrize(
    ("eligible", "present", "in_favour", "expected"),
    [
        (100, 50, 50, AssemblyTooSmall),
        (100, 51, 25, False),
        (100, 51, 26, True),
        (100, 60, 30, False),
        (100, 60, 31, True),
        (None, 60, 40, EligibleNeeded),
        (0, 60, 40, InvalidInput),
    ],
)
def test_residents_decide_by_more_than_half_of_those_present(
    eligible: int | None, present: int, in_favour: int, expected: Any
) -> None:
    made = forum(MeetingKind.RESIDENTS_ASSEMBLY)
    made.attend(by(), role=SeatSource.RESIDENT, count=present)
    made.collect_events()
    votes: dict[str, Any] = {
        "item": 1,
        "in_favour": in_favour,
        "against": present - in_favour,
        "eligible": eligible,
    }
    if isinstance(expected, type):
        refuses(expected, made, made.decide_item, by(), **votes)
        return
    wrong = votes | {"against": 0}
    refuses(MeetingTallyWrong, made, made.decide_item, by(), **wrong)
    made.decide_item(by(), **votes)
    _, decided = new_facts(made)[0]
    assert decided["passed"] is expected


def test_residents_take_note_of_the_owners_vote() -> None:
    made = forum(MeetingKind.RESIDENTS_ASSEMBLY, "V3")
    made.attend(by(), role=SeatSource.RESIDENT, count=60)
    made.collect_events()
    made.decide_item(by(), item=1, in_favour=60, eligible=100, vote_id=VOTE)
    _, decided = new_facts(made)[0]
    assert (decided["passed"], decided["binding"]) == (None, False)


def test_a_forum_agrees_or_records_dissent_and_binds_no_owner() -> None:
    made = forum(MeetingKind.COORDINATION, None, None)
    refuses(ConsensusNotStated, made, made.decide_item, by(), item=1)
    bare = by(texts=())
    refuses(TextRequired, made, made.decide_item, bare, item=1, consensus=False)
    hands: dict[str, Any] = {"item": 1, "consensus": True, "in_favour": 12}
    refuses(HandsAreNoVote, made, made.decide_item, by(), **hands)
    made.decide_item(by(), item=1, consensus=False)
    made.decide_item(bare, item=2, consensus=True)
    dissent, agreed = (given for _, given in new_facts(made))
    assert (dissent["passed"], dissent["binding"]) == (False, False)
    assert (agreed["passed"], agreed["binding"]) == (True, False)


# --- shares ---------------------------------------------------------------------------


@examples(200)
@given(
    st.integers(0, 10**6),
    st.integers(1, 10**6),
    st.fractions(0, 1, max_denominator=12),
)
def test_a_share_is_reached_as_fractions_say(
    part: int, whole: int, share: Fraction
) -> None:
    assert reaches(part, whole, share) is (Fraction(part, whole) > share)
    at_least = reaches(part, whole, share, inclusive=True)
    assert at_least is (Fraction(part, whole) >= share)
