"""How a body is formed: its grounds, its make-up, its size in every place."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from typing import Any
from uuid import UUID

import pytest

from domain.committee import Committee, committee_id
from domain.committee_facts import BodySeat
from domain.committee_refusals import (
    AttemptsMissing,
    BodyDayAhead,
    BodyTermTooLong,
    CompoundNeeded,
    EvenNumber,
    GroundNeeded,
    GroundNotForBody,
    LevelNotForBody,
    NobodyElecting,
    NoTerm,
    OfficeVacant,
    OwnersTooFew,
    SourceMissing,
    SourcesTooFew,
    TooFewMembers,
    TooManyAlternates,
    TooManyMembers,
    WrongOfficer,
)
from domain.committee_words import (
    BodyKind,
    BodyLevel,
    BodyOffice,
    CommitteeStatus,
    MemberCondition,
    PmcGround,
    SeatKind,
    SeatSource,
)
from domain.errors import InvalidInput, Refusal
from domain.facts import Stamp
from domain.member_refusals import MemberUnfit
from domain.place import Place
from domain.rulepack_entries import Document
from domain.rulepack_reader import parse
from tests.domain.bodies import (
    COMMITTEE,
    EVERY,
    NC,
    OWNER,
    PATH,
    PMC,
    PROFILES,
    SELF,
    SUPERVISION,
    TODAY,
    body_of,
    constituted,
    fill,
    forming,
    seat,
)
from tests.scenario import (
    COMPOUND_ID,
    DAY,
    NOW,
    RULES,
    STREET,
    new_facts,
    refuses,
    stamp,
    then,
)

EACH_KIND = pytest.mark.parametrize("kind", list(BodyKind))
EACH_PROFILE = pytest.mark.parametrize("profile", PROFILES)
PLACE = Place(COMPOUND_ID, PATH, "national")


def form(by: Stamp | None = None, place: Place = PLACE, **given: Any) -> Committee:
    usual: dict[str, Any] = {"kind": COMMITTEE, "started_on": date(2026, 1, 5)}
    return Committee.form(
        by or stamp(STREET), id=UUID(int=8), place=place, **usual | given
    )


def refused(refusal: type[Refusal], **given: Any) -> None:
    with pytest.raises(refusal) as raised:
        form(**given)
    assert type(raised.value) is refusal
    assert raised.value.message("zh") and raised.value.message("en")


# --- beginning ------------------------------------------------------------------------


def test_a_formation_begins_with_its_place_and_its_ground() -> None:
    made = form(kind=PMC, ground=PmcGround.NO_COMMITTEE_ELECTED, units=860)

    assert new_facts(made) == [
        then(
            Committee.Formed,
            **PLACE.fields(),
            kind=PMC,
            level=BodyLevel.COMPOUND,
            number=1,
            parent_id=None,
            units=860,
            ground=PmcGround.NO_COMMITTEE_ELECTED,
            failed_attempts=0,
            started_on=date(2026, 1, 5),
        )
    ]
    assert (made.status, made.electing) == (CommitteeStatus.FORMING, True)
    assert made.milestones == {"started": date(2026, 1, 5)}


def test_what_a_formation_needs() -> None:
    refused(GroundNeeded, kind=PMC)
    refused(GroundNotForBody, ground=PmcGround.HARD_TO_HOLD)
    refused(LevelNotForBody, level=BodyLevel.STREET)
    refused(CompoundNeeded, place=Place(None, PATH, "national"))
    refused(InvalidInput, number=0)
    refused(InvalidInput, failed_attempts=-1)


def test_two_attempts_come_first_where_the_place_says_so() -> None:
    """As in Zibo and Weifang."""
    folder = files("domain") / "rules"
    texts = [folder / "national.toml", *(folder / "national").iterdir()]
    national = [Document(each.name, each.read_text("utf-8")) for each in texts]
    own = """[values]
    "pmc.failed_attempts" = { value = 2, zh = "次数", en = "n", origin = "LAW 淄65" }"""
    rules = parse("zibo", [*national, Document("zibo", own)], RULES.calendar)
    by = Stamp(STREET, NOW, rules)
    given: dict[str, Any] = {"kind": PMC, "ground": PmcGround.HARD_TO_HOLD}

    refused(AttemptsMissing, by=by, failed_attempts=1, **given)
    assert form(by, failed_attempts=2, **given).kind is PMC


def test_an_id_follows_from_place_kind_level_and_number() -> None:
    region = Place(None, PATH, "national")
    ids = {
        committee_id(PLACE, COMMITTEE, BodyLevel.COMPOUND, 1),
        committee_id(PLACE, COMMITTEE, BodyLevel.COMPOUND, 2),
        committee_id(PLACE, PMC, BodyLevel.COMPOUND, 1),
        committee_id(region, BodyKind.JOINT_MEETING, BodyLevel.COMMUNITY, 1),
        committee_id(region, BodyKind.JOINT_MEETING, BodyLevel.STREET, 1),
    }
    assert len(ids) == 5
    assert committee_id(PLACE, COMMITTEE, BodyLevel.COMPOUND, 1) in ids


# --- size -----------------------------------------------------------------------------


@EACH_KIND
@EACH_PROFILE
@pytest.mark.parametrize("bound", ["least", "most"])
def test_a_body_is_formed_at_its_bounds(
    kind: BodyKind, profile: str, bound: str
) -> None:
    size = body_of(kind, profile).item.number(bound)
    made = constituted(kind, profile, size=size)

    assert made.status is CommitteeStatus.CONSTITUTED
    assert (made.term, made.seats, len(made.roster())) == (1, size, size)


@EACH_KIND
@EACH_PROFILE
def test_a_body_is_not_formed_beyond_its_bounds(kind: BodyKind, profile: str) -> None:
    item = body_of(kind, profile).item
    for size, refusal in (
        (item.number("least") - 1, TooFewMembers),
        (item.number("most") + 1, TooManyMembers),
    ):
        made = forming(kind, profile)
        for number in range(size):
            seat(made, f"m-{number}", body_of(kind, profile).sources[0])
        made.collect_events()
        by = stamp(STREET, profile=profile)
        refuses(refusal, made, made.constitute, by, on=TODAY)


@EACH_PROFILE
@pytest.mark.parametrize("kind", [COMMITTEE, PMC, SELF, BodyKind.PREPARATION_GROUP])
def test_an_odd_number_is_needed(kind: BodyKind, profile: str) -> None:
    made = forming(kind, profile)
    fill(made, body_of(kind, profile).item.number("least") + 1)
    made.collect_events()
    by = stamp(STREET, profile=profile)
    refuses(EvenNumber, made, made.constitute, by, on=TODAY)


@pytest.mark.parametrize(
    ("profile", "units", "allowed"),
    [
        ("beijing", 99, True),
        ("beijing", 100, True),
        ("beijing", 101, False),
        ("beijing", None, False),
        ("shandong", 50, False),
        ("national", 50, False),
    ],
)
def test_three_are_enough_up_to_a_hundred_units_in_beijing(
    profile: str, units: int | None, allowed: bool
) -> None:
    made = forming(COMMITTEE, profile, units=units)
    fill(made, 3)
    made.collect_events()
    by = stamp(STREET, profile=profile)
    if not allowed:
        refuses(TooFewMembers, made, made.constitute, by, on=TODAY)
        return
    made.constitute(by, on=TODAY)
    assert made.seats == 3


@pytest.mark.parametrize(
    ("profile", "most"),
    [("national", 11), ("beijing", 99), ("shandong", 99), ("heze", 11), ("weihai", 99)],
)
def test_heze_has_eleven_at_most(profile: str, most: int) -> None:
    assert body_of(COMMITTEE, profile).item.number("most") == most


# --- make-up --------------------------------------------------------------------------


def test_a_property_committee_is_half_owners() -> None:
    made = forming(PMC)
    for number, source in enumerate([NC, *[SeatSource.USER] * 3, *[OWNER] * 3]):
        seat(made, f"m-{number}", source)
    made.name_officer(stamp(STREET), person="m-0", office=BodyOffice.CHAIR, on=TODAY)
    made.name_officer(
        stamp(STREET), person="m-6", office=BodyOffice.VICE_CHAIR, on=TODAY
    )
    made.collect_events()
    refuses(OwnersTooFew, made, made.constitute, stamp(STREET), on=TODAY)
    # Eight would be half owners, and even.
    seat(made, "m-7", OWNER)
    made.collect_events()
    refuses(EvenNumber, made, made.constitute, stamp(STREET), on=TODAY)
    seat(made, "m-8", OWNER)
    made.constitute(stamp(STREET), on=TODAY)
    assert made.seats == 9


def test_a_half_is_at_least_half() -> None:
    """以上 includes the number itself."""
    body = body_of(PMC, "national")
    seats = [
        BodySeat(str(number), source, SeatKind.MEMBER, TODAY, False, ())
        for number, source in enumerate([OWNER, NC])
    ]
    body._require_owners(seats)
    with pytest.raises(OwnersTooFew):
        body._require_owners([*seats, seats[1]])


def test_a_property_committee_needs_its_chair_and_vice_chair() -> None:
    made = forming(PMC)
    seat(made, "nc", NC)
    for number in range(6):
        seat(made, f"o-{number}", OWNER)
    made.collect_events()
    by = stamp(STREET)
    refuses(OfficeVacant, made, made.constitute, by, on=TODAY)
    chair, vice = BodyOffice.CHAIR, BodyOffice.VICE_CHAIR
    wrong: dict[str, Any] = {"on": TODAY}
    refuses(
        WrongOfficer, made, made.name_officer, by, person="o-1", office=chair, **wrong
    )
    refuses(
        WrongOfficer, made, made.name_officer, by, person="nc", office=vice, **wrong
    )
    made.name_officer(by, person="nc", office=chair, on=TODAY)
    made.name_officer(by, person="o-1", office=vice, on=TODAY)
    made.constitute(by, on=TODAY)
    assert made.officers == {chair: "nc", vice: "o-1"}


def test_the_parties_of_a_body_must_be_there() -> None:
    without = forming(PMC)
    for number in range(7):
        seat(without, f"o-{number}", OWNER)
    without.collect_events()
    refuses(SourceMissing, without, without.constitute, stamp(STREET), on=TODAY)

    platform = forming(BodyKind.FIVE_PARTY_PLATFORM)
    names = ["community", "firm", "neighbourhood_committee", "owners_committee", "firm"]
    for number, name in enumerate(names):
        seat(platform, f"p-{number}", SeatSource.of(name))
    platform.collect_events()
    refuses(SourcesTooFew, platform, platform.constitute, stamp(STREET), on=TODAY)
    seat(platform, "p-9", SeatSource.SOCIAL_ORGANISATION)
    platform.constitute(stamp(STREET), on=TODAY)


@pytest.mark.parametrize(
    ("profile", "most"), [("beijing", 5), ("national", 0), ("shandong", 0)]
)
def test_alternates_up_to_the_number_of_members_in_beijing(
    profile: str, most: int
) -> None:
    made = constituted(
        COMMITTEE, profile, alternates=[f"a-{number}" for number in range(most)]
    )
    assert len(made.members) == 5 + most
    again = forming(COMMITTEE, profile)
    fill(again, 5)
    for number in range(most + 1):
        seat(again, f"a-{number}", OWNER, seat=SeatKind.ALTERNATE)
    again.collect_events()
    by = stamp(STREET, profile=profile)
    refuses(TooManyAlternates, again, again.constitute, by, on=TODAY)


def test_whoever_was_found_unfit_is_not_in_the_body() -> None:
    made = forming(COMMITTEE)
    fill(made, 5)
    made.check_member(
        stamp(STREET), person="m-3", failing=(MemberCondition.NO_FIRM_TIE,)
    )
    made.collect_events()
    refuses(MemberUnfit, made, made.constitute, stamp(STREET), on=TODAY)
    made.check_member(stamp(STREET), person="m-3")
    made.constitute(stamp(STREET), on=TODAY)


# --- terms ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "profile", "ends"),
    [
        (COMMITTEE, "national", date(2031, 3, 9)),
        (PMC, "beijing", date(2029, 3, 9)),
        (SELF, "national", date(2028, 3, 9)),
        (SUPERVISION, "heze", date(2029, 3, 9)),
        (BodyKind.JOINT_MEETING, "heze", None),
    ],
)
def test_a_term_ends_the_day_before_its_day_comes_again(
    kind: BodyKind, profile: str, ends: date | None
) -> None:
    assert constituted(kind, profile).term_ends_on == ends


def test_a_constitution_is_recorded_whole() -> None:
    made = forming(COMMITTEE)
    fill(made, 5)
    made.collect_events()
    made.constitute(stamp(STREET), on=TODAY, term_years=3)

    assert new_facts(made) == [
        then(
            Committee.Constituted,
            term=1,
            seats=5,
            term_ends_on=date(2029, 3, 9),
            on=TODAY,
        )
    ]
    assert made.milestones == {
        "started": date(2026, 1, 5),
        "constituted": TODAY,
        "term_end": date(2029, 3, 9),
    }
    refuses(NobodyElecting, made, made.constitute, stamp(STREET), on=TODAY)


def test_no_term_is_longer_than_the_rules_allow() -> None:
    made = forming(COMMITTEE)
    fill(made, 5)
    made.collect_events()
    by = stamp(STREET)
    refuses(BodyTermTooLong, made, made.constitute, by, on=TODAY, term_years=6)
    refuses(InvalidInput, made, made.constitute, by, on=TODAY, term_years=0)
    tomorrow = (NOW + DAY).date()
    refuses(BodyDayAhead, made, made.constitute, by, on=tomorrow)
    council = forming(BodyKind.COUNCIL)
    fill(council, 3)
    council.collect_events()
    refuses(NoTerm, council, council.constitute, by, on=TODAY, term_years=2)


def test_every_kind_of_body_is_in_the_catalogue_of_every_place() -> None:
    for profile in PROFILES:
        for kind in BodyKind:
            body = body_of(kind, profile)
            assert body.item.zh and body.sources and body.levels
            assert set(body.conditions) <= set(EVERY)
