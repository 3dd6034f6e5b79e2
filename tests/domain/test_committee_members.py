"""The members of a body: conditions, elections, endings, alternates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from domain.committee import Committee
from domain.committee_refusals import BodyDayAhead, TooManyAlternates
from domain.committee_rules import Body
from domain.committee_words import (
    BodyEndReason,
    BodyKind,
    BodyOffice,
    EndGround,
    EndWay,
    MemberCondition,
    SeatKind,
    SeatSource,
)
from domain.errors import IllegalTransition, InvalidInput, Refusal
from domain.member_refusals import (
    UNMET,
    AlreadySeated,
    AlreadySuspended,
    AlternateHoldsNoOffice,
    CapacityUnproven,
    EndNeedsVote,
    FeesOwed,
    InAnotherBody,
    JudgementDebtor,
    NominationNeeded,
    NoSeatFree,
    NotAnAlternate,
    NotElected,
    NotLawAbiding,
    NotSeated,
    NotSentHere,
    NotSuspended,
    OwnersMustElect,
    ProhibitedUse,
    ResidenceTooShort,
    ResidentsMustElect,
    ResidentsQuorumMissed,
    SourceNotForBody,
    TiedToFirm,
)
from tests.domain.bodies import (
    COMMITTEE,
    EVERY,
    NC,
    OWNER,
    PMC,
    SELF,
    SUPERVISION,
    TODAY,
    VOTE,
    body_of,
    constituted,
    forming,
    seat,
)
from tests.scenario import DAY, NOW, STREET, new_facts, refuses, stamp, then

BY = stamp(STREET)
TOMORROW = (NOW + DAY).date()
ASKED = [
    (kind, condition)
    for kind in (COMMITTEE, PMC, SELF, SUPERVISION)
    for condition in body_of(kind, "national").conditions
]


# --- conditions -----------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "condition"), ASKED)
def test_each_condition_is_asked_at_nomination_and_again(
    kind: BodyKind, condition: MemberCondition
) -> None:
    made = forming(kind)
    source = body_of(kind, "national").sources[0]
    met = tuple(each for each in EVERY if each is not condition)
    given: dict[str, Any] = {"person": "x", "source": source}
    refuses(UNMET[condition], made, made.nominate_member, BY, met=met, **given)
    made.nominate_member(BY, met=EVERY, **given)
    made.collect_events()
    refuses(UNMET[condition], made, made.seat_member, BY, on=TODAY, met=met, **given)


@pytest.mark.parametrize(
    ("condition", "refusal"),
    [
        (MemberCondition.FULL_CAPACITY, CapacityUnproven),
        (MemberCondition.LAW_ABIDING, NotLawAbiding),
        (MemberCondition.LONG_RESIDENT, ResidenceTooShort),
        (MemberCondition.NO_PROHIBITED_USE, ProhibitedUse),
        (MemberCondition.NO_FIRM_TIE, TiedToFirm),
        (MemberCondition.NO_JUDGEMENT_DEFAULT, JudgementDebtor),
        (MemberCondition.PAID_UP, FeesOwed),
        (MemberCondition.NO_OTHER_BODY, InAnotherBody),
    ],
)
def test_every_condition_has_a_code_of_its_own(
    condition: MemberCondition, refusal: type[Refusal], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether or not the present rules ask for it."""
    monkeypatch.setattr(Body, "conditions", [condition])
    body = body_of(COMMITTEE, "national")
    body.require_fit("x", {condition})
    with pytest.raises(refusal) as refused:
        body.require_fit("x", set(MemberCondition) - {condition})
    assert type(refused.value) is refusal
    assert "x" in refused.value.message("zh")


def test_only_a_property_committee_asks_whether_fees_are_paid() -> None:
    paid = MemberCondition.PAID_UP
    asking = [kind for kind in BodyKind if paid in body_of(kind, "beijing").conditions]
    assert asking == [PMC]


