"""The count: each boundary to the number, and equal to a naive count on any roll."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.quantities import Dm2
from domain.tally import NOTHING, Weight, judged, tally
from domain.vote_words import (
    NoticedItem,
    RollHead,
    VoteChoice,
    VoteMark,
    VoteOutcome,
    VoteTotals,
)
from tests.domain.votes import (
    ABSTAIN,
    NO,
    SPOILED,
    YES,
    head,
    mark,
    question,
    roll,
)
from tests.scenario import PACKS, RULES

BARS = {
    "V1": ("2/3", "1/2", True),
    "V2": ("2/3", "1/2", True),
    "V3": ("2/3", "1/2", True),
    "V4": ("2/3", "1/2", True),
    "V5": ("2/3", "3/4", False),
    "V6": ("2/3", "3/4", False),
    "V7": ("2/3", "3/4", False),
    "V8": ("2/3", "1/2", True),
    "V9": ("1", "1", False),
    "V14": ("2/3", "1/2", True),
}


@pytest.mark.parametrize("profile", PACKS.profiles)
@pytest.mark.parametrize("matter", BARS)
def test_what_each_matter_of_the_owners_needs(matter: str, profile: str) -> None:
    found = PACKS.for_profile(profile).catalogue("matters")[matter]

    assert (
        found.word("participation"),
        found.word("approval"),
        found.flag("approval_strict"),
    ) == BARS[matter]
    assert found.word("decider") == "owners"


def test_what_bodies_decide_is_marked_so() -> None:
    deciders = {
        code: RULES.catalogue("matters")[code].word("decider")
        for code in ("V10", "V11", "V12", "V13")
    }
    assert deciders == {
        "V10": "committee",
        "V11": "pmc",
        "V12": "residents",
        "V13": "forum",
    }
    assert not RULES.catalogue("matters")["V13"].flag("binding")
    quorum = PACKS.for_profile("weihai").catalogue("matters")["V10"]
    assert quorum.share("participation") == Fraction(2, 3)


def outcome(
    matter: str, total: Weight, yes: Weight, no: Weight = NOTHING
) -> VoteOutcome:
    totals = VoteTotals(
        item="A",
        option=None,
        yes_heads=yes.heads,
        yes_area_dm2=Dm2(yes.area),
        no_heads=no.heads,
        no_area_dm2=Dm2(no.area),
        abstain_heads=0,
        abstain_area_dm2=Dm2(0),
        joined_heads=0,
        joined_area_dm2=Dm2(0),
    )
    return judged(question(matter), total, [totals])[0]


ALL = Weight(900, 9_000_000)


@pytest.mark.parametrize("matter", [m for m in BARS if m != "V9"])
@pytest.mark.parametrize(
    ("heads", "area", "enough"),
    [
        (600, 6_000_000, (True, True)),  # exactly 2/3 of both
        (599, 6_000_000, (False, True)),
        (600, 5_999_999, (True, False)),
        (601, 6_000_001, (True, True)),
        (900, 5_999_999, (True, False)),
        (599, 9_000_000, (False, True)),
    ],
)
def test_two_thirds_take_part_by_heads_and_by_area(
    matter: str, heads: int, area: int, enough: tuple[bool, bool]
) -> None:
    found = outcome(matter, ALL, Weight(heads, area))

    assert (found.enough_heads, found.enough_area) == enough
    assert found.passed is all(enough)


@pytest.mark.parametrize("matter", ["V1", "V2", "V3", "V4", "V8", "V14"])
@pytest.mark.parametrize(
    ("heads", "area", "agreed"),
    [
        (300, 3_000_000, (False, False)),  # exactly half of both: not more than
        (301, 3_000_000, (True, False)),
        (300, 3_000_001, (False, True)),
        (301, 3_000_001, (True, True)),
    ],
)
def test_more_than_half_of_those_agree(
    matter: str, heads: int, area: int, agreed: tuple[bool, bool]
) -> None:
    rest = Weight(600 - heads, 6_000_000 - area)
    found = outcome(matter, ALL, Weight(heads, area), rest)

    assert (found.agreed_heads, found.agreed_area) == agreed
    assert found.passed is all(agreed)


@pytest.mark.parametrize("matter", ["V5", "V6", "V7"])
@pytest.mark.parametrize(
    ("heads", "area", "agreed"),
    [
        (450, 4_500_000, (True, True)),  # exactly 3/4 of both
        (449, 4_500_000, (False, True)),
        (450, 4_499_999, (True, False)),
        (449, 4_499_999, (False, False)),
    ],
)
def test_three_quarters_of_those_agree(
    matter: str, heads: int, area: int, agreed: tuple[bool, bool]
) -> None:
    rest = Weight(600 - heads, 6_000_000 - area)
    found = outcome(matter, ALL, Weight(heads, area), rest)

    assert (found.agreed_heads, found.agreed_area) == agreed
    assert found.passed is all(agreed)


@pytest.mark.parametrize(
    ("yes", "no", "passed"),
    [
        (Weight(900, 9_000_000), Weight(0, 0), True),
        (Weight(899, 8_990_000), Weight(1, 10_000), False),
        (Weight(899, 8_990_000), Weight(0, 0), False),
        (Weight(899, 9_000_000), Weight(0, 0), False),
        (Weight(900, 8_999_999), Weight(0, 0), False),
    ],
)
def test_a_home_becomes_a_business_if_all_agree(
    yes: Weight, no: Weight, passed: bool
) -> None:
    assert outcome("V9", ALL, yes, no).passed is passed


def test_nobody_passes_nothing() -> None:
    for matter in BARS:
        assert not outcome(matter, ALL, Weight(0, 0)).passed


def test_abstentions_weigh_like_a_no_and_spoiled_ballots_like_none() -> None:
    said = {head(n).id: [mark(YES)] for n in range(4)}
    said |= {head(n).id: [mark(ABSTAIN)] for n in range(4, 8)}
    said |= {head(8).id: [mark(SPOILED)], head(9).id: []}
    (found,) = tally(roll(12), said, [question()])

    assert (found.part_heads, found.yes_heads, found.abstain_heads) == (8, 4, 4)
    assert found.enough_heads
    assert not found.agreed_heads  # 4 of 8 is not more than half
    more = said | {head(4).id: [mark(YES)]}
    assert tally(roll(12), more, [question()])[0].passed


def test_heads_that_are_not_on_the_roll_count_nowhere() -> None:
    said = {f"x{n}": [mark(YES)] for n in range(12)}
    assert tally(roll(12), said, [question()])[0].part_heads == 0


def candidates(seats: int, **yes: int) -> tuple[VoteOutcome, ...]:
    """An election in which all twelve heads vote, and so many say yes to each."""
    election = NoticedItem("A", "V2", tuple(yes), seats, question("V2").bar)
    said = {
        head(n).id: [mark(YES, "A", name) for name, votes in yes.items() if n < votes]
        or [mark(NO, "A", next(iter(yes)))]
        for n in range(12)
    }
    return tally(roll(12), said, [election])


def test_candidates_need_more_than_half_and_then_a_seat() -> None:
    found = {each.option: each for each in candidates(2, a=12, b=9, c=8, d=6)}

    assert [name for name, each in found.items() if each.passed] == ["a", "b", "c"]
    assert [name for name, each in found.items() if each.chosen] == ["a", "b"]
    assert not any(each.tied for each in found.values())
    assert {each.part_heads for each in found.values()} == {12}
    assert found["d"].abstain_heads == 6


def test_equal_candidates_at_the_last_seat_are_not_chosen_by_chance() -> None:
    found = {each.option: each for each in candidates(2, a=12, b=9, c=9, d=8)}

    assert [name for name, each in found.items() if each.chosen] == ["a"]
    assert [name for name, each in found.items() if each.tied] == ["b", "c"]


def test_uncast_votes_join_the_majority_and_never_participation() -> None:
    eight = {head(n).id: [mark(YES if n < 5 else NO)] for n in range(8)}
    seven = {id: marks for id, marks in eight.items() if id != head(7).id}

    (off,) = tally(roll(12), eight, [question("V5")])
    (on,) = tally(roll(12), eight, [question("V5")], uncast_join=True)
    assert (off.passed, off.joined_heads) == (False, 0)
    assert (on.passed, on.joined_heads, on.yes_heads, on.part_heads) == (True, 4, 9, 8)
    (few,) = tally(roll(12), seven, [question("V5")], uncast_join=True)
    assert (few.enough_heads, few.passed) == (False, False)


def test_where_heads_and_area_lead_apart_nothing_joins() -> None:
    heads = (*roll(8), head(8, 900_000), *roll(12)[9:])
    said = {head(n).id: [mark(YES)] for n in range(7)} | {head(8).id: [mark(NO)]}

    (found,) = tally(heads, said, [question()], uncast_join=True)
    assert found.joined_heads == 0


# --- any roll -------------------------------------------------------------------------

CHOICES = st.sampled_from([YES, NO, ABSTAIN, SPOILED, None])
ROLLS = st.lists(st.tuples(st.integers(1, 40_000), CHOICES), min_size=1, max_size=60)
MATTERS = st.sampled_from(sorted(BARS))


def naive(
    matter: str, heads: Sequence[RollHead], said: Mapping[str, VoteChoice | None]
) -> bool:
    """The law as it is read aloud, in fractions, head by head."""
    share, approval, strict = BARS[matter]
    measures: list[Callable[[RollHead], int]] = [
        lambda head: 1,
        lambda head: int(head.area_dm2),
    ]
    for measure in measures:
        total = part = yes = 0
        for each in heads:
            total += measure(each)
            choice = said[each.id]
            if choice in (YES, NO, ABSTAIN):
                part += measure(each)
            if choice is YES:
                yes += measure(each)
        if part == 0 or Fraction(part, total) < Fraction(share):
            return False
        if Fraction(yes, part) < Fraction(approval):
            return False
        if strict and Fraction(yes, part) == Fraction(approval):
            return False
    return True


@given(ROLLS, MATTERS)
def test_the_count_is_the_naive_count(
    rolled: list[tuple[int, VoteChoice | None]], matter: str
) -> None:
    heads = [head(n, area) for n, (area, _) in enumerate(rolled)]
    said = {head(n).id: choice for n, (_, choice) in enumerate(rolled)}
    marks: dict[str, list[VoteMark]] = {
        id: [mark(choice)] for id, choice in said.items() if choice is not None
    }
    (found,) = tally(heads, marks, [question(matter)])

    assert found.passed is naive(matter, heads, said)
    assert found.part_heads == sum(c in (YES, NO, ABSTAIN) for c in said.values())
    assert found.total_area_dm2 == sum(area for area, _ in rolled)


@given(ROLLS, MATTERS, st.randoms(use_true_random=False))
def test_the_order_of_ballots_changes_nothing(
    rolled: list[tuple[int, VoteChoice | None]], matter: str, random: Any
) -> None:
    heads = [head(n, area) for n, (area, _) in enumerate(rolled)]
    said = [
        (head(n).id, [mark(choice)])
        for n, (_, choice) in enumerate(rolled)
        if choice is not None
    ]
    before = tally(heads, dict(said), [question(matter)])
    random.shuffle(said)
    random.shuffle(heads)

    assert tally(heads, dict(said), [question(matter)]) == before


@given(ROLLS, MATTERS)
def test_one_more_yes_never_hurts(
    rolled: list[tuple[int, VoteChoice | None]], matter: str
) -> None:
    """Whoever turns from another choice to yes, or from silence to yes."""
    heads = [head(n, area) for n, (area, _) in enumerate(rolled)]
    said = {
        head(n).id: [mark(choice)]
        for n, (_, choice) in enumerate(rolled)
        if choice is not None
    }
    (before,) = tally(heads, said, [question(matter)])
    (after,) = tally(heads, said | {head(0).id: [mark(YES)]}, [question(matter)])

    assert after.passed or not before.passed
