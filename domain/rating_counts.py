"""What a rating is made from: counts, one set for each indicator, and never a rate that
somebody quotes (DOMAIN 1.7, 2.18)."""

from __future__ import annotations

from dataclasses import dataclass

from domain.errors import Refusal
from domain.lifecycle import invalid, require_distinct
from domain.rule_values import Item
from domain.rulepack import RulePack

MOST_COUNTED = 1_000_000_000


@dataclass(frozen=True, slots=True)
class RatingInput:
    """What was counted for one indicator in the quarter; never a rate.

    indicator: its code, as in `satisfaction`.
    numerator: how many meet it, in parts as in `denominator`.
    denominator: all, in parts of one: tenths for satisfaction.
    sample: how many were counted: answers, notices, household-months.
    sources: from how many records they were counted.
    """

    indicator: str
    numerator: int
    denominator: int
    sample: int
    sources: int


class RatingWithoutInputs(Refusal):
    zh = "评级须列明每项指标的统计数，不能只报结果。"
    en = "A rating names the counts of its indicators; it is never given as a result."
    fields = ("inputs",)


class RatingInputMissing(Refusal):
    zh = "缺少指标“{indicator}”的统计数；没有可计的，请填 0。"
    en = "The counts of {indicator} are missing; where there was nothing, give 0."
    fields = ("inputs",)


class RatingIndicatorUnknown(Refusal):
    zh = "评级没有指标“{indicator}”。"
    en = "The rating has no indicator {indicator}."
    fields = ("inputs",)


class RatingIndicatorBarred(Refusal):
    zh = "“{indicator}”不得作为评级指标，以免企业向业主施压。"
    en = "{indicator} is never rated: it would push firms to put pressure on owners."
    fields = ("inputs",)


class QuotedPercentage(Refusal):
    zh = (
        "指标“{indicator}”的分母应为样本数的 {unit} 倍，并注明来源记录数；"
        "不接受引用的百分比。"
    )
    en = (
        "The denominator of {indicator} must be {unit} times its sample, counted from"
        " 1 to that many records; a quoted percentage is not taken."
    )
    fields = ("inputs",)


def require_inputs(rules: RulePack, inputs: tuple[RatingInput, ...]) -> None:
    """Refuse what is not a set of counts for exactly the indicators of the rules."""
    if not inputs:
        raise RatingWithoutInputs
    indicators = rules.catalogue("rating_indicators")
    require_distinct("inputs", (each.indicator for each in inputs))
    for each in inputs:
        if each.indicator in rules.values.words("rating.never"):
            raise RatingIndicatorBarred(indicator=each.indicator)
        if each.indicator not in indicators:
            raise RatingIndicatorUnknown(indicator=each.indicator)
        _require_counts(indicators[each.indicator], each)
    given = {each.indicator for each in inputs}
    for name in indicators:
        if name not in given:
            raise RatingInputMissing(indicator=name)


def _require_counts(item: Item, counts: RatingInput) -> None:
    """Counts, and counts that agree: what is quoted as a rate has no sample of its
    size and no records."""
    numbers = (counts.numerator, counts.denominator, counts.sample, counts.sources)
    if not all(0 <= number <= MOST_COUNTED for number in numbers):
        raise invalid("inputs", "统计数过大或为负", "counts from 0 on expected")
    unit = item.number("unit")
    least = 1 if counts.sample else 0
    if (
        counts.denominator != counts.sample * unit
        or not least <= counts.sources <= counts.sample
    ):
        raise QuotedPercentage(indicator=counts.indicator, unit=unit)
    if item.flag("share") and counts.numerator > counts.denominator:
        raise invalid("inputs", "分子大于分母", "the numerator exceeds its denominator")
    if not counts.sample and counts.numerator:
        raise invalid("inputs", "没有样本却有分子", "no sample, yet a numerator")
