"""One firm leaves a compound and another enters (民946-950)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.compound import Compound
from domain.compound_refusals import (
    CompoundDayAhead,
    ContractNeedsVote,
    ManagementNotLater,
    NoContract,
    SameManagement,
    StillServed,
)
from domain.compound_service_refusals import (
    AlreadyStarted,
    BeforeContract,
    BeforeTermEnds,
    HandoverIncomplete,
    NoticeMissing,
    TakeoverMissing,
    TerminationNoticeTooShort,
    UnknownHandoverItem,
)
from domain.compound_words import (
    ContractModel,
    HandoverTo,
    Management,
    NoticeSide,
    UnmanagedCause,
)
from domain.errors import IllegalTransition, InvalidInput
from tests.domain.compound_samples import (
    DAY,
    HANDOVER,
    OTHER_FIRM,
    PASSED,
    TERMS,
    TODAY,
    VOTE,
    compound,
    hand_over_all,
    served,
    signed,
    tariff,
    unmanaged,
)
from tests.scenario import STREET, new_facts, refuses, stamp, then

CAUSE = UnmanagedCause.DISMISSED


def at(day: date) -> Any:
    """A stamp of that day."""
    return stamp(STREET, datetime(day.year, day.month, day.day, 2, tzinfo=UTC))


def leaving(last_day: date = date(2026, 5, 31)) -> Compound:
    """With a firm that the owners dismissed."""
    made = served()
    made.notice_termination(
        stamp(STREET),
        side=NoticeSide.OWNERS,
        noticed_on=TODAY,
        last_day=last_day,
        vote_id=VOTE,
    )
    made.collect_events()
    return made


# --- management -----------------------------------------------------------------------


def test_the_inventory_says_how_a_compound_is_managed() -> None:
    made = compound()
    assert made.status is Management.UNSTATED
    given: Any = {"management": Management.UNMANAGED, "since": date(2025, 1, 1)}
    with pytest.raises(InvalidInput):
        made.state_management(stamp(STREET), **given)
    made.state_management(stamp(STREET), cause=UnmanagedCause.NEVER_HAD_ONE, **given)

    assert new_facts(made) == [
        then(Compound.ManagementStated, cause=UnmanagedCause.NEVER_HAD_ONE, **given)
    ]
    state: Any = made.state_management
    cause = UnmanagedCause.OTHER
    refuses(SameManagement, made, state, stamp(STREET), cause=cause, **given)
    refuses(
        SameManagement,
        made,
        state,
        stamp(STREET),
        management=Management.UNSTATED,
        since=TODAY,
    )
    managed = {"management": Management.MANAGED}
    refuses(CompoundDayAhead, made, state, stamp(STREET), since=TODAY + DAY, **managed)
    refuses(
        ManagementNotLater,
        made,
        state,
        stamp(STREET),
        since=date(2024, 12, 31),
        **managed,
    )
    with pytest.raises(InvalidInput):
        state(stamp(STREET), since=TODAY, cause=cause, **managed)


def test_a_compound_that_is_served_is_not_unmanaged() -> None:
    made = served()
    refuses(
        StillServed,
        made,
        made.state_management,
        stamp(STREET),
        management=Management.UNMANAGED,
        since=TODAY,
        cause=CAUSE,
    )


# --- notice ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("side", "noticed_on", "days", "needed"),
    [
        (NoticeSide.OWNERS, TODAY, 59, 60),
        (NoticeSide.FIRM, TODAY, 89, 90),
    ],
)
def test_notice_is_given_in_time(
    side: NoticeSide, noticed_on: date, days: int, needed: int
) -> None:
    made = served(ends_on=date(2026, 3, 31))
    given: Any = {"side": side, "noticed_on": noticed_on, "vote_id": VOTE}
    refuses(
        TerminationNoticeTooShort,
        made,
        made.notice_termination,
        stamp(STREET),
        last_day=noticed_on + days * DAY,
        **given,
    )
    made.notice_termination(stamp(STREET), last_day=noticed_on + needed * DAY, **given)
    assert made.status is Management.BEING_LEFT


def test_an_open_ended_contract_ends_by_sixty_days_notice_of_either_side() -> None:
    made = served(ends_on=date(2026, 2, 28))
    given: Any = {"side": NoticeSide.FIRM, "noticed_on": TODAY}
    notice: Any = made.notice_termination
    last = TODAY + 59 * DAY
    refuses(
        TerminationNoticeTooShort, made, notice, stamp(STREET), last_day=last, **given
    )
    notice(stamp(STREET), last_day=last + DAY, **given)
    assert new_facts(made) == [
        then(
            Compound.TerminationNoticed,
            number="WY-2026-1",
            vote_id=None,
            question=None,
            last_day=date(2026, 5, 9),
            # Thirty days after Saturday, 9 May: Monday, 8 June, at midnight in China.
            hand_over_by=datetime(2026, 6, 8, 16, tzinfo=UTC),
            **given,
        )
    ]


def test_owners_dismiss_by_vote_and_a_firm_keeps_its_term() -> None:
    made = served()
    notice: Any = made.notice_termination
    refuses(
        ContractNeedsVote,
        made,
        notice,
        stamp(STREET),
        side=NoticeSide.OWNERS,
        noticed_on=TODAY,
        last_day=date(2026, 6, 30),
    )
    refuses(
        BeforeTermEnds,
        made,
        notice,
        stamp(STREET),
        side=NoticeSide.FIRM,
        noticed_on=TODAY,
        last_day=date(2026, 12, 31),
    )
    made = compound()
    refuses(
        IllegalTransition,
        made,
        made.notice_termination,
        stamp(STREET),
        side=NoticeSide.FIRM,
        noticed_on=TODAY,
        last_day=date(2026, 12, 31),
    )


# --- hand-over ------------------------------------------------------------------------


def test_a_firm_leaves_when_everything_is_handed_over() -> None:
    made = leaving()
    last = date(2026, 5, 31)
    refuses(NoticeMissing, made, made.end_service, at(TODAY), on=TODAY, cause=CAUSE)
    later = date(2026, 6, 5)
    refuses(HandoverIncomplete, made, made.end_service, at(later), on=last, cause=CAUSE)
    refuses(
        UnknownHandoverItem,
        made,
        made.hand_over,
        at(later),
        items=("seal",),
        to=HandoverTo.STREET,
        on=last,
    )
    made.hand_over(
        at(later), items=HANDOVER, to=HandoverTo.OWNERS_BODY, on=date(2026, 6, 2)
    )
    made.end_service(at(later), on=later, cause=CAUSE)
    assert new_facts(made) == [
        then(
            Compound.HandedOver,
            number="WY-2026-1",
            items=HANDOVER,
            to=HandoverTo.OWNERS_BODY,
            on=date(2026, 6, 2),
        ),
        then(
            Compound.ServiceEnded,
            number="WY-2026-1",
            management=Management.UNMANAGED,
            cause=CAUSE,
            on=later,
            charged_until=later,
        ),
    ]
    assert (made.status, made.contract) == (Management.UNMANAGED, None)
    # Until it left it served and may charge (民950).
    assert made.tariff_on(later) == tariff()
    assert made.tariff_on(later + DAY) is None


def test_whoever_refuses_to_hand_over_charges_nothing_after_the_end() -> None:
    made = leaving()
    later = date(2026, 6, 20)
    made.hand_over(
        at(later), items=HANDOVER[:2], to=HandoverTo.NEW_FIRM, on=date(2026, 6, 2)
    )
    made.refuse_hand_over(at(later), items=HANDOVER[2:], on=date(2026, 6, 3))
    made.collect_events()
    refuses(
        UnknownHandoverItem,
        made,
        made.refuse_hand_over,
        at(later),
        items=("seal",),
        on=later,
    )
    made.end_service(at(later), on=later, cause=CAUSE)
    assert made.tariff_on(date(2026, 5, 31)) == tariff()
    assert made.tariff_on(date(2026, 6, 1)) is None


def test_the_next_firm_follows() -> None:
    made = leaving()
    made.sign_contract(
        stamp(STREET),
        **TERMS
        | {
            "number": "WY-2026-2",
            "enterprise_id": OTHER_FIRM,
            "starts_on": date(2026, 6, 1),
            "tariff": tariff(1_570_000),
        },
    )
    made.inspect_takeover(stamp(STREET), checklist=PASSED, on=TODAY)
    made.collect_events()
    refuses(AlreadyStarted, made, made.start_service, at(TODAY), on=TODAY)
    last = date(2026, 5, 31)
    hand_over_late = at(date(2026, 6, 1))
    made.hand_over(hand_over_late, items=HANDOVER, to=HandoverTo.NEW_FIRM, on=last)
    made.end_service(hand_over_late, on=last, cause=CAUSE)
    assert made.contract is not None and made.contract.enterprise_id == OTHER_FIRM
    assert str(made.status) == Management.BEING_LEFT
    made.start_service(hand_over_late, on=date(2026, 6, 1))
    assert made.status is Management.MANAGED
    assert made.tariff_on(last) == tariff()
    assert made.tariff_on(date(2026, 6, 1)) == tariff(1_570_000)


def test_an_emergency_service_ends_by_itself() -> None:
    made = signed(
        unmanaged(),
        model=ContractModel.EMERGENCY,
        vote_id=None,
        question=None,
        legal_basis="京77",
        ends_on=date(2026, 3, 9),
    )
    made.start_service(stamp(STREET), on=date(2026, 1, 2))  # without an inspection
    made.collect_events()
    refuses(
        NoticeMissing,
        made,
        made.end_service,
        stamp(STREET),
        on=date(2026, 3, 8),
        cause=CAUSE,
    )
    hand_over_all(made, TODAY)
    made.end_service(stamp(STREET), on=TODAY, cause=UnmanagedCause.EXPIRED)
    assert made.status is Management.UNMANAGED


# --- entry ----------------------------------------------------------------------------


def test_a_firm_enters_after_it_has_inspected() -> None:
    made = compound()
    refuses(NoContract, made, made.start_service, stamp(STREET), on=TODAY)
    refuses(
        NoContract,
        made,
        made.inspect_takeover,
        stamp(STREET),
        checklist=PASSED,
        on=TODAY,
    )
    made = signed()
    start: Any = made.start_service
    refuses(BeforeContract, made, start, stamp(STREET), on=date(2025, 12, 31))
    refuses(TakeoverMissing, made, start, stamp(STREET), on=TODAY)
    with pytest.raises(InvalidInput):
        made.inspect_takeover(stamp(STREET), checklist=(), on=TODAY)
    made.inspect_takeover(stamp(STREET), checklist=PASSED, on=date(2026, 1, 5))
    made.collect_events()
    refuses(TakeoverMissing, made, start, stamp(STREET), on=date(2026, 1, 4))
    start(stamp(STREET), on=date(2026, 1, 5))
    assert new_facts(made) == [
        then(Compound.ServiceStarted, number="WY-2026-1", on=date(2026, 1, 5))
    ]
    refuses(AlreadyStarted, made, start, stamp(STREET), on=TODAY)
    refuses(
        AlreadyStarted,
        made,
        made.inspect_takeover,
        stamp(STREET),
        checklist=PASSED,
        on=TODAY,
    )
