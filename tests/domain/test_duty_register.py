"""The duty register: when something is due, and where it stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.committee_facts import FormationFacts as Body
from domain.committee_words import BodyKind, BodyOffice
from domain.compound_contract_facts import ContractFacts as Contract
from domain.compound_exit_facts import ExitFacts as Service
from domain.compound_people_facts import PeopleFacts as People
from domain.duty_rates import DutyCount, counted, total
from domain.duty_standing import Standing
from domain.exemption_facts import ExemptionFacts as Exemption
from domain.facts import Audience, Fact
from domain.fund_facts import FundFacts
from domain.meeting_facts import TalkFacts as Talk
from domain.meeting_words import MeetingKind
from domain.publication_facts import PublicationFacts as Publication
from domain.vote_facts import VoteFacts as Vote
from domain.vote_words import NoticedItem, VoteBar
from tests.domain.duties import (
    COMPOUND,
    MEETING,
    NOTICE,
    PLACE,
    WAIVER,
    convened,
    later,
    published,
    register,
    registered,
    requested,
    signed,
    standing,
    started,
    status,
)
from tests.domain.duty_lives import life, lives, moments
from tests.projections.samples import fact
from tests.scenario import DAY, HOUR, NOW

STARTED = f"{COMPOUND}.3"
CALLED = f"{MEETING}.1"
SERVED = [registered(), signed(vote_id=None), started()]
SOON = timedelta(seconds=1)
NEVER_MIND = fact(Talk.Cancelled, 2, MEETING, NOW + DAY)


def china(month: int, day: int, year: int = 2026) -> datetime:
    """24:00 of the day before, in China."""
    return datetime(year, month, day, tzinfo=UTC) - 8 * HOUR


def due(facts: list[Fact], code: str) -> datetime | None:
    return standing(facts, code).duty.due_at


# --- when something is due ------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("D01-start", china(3, 11)),  # on the day itself
        ("D04-signing", china(3, 14)),  # 3 days after, until 24:00
        ("D07-year", china(4, 1, 2027)),  # 31 March
    ],
)
def test_deadlines_after_and_on_a_day(code: str, expected: datetime) -> None:
    assert due(SERVED, code) == expected


def test_so_many_full_days_lie_between_a_notice_and_its_meeting() -> None:
    """A meeting on 20 March: the notice is posted on the 12th at the latest."""
    assert due([convened()], "D19-notice") == china(3, 13)


def test_a_draft_ahead_of_a_contract_names_the_day() -> None:
    """Nobody can name the fact of a signing that is still to come."""
    signing = signed(
        vote_id=UUID(int=4), at=NOW + 20 * DAY, signed_on=date(2026, 3, 30)
    )
    draft = published("D05", "2026-03-28", NOW)
    late = published("D05", "2026-03-28", NOW + 15 * DAY)
    far = published("D05", "2026-09-28", NOW)
    facts = [registered(), signing]

    assert due(facts, "D05-draft") == china(3, 23)
    assert status([*facts, draft], "D05-draft", NOW + 21 * DAY) == "valid"
    assert status([*facts, late], "D05-draft", NOW + 21 * DAY) == "late"
    assert status([*facts, far], "D05-draft", NOW + 21 * DAY) == "missing"


def test_a_first_contract_that_no_vote_chose_has_no_draft() -> None:
    codes = {each.duty.code for each in register(*SERVED).standings(NOW + DAY)}

    assert "D05-draft" not in codes and "D04-signing" in codes


def test_audit_and_plan_of_a_price_are_due_ahead_of_its_vote() -> None:
    """Which vote was about the price, the changed tariff says."""
    vote = UUID(int=8)
    item = NoticedItem("A", "V3", (), 0, VoteBar(2, 3, 1, 2, True))
    noticed = fact(
        Vote.Noticed, 1, vote, NOW, items=(item,), opens_at=NOW + 20 * DAY, **PLACE
    )
    changed = fact(
        Contract.TariffChanged,
        4,
        COMPOUND,
        NOW + 40 * DAY,
        number="c1",
        vote_id=vote,
        effective_on=date(2026, 5, 1),
    )
    facts = [*SERVED, noticed, changed]
    audit = published("D33", "2026-03-30", NOW - 60 * DAY, filled=("audit",))

    def codes(at: datetime) -> set[str]:
        found = register(*facts).standings(at)
        return {each.duty.code for each in found if each.duty.item == "D33"}

    assert codes(NOW + 39 * DAY) == set()
    assert codes(NOW + 41 * DAY) == {"D33-audit", "D33-plan", "D33-result"}
    assert due(facts, "D33-audit") == china(3, 30) - 60 * DAY
    assert due(facts, "D33-plan") == china(3, 30) - 30 * DAY
    assert status([*facts, audit], "D33-audit", NOW + 41 * DAY) == "valid"
    assert status([*facts, audit], "D33-plan", NOW + 41 * DAY) == "missing"


def test_the_rules_of_the_place_say_when() -> None:
    group = {"kind": BodyKind.PREPARATION_GROUP, **PLACE}
    days: dict[str, datetime | None] = {}
    for profile in ("national", "shandong"):
        rules = {"rules": f"{profile}@0"}
        formed = fact(Body.Formed, 1, MEETING, NOW, **group, **rules)
        sat = fact(Body.Constituted, 2, MEETING, NOW, on=date(2026, 3, 10), **rules)
        days[profile] = due([formed, sat], "D23-formed")

    assert days == {"national": china(3, 18), "shandong": china(3, 21)}


# --- the calendar ---------------------------------------------------------------------


def occasions(facts: list[Fact], item: str, at: datetime) -> list[str]:
    found = register(*facts).standings(at)
    return [each.duty.occasion for each in found if each.duty.item == item]


def test_a_firm_owes_every_quarter_that_it_ends() -> None:
    left = fact(
        Service.ServiceEnded, 4, COMPOUND, NOW + 200 * DAY, on=date(2026, 9, 30)
    )
    gone = fact(
        Service.ServiceEnded, 4, COMPOUND, NOW + 200 * DAY, on=date(2026, 9, 29)
    )
    at = NOW + 400 * DAY

    assert occasions([*SERVED, left], "D10", at) == ["2026-Q1", "2026-Q2", "2026-Q3"]
    assert occasions([*SERVED, gone], "D10", at) == ["2026-Q1", "2026-Q2"]


def test_a_period_is_owed_once_it_is_over_without_anybody_recording_it() -> None:
    over = china(4, 1)

    assert occasions(SERVED, "D10", over - SOON) == []
    assert occasions(SERVED, "D10", over) == ["2026-Q1"]


def test_beijing_posts_common_income_by_the_year() -> None:
    rules: dict[str, Any] = {"rules": "beijing@0"}
    served = [registered(**rules), signed(**rules), started(**rules)]

    assert occasions(served, "D10", NOW + 400 * DAY) == ["2026"]


def test_a_self_managed_fund_is_accounted_for_by_the_quarter() -> None:
    fund = UUID(int=6)
    opened = fact(FundFacts.Opened, 1, fund, NOW, **PLACE)
    taken = fact(FundFacts.SelfManaged, 2, fund, NOW + 120 * DAY, on=date(2026, 7, 8))
    at = NOW + 300 * DAY

    assert occasions([opened], "D11", at) == ["2026-H1", "2026-H2"]
    assert occasions([opened, taken], "D11", at) == ["2026-H1", "2026-Q3", "2026-Q4"]


def test_a_community_owes_its_statistics_once_for_all_its_compounds() -> None:
    other = fact(
        type(registered()),
        1,
        UUID(int=177),
        NOW,
        region_codes=("3710", "371002", "001", "01"),
    )

    assert occasions([registered(), other], "D37", NOW + 60 * DAY) == [
        "2026-03",
        "2026-04",
    ]


# --- where it stands ------------------------------------------------------------------

ON_TIME = published("D01", STARTED, NOW + 2 * HOUR)
LATE = published("D01", STARTED, NOW + 5 * DAY)
END_OF_DAY = china(3, 11)


@pytest.mark.parametrize(
    ("facts", "at", "expected"),
    [
        ([], END_OF_DAY, "pending"),
        ([], END_OF_DAY + SOON, "missing"),
        ([ON_TIME], NOW + DAY, "valid"),
        ([LATE], NOW + 2 * DAY, "missing"),
        ([LATE], NOW + 6 * DAY, "late"),
        ([published("D01", STARTED, END_OF_DAY)], NOW + DAY, "valid"),
        ([published("D01", STARTED, END_OF_DAY + SOON)], NOW + DAY, "late"),
        ([published("D02", STARTED, NOW + 2 * HOUR)], NOW + DAY, "missing"),
        ([published("D01", "2026", NOW + 2 * HOUR)], NOW + DAY, "missing"),
        ([published("D01", STARTED, NOW, filled=("licence",))], NOW + DAY, "missing"),
    ],
)
def test_where_a_duty_stands(facts: list[Fact], at: datetime, expected: str) -> None:
    assert status([*SERVED, *facts], "D01-start", at) == expected


def test_what_is_lacking_is_named_until_it_is_corrected() -> None:
    partly = published("D02", STARTED, NOW + 2 * HOUR, filled=("standards",))
    whole = ("service_items", "standards", "frequency")
    corrected = later(Publication.Corrected, 2, NOW + 3 * DAY, filled=whole)
    facts = [*SERVED, partly, corrected]
    before = standing(facts, "D02-start", NOW + 2 * DAY)
    after = standing(facts, "D02-start", NOW + 4 * DAY)

    assert (before.status, before.lacking) == (
        "missing",
        ("service_items", "frequency"),
    )
    assert (after.status, after.lacking) == ("late", ())
    assert after.published_at == NOW + 3 * DAY


def test_a_correction_in_time_keeps_the_first_day() -> None:
    corrected = later(
        Publication.Corrected,
        2,
        NOW + 3 * DAY,
        filled=standing(SERVED, "D01-start").duty.required,
    )
    found = standing([*SERVED, ON_TIME, corrected], "D01-start", NOW + 4 * DAY)

    assert (found.status, found.published_at) == ("valid", NOW + 2 * HOUR)


SHOWN = published("D04", f"{COMPOUND}.2", NOW + HOUR)
"""On 10 March, for 15 days: until the 25th at 24:00."""


@pytest.mark.parametrize(
    ("taken_down", "expected"),
    [(china(3, 26) - SOON, "withdrawn"), (china(3, 26), "valid")],
)
def test_what_is_taken_down_too_early_is_open_again(
    taken_down: datetime, expected: str
) -> None:
    down = later(Publication.Withdrawn, 2, taken_down)
    facts = [*SERVED, SHOWN, down]

    assert status(facts, "D04-signing", taken_down) == "valid"  # not recorded yet
    assert status(facts, "D04-signing", NOW + 30 * DAY) == expected


def test_shown_again_it_counts_from_then() -> None:
    down = later(Publication.Withdrawn, 2, NOW + DAY)
    again = published("D04", f"{COMPOUND}.2", NOW + 8 * DAY, id=UUID(int=81))
    found = standing([*SERVED, SHOWN, down, again], "D04-signing", NOW + 9 * DAY)

    assert (found.status, found.published_at) == ("late", NOW + 8 * DAY)
    assert found.publications == (NOTICE, UUID(int=81))


def test_it_is_provisional_until_its_display_is_over() -> None:
    facts = [*SERVED, SHOWN]

    assert standing(facts, "D04-signing", china(3, 26) - SOON).provisional
    assert not standing(facts, "D04-signing", china(3, 26)).provisional
    assert standing([*SERVED, ON_TIME], "D01-start", NOW + 300 * DAY).provisional


def test_what_is_shown_continuously_gives_way_to_its_next() -> None:
    named = fact(
        People.SiteManagerNamed, 4, COMPOUND, NOW + 60 * DAY, since=date(2026, 5, 9)
    )
    before = [*SERVED, named]

    assert status(before, "D01-start", NOW + 61 * DAY) == "missing"
    assert status(before, "D01-change", NOW + 61 * DAY) == "pending"
    down = later(Publication.Withdrawn, 2, NOW + 62 * DAY)
    assert status([*before, ON_TIME, down], "D01-start", NOW + 63 * DAY) == "valid"


def test_a_change_on_the_first_day_takes_its_place() -> None:
    named = fact(
        People.SiteManagerNamed, 4, COMPOUND, NOW + 2 * HOUR, since=date(2026, 3, 10)
    )

    assert status([*SERVED, named], "D01-start", NOW + DAY) == "superseded"


def test_a_meeting_that_is_cancelled_needs_no_notice() -> None:
    assert status([convened()], "D19-notice", NOW + 30 * DAY) == "missing"
    assert (
        status([convened(), NEVER_MIND], "D19-notice", NOW + 30 * DAY) == "superseded"
    )


def test_a_meeting_that_is_moved_needs_another_notice() -> None:
    moved = fact(Talk.Rescheduled, 2, MEETING, NOW + 5 * DAY, starts_at=NOW + 40 * DAY)
    notice = published("D19", CALLED, NOW + DAY)
    found = {
        each.duty.occasion: each.status.value
        for each in register(convened(), moved, notice).standings(NOW + 6 * DAY)
    }

    assert found == {CALLED: "superseded", f"{MEETING}.2": "pending"}


def test_an_exemption_lifts_a_duty_while_it_holds() -> None:
    facts = [
        *SERVED,
        requested("D01", STARTED, NOW + 2 * DAY),
        fact(Exemption.Approved, 2, WAIVER, NOW + 3 * DAY),
        fact(Exemption.Revoked, 3, WAIVER, NOW + 9 * DAY),
    ]

    assert status(facts, "D01-start", NOW + 2 * DAY + HOUR) == "missing"
    assert status(facts, "D01-start", NOW + 4 * DAY) == "exempted"
    assert status(facts, "D01-start", NOW + 10 * DAY) == "missing"


def test_boards_and_objections_are_told_apart() -> None:
    facts = [
        *SERVED,
        ON_TIME,
        later(Publication.BoardProved, 2, NOW + DAY),
        later(Publication.Objected, 3, NOW + DAY, objection=1, due_at=NOW + 4 * DAY),
        later(Publication.ObjectionAnswered, 4, NOW + 6 * DAY, objection=1),
    ]

    def told(at: datetime) -> tuple[bool, int, str]:
        found = standing(facts, "D01-start", at)
        return found.board, found.objections_overdue, found.status.value

    assert told(NOW + 3 * HOUR) == (False, 0, "valid")
    assert told(NOW + 5 * DAY) == (True, 1, "valid")
    assert told(NOW + 7 * DAY) == (True, 0, "valid")


def test_only_those_chosen_to_lead_a_committee_are_posted() -> None:
    codes: list[bool] = []
    for kind in (BodyKind.OWNERS_COMMITTEE, BodyKind.COUNCIL):
        formed = fact(Body.Formed, 1, MEETING, NOW, kind=kind, **PLACE)
        chair = fact(Body.OfficerNamed, 2, MEETING, NOW, office=BodyOffice.CHAIR)
        codes.append(bool(register(formed, chair).standings(NOW + DAY)))

    assert codes == [True, False]


# --- rates ----------------------------------------------------------------------------


def counts(facts: list[Fact], at: datetime) -> DutyCount:
    return total(counted(register(*facts).standings(at), at).values())


def test_rates_are_of_what_was_due() -> None:
    """D01 in time, D02 late, D03 missing; D04 is not due yet."""
    facts = [
        *SERVED,
        ON_TIME,
        published("D02", STARTED, NOW + DAY, id=UUID(int=81)),
    ]
    found = counts(facts, NOW + 2 * DAY)

    assert found == DutyCount(due=3, on_time=1, late=1)
    assert str(found.publication_rate) == "2/3" and str(found.on_time_rate) == "1/3"


def test_nothing_due_is_no_obligation() -> None:
    found = counts(SERVED, NOW + 2 * HOUR)

    assert found == DutyCount(0, 0, 0)
    assert found.publication_rate is None and found.on_time_rate is None


def test_what_is_lifted_or_void_is_not_counted() -> None:
    at = NOW + 30 * DAY
    waived = [
        requested("D19", CALLED, NOW + DAY),
        fact(Exemption.Approved, 2, WAIVER, NOW + 2 * DAY),
    ]

    assert counts([convened()], at).due == 1
    assert counts([convened(), NEVER_MIND], at).due == 0
    assert counts([convened(), *waived], at).due == 0


# --- for every life -------------------------------------------------------------------


def standings(facts: list[Fact], at: datetime) -> list[Standing]:
    return register(*facts).standings(at)


@settings(max_examples=15)
@given(drawn=lives(most=25))
def test_later_facts_change_nothing_of_what_was_known(drawn: tuple[int, int]) -> None:
    facts = life(*drawn)
    for at in moments(facts):
        known = [each for each in facts if each.timestamp + SOON <= at]

        assert standings(facts, at) == standings(known, at)


@settings(max_examples=10)
@given(drawn=lives(most=25))
def test_every_duty_is_counted_once(drawn: tuple[int, int]) -> None:
    facts = life(*drawn)
    at = moments(facts)[-1]
    found = standings(facts, at)
    count = counts(facts, at)

    assert len({each.duty.id for each in found}) == len(found)
    assert count.on_time + count.late <= count.due <= len(found)


@settings(max_examples=10)
@given(drawn=lives(most=25), hidden=st.integers(0, 5))
def test_restricted_facts_are_not_looked_at(
    drawn: tuple[int, int], hidden: int
) -> None:
    facts = life(*drawn)
    at = moments(facts)[-1]
    private = fact(
        Body.ConditionsChecked, 9, UUID(int=900 + hidden), facts[-1].timestamp
    )

    assert private.audience is Audience.RESTRICTED
    assert standings([*facts, private], at) == standings(facts, at)


def test_a_meeting_of_another_kind_needs_no_notice() -> None:
    forum = convened(MeetingKind.STOOL_COUNCIL)

    assert register(forum).standings(NOW + DAY) == []
