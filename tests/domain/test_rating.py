"""The four-colour rating: exact, bounded, and the same when it is computed again."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidInput, Refusal
from domain.rating import (
    FULL_SCORE,
    NothingToRate,
    RatingBasis,
    RatingCheck,
    RatingColour,
    RatingDeduction,
    RatingVeto,
    checked,
    rated,
    spread,
)
from domain.rating_counts import (
    QuotedPercentage,
    RatingIndicatorBarred,
    RatingIndicatorUnknown,
    RatingInput,
    RatingInputMissing,
    RatingWithoutInputs,
)
from domain.rule_values import Item
from domain.rulepack import RulePack
from tests.domain.enterprise_lives import counts
from tests.scenario import RULES

INDICATORS = RULES.catalogue("rating_indicators")
ORDER = list(RatingColour)
FORM = INDICATORS["safety"].keys()


def basis(inputs: tuple[RatingInput, ...] | None = None, **changes: Any) -> RatingBasis:
    plain = RatingBasis(counts() if inputs is None else inputs, (), (), None)
    return replace(plain, **changes)


def nothing(name: str) -> RatingInput:
    return RatingInput(name, 0, 0, 0, 0)


def test_the_weights_are_those_of_the_catalogue() -> None:
    assert [item.number("weight") for item in INDICATORS.values()] == [
        *(20, 20, 20, 10, 15, 10, 5)
    ]
    assert "collection_rate" not in INDICATORS


def test_a_score_is_the_sum_of_its_lines() -> None:
    result = rated(RULES, basis())

    assert [(line.weight, line.marks) for line in result.lines] == [
        (2000, 1800),
        (2000, 1800),
        (2000, 1800),
        (1000, 1000),  # no complaints
        (1500, 1350),
        (1000, 900),
        (500, 450),
    ]
    assert (result.score, result.colour) == (9100, RatingColour.GREEN)
    assert result.consequences == ("lighter_inspection", "praise_list", "publicity")


@pytest.mark.parametrize(
    ("off", "colour"),
    [
        (0, RatingColour.GREEN),
        (1500, RatingColour.GREEN),
        (1501, RatingColour.BLUE),
        (3000, RatingColour.BLUE),
        (3001, RatingColour.YELLOW),
        (4000, RatingColour.YELLOW),
        (4001, RatingColour.RED),
        (20_000, RatingColour.RED),
    ],
)
def test_the_bands_begin_where_they_say(off: int, colour: RatingColour) -> None:
    full = basis(counts(10), deductions=(RatingDeduction(1, off),))

    result = rated(RULES, full)

    assert result.score == max(FULL_SCORE - off, 0)
    assert result.colour is colour


def test_too_few_call_backs_spread_their_weight_over_the_others() -> None:
    few = RatingInput("satisfaction", 0, 190, 19, 19)

    result = rated(RULES, basis(counts(satisfaction=few)))

    assert [line.weight for line in result.lines] == [
        *(2500, 2500, 0, 1250, 1875, 1250, 625)
    ]
    enough = RatingInput("satisfaction", 0, 200, 20, 20)
    assert rated(RULES, basis(counts(satisfaction=enough))).lines[2].weight == 2000


@pytest.mark.parametrize(("complaints", "marks"), [(0, 1000), (1, 500), (2, 0), (7, 0)])
def test_complaints_per_hundred_units_and_month(complaints: int, marks: int) -> None:
    given = RatingInput("complaints", complaints, 100, 100, 3)

    assert rated(RULES, basis(counts(complaints=given))).lines[3].marks == marks


@pytest.mark.parametrize("veto", RatingVeto)
def test_a_veto_makes_the_best_firm_red(veto: RatingVeto) -> None:
    result = rated(RULES, basis(counts(10), vetoes=(veto,), before=RatingColour.GREEN))

    assert (result.score, result.colour) == (FULL_SCORE, RatingColour.RED)
    assert "dismissal_vote_proposed" in result.consequences


@pytest.mark.parametrize("before", RatingColour)
@pytest.mark.parametrize("earned", RatingColour)
def test_a_colour_climbs_one_step_and_falls_without_limit(
    before: RatingColour, earned: RatingColour
) -> None:
    bands = {
        name: item.number("least")
        for name, item in RULES.catalogue("rating_colours").items()
    }
    off = RatingDeduction(1, FULL_SCORE - bands[earned])

    result = rated(RULES, basis(counts(10), deductions=(off,), before=before))

    assert result.earned is earned
    step = min(ORDER.index(earned), ORDER.index(before) + 1)
    assert result.colour is ORDER[step]


@pytest.mark.parametrize(
    ("refusal", "inputs"),
    [
        (RatingWithoutInputs, ()),
        (RatingInputMissing, counts()[:-1]),
        (RatingIndicatorUnknown, (*counts(), nothing("beauty"))),
        (
            RatingIndicatorBarred,
            (*counts(), RatingInput("collection_rate", 9, 9, 9, 9)),
        ),
        (NothingToRate, tuple(map(nothing, INDICATORS))),
        (InvalidInput, (*counts(), nothing("safety"))),
        (InvalidInput, counts(safety=RatingInput("safety", -1, 2, 2, 1))),
        (InvalidInput, counts(safety=RatingInput("safety", 3, 2, 2, 1))),
        (InvalidInput, counts(complaints=RatingInput("complaints", 3, 0, 0, 0))),
    ],
)
def test_what_is_no_set_of_counts_is_refused(
    refusal: type[Refusal], inputs: tuple[RatingInput, ...]
) -> None:
    with pytest.raises(refusal) as refused:
        rated(RULES, basis(inputs))
    assert type(refused.value) is refusal
    assert refused.value.message("zh") != refused.value.message("en")


@pytest.mark.parametrize(
    "quoted",
    [
        RatingInput("safety", 872, 1000, 0, 0),
        RatingInput("safety", 872, 1000, 942, 942),
        RatingInput("safety", 872, 1000, 1000, 0),
        RatingInput("safety", 872, 1000, 1000, 1001),
        RatingInput("satisfaction", 905, 1000, 1000, 1000),
    ],
)
def test_a_quoted_percentage_is_not_taken_for_a_count(quoted: RatingInput) -> None:
    changes: dict[str, Any] = {quoted.indicator: quoted}
    with pytest.raises(QuotedPercentage, match=quoted.indicator):
        rated(RULES, basis(counts(**changes)))


def with_weights(rules: RulePack, **weights: int) -> RulePack:
    """Later rules, which weigh otherwise."""
    changed = {
        name: Item(
            name,
            name,
            {key: item.raw(key) for key in FORM}
            | {"weight": weights.get(name, item.number("weight"))},
        )
        for name, item in rules.catalogue("rating_indicators").items()
    }
    catalogues = {**rules.catalogues, "rating_indicators": changed}
    return replace(rules, id="national@0123456789ab", catalogues=catalogues)


def test_the_same_events_give_the_same_result_whatever_rules_come_later() -> None:
    stored = basis(counts(7), before=RatingColour.YELLOW)
    first = rated(RULES, stored)
    later = with_weights(RULES, complaints=60)

    assert checked(RULES, RULES.id, stored, first) is RatingCheck.SAME
    assert rated(later, stored) != first
    assert checked(later, RULES.id, stored, first) is RatingCheck.RULES_NOT_LOADED
    wrong = replace(first, score=first.score + 1)
    assert checked(RULES, RULES.id, stored, wrong) is RatingCheck.DIFFERENT


@given(
    st.dictionaries(
        st.sampled_from([*"abcdefg"]), st.tuples(st.integers(0, 99), st.booleans())
    )
)
def test_shares_add_up_and_stay_next_to_their_exact_value(
    weights: dict[str, tuple[int, bool]],
) -> None:
    plain = {name: weight for name, (weight, _) in weights.items()}
    counted = {name: counts for name, (_, counts) in weights.items()}
    whole = sum(weight for name, weight in plain.items() if counted[name])
    if not whole:
        with pytest.raises(NothingToRate):
            spread(plain, counted)
        return
    shares = spread(plain, counted)
    assert sum(shares.values()) == FULL_SCORE
    for name, share in shares.items():
        exact = Fraction(plain[name] * FULL_SCORE * counted[name], whole)
        assert abs(share - exact) < 1
        assert share >= 0 and (counted[name] or share == 0)


@st.composite
def inputs(draw: st.DrawFn) -> tuple[RatingInput, ...]:
    found = []
    for name, item in INDICATORS.items():
        sample = draw(st.integers(0, 400))
        denominator = sample * item.number("unit")
        numerator = draw(st.integers(0, denominator))
        sources = draw(st.integers(1, sample)) if sample else 0
        found.append(RatingInput(name, numerator, denominator, sample, sources))
    return tuple(found)


@given(
    inputs(),
    st.lists(st.integers(0, 4000), max_size=4),
    st.sets(st.sampled_from(RatingVeto), max_size=2),
    st.sampled_from([None, *RatingColour]),
)
def test_any_rating_keeps_its_bounds(
    inputs: tuple[RatingInput, ...],
    off: list[int],
    vetoes: set[RatingVeto],
    before: RatingColour | None,
) -> None:
    deductions = tuple(RatingDeduction(n, marks) for n, marks in enumerate(off, 1))
    given = RatingBasis(inputs, deductions, tuple(sorted(vetoes)), before)
    try:
        result = rated(RULES, given)
    except NothingToRate:
        least = {name: item.number("least") for name, item in INDICATORS.items()}
        assert all(each.sample < least[each.indicator] for each in inputs)
        return
    assert 0 <= result.score <= FULL_SCORE
    assert sum(line.weight for line in result.lines) == FULL_SCORE
    assert all(0 <= line.marks <= line.weight for line in result.lines)
    gained = sum(line.marks for line in result.lines)
    assert result.score == max(gained - sum(off), 0)
    if vetoes:
        assert result.colour is RatingColour.RED
    if before is not None:
        assert ORDER.index(result.colour) <= ORDER.index(before) + 1
    assert ORDER.index(result.colour) <= ORDER.index(result.earned)
    assert rated(RULES, given) == result
