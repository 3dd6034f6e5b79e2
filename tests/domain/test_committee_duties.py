"""What a body owes, and by when: every period at its last day and the day after."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.civil_time import months_after
from domain.committee_duties import BodyDuty, duties
from domain.committee_words import BodyKind
from tests.domain.bodies import COMMITTEE, PMC, PROFILES, SELF, SUPERVISION
from tests.scenario import PACKS

DAY = timedelta(days=1)
GROUP = BodyKind.PREPARATION_GROUP
FRAMEWORK = BodyKind.FIVE_PARTY_FRAMEWORK
TUESDAY = date(2026, 3, 10)


def owed(
    kind: BodyKind, profile: str, day: date = TUESDAY, /, **milestones: date
) -> dict[str, BodyDuty]:
    named = {name.replace("__", "."): on for name, on in milestones.items()}
    rules = PACKS.for_profile(profile)
    return {each.code: each for each in duties(kind, named, rules, day)}


# Each: kind, profile, code, from, last day. 2026-03-10 is a Tuesday.
AFTER = [
    # 90 days are the 8th of June, a Monday; 60 are Saturday the 9th of May, which is
    # worked for the holiday before.
    (GROUP, "national", "first_assembly", "started", date(2026, 6, 8)),
    (GROUP, "beijing", "first_assembly", "started", date(2026, 5, 9)),
    (GROUP, "shandong", "first_assembly", "started", date(2026, 6, 8)),
    (GROUP, "weihai", "first_assembly", "started", date(2026, 6, 8)),
    (GROUP, "beijing", "group_decided", "started", date(2026, 4, 9)),
    (GROUP, "shandong", "group_decided", "started", date(2026, 5, 9)),
    (GROUP, "beijing", "group_list_posted", "constituted", date(2026, 3, 17)),
    (GROUP, "heze", "group_list_posted", "constituted", date(2026, 3, 20)),
    (COMMITTEE, "national", "first_session", "constituted", date(2026, 3, 17)),
    (COMMITTEE, "national", "officers_posted", "officers_named", date(2026, 3, 13)),
    (COMMITTEE, "beijing", "filing", "constituted", date(2026, 4, 9)),
    (COMMITTEE, "beijing", "certificate", "filed", date(2026, 3, 17)),
    (COMMITTEE, "heze", "certificate", "filed", date(2026, 3, 20)),
    (COMMITTEE, "heze", "hand_over", "relieved", date(2026, 3, 20)),
    (COMMITTEE, "national", "new_election", "below_half", date(2026, 5, 9)),
    (PMC, "beijing", "pmc_dissolution", "successor_filed", date(2026, 4, 9)),
    (PMC, "beijing", "pmc_filing", "constituted", date(2026, 4, 9)),
    # Two months: Sunday the 10th of May, so the Monday after.
    (COMMITTEE, "beijing", "regular_session", "session", date(2026, 5, 11)),
    (COMMITTEE, "national", "regular_session", "constituted", date(2026, 9, 10)),
    (COMMITTEE, "beijing", "yearly_assembly", "assembly", date(2027, 3, 10)),
    # 三会: monthly, quarterly, half-yearly.
    (FRAMEWORK, "national", "coordination", "constituted", date(2026, 4, 10)),
    (FRAMEWORK, "national", "candid_talk", "constituted", date(2026, 6, 10)),
    (FRAMEWORK, "national", "hearing", "constituted", date(2026, 9, 10)),
    (
        FRAMEWORK,
        "national",
        "coordination",
        "meeting__joint_meeting",
        date(2026, 4, 10),
    ),
]


@pytest.mark.parametrize(("kind", "profile", "code", "anchor", "last"), AFTER)
def test_a_period_ends_with_its_last_day(
    kind: BodyKind, profile: str, code: str, anchor: str, last: date
) -> None:
    milestones = {"constituted": date(2025, 9, 1)} if "meeting" in anchor else {}
    milestones |= {anchor: TUESDAY}
    in_time = owed(kind, profile, last, **milestones)[code]
    late = owed(kind, profile, last + DAY, **milestones)[code]

    assert (in_time.due_on, in_time.overdue) == (last, False)
    assert (late.due_on, late.overdue) == (last, True)


END = date(2031, 3, 9)
BEFORE = [
    (COMMITTEE, "beijing", "reelection_report", date(2030, 9, 9)),
    (COMMITTEE, "national", "reelection", END - 60 * DAY),
    (COMMITTEE, "shandong", "reelection", END - 90 * DAY),
    (COMMITTEE, "heze", "reelection", END - 90 * DAY),
    (COMMITTEE, "heze", "street_steps_in", END - 30 * DAY),
    (SELF, "national", "reelection_of_others", END - 60 * DAY),
    (SUPERVISION, "heze", "term_end", END),
    (PMC, "beijing", "term_end", END),
]


@pytest.mark.parametrize(("kind", "profile", "code", "last"), BEFORE)
def test_what_comes_before_the_end_of_a_term(
    kind: BodyKind, profile: str, code: str, last: date
) -> None:
    on_time = owed(kind, profile, last, term_end=END)[code]
    late = owed(kind, profile, last + DAY, term_end=END)[code]

    assert (on_time.due_on, on_time.overdue) == (last, False)
    assert late.overdue


DONE = [
    (GROUP, "national", "first_assembly", "started", "assembly"),
    (GROUP, "beijing", "group_decided", "started", "constituted"),
    (GROUP, "beijing", "group_list_posted", "constituted", "list_posted"),
    (COMMITTEE, "national", "first_session", "constituted", "session"),
    (COMMITTEE, "national", "officers_posted", "officers_named", "officers_posted"),
    (COMMITTEE, "national", "filing", "constituted", "filed"),
    (COMMITTEE, "beijing", "certificate", "filed", "certified"),
    (COMMITTEE, "beijing", "reelection_report", "term_end", "reelection_reported"),
    (COMMITTEE, "heze", "street_steps_in", "term_end", "reelection_begun"),
    (COMMITTEE, "heze", "hand_over", "relieved", "handed_over"),
    (COMMITTEE, "national", "new_election", "below_half", "constituted"),
]


@pytest.mark.parametrize(("kind", "profile", "code", "anchor", "done"), DONE)
def test_what_is_done_is_owed_no_more(
    kind: BodyKind, profile: str, code: str, anchor: str, done: str
) -> None:
    assert code in owed(kind, profile, **{anchor: TUESDAY})
    assert code not in owed(kind, profile, **{anchor: TUESDAY, done: TUESDAY})


def test_the_next_regular_session_runs_from_the_last() -> None:
    found = owed(COMMITTEE, "beijing", constituted=TUESDAY, session=date(2026, 4, 1))
    assert found["regular_session"].due_on == date(2026, 6, 1)


def test_a_missed_session_is_a_duty_of_the_street() -> None:
    last = date(2026, 5, 11)
    in_time = owed(COMMITTEE, "beijing", last, session=TUESDAY)["regular_session"]
    missed = owed(COMMITTEE, "beijing", last + DAY, session=TUESDAY)["regular_session"]
    assert (in_time.party, missed.party) == ("O", "S")


def test_a_dissolved_body_owes_nothing_but_the_hand_over() -> None:
    days = {"constituted": TUESDAY, "dissolved": TUESDAY, "relieved": TUESDAY}
    assert set(owed(PMC, "beijing", **days)) == {"hand_over"}


def test_an_expired_body_holds_no_more_sessions() -> None:
    days = {"constituted": TUESDAY, "term_end": END, "expired": END, "relieved": END}
    found = owed(COMMITTEE, "national", END, **days)
    assert {"regular_session", "yearly_assembly", "term_end"} & set(found) == set()
    assert {"hand_over", "reelection"} <= set(found)


def test_days_of_rest_move_the_end_and_unannounced_ones_may() -> None:
    # 30 days after 2026-09-04 lie in the holiday of the first week of October.
    moved = owed(COMMITTEE, "national", constituted=date(2026, 9, 4))["filing"]
    assert moved.due_on == date(2026, 10, 8)
    far = owed(COMMITTEE, "national", assembly=date(2040, 1, 4))["yearly_assembly"]
    assert far.provisional


def test_duties_come_in_order_and_say_where_they_are_from() -> None:
    rules = PACKS.for_profile("beijing")
    found = duties(COMMITTEE, {"constituted": TUESDAY, "term_end": END}, rules, TUESDAY)
    assert [each.due_on for each in found] == sorted(each.due_on for each in found)
    assert {each.code for each in found} == {
        "first_session",
        "filing",
        "regular_session",
        "yearly_assembly",
        "reelection",
        "reelection_report",
        "term_end",
    }
    for each in found:
        assert each.zh and each.en and each.origin.split()[0] in ("LAW", "DEFAULT")


@pytest.mark.parametrize("profile", PROFILES)
def test_the_catalogue_names_bodies_and_parties_that_there_are(profile: str) -> None:
    rules = PACKS.for_profile(profile)
    entries = [
        *rules.catalogue("body_duties").values(),
        *rules.catalogue("three_meetings").values(),
    ]
    for item in entries:
        assert {BodyKind.of(each) for each in item.words("bodies")}
        assert rules.party(item.word("party"))
        if item.has("missed_by"):
            assert rules.party(item.word("missed_by"))
    assert len(rules.catalogue("three_meetings")) == 3


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 11, 10), 2, date(2027, 1, 10)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months_end_with_their_last_day(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then