def test_a_nomination_is_recorded_with_what_was_checked() -> None:
    made = forming(COMMITTEE)
    made.nominate_member(BY, person="o-1", source=OWNER, met=EVERY)
    assert new_facts(made) == [
        then(Committee.MemberNominated, person="o-1", source=OWNER, met=EVERY)
    ]


def test_a_nomination_names_somebody_who_may_sit_there() -> None:
    made = forming(COMMITTEE)
    given: dict[str, Any] = {"met": EVERY}
    refuses(
        SourceNotForBody, made, made.nominate_member, BY, person="x", source=NC, **given
    )
    for wrong in ("张三", "", "a@b.c"):
        refuses(
            InvalidInput,
            made,
            made.nominate_member,
            BY,
            person=wrong,
            source=OWNER,
            **given,
        )
    twice = (EVERY[0], EVERY[0])
    refuses(
        InvalidInput,
        made,
        made.nominate_member,
        BY,
        person="x",
        source=OWNER,
        met=twice,
    )


# --- elections ------------------------------------------------------------------------


def test_owners_elect_their_committee() -> None:
    made = forming(COMMITTEE)
    given: dict[str, Any] = {"person": "o-1", "source": OWNER, "on": TODAY}
    refuses(NominationNeeded, made, made.seat_member, BY, met=EVERY, **given)
    made.nominate_member(BY, person="o-1", source=OWNER, met=EVERY)
    made.collect_events()
    refuses(OwnersMustElect, made, made.seat_member, BY, met=EVERY, **given)
    ahead = given | {"on": TOMORROW, "vote_id": VOTE}
    refuses(BodyDayAhead, made, made.seat_member, BY, met=EVERY, **ahead)
    made.seat_member(BY, met=EVERY, vote_id=VOTE, **given)
    assert new_facts(made) == [
        then(
            Committee.MemberSeated,
            seat=SeatKind.MEMBER,
            met=EVERY,
            vote_id=VOTE,
            question=None,
            eligible=None,
            present=None,
            in_favour=None,
            **given,
        )
    ]
    refuses(AlreadySeated, made, made.seat_member, BY, met=EVERY, **given)
    refuses(
        AlreadySeated,
        made,
        made.nominate_member,
        BY,
        person="o-1",
        source=OWNER,
        met=EVERY,
    )


@pytest.mark.parametrize(
    ("eligible", "present", "in_favour", "refusal"),
    [
        (100, 50, 50, ResidentsQuorumMissed),
        (100, 51, 26, None),
        (101, 51, 26, None),
        (100, 60, 30, NotElected),
        (100, 60, 31, None),
        (100, 60, None, ResidentsMustElect),
        (None, 60, 40, ResidentsMustElect),
        (100, 101, 60, InvalidInput),
        (100, 60, 61, InvalidInput),
        (0, 0, 0, InvalidInput),
    ],
)
def test_residents_elect_by_more_than_half_of_those_present(
    eligible: int | None,
    present: int | None,
    in_favour: int | None,
    refusal: type[Refusal] | None,
) -> None:
    made = forming(SELF)
    made.nominate_member(BY, person="r-1", source=SeatSource.RESIDENT, met=EVERY)
    made.collect_events()
    given: dict[str, Any] = {
        "person": "r-1",
        "source": SeatSource.RESIDENT,
        "on": TODAY,
        "met": EVERY,
        "eligible": eligible,
        "present": present,
        "in_favour": in_favour,
    }
    if refusal is not None:
        refuses(refusal, made, made.seat_member, BY, **given)
    else:
        made.seat_member(BY, **given)
        assert "r-1" in made.coming


def test_a_committee_in_office_takes_nobody_beyond_its_seats() -> None:
    made = constituted(COMMITTEE)
    made.nominate_member(BY, person="o-9", source=OWNER, met=EVERY)
    made.collect_events()
    given: dict[str, Any] = {"source": OWNER, "on": TODAY, "met": EVERY}
    refuses(NoSeatFree, made, made.seat_member, BY, person="o-9", vote_id=VOTE, **given)
    refuses(
        TooManyAlternates,
        made,
        made.seat_member,
        BY,
        person="o-9",
        vote_id=VOTE,
        seat=SeatKind.ALTERNATE,
        **given,
    )
    made.end_member(BY, person="m-1", ground=EndGround.RESIGNED, on=TODAY)
    made.seat_member(BY, person="o-9", vote_id=VOTE, **given)
    assert len(made.roster()) == 5 and "o-9" in made.members


