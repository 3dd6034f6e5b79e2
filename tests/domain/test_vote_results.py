"""The vote after its close: count, recount, audit, orders, and official results."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.ballot import receipt_of
from domain.errors import IllegalTransition, InvalidInput, TextRequired
from domain.official_result import OfficialResult
from domain.quantities import Dm2
from domain.recount import digest_of, open_recount, receipts_digest
from domain.tally import tally
from domain.vote import Vote
from domain.vote_refusals import (
    HeadNotOnRoll,
    ItemNotNoticed,
    NotBeingRecounted,
    OfficialVote,
    VoteWindowRunning,
)
from domain.vote_result_refusals import (
    NotOfficialVote,
    OfficialResultUnsound,
    OrderBeforeResult,
    RecountDone,
    RecountTooLate,
    RecountUnexplained,
    TooFewForRecount,
)
from domain.vote_results import CountedBallot
from domain.vote_words import (
    AnnulmentBy,
    BallotSecrecy,
    OpenBallot,
    VoteChannel,
    VoteStatus,
    VoteTotals,
)
from tests.domain.votes import (
    AFTER,
    AUDITOR,
    CLERK,
    CLOSES,
    DURING,
    NO,
    SPOILED,
    VOTE_ID,
    YES,
    announce,
    ballot,
    ballots,
    closed_vote,
    counted_vote,
    head,
    item,
    mark,
    open_vote,
    roll,
    unit,
)
from tests.scenario import DAY, STREET, new_facts, refuses, stamp, then


def test_a_count_records_every_number_and_the_receipts() -> None:
    vote = closed_vote()
    said = [*ballots(yes=7, no=2, abstain=1), ballot(10, mark(SPOILED))]
    vote.count(stamp(CLERK, AFTER), said)
    receipts = tuple(sorted(each.receipt for each in said))

    listed, counted = new_facts(vote)
    assert listed == then(Vote.ReceiptsListed, part=1, receipts=receipts)
    outcome = counted[1]["outcomes"][0]
    assert counted == then(
        Vote.Counted,
        outcomes=tally(
            roll(12), {each.head: each.marks for each in said}, vote.items.values()
        ),
        ballots=11,
        spoiled=1,
        receipts_digest=digest_of(receipts),
        recount_until=vote.recount_until,
    )
    assert (outcome.part_heads, outcome.yes_heads, outcome.passed) == (10, 7, True)
    assert vote.status is VoteStatus.COUNTED


def test_a_result_without_participation_does_not_pass() -> None:
    vote = counted_vote(ballots(yes=7))

    assert [each.passed for each in vote.outcomes] == [False]
    assert vote.outcomes[0].agreed_heads


def test_a_secret_choice_stands_in_no_public_fact() -> None:
    vote = closed_vote()
    vote.count(stamp(CLERK, AFTER), ballots(yes=8, no=2))
    kinds = [kind for kind, _ in new_facts(vote)]
    assert kinds == [Vote.ReceiptsListed, Vote.Counted]


def test_long_lists_come_in_parts() -> None:
    vote = closed_vote(roll=roll(1100))
    vote.count(stamp(CLERK, AFTER), ballots(yes=1001))
    facts = new_facts(vote)
    assert [len(given["receipts"]) for _, given in facts[:-1]] == [200] * 5 + [1]
    assert [given["part"] for _, given in facts[:-1]] == [1, 2, 3, 4, 5, 6]


OPEN: dict[str, Any] = {
    "items": (item("V5"), item("V8", "B")),
    "secrecy": BallotSecrecy.OPEN,
    "owners_rules": "YSGZ-12",
}


def test_anyone_counts_an_open_vote_again_from_what_is_public() -> None:
    vote = announce(**OPEN)
    vote.open(stamp(CLERK, DURING))
    vote.close(stamp(CLERK, CLOSES))
    said = [ballot(n, mark(YES), mark(NO, "B")) for n in range(9)]
    vote.count(stamp(CLERK, AFTER), [*said, ballot(9, mark(NO))])
    facts = vote.collect_events()

    shown = [each for each in facts if isinstance(each, Vote.BallotsShown)]
    assert shown[0].ballots[0] == OpenBallot(
        ("1-0000",), Dm2(10_000), (mark(YES), mark(NO, "B"))
    )
    public: Any = [each for each in facts if not isinstance(each, Vote.RollFrozen)]
    assert open_recount(public) == vote.outcomes
    assert receipts_digest(public) == (vote.ballots, vote.receipts_digest)


# --- recount --------------------------------------------------------------------------


def test_five_percent_of_the_owners_have_it_recounted() -> None:
    vote = counted_vote(ballots(yes=50), roll=roll(60))
    asked: dict[str, Any] = {"unit_ids": (unit(0), unit(1), unit(2)), "paper": "R-1"}
    two = asked | {"unit_ids": (unit(0), unit(0), unit(1))}
    refuses(TooFewForRecount, vote, vote.request_recount, stamp(CLERK, AFTER), **two)
    vote.request_recount(stamp(CLERK, AFTER), **asked)  # 3 of 60, exactly

    assert new_facts(vote) == [then(Vote.RecountRequested, heads=3, paper="R-1")]
    assert vote.status is VoteStatus.RECOUNTING


def test_a_recount_is_asked_for_in_seven_days_and_once() -> None:
    vote = counted_vote()
    asked: dict[str, Any] = {"unit_ids": (unit(0),), "paper": "R-1"}
    end = vote.recount_until
    assert end >= AFTER + 7 * DAY - timedelta(hours=24)
    refuses(RecountTooLate, vote, vote.request_recount, stamp(CLERK, end), **asked)
    bad = asked | {"unit_ids": (UUID(int=404),)}
    refuses(HeadNotOnRoll, vote, vote.request_recount, stamp(CLERK, AFTER), **bad)
    last = stamp(CLERK, end - timedelta(microseconds=1))
    vote.request_recount(last, **asked)
    vote.recount(last, ballots(yes=9))
    vote.collect_events()
    refuses(RecountDone, vote, vote.request_recount, last, **asked)


def recounting() -> Vote:
    vote = counted_vote()
    vote.request_recount(stamp(CLERK, AFTER), unit_ids=(unit(0),), paper="R-1")
    vote.collect_events()
    return vote


def test_an_equal_recount_says_so() -> None:
    vote = recounting()
    before = vote.outcomes
    vote.recount(stamp(CLERK, AFTER), ballots(yes=9))

    (found,) = new_facts(vote)
    assert found[0] is Vote.Recounted
    assert (found[1]["equal"], found[1]["outcomes"]) == (True, before)
    assert vote.status is VoteStatus.COUNTED


def test_an_unequal_recount_is_explained_and_lists_its_receipts() -> None:
    vote = recounting()
    other = [*ballots(yes=8), ballot(8, mark(NO))]
    refuses(RecountUnexplained, vote, vote.recount, stamp(CLERK, AFTER), other)
    vote.recount(stamp(CLERK, AFTER, "explanation"), other)

    listed, recounted = vote.collect_events()
    assert isinstance(listed, Vote.ReceiptsListed) and listed.sealed == {}
    assert isinstance(recounted, Vote.Recounted)
    assert not recounted.equal and "explanation" in recounted.sealed
    assert (vote.outcomes[0].yes_heads, vote.outcomes[0].no_heads) == (8, 1)


def test_a_ballot_is_put_right_during_a_recount_only() -> None:
    vote = counted_vote()
    right: dict[str, Any] = {"head": head(0).id, "marks": (mark(NO),)}
    refuses(NotBeingRecounted, vote, vote.correct_ballot, stamp(CLERK, AFTER), **right)
    vote = recounting()
    wrong = right | {"marks": (mark(NO, "Z"),)}
    refuses(ItemNotNoticed, vote, vote.correct_ballot, stamp(CLERK, AFTER), **wrong)
    vote.correct_ballot(stamp(CLERK, AFTER), **right)
    assert new_facts(vote) == [then(Vote.BallotCorrected, head=head(0).id)]


def test_an_auditor_finds_the_same_or_says_so() -> None:
    vote = counted_vote()
    vote.audit(stamp(AUDITOR, AFTER), ballots(yes=9))
    forged = [CountedBallot(head(8).id, (mark(NO),), "00"), *ballots(yes=8)]
    vote.audit(stamp(AUDITOR, AFTER), forged)

    assert new_facts(vote) == [
        then(Vote.Audited, equal=True, ballots=9),
        then(Vote.Audited, equal=False, ballots=9),
    ]


def test_a_receipt_shows_a_ballot_that_was_changed_behind_it() -> None:
    """The marks say what they said, and the receipt is of something else."""
    vote = counted_vote()
    changed = replace_receipt(ballots(yes=9))
    vote.audit(stamp(AUDITOR, AFTER), changed)
    assert new_facts(vote) == [then(Vote.Audited, equal=False, ballots=9)]


def replace_receipt(said: Any) -> list[CountedBallot]:
    first, *rest = said
    return [first._replace(receipt=receipt_of(VOTE_ID, [mark(NO)], "n0")), *rest]


# --- certification, correction, annulment ---------------------------------------------


def test_a_certified_result_notes_the_year_in_which_it_may_be_annulled() -> None:
    vote = counted_vote()
    vote.certify(stamp(CLERK, AFTER))
    assert new_facts(vote) == [then(Vote.Certified, annullable_until=date(2027, 4, 5))]
    vote = counted_vote()
    vote.certify(stamp(CLERK, datetime(2028, 2, 29, 4, tzinfo=UTC)))
    assert new_facts(vote)[0][1]["annullable_until"] == date(2029, 2, 28)


ORDER: dict[str, Any] = {
    "by": AnnulmentBy.COURT,
    "document": "(2026)鲁1002民初123号",
    "on": date(2026, 4, 6),
}
LATER = AFTER + 3 * DAY


@pytest.mark.parametrize("certified", [False, True])
def test_an_annulled_decision_stays_in_the_record(certified: bool) -> None:
    vote = counted_vote()
    if certified:
        vote.certify(stamp(CLERK, AFTER))
        vote.collect_events()
    outcomes = vote.outcomes
    vote.annul(stamp(STREET, LATER, "reason"), **ORDER)

    assert new_facts(vote) == [then(Vote.Annulled, **ORDER)]
    assert vote.status is VoteStatus.ANNULLED
    assert vote.outcomes == outcomes
    refuses(
        IllegalTransition, vote, vote.annul, stamp(STREET, LATER, "reason"), **ORDER
    )


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"on": date(2026, 4, 4)}, OrderBeforeResult),
        ({"on": date(2026, 4, 9)}, InvalidInput),
        ({"document": "法院说的"}, InvalidInput),
    ],
)
def test_orders_that_cannot_be(changes: Any, refusal: Any) -> None:
    vote = counted_vote()
    why = stamp(STREET, LATER, "reason")
    for command in (vote.annul, vote.order_correction):
        refuses(refusal, vote, command, why, **ORDER | changes)
        refuses(TextRequired, vote, command, replace(why, sealed=None), **ORDER)


def test_an_ordered_correction_has_it_counted_again() -> None:
    vote = counted_vote()
    street = ORDER | {"by": AnnulmentBy.STREET, "document": "JB-2026-7"}
    vote.order_correction(stamp(STREET, LATER, "reason"), **street)
    assert new_facts(vote) == [then(Vote.CorrectionOrdered, **street)]
    assert vote.status is VoteStatus.RECOUNTING


# --- what the official system counted -------------------------------------------------


def totals(yes: int, no: int, code: str = "A") -> VoteTotals:
    return VoteTotals(
        item=code,
        option=None,
        yes_heads=yes,
        yes_area_dm2=Dm2(yes * 10_000),
        no_heads=no,
        no_area_dm2=Dm2(no * 10_000),
        abstain_heads=0,
        abstain_area_dm2=Dm2(0),
        joined_heads=0,
        joined_area_dm2=Dm2(0),
    )


def official(*given: VoteTotals, **changes: Any) -> OfficialResult:
    result = OfficialResult(
        system="beijing-evote",
        reference="BJ-2026-17",
        key="ab" * 32,
        document="cd" * 32,
        heads=12,
        area_dm2=120_000,
        totals=given or (totals(8, 2),),
    )
    return replace(result, **changes)


def beijing() -> Vote:
    return open_vote(profile="beijing", channels=(VoteChannel.OFFICIAL,))


def test_an_official_result_is_judged_here() -> None:
    vote = beijing()
    vote.import_official_result(stamp(STREET, CLOSES), result=official())

    (found,) = new_facts(vote)
    assert found[0] is Vote.OfficialResultImported
    assert (found[1]["system"], found[1]["reference"]) == (
        "beijing-evote",
        "BJ-2026-17",
    )
    (outcome,) = vote.outcomes
    assert (outcome.part_heads, outcome.yes_area_dm2, outcome.passed) == (
        10,
        80_000,
        True,
    )
    refuses(
        OfficialVote,
        vote,
        vote.request_recount,
        stamp(CLERK, AFTER),
        unit_ids=(unit(0),),
        paper="R-1",
    )


def test_seven_of_twelve_do_not_pass_whoever_says_so() -> None:
    vote = beijing()
    vote.import_official_result(stamp(STREET, CLOSES), result=official(totals(7, 0)))
    assert not vote.outcomes[0].passed


@pytest.mark.parametrize(
    ("result", "refusal"),
    [
        (official(system="北京市某系统的结果"), InvalidInput),
        (official(reference="王先生说的"), InvalidInput),
        (official(heads=13), OfficialResultUnsound),
        (official(area_dm2=119_999), OfficialResultUnsound),
        (official(totals(11, 2)), OfficialResultUnsound),
        (official(replace(totals(8, 2), yes_area_dm2=Dm2(0))), OfficialResultUnsound),
        (official(replace(totals(8, 2), no_heads=-2)), OfficialResultUnsound),
        (official(totals(8, 2), totals(8, 2)), OfficialResultUnsound),
        (official(totals(8, 2), totals(8, 2, "B")), ItemNotNoticed),
        (official(replace(totals(8, 2), option="c1")), ItemNotNoticed),
    ],
)
def test_an_official_result_fits_the_notice(
    result: OfficialResult, refusal: Any
) -> None:
    vote = beijing()
    refuses(
        refusal, vote, vote.import_official_result, stamp(STREET, CLOSES), result=result
    )


def test_an_official_result_is_for_an_official_vote_that_is_over() -> None:
    vote = open_vote()
    refuses(
        NotOfficialVote,
        vote,
        vote.import_official_result,
        stamp(STREET, CLOSES),
        result=official(),
    )
    vote = beijing()
    refuses(
        VoteWindowRunning,
        vote,
        vote.import_official_result,
        stamp(STREET, DURING),
        result=official(),
    )
