"""The vote while ballots come in: what it admits, proxies, extension, close."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.ballot import Ballot, ballot_id, receipt_of
from domain.errors import IllegalTransition, InvalidInput, TextRequired
from domain.vote import Vote
from domain.vote_refusals import (
    BallotFinal,
    BallotOnline,
    ChannelNotOffered,
    ChannelNotYours,
    EnoughTookPart,
    ExtensionNotLonger,
    HeadNotOnRoll,
    ItemNotNoticed,
    NoDelegates,
    NotTheProxy,
    OfficialVote,
    ProxyLimit,
    ProxyRegisteredBefore,
    VoteExtended,
    VoteNotOpen,
    VoteNotYet,
    VoteWindowOver,
    VoteWindowRunning,
    VoteWindowTooLong,
)
from domain.vote_words import ProxyKind, VoteChannel, VoteItem, VoteMark, VoteStatus
from tests.domain.votes import (
    ABSTAIN,
    AFTER,
    CLERK,
    CLOSES,
    DURING,
    NO,
    OPENS,
    PLACE,
    SPOILED,
    VOTE_ID,
    VOTER,
    YES,
    head,
    mark,
    noticed_vote,
    open_vote,
    unit,
)
from tests.scenario import new_facts, refuses, stamp, then

ONLINE, PAPER = VoteChannel.ONLINE, VoteChannel.PAPER
MOMENT, DAY = timedelta(microseconds=1), timedelta(days=1)
ONE: dict[str, Any] = {"unit_id": unit(0), "marks": (mark(),), "channel": ONLINE}
TYPED = ONE | {"channel": PAPER, "paper": "P-17"}


def test_a_vote_opens_when_its_window_does() -> None:
    vote = noticed_vote()
    refuses(VoteNotYet, vote, vote.open, stamp(CLERK, OPENS - MOMENT))
    refuses(VoteWindowOver, vote, vote.open, stamp(CLERK, CLOSES))
    vote.open(stamp(CLERK, OPENS))

    assert new_facts(vote) == [then(Vote.Opened)]


def test_a_notice_is_taken_back_before_voting_begins() -> None:
    vote = noticed_vote()
    vote.withdraw(stamp(CLERK))
    assert new_facts(vote) == [then(Vote.Withdrawn)]
    vote = open_vote()
    refuses(IllegalTransition, vote, vote.withdraw, stamp(CLERK, DURING))


# --- which ballots are admitted -------------------------------------------------------


def test_a_head_of_the_roll_is_admitted_in_the_window() -> None:
    vote = open_vote()
    for at in (OPENS, DURING, CLOSES - MOMENT):
        assert vote.admit(stamp(VOTER, at), **ONE) == head(0)
    refuses(VoteNotYet, vote, vote.admit, stamp(VOTER, OPENS - MOMENT), **ONE)
    refuses(VoteWindowOver, vote, vote.admit, stamp(VOTER, CLOSES), **ONE)


def test_no_ballot_before_the_opening_or_after_the_close() -> None:
    vote = noticed_vote()
    refuses(VoteNotOpen, vote, vote.admit, stamp(VOTER, DURING), **ONE)
    vote = open_vote()
    vote.close(stamp(CLERK, CLOSES))
    vote.collect_events()
    refuses(VoteNotOpen, vote, vote.admit, stamp(VOTER, AFTER), **ONE)


@pytest.mark.parametrize(
    ("by", "changes", "refusal"),
    [
        (VOTER, {"unit_id": UUID(int=404)}, HeadNotOnRoll),
        (VOTER, {"channel": VoteChannel.MEETING}, ChannelNotOffered),
        (VOTER, {"channel": PAPER, "paper": "P-1"}, ChannelNotYours),
        (CLERK, {}, ChannelNotYours),
        (CLERK, {"channel": PAPER}, InvalidInput),
        (VOTER, {"paper": "P-1"}, InvalidInput),
        (CLERK, {"channel": PAPER, "paper": "一号"}, InvalidInput),
        (VOTER, {"returned_at": OPENS}, InvalidInput),
        (VOTER, {"marks": ()}, InvalidInput),
        (VOTER, {"marks": (mark(), mark(NO))}, InvalidInput),
        (VOTER, {"marks": (mark(), mark(YES, "B"))}, ItemNotNoticed),
        (VOTER, {"marks": (mark(YES, "A", "c1"),)}, ItemNotNoticed),
    ],
)
def test_what_is_not_admitted(by: Any, changes: Any, refusal: Any) -> None:
    vote = open_vote()
    refuses(refusal, vote, vote.admit, stamp(by, DURING), **ONE | changes)


def test_a_paper_that_came_back_in_time_is_typed_until_the_close() -> None:
    vote = open_vote()
    late = stamp(CLERK, AFTER)
    assert vote.admit(late, **TYPED, returned_at=CLOSES - MOMENT) == head(0)
    refuses(VoteWindowOver, vote, vote.admit, late, **TYPED, returned_at=CLOSES)
    refuses(VoteNotYet, vote, vote.admit, late, **TYPED, returned_at=OPENS - MOMENT)
    refuses(InvalidInput, vote, vote.admit, late, **TYPED, returned_at=AFTER + MOMENT)
    assert vote.admit(stamp(CLERK, DURING), **TYPED | {"marks": ()}) == head(0)


def test_nobody_gives_more_yes_than_there_are_seats() -> None:
    vote = open_vote(items=(VoteItem("A", "V2", ("a", "b", "c"), 2),))
    two = (mark(YES, "A", "a"), mark(YES, "A", "b"), mark(NO, "A", "c"))
    three = (*two[:2], mark(YES, "A", "c"))

    assert vote.admit(stamp(VOTER, DURING), **ONE | {"marks": two})
    refuses(
        InvalidInput, vote, vote.admit, stamp(VOTER, DURING), **ONE | {"marks": three}
    )
    refuses(ItemNotNoticed, vote, vote.admit, stamp(VOTER, DURING), **ONE)


def test_a_vote_in_the_official_system_takes_no_ballot_here() -> None:
    vote = open_vote(profile="beijing", channels=(VoteChannel.OFFICIAL,))
    refuses(OfficialVote, vote, vote.admit, stamp(VOTER, DURING), **ONE)
    refuses(OfficialVote, vote, vote.close, stamp(CLERK, AFTER))


# --- proxies --------------------------------------------------------------------------


def proxy(number: int, **changes: Any) -> dict[str, Any]:
    given = {"proxy": "p1", "kind": ProxyKind.PROXY, "paper": f"W-{number}"}
    return {"unit_id": unit(number), **given, **changes}


def test_a_proxy_stands_for_three_owners_at_most() -> None:
    vote = noticed_vote()
    vote.register_proxy(stamp(CLERK), **proxy(0))
    assert new_facts(vote) == [
        then(
            Vote.ProxyRegistered,
            head=head(0).id,
            proxy="p1",
            kind=ProxyKind.PROXY,
            paper="W-0",
        )
    ]
    for number in (1, 2):
        vote.register_proxy(stamp(CLERK), **proxy(number))
    vote.collect_events()
    refuses(ProxyLimit, vote, vote.register_proxy, stamp(CLERK), **proxy(3))
    vote.register_proxy(stamp(CLERK), **proxy(3, proxy="p2"))
    assert vote.people == {"p1", "p2"}
    vote.require_proxy(unit(0), "p1")
    with pytest.raises(NotTheProxy):
        vote.require_proxy(unit(0), "p2")
    with pytest.raises(NotTheProxy):
        vote.require_proxy(unit(9), "p1")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"unit_id": UUID(int=404)}, HeadNotOnRoll),
        ({"unit_id": unit(9)}, ProxyRegisteredBefore),
        ({"paper": "口头"}, InvalidInput),
        ({"kind": ProxyKind.DELEGATE}, NoDelegates),
    ],
)
def test_proxies_that_are_refused(changes: Any, refusal: Any) -> None:
    vote = noticed_vote()
    vote.register_proxy(stamp(CLERK), **proxy(9))
    vote.collect_events()
    refuses(refusal, vote, vote.register_proxy, stamp(CLERK), **proxy(0, **changes))


def test_delegates_of_a_building_are_shandongs_and_know_no_limit() -> None:
    vote = noticed_vote(profile="weihai")
    here = stamp(CLERK, profile="weihai")
    for number in range(6):
        vote.register_proxy(here, **proxy(number, kind=ProxyKind.DELEGATE))
    assert len(vote.proxies) == 6


# --- extension and close --------------------------------------------------------------


def few(heads: int) -> Mapping[str, tuple[VoteMark, ...]]:
    return {head(number).id: (mark(NO),) for number in range(heads)}


def test_the_window_is_extended_once_for_lack_of_participation() -> None:
    vote = open_vote()
    now = stamp(CLERK, DURING)
    later = CLOSES + 10 * DAY
    refuses(EnoughTookPart, vote, vote.extend, now, closes_at=later, ballots=few(8))
    refuses(ExtensionNotLonger, vote, vote.extend, now, closes_at=CLOSES, ballots={})
    refuses(
        VoteWindowTooLong,
        vote,
        vote.extend,
        now,
        closes_at=OPENS + 60 * DAY + MOMENT,
        ballots=few(7),
    )
    refuses(
        VoteWindowOver,
        vote,
        vote.extend,
        stamp(CLERK, CLOSES),
        closes_at=later,
        ballots=few(7),
    )
    vote.extend(now, closes_at=later, ballots=few(7))

    # It says nothing of what was chosen, nor by how many.
    assert new_facts(vote) == [then(Vote.Extended, closes_at=later)]
    refuses(VoteExtended, vote, vote.extend, now, closes_at=later + DAY, ballots=few(7))
    assert vote.admit(stamp(VOTER, CLOSES), **ONE) == head(0)


def test_spoiled_and_blank_ballots_do_not_take_part() -> None:
    vote = open_vote()
    said = {**few(7), head(7).id: (mark(SPOILED),), head(8).id: ()}
    vote.extend(stamp(CLERK, DURING), closes_at=CLOSES + DAY, ballots=said)
    assert vote.extended


def test_the_window_is_never_cut_short() -> None:
    vote = open_vote()
    refuses(VoteWindowRunning, vote, vote.close, stamp(CLERK, CLOSES - MOMENT))
    vote.close(stamp(CLERK, CLOSES))

    assert new_facts(vote) == [then(Vote.Closed)]
    assert vote.status is VoteStatus.CLOSED


# --- ballots --------------------------------------------------------------------------


def cast(**changes: Any) -> Ballot:
    given: dict[str, Any] = {
        "id": ballot_id(VOTE_ID, head(0).id),
        "place": PLACE,
        "vote_id": VOTE_ID,
        "head": head(0).id,
        "unit_id": unit(0),
        "marks": (mark(),),
        "channel": ONLINE,
        "nonce": "n1",
    }
    return Ballot.cast(stamp(VOTER, DURING), **given | changes)


def replacement(**changes: Any) -> dict[str, Any]:
    given = {"marks": (mark(NO),), "channel": ONLINE, "nonce": "n2", "allowed": True}
    return given | changes


def test_a_ballot_carries_its_receipt() -> None:
    ballot = cast()

    receipt = receipt_of(VOTE_ID, [mark()], "n1")
    assert new_facts(ballot) == [
        then(
            Ballot.Cast,
            **PLACE.fields(),
            vote_id=VOTE_ID,
            head=head(0).id,
            unit_id=unit(0),
            marks=(mark(),),
            channel=ONLINE,
            proxy=None,
            paper=None,
            returned_at=DURING,
            nonce="n1",
            receipt=receipt,
        )
    ]
    assert len(receipt) == 32
    others = {
        receipt_of(VOTE_ID, [mark(NO)], "n1"),
        receipt_of(VOTE_ID, [mark()], "n2"),
        receipt_of(UUID(int=51), [mark()], "n1"),
    }
    assert len(others | {receipt}) == 4


def test_a_valid_ballot_is_final_unless_the_rules_allow_its_replacement() -> None:
    ballot = cast()
    ballot.collect_events()
    now = stamp(VOTER, DURING + DAY)
    refuses(BallotFinal, ballot, ballot.replace, now, **replacement(allowed=False))
    refuses(
        InvalidInput,
        ballot,
        ballot.replace,
        now,
        **replacement(returned_at=DURING - MOMENT),
    )
    ballot.replace(now, **replacement())
    assert [entry.marks for entry in ballot.entries] == [(mark(),), (mark(NO),)]


@pytest.mark.parametrize("marks", [(), (mark(SPOILED),)])
def test_a_blank_or_spoiled_ballot_leaves_room_for_a_valid_one(marks: Any) -> None:
    ballot = cast(marks=marks, channel=PAPER, paper="P-1")
    ballot.replace(stamp(VOTER, DURING + DAY), **replacement(allowed=False))
    assert ballot.entries[-1].marks == (mark(NO),)


def test_only_what_was_typed_is_corrected_and_with_a_reason() -> None:
    ballot = cast()
    ballot.collect_events()
    why = stamp(CLERK, AFTER, "reason")
    again: dict[str, Any] = {"marks": (mark(ABSTAIN),), "nonce": "n3"}
    refuses(BallotOnline, ballot, ballot.correct, why, **again)
    ballot = cast(channel=PAPER, paper="P-1")
    ballot.collect_events()
    refuses(TextRequired, ballot, ballot.correct, replace(why, sealed=None), **again)
    ballot.correct(why, **again)

    assert [kind for kind, _ in new_facts(ballot)] == [Ballot.Corrected]


def test_what_counts_is_what_stood_at_the_close() -> None:
    ballot = cast(channel=PAPER, paper="P-1")
    ballot.replace(stamp(VOTER, DURING + DAY), **replacement())

    assert ballot.at_close(0) is None
    assert [ballot.at_close(n).marks for n in (1, 2)] == [  # type: ignore[union-attr]
        (mark(),),
        (mark(NO),),
    ]
    typed = cast(channel=PAPER, paper="P-1")
    typed.correct(stamp(CLERK, AFTER, "reason"), marks=(mark(ABSTAIN),), nonce="n3")
    corrected = typed.at_close(1)
    assert corrected is not None and corrected.marks == (mark(ABSTAIN),)
