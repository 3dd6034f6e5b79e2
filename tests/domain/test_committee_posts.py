"""Second posts (交叉任职), Party branch and membership, the red owners' committee."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.committee import Committee
from domain.committee_facts import BodySeat
from domain.committee_life_facts import CrossPost
from domain.committee_refusals import BodyDayAhead
from domain.committee_words import (
    BodyKind,
    BranchForm,
    EndGround,
    MemberPartyStatus,
    PostOrganisation,
    SeatKind,
    SeatSource,
)
from domain.errors import InvalidInput
from domain.facts import Audience
from domain.member_refusals import (
    ConsentNeeded,
    NoSuchPost,
    NotAnOfficeHolder,
    NotSeated,
    PaidByFirm,
    PostHeldAlready,
    SupervisionStandsApart,
)
from tests.domain.bodies import (
    COMMITTEE,
    NC,
    PMC,
    SUPERVISION,
    TODAY,
    constituted,
)
from tests.scenario import DAY, NOW, STREET, new_facts, refuses, stamp, then

BY = stamp(STREET)
FIRM = PostOrganisation.FIRM
POST: dict[str, Any] = {
    "person": "m-1",
    "organisation": PostOrganisation.FIRM_PARTY_BODY,
    "organisation_id": "firm-7",
    "post": "part-time",
    "paid": False,
    "since": TODAY,
}
NONE, PROBATIONARY, FULL = MemberPartyStatus


def test_a_member_takes_an_unpaid_post_and_gives_it_up() -> None:
    """兼职委员 (SEED S1): in the firm's Party body, without pay."""
    made = constituted(COMMITTEE)
    made.appoint_crosswise(BY, **POST)
    post = CrossPost(
        "m-1",
        PostOrganisation.FIRM_PARTY_BODY,
        "firm-7",
        "part-time",
        False,
        TODAY,
        None,
    )
    assert new_facts(made) == [then(Committee.CrossAppointed, post=post)]
    refuses(PostHeldAlready, made, made.appoint_crosswise, BY, **POST)
    end: dict[str, Any] = {"person": "m-1", "organisation_id": "firm-7", "on": TODAY}
    tomorrow = (NOW + DAY).date()
    refuses(
        BodyDayAhead, made, made.end_cross_appointment, BY, **end | {"on": tomorrow}
    )
    made.end_cross_appointment(BY, **end)
    assert new_facts(made) == [then(Committee.CrossAppointmentEnded, **end)]
    assert made.posts == ()
    refuses(NoSuchPost, made, made.end_cross_appointment, BY, **end)


@pytest.mark.parametrize("kind", [COMMITTEE, PMC])
@pytest.mark.parametrize("organisation", [FIRM, PostOrganisation.FIRM_PARTY_BODY])
def test_no_member_of_an_owners_body_is_paid_by_the_firm(
    kind: BodyKind, organisation: PostOrganisation
) -> None:
    made = constituted(kind)
    paid = POST | {"organisation": organisation, "paid": True}
    refuses(PaidByFirm, made, made.appoint_crosswise, BY, **paid)
    # Others may pay: a community's Party body, say.
    made.appoint_crosswise(
        BY, **POST | {"organisation": PostOrganisation.COMMUNITY_PARTY, "paid": True}
    )


def test_whoever_sits_for_the_firm_is_in_no_owners_body() -> None:
    made = constituted(BodyKind.TRIPARTITE_COUNCIL)
    firm = next(each.person for each in made.roster() if each.source is SeatSource.FIRM)
    into = POST | {"person": firm, "organisation": PostOrganisation.OWNERS_BODY}
    refuses(PaidByFirm, made, made.appoint_crosswise, BY, **into)
    # The firm's head on the compound branch is a channel for talk (SEED S4).
    made.appoint_crosswise(
        BY,
        **into | {"organisation": PostOrganisation.COMPOUND_BRANCH, "paid": False},
    )


@pytest.mark.parametrize("organisation", list(PostOrganisation))
def test_supervision_stands_apart(organisation: PostOrganisation) -> None:
    made = constituted(SUPERVISION)
    other = POST | {"organisation": organisation}
    refuses(SupervisionStandsApart, made, made.appoint_crosswise, BY, **other)


