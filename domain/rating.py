"""The four-colour rating (四色管理) of an enterprise: from counts to a colour.

Everything here is a pure function of what a rating stores (its counts, deductions,
vetoes, and the colour before it) and of the rule pack that it names; so every rating
can be computed again, and must come out the same (DOMAIN 2.10, 2.18). Marks are whole
hundredths of a point: a full score is 10,000.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from domain.coded import Coded
from domain.errors import Refusal
from domain.quantities import rounded
from domain.rating_counts import RatingInput, require_inputs
from domain.rule_values import Item
from domain.rulepack import RulePack

POINT = 100
FULL_SCORE = 100 * POINT


class RatingColour(Coded):
    """The four colours, the worst first."""

    RED = "red", "红色", "Red"
    YELLOW = "yellow", "黄色", "Yellow"
    BLUE = "blue", "蓝色", "Blue"
    GREEN = "green", "绿色", "Green"


class RatingVeto(Coded):
    """What makes a rating red whatever its score."""

    EMBEZZLEMENT = "embezzlement", "侵占维修资金或公共收益", "Embezzled fund or income"
    REFUSING_HANDOVER = "refusing_handover", "拒不移交", "Refused hand-over"
    CUTTING_SUPPLIES = "cutting_supplies", "停供水电气热", "Cut supplies"
    DEATH = "death", "违约致人死亡", "Death through breach"
    FORGERY = "forgery", "伪造表决或账目", "Forged vote or account"


class RatingCheck(Coded):
    """What came of computing a rating again from what it stores."""

    SAME = "same", "一致", "The same"
    DIFFERENT = "different", "不一致", "Different"
    RULES_NOT_LOADED = "rules_not_loaded", "规则版本未加载", "Its rules are not loaded"


@dataclass(frozen=True, slots=True)
class RatingLine:
    """What one indicator brought, in hundredths of a point.

    weight: its share of the full score, 0 if it is spread over the others.
    """

    indicator: str
    weight: int
    marks: int


@dataclass(frozen=True, slots=True)
class RatingDeduction:
    """The marks that one finding takes off, in hundredths of a point."""

    finding: int
    marks: int


@dataclass(frozen=True, slots=True)
class RatingBasis:
    """All that a rating rests on, beside its rules.

    before: the colour of the last published rating, None for the first.
    """

    inputs: tuple[RatingInput, ...]
    deductions: tuple[RatingDeduction, ...]
    vetoes: tuple[RatingVeto, ...]
    before: RatingColour | None


@dataclass(frozen=True, slots=True)
class RatingResult:
    """What follows from a basis.

    score: in hundredths of a point, after the deductions, never below nothing.
    earned: the colour by score and vetoes; colour: as far as it may climb at once.
    """

    lines: tuple[RatingLine, ...]
    score: int
    earned: RatingColour
    colour: RatingColour
    consequences: tuple[str, ...]


class NothingToRate(Refusal):
    zh = "所有指标都没有足够样本，本季度不评级。"
    en = "No indicator has enough of a sample; the quarter is not rated."
    fields = ("inputs",)


def rated(rules: RulePack, basis: RatingBasis) -> RatingResult:
    """The rating that follows. Raises `NothingToRate`, and what
    `rating_counts` refuses."""
    require_inputs(rules, basis.inputs)
    lines = _lines(rules, {each.indicator: each for each in basis.inputs})
    gained = sum(line.marks for line in lines)
    score = max(gained - sum(each.marks for each in basis.deductions), 0)
    earned = RatingColour.RED if basis.vetoes else _by_score(rules, score)
    colour = _in_steps(rules, earned, basis.before)
    consequences = rules.catalogue("rating_colours")[colour].words("consequences")
    return RatingResult(lines, score, earned, colour, consequences)


def checked(
    rules: RulePack, rules_id: str, basis: RatingBasis, result: RatingResult
) -> RatingCheck:
    """Compute a rating again. rules_id: of the rules that it rests on; by any others
    it says nothing about the rating."""
    if rules.id != rules_id:
        return RatingCheck.RULES_NOT_LOADED
    same = rated(rules, basis) == result
    return RatingCheck.SAME if same else RatingCheck.DIFFERENT


def spread(weights: Mapping[str, int], counted: Mapping[str, bool]) -> dict[str, int]:
    """The full score divided by weight among the indicators that count.

    What a division leaves goes, one hundredth each, to the largest remainders, the
    first named first: the shares add up to the full score exactly.
    """
    whole = sum(weight for name, weight in weights.items() if counted[name])
    if not whole:
        raise NothingToRate
    exact = {
        name: Fraction(weight * FULL_SCORE if counted[name] else 0, whole)
        for name, weight in weights.items()
    }
    shares = {name: int(share) for name, share in exact.items()}
    order = sorted(exact, key=lambda name: shares[name] - exact[name])
    for name in order[: FULL_SCORE - sum(shares.values())]:
        shares[name] += 1
    return shares


def _lines(
    rules: RulePack, inputs: Mapping[str, RatingInput]
) -> tuple[RatingLine, ...]:
    indicators = rules.catalogue("rating_indicators")
    counted = {
        name: inputs[name].sample >= max(item.number("least"), 1)
        for name, item in indicators.items()
    }
    weights = {name: item.number("weight") for name, item in indicators.items()}
    return tuple(
        RatingLine(
            name,
            weight,
            rounded(weight * _reached(indicators[name], inputs[name])) if weight else 0,
        )
        for name, weight in spread(weights, counted).items()
    )


def _reached(item: Item, counts: RatingInput) -> Fraction:
    """How much of an indicator was reached, from 0 to 1."""
    rate = Fraction(counts.numerator, counts.denominator)
    full, none = item.share("full"), item.share("none")
    return min(max((none - rate) / (none - full), Fraction(0)), Fraction(1))


def _by_score(rules: RulePack, score: int) -> RatingColour:
    bands = rules.catalogue("rating_colours")
    return next(
        colour
        for colour in reversed(RatingColour)
        if score >= bands[colour].number("least")
    )


def _in_steps(
    rules: RulePack, earned: RatingColour, before: RatingColour | None
) -> RatingColour:
    """Up by so many steps at most, down without limit."""
    if before is None:
        return earned
    order = list(RatingColour)
    highest = order.index(before) + rules.values.number("rating.steps_up")
    return order[min(order.index(earned), highest)]