def test_a_forum_takes_members_up_to_its_most() -> None:
    made = constituted(BodyKind.STREET_ALLIANCE)
    for number in range(97):
        seat(made, f"u-{number}", SeatSource.DEPARTMENT)
    assert len(made.roster()) == 99
    made.collect_events()
    refuses(
        NoSeatFree,
        made,
        made.seat_member,
        BY,
        person="u-x",
        source=SeatSource.FIRE,
        on=TODAY,
    )


# --- offices --------------------------------------------------------------------------


def test_an_office_passes_from_one_to_the_other() -> None:
    made = constituted(COMMITTEE, "beijing", alternates=["a-1"])
    by = stamp(STREET, profile="beijing")
    given: dict[str, Any] = {"office": BodyOffice.CHAIR, "on": TODAY}
    refuses(NotSeated, made, made.name_officer, by, person="x", **given)
    refuses(AlternateHoldsNoOffice, made, made.name_officer, by, person="a-1", **given)
    made.name_officer(by, person="m-1", **given)
    made.name_officer(by, person="m-2", **given)
    assert made.officers == {BodyOffice.CHAIR: "m-2"}
    assert made.milestones["officers_named"] == TODAY
    made.end_member(by, person="m-2", ground=EndGround.RESIGNED, on=TODAY)
    assert made.officers == {}


# --- while in office ------------------------------------------------------------------


def test_conditions_are_looked_at_again_and_kept_to_those_who_may_know() -> None:
    made = constituted(COMMITTEE)
    failing = (MemberCondition.NO_JUDGEMENT_DEFAULT,)
    made.check_member(BY, person="m-1", failing=failing)
    assert made.members["m-1"].failing == failing
    assert new_facts(made) == [
        then(Committee.ConditionsChecked, person="m-1", failing=failing)
    ]
    refuses(NotSeated, made, made.check_member, BY, person="x")
    refuses(
        InvalidInput,
        made,
        made.check_member,
        BY,
        person="m-1",
        failing=(MemberCondition.PAID_UP,),
    )
    refuses(
        InvalidInput, made, made.check_member, BY, person="m-1", failing=failing * 2
    )


def test_a_member_is_suspended_and_acts_again() -> None:
    made = constituted(COMMITTEE)
    refuses(NotSuspended, made, made.reinstate_member, BY, person="m-1")
    made.suspend_member(BY, person="m-1")
    assert new_facts(made) == [then(Committee.MemberSuspended, person="m-1")]
    refuses(AlreadySuspended, made, made.suspend_member, BY, person="m-1")
    made.reinstate_member(BY, person="m-1")
    assert new_facts(made) == [then(Committee.MemberReinstated, person="m-1")]
    assert made.members["m-1"].suspended is False


BY_ITSELF = [EndGround.NO_LONGER_OWNER, EndGround.RESIGNED, EndGround.ILL_HEALTH]
BY_VOTE = [EndGround.ABSENT, EndGround.BREACH, EndGround.UNFIT]


@pytest.mark.parametrize("ground", BY_ITSELF)
def test_some_grounds_end_a_membership_by_themselves(ground: EndGround) -> None:
    made = constituted(COMMITTEE)
    made.end_member(BY, person="m-1", ground=ground, on=TODAY)
    assert new_facts(made) == [
        then(
            Committee.MemberEnded,
            person="m-1",
            way=EndWay.NOTHING,
            vote_id=None,
            question=None,
            on=TODAY,
        ),
        then(Committee.EndGroundStated, person="m-1", ground=ground),
    ]
    assert "m-1" not in made.members