def test_a_post_names_a_member_and_its_days() -> None:
    made = constituted(COMMITTEE)
    for refusal, changes in (
        (NotSeated, {"person": "x"}),
        (InvalidInput, {"until": date(2026, 3, 9)}),
        (InvalidInput, {"organisation_id": "某公司"}),
        (InvalidInput, {"post": "书记 "}),
    ):
        refuses(refusal, made, made.appoint_crosswise, BY, **POST | changes)
    made.appoint_crosswise(BY, **POST | {"until": TODAY})


# --- Party ----------------------------------------------------------------------------


def told(made: Committee, **statuses: MemberPartyStatus) -> None:
    for person, status in statuses.items():
        made.state_party_status(
            BY, person=person.replace("_", "-"), party_status=status, consent=True
        )


def test_membership_is_kept_by_consent_of_office_holders_alone() -> None:
    made = constituted(COMMITTEE)
    given: dict[str, Any] = {"person": "m-1", "party_status": FULL}
    refuses(ConsentNeeded, made, made.state_party_status, BY, consent=False, **given)
    refuses(
        NotAnOfficeHolder,
        made,
        made.state_party_status,
        BY,
        person="x",
        party_status=FULL,
        consent=True,
    )
    made.state_party_status(BY, consent=True, **given)
    assert new_facts(made) == [then(Committee.PartyStatusStated, **given)]
    assert Committee.PartyStatusStated.audience is Audience.RESTRICTED
    made.state_party_status(BY, person="m-1", party_status=None, consent=False)
    assert made.party == {}


def branched(made: Committee) -> Committee:
    made.state_branch(BY, branch="br-1", form=BranchForm.BRANCH, on=TODAY)
    return made


@pytest.mark.parametrize(
    ("statuses", "red"),
    [
        ({"m_1": FULL, "m_2": FULL}, False),
        ({"m_1": FULL, "m_2": FULL, "m_3": PROBATIONARY}, True),
        ({"m_1": FULL, "m_2": FULL, "m_3": NONE}, False),
        # 丽水河畔 (SEED S1): five elected, four full members, one serving cadre.
        ({"m_1": FULL, "m_2": FULL, "m_3": FULL, "m_4": FULL}, True),
    ],
)
def test_a_committee_is_red_from_half_of_its_members(
    statuses: dict[str, MemberPartyStatus], red: bool
) -> None:
    made = constituted(COMMITTEE)
    told(made, **statuses)
    assert made.is_red(BY.rules) is False, "without a branch it never is"
    assert branched(made).is_red(BY.rules) is red


def test_exactly_half_is_enough() -> None:
    made = branched(constituted(COMMITTEE))
    seats = {
        str(number): BodySeat(str(number), NC, SeatKind.MEMBER, TODAY, False, ())
        for number in range(4)
    }
    made.members = seats
    made.party = {"0": FULL, "1": PROBATIONARY}
    assert made.is_red(BY.rules)
    made.party = {"0": FULL, "9": FULL}
    assert not made.is_red(BY.rules), "who left does not count"


def test_only_an_owners_committee_is_red() -> None:
    made = branched(constituted(PMC))
    told(made, **{f"m_{number}": FULL for number in range(1, 8)})
    assert made.is_red(BY.rules) is False


def test_a_branch_is_stated_and_dissolved() -> None:
    made = constituted(COMMITTEE)
    given: dict[str, Any] = {
        "branch": "br-1",
        "form": BranchForm.GROUP,
        "secretary": "cadre-1",
        "on": TODAY,
    }
    made.state_branch(BY, **given)
    assert new_facts(made) == [then(Committee.BranchStated, **given)]
    assert made.branch == "br-1"
    made.state_branch(BY, **given | {"form": None, "secretary": None})
    assert made.branch is None
    made.collect_events()
    refuses(InvalidInput, made, made.state_branch, BY, **given | {"branch": "党支部"})
    refuses(InvalidInput, made, made.state_branch, BY, **given | {"secretary": "王"})


def test_whoever_leaves_is_forgotten() -> None:
    made = constituted(COMMITTEE)
    told(made, m_1=FULL)
    made.end_member(BY, person="m-1", ground=EndGround.RESIGNED, on=TODAY)
    assert made.party == {}
