"""Quarters and lists: in order, after the time to object, never a natural person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.enterprise import Enterprise
from domain.enterprise_judging_refusals import (
    EnterpriseObjectionTooLate,
    EnterpriseObjectionUnfounded,
    EnterpriseObjectionUnknown,
    ListingBarredByBlackList,
    ListingDisclosureTooLong,
    ListingEndsByItself,
    ListingGroundMissing,
    ListingRepairMissing,
    ListingTaken,
    ListingTermNotOver,
    ListingUnknown,
    NaturalPersonNeverListed,
    NoCorrectionPlanDue,
    RatingEarlierQuarterOpen,
    RatingObjectionsOpen,
    RatingObjectionTimeRunning,
    RatingPublishedBefore,
    RatingQuarterNotOver,
    RatingQuarterPassed,
    RatingQuarterTaken,
    RatingQuarterUnknown,
)
from domain.enterprise_words import (
    CreditList,
    ListingEnd,
    ListingSubject,
    ObjectionSubject,
)
from domain.errors import IllegalTransition, InvalidInput, Refusal, TextRequired
from domain.rating import RatingColour
from domain.rating_counts import RatingWithoutInputs
from tests.domain.enterprise_lives import (
    APRIL,
    DAY,
    MANAGER,
    OFFICER,
    QUARTER,
    by,
    counts,
    final,
    later,
    organised,
    publish,
    rate,
)
from tests.scenario import new_facts, refuses, then

# Rated on Tuesday, 7 April 2026: until the end of the 14th in China.
OBJECTIONS_END = datetime(2026, 4, 14, 16, tzinfo=UTC)
SECOND = timedelta(seconds=1)
JULY = datetime(2026, 7, 7, 1, tzinfo=UTC)


def rated(met: int = 9) -> Enterprise:
    firm = organised()
    rate(firm, inputs=counts(met))
    firm.collect_events()
    return firm


def published(met: int = 9) -> Enterprise:
    firm = rated(met)
    publish(firm)
    firm.collect_events()
    return firm


def object_to(
    firm: Enterprise,
    reference: str = QUARTER,
    subject: ObjectionSubject = ObjectionSubject.RATING,
    at: datetime = APRIL,
) -> None:
    firm.raise_objection(
        by(MANAGER, "grounds", at=at), subject=subject, reference=reference
    )


def test_a_rating_stores_all_that_it_rests_on() -> None:
    firm = organised()
    rate(firm)

    ((kind, card),) = new_facts(firm)
    assert kind is Enterprise.Rated
    assert card["inputs"] == counts()
    assert (card["quarter"], card["round"], card["before"]) == (QUARTER, 1, None)
    assert (card["score"], card["colour"]) == (9100, RatingColour.GREEN)
    assert sum(line.marks for line in card["lines"]) == 9100
    assert card["objections_until"] == OBJECTIONS_END


def test_a_result_is_published_after_the_time_to_object() -> None:
    firm = rated()
    refuses(
        RatingObjectionTimeRunning,
        firm,
        firm.publish_rating,
        by(at=OBJECTIONS_END),
        quarter=QUARTER,
    )
    assert firm.colour is None
    firm.publish_rating(by(at=OBJECTIONS_END + SECOND), quarter=QUARTER)
    assert new_facts(firm) == [
        then(
            Enterprise.RatingPublished,
            quarter=QUARTER,
            colour=RatingColour.GREEN,
            plan_due_at=None,
        )
    ]
    assert firm.colour is RatingColour.GREEN
    refuses(
        RatingPublishedBefore, firm, firm.publish_rating, by(at=JULY), quarter=QUARTER
    )
    refuses(
        RatingQuarterUnknown, firm, firm.publish_rating, by(at=JULY), quarter="2026-Q2"
    )


def test_a_quarter_is_rated_when_it_is_over_once_and_in_order() -> None:
    firm = organised()
    last = datetime(2026, 3, 31, 15, 59, tzinfo=UTC)
    refuses(RatingQuarterNotOver, firm, rate, firm, at=last)
    refuses(InvalidInput, firm, rate, firm, quarter="2026Q1")
    refuses(RatingWithoutInputs, firm, rate, firm, inputs=())
    rate(firm, at=last + timedelta(minutes=1))
    firm.collect_events()
    refuses(RatingQuarterTaken, firm, rate, firm)
    refuses(RatingEarlierQuarterOpen, firm, rate, firm, "2026-Q2", JULY)
    refuses(RatingQuarterPassed, firm, rate, firm, "2025-Q4")
    publish(firm)
    rate(firm, "2026-Q2", JULY, counts(0))
    publish(firm, "2026-Q2", JULY)
    firm.collect_events()
    assert firm.colour is RatingColour.RED  # from green, without limit
    rate(firm, "2026-Q3", later(92, JULY))
    assert new_facts(firm)[0][1]["earned"] is RatingColour.GREEN
    assert firm.ratings["2026-Q3"].colour is RatingColour.YELLOW


def test_an_exited_firm_is_not_rated() -> None:
    firm = organised()
    firm.exit(by(), on=DAY)
    firm.collect_events()
    refuses(IllegalTransition, firm, rate, firm)


def test_an_upheld_objection_lets_the_quarter_be_rated_again() -> None:
    firm = rated(met=7)
    object_to(firm, at=OBJECTIONS_END)
    assert new_facts(firm) == [
        then(
            Enterprise.ObjectionRaised,
            objection=1,
            subject=ObjectionSubject.RATING,
            reference=QUARTER,
            # Seven days after the 14th (China reads 15 April, 00:00, at that moment).
            answer_due_at=datetime(2026, 4, 22, 16, tzinfo=UTC),
        )
    ]
    publishing = by(at=later(20, APRIL))
    publish_it = firm.publish_rating
    refuses(RatingObjectionsOpen, firm, publish_it, publishing, quarter=QUARTER)
    refuses(RatingQuarterTaken, firm, rate, firm)
    firm.answer_objection(by(OFFICER, "answer"), objection=1, upheld=True)
    firm.collect_events()
    refuses(RatingObjectionsOpen, firm, publish_it, publishing, quarter=QUARTER)
    rate(firm, at=later(9, APRIL))
    ((_, card),) = new_facts(firm)
    assert (card["round"], firm.ratings[QUARTER].colour) == (2, RatingColour.GREEN)
    publish(firm, at=later(9, APRIL))


def test_an_objection_that_is_turned_down_changes_nothing() -> None:
    firm = rated()
    object_to(firm)
    firm.answer_objection(by(OFFICER, "answer"), objection=1, upheld=False)
    firm.collect_events()
    refuses(RatingQuarterTaken, firm, rate, firm)
    refuses(
        EnterpriseObjectionUnknown,
        firm,
        firm.answer_objection,
        by(OFFICER, "answer"),
        objection=1,
        upheld=True,
    )
    publish(firm)


def test_an_objection_needs_its_time_its_object_and_its_grounds() -> None:
    firm = rated()
    late = OBJECTIONS_END + SECOND
    refuses(EnterpriseObjectionTooLate, firm, object_to, firm, at=late)
    refuses(EnterpriseObjectionUnfounded, firm, object_to, firm, "2025-Q4")
    listing = ObjectionSubject.LISTING
    refuses(EnterpriseObjectionUnfounded, firm, object_to, firm, "1", listing)
    refuses(
        TextRequired,
        firm,
        firm.raise_objection,
        by(MANAGER),
        subject=ObjectionSubject.RATING,
        reference=QUARTER,
    )


def test_a_yellow_firm_files_a_plan_within_fifteen_days() -> None:
    firm = rated(met=6)
    firm.publish_rating(by(at=OBJECTIONS_END + SECOND), quarter=QUARTER)
    ((_, fact),) = new_facts(firm)
    assert fact["colour"] is RatingColour.YELLOW
    assert fact["plan_due_at"] == datetime(2026, 4, 30, 16, tzinfo=UTC)
    filing = by(MANAGER, "plan", at=JULY)
    firm.file_correction_plan(filing, quarter=QUARTER)
    firm.collect_events()
    refuses(
        NoCorrectionPlanDue, firm, firm.file_correction_plan, filing, quarter=QUARTER
    )


# --- lists ----------------------------------------------------------------------------

BLACK: dict[str, Any] = {
    "credit_list": CreditList.BLACK,
    "subject": ListingSubject.ORGANISATION,
    "finding": 1,
    "until": date(2027, 1, 1),
}
RED = BLACK | {"credit_list": CreditList.RED, "finding": None, "quarter": QUARTER}


def found() -> Enterprise:
    """A green firm, with a finding that is final since 18 March 2026."""
    firm = organised()
    final(firm)
    rate(firm, inputs=counts(10))
    publish(firm)
    firm.collect_events()
    return firm


def listing(**changes: Any) -> Callable[[Enterprise], None]:
    given = {**BLACK, **changes}
    return lambda firm: firm.put_on_list(by(at=later(9, APRIL)), **given)


def ending(end: ListingEnd, at: datetime = JULY) -> Callable[[Enterprise], None]:
    return lambda firm: firm.take_off_list(
        by(OFFICER, "reason", at=at), listing=1, end=end
    )


PERSON = ListingSubject.NATURAL_PERSON


@pytest.mark.parametrize(
    ("refusal", "command"),
    [
        (NaturalPersonNeverListed, listing(subject=PERSON)),
        (NaturalPersonNeverListed, listing(**RED | {"subject": PERSON})),
        (ListingGroundMissing, listing(finding=2)),
        (ListingGroundMissing, listing(finding=None)),
        (ListingGroundMissing, listing(quarter=QUARTER)),
        (ListingGroundMissing, listing(**RED | {"quarter": "2025-Q4"})),
        (ListingGroundMissing, listing(**RED | {"quarter": None})),
        (ListingGroundMissing, listing(**RED | {"finding": 1})),
        (ListingDisclosureTooLong, listing(until=date(2031, 3, 19))),
        (ListingDisclosureTooLong, listing(until=date(2026, 4, 16))),
        (ListingUnknown, ending(ListingEnd.WITHDRAWN)),
    ],
)
def test_a_list_takes_organisations_with_a_ground_for_a_time(
    refusal: type[Refusal], command: Callable[[Enterprise], None]
) -> None:
    firm = found()
    refuses(refusal, firm, command, firm)


def test_only_green_is_honoured() -> None:
    firm = published(met=7)
    refuses(ListingGroundMissing, firm, listing(**RED), firm)


def test_a_firm_is_listed_and_finds_its_way_back() -> None:
    firm = found()
    listing(until=date(2031, 3, 18))(firm)  # five years after the finding was final
    assert new_facts(firm)[0][1]["listing"] == 1
    refuses(ListingTaken, firm, listing(), firm)
    refuses(ListingBarredByBlackList, firm, listing(**RED), firm)
    refuses(ListingRepairMissing, firm, ending(ListingEnd.REPAIRED), firm)
    refuses(ListingTermNotOver, firm, ending(ListingEnd.TERM_OVER), firm)
    for end in (ListingEnd.OBJECTION_UPHELD, ListingEnd.GROUND_GONE):
        refuses(ListingEndsByItself, firm, ending(end), firm)
    firm.repair_finding(by(OFFICER, "measure", at=JULY), finding=1, on=DAY)
    ending(ListingEnd.REPAIRED)(firm)
    firm.collect_events()
    refuses(ListingUnknown, firm, ending(ListingEnd.WITHDRAWN), firm)
    refuses(ListingGroundMissing, firm, listing(), firm)  # it was repaired
    listing(**RED)(firm)
    listing(**RED | {"credit_list": CreditList.PRAISE})(firm)


GONE = [
    then(Enterprise.Delisted, listing=number, end=ListingEnd.GROUND_GONE)
    for number in (1, 2)
]


def honoured() -> Enterprise:
    firm = found()
    listing(**RED)(firm)
    listing(**RED | {"credit_list": CreditList.PRAISE})(firm)
    firm.collect_events()
    return firm


def test_the_black_list_ends_honours() -> None:
    firm = honoured()
    listing()(firm)
    assert new_facts(firm)[1:] == GONE


def test_honours_end_with_the_green_that_they_rest_on() -> None:
    firm = honoured()
    rate(firm, "2026-Q2", JULY)
    publish(firm, "2026-Q2", JULY)  # green again
    assert len(new_facts(firm)) == 2
    october = later(92, JULY)
    rate(firm, "2026-Q3", october, counts(7))
    publish(firm, "2026-Q3", october)
    assert new_facts(firm)[2:] == GONE


def test_an_entry_ends_when_its_time_is_over() -> None:
    firm = found()
    listing()(firm)
    ending(ListingEnd.TERM_OVER, datetime(2027, 1, 1, 16, tzinfo=UTC))(firm)


def test_an_upheld_objection_takes_the_entry_off_its_list() -> None:
    firm = found()
    listing()(firm)
    firm.collect_events()
    object_to(firm, "1", ObjectionSubject.LISTING, at=later(9, APRIL))
    # Three working days after Thursday, 16 April 2026.
    assert new_facts(firm)[0][1]["answer_due_at"] == datetime(
        2026, 4, 21, 16, tzinfo=UTC
    )
    firm.answer_objection(by(OFFICER, "answer", at=JULY), objection=1, upheld=True)
    assert new_facts(firm) == [
        then(Enterprise.ObjectionAnswered, objection=1, upheld=True),
        then(Enterprise.Delisted, listing=1, end=ListingEnd.OBJECTION_UPHELD),
    ]