@pytest.mark.parametrize("ground", BY_VOTE)
def test_others_need_the_assembly(ground: EndGround) -> None:
    made = constituted(COMMITTEE)
    given: dict[str, Any] = {"person": "m-1", "ground": ground, "on": TODAY}
    refuses(EndNeedsVote, made, made.end_member, BY, **given)
    made.end_member(BY, vote_id=VOTE, **given)
    ended, _ = new_facts(made)
    assert (ended[1]["way"], ended[1]["vote_id"]) == (EndWay.VOTE, VOTE)


def test_a_sender_recalls_only_whom_it_sent() -> None:
    made = constituted(COMMITTEE)
    given: dict[str, Any] = {"ground": EndGround.RECALLED, "on": TODAY}
    refuses(NotSentHere, made, made.end_member, BY, person="m-1", **given)
    refuses(NotSeated, made, made.end_member, BY, person="x", **given)
    forum = constituted(BodyKind.JOINT_MEETING)
    forum.end_member(BY, person="m-1", **given)
    assert [kind for kind, _ in new_facts(forum)] == [
        Committee.MemberEnded,
        Committee.EndGroundStated,
    ]


def test_ending_and_below_half() -> None:
    """Three of five are more than half, two are not."""
    made = constituted(COMMITTEE)
    given: dict[str, Any] = {"ground": EndGround.RESIGNED, "on": TODAY}
    made.end_member(BY, person="m-1", **given)
    made.end_member(BY, person="m-2", **given)
    assert not made.electing
    made.collect_events()
    made.end_member(BY, person="m-3", **given)
    assert new_facts(made)[2:] == [then(Committee.FellBelowHalf, on=TODAY)]
    assert made.electing and made.milestones["below_half"] == TODAY
    made.end_member(BY, person="m-4", **given)
    assert len(new_facts(made)) == 2, "it is said once"


def test_alternates_count_before_a_new_election_is_due() -> None:
    made = constituted(COMMITTEE, "beijing", alternates=["a-1", "a-2"])
    by = stamp(STREET, profile="beijing")
    refuses(NotAnAlternate, made, made.move_up_alternate, by, person="m-1", on=TODAY)
    refuses(NotAnAlternate, made, made.move_up_alternate, by, person="x", on=TODAY)
    refuses(NoSeatFree, made, made.move_up_alternate, by, person="a-1", on=TODAY)
    for number in (1, 2, 3, 4):
        made.end_member(by, person=f"m-{number}", ground=EndGround.RESIGNED, on=TODAY)
    assert not made.electing, "one member and two alternates for five seats"
    made.collect_events()
    made.move_up_alternate(by, person="a-1", on=TODAY)
    assert new_facts(made) == [then(Committee.AlternateMovedUp, person="a-1", on=TODAY)]
    assert {each.person for each in made.roster()} == {"m-5", "a-1"}
    made.end_member(by, person="m-5", ground=EndGround.RESIGNED, on=TODAY)
    assert made.electing


@pytest.mark.parametrize(
    "command",
    ["nominate_member", "seat_member", "name_officer", "check_member", "end_member"],
)
def test_a_dissolved_body_has_no_members_to_speak_of(command: str) -> None:
    made = constituted(BodyKind.COUNCIL)
    given: dict[str, dict[str, Any]] = {
        "nominate_member": {"source": OWNER},
        "seat_member": {"source": OWNER, "on": TODAY},
        "name_officer": {"office": BodyOffice.CHAIR, "on": TODAY},
        "check_member": {},
        "end_member": {"ground": EndGround.RESIGNED, "on": TODAY},
    }
    made.dissolve(BY, reason=BodyEndReason.MERGED, on=TODAY)
    made.collect_events()
    refuses(
        IllegalTransition,
        made,
        getattr(made, command),
        BY,
        person="m-1",
        **given[command],
    )


def test_a_body_that_is_being_formed_suspends_nobody() -> None:
    made = forming(COMMITTEE)
    refuses(IllegalTransition, made, made.suspend_member, BY, person="m-1")
    assert made.id != UUID(int=0)
