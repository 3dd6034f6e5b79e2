"""The matters of DOMAIN 2.6, V1 to V14: who decides each, and what it needs."""

from __future__ import annotations

from domain.rule_values import Item
from domain.rulepack import RulePack
from domain.vote_refusals import DecidedByBody, UnknownMatter
from domain.vote_words import MatterBase, MatterDecider, NoticedItem, VoteBar, VoteItem


def matter_of(rules: RulePack, code: str) -> Item:
    """The matter with this code. Raises `UnknownMatter`."""
    try:
        return rules.catalogue("matters")[code]
    except KeyError:
        raise UnknownMatter(matter=code) from None


def decider_of(matter: Item) -> MatterDecider:
    word = matter.word("decider")
    return next(each for each in MatterDecider if each.value == word)


def base_of(matter: Item) -> MatterBase:
    word = matter.word("base")
    return next(each for each in MatterBase if each.value == word)


def for_all(rules: RulePack, code: str) -> bool:
    """Whether all owners of the compound decide this matter, whomever it affects."""
    return base_of(matter_of(rules, code)) is MatterBase.COMPOUND


def noticed(rules: RulePack, item: VoteItem) -> NoticedItem:
    """The question with the bar that its matter sets here and now.

    Raises `UnknownMatter`, and `DecidedByBody` for what is not for all owners.
    """
    matter = matter_of(rules, item.matter)
    decider = decider_of(matter)
    if decider is not MatterDecider.OWNERS:
        label = decider.label
        raise DecidedByBody(matter=item.matter, body=label.en, body_zh=label.zh)
    part, share = matter.share("participation"), matter.share("approval")
    return NoticedItem(
        code=item.code,
        matter=item.matter,
        options=item.options,
        seats=item.seats,
        bar=VoteBar(
            part=part.numerator,
            part_of=part.denominator,
            pass_share=share.numerator,
            pass_of=share.denominator,
            strict=matter.flag("approval_strict"),
        ),
    )
