"""What may rest on a vote: the question that decides must have passed, elections seat
whom they chose, and a use of the fund is decided by those whom it affects."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from application.rules import load_rulepacks
from domain.errors import Refusal
from domain.vote import Vote
from domain.vote_refusals import (
    NotChosen,
    QuestionNotNamed,
    QuestionOnOtherMatter,
    VoteElsewhere,
    VoteNotPassed,
    VoteOfOtherBuildings,
    VoteOnOtherMatter,
)
from domain.vote_results import CountedBallot
from domain.vote_words import VoteItem
from tests.domain.funds import by, filled, planned
from tests.domain.votes import NO, YES, ballot, closed_vote, counted_vote, item, mark
from tests.scenario import COMPOUND_ID


def two_firms() -> Vote:
    """A vote that took the firm of question A and not that of B; C is on V8."""
    said = [
        ballot(number, mark(YES, "A"), mark(NO, "B"), mark(YES, "C"))
        for number in range(9)
    ]
    return counted_vote(said, items=(item(), item(code="B"), item("V8", "C")))


def election() -> Vote:
    """Members (A) and alternates (B) were elected: c1, c2 and d1; c3 got too little."""
    items = (
        VoteItem("A", "V2", ("c1", "c2", "c3"), 2),
        VoteItem("B", "V2", ("d1",), 1),
    )
    return counted_vote([_chosen(number) for number in range(9)], items=items)


def _chosen(number: int) -> CountedBallot:
    said = [mark(YES, "A", person) for person in ("c1", "c2")]
    third = mark(YES if number < 5 else NO, "A", "c3")
    return ballot(number, *said, third, mark(YES, "B", "d1"))


def test_one_question_needs_no_name() -> None:
    assert counted_vote().require_passed(COMPOUND_ID, ("V3", "V14")) == "A"
    assert two_firms().require_passed(COMPOUND_ID, ("V8",)) == "C"


def test_the_question_that_decides_is_named() -> None:
    vote = two_firms()

    with pytest.raises(QuestionNotNamed) as refused:
        vote.require_passed(COMPOUND_ID, ("V3",))
    assert "A, B" in str(refused.value)
    assert vote.require_passed(COMPOUND_ID, ("V3",), "A") == "A"
    with pytest.raises(VoteNotPassed):
        vote.require_passed(COMPOUND_ID, ("V3",), "B")


@pytest.mark.parametrize(
    ("compound", "matters", "named", "refusal"),
    [
        (UUID(int=7), ("V3",), "A", VoteElsewhere),
        (COMPOUND_ID, ("V4",), "A", VoteOnOtherMatter),
        (COMPOUND_ID, ("V3",), "C", QuestionOnOtherMatter),
        (COMPOUND_ID, ("V3",), "X", QuestionOnOtherMatter),
    ],
)
def test_a_question_of_something_else_decides_nothing(
    compound: UUID, matters: tuple[str, ...], named: str, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        two_firms().require_passed(compound, matters, named)


def test_nothing_has_passed_before_the_count() -> None:
    with pytest.raises(VoteNotPassed):
        closed_vote().require_passed(COMPOUND_ID)


@pytest.mark.parametrize(
    ("person", "question", "elected"),
    [
        ("c1", "A", True),
        ("c3", "A", False),
        ("d1", "B", True),
        ("d1", "A", False),
        ("nobody", "A", False),
    ],
)
def test_an_election_seats_whom_its_question_chose(
    person: str, question: str, elected: bool
) -> None:
    vote = election()

    with pytest.raises(QuestionNotNamed):
        vote.require_elected(COMPOUND_ID, person)
    if elected:
        assert vote.require_elected(COMPOUND_ID, person, question) == question
    else:
        with pytest.raises(NotChosen):
            vote.require_elected(COMPOUND_ID, person, question)


@pytest.mark.parametrize(
    ("affected", "asked", "fits"),
    [
        (("1",), ("1",), True),
        (("1",), ("2",), False),
        (("1",), ("1", "2"), False),
        (("1",), (), False),
        (("1", "2"), ("2", "1"), True),
        (("1", "2"), (), True),
    ],
)
def test_those_vote_on_a_use_whom_it_affects(
    affected: tuple[str, ...], asked: tuple[str, ...], fits: bool
) -> None:
    fund = filled()
    use = planned(fund, buildings=affected)

    if fits:
        fund.require_asked(by(), use, asked)
    else:
        with pytest.raises(VoteOfOtherBuildings):
            fund.require_asked(by(), use, asked)


@pytest.mark.parametrize(
    ("asked", "fits"), [((), True), (("1", "2"), True), (("1",), False)]
)
def test_all_vote_on_a_use_where_the_place_lets_all_decide(
    tmp_path: Path, asked: tuple[str, ...], fits: bool
) -> None:
    matter = '[catalogues.matters.V4]\nbase = "compound"\norigin = "DEFAULT"\n'
    (tmp_path / "place.toml").write_text(matter, "utf-8")
    here = replace(by(), rules=load_rulepacks(tmp_path).for_profile("place"))
    fund = filled()
    use = planned(fund, buildings=("1",))

    if fits:
        fund.require_asked(here, use, asked)
    else:
        with pytest.raises(VoteOfOtherBuildings):
            fund.require_asked(here, use, asked)
