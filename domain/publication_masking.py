"""What a publication may not show, by the mask class of its item (DOMAIN 2.2, 2.12)."""

from __future__ import annotations

from collections.abc import Iterable

from domain.facts import Mask
from domain.masking import violations
from domain.publication_content import Content, ContentValue, values_of
from domain.publication_refusals import (
    MaskingViolated,
    NeverPublished,
    SmallCellShown,
)
from domain.rule_values import Item
from domain.rulepack import RulePack

# Of a column with such a heading, numbers are read as texts are.
PERSONAL_HEADINGS = ("电话", "手机", "证件", "身份证", "账号", "卡号", "phone")


def require_masked(rules: RulePack, item: Item, content: Content) -> None:
    """Refuse what the item's mask class hides, small cells, and what is never
    published; the refusal names the rule and the place."""
    fields = rules.catalogue("disclosure_content")
    for each in values_of(content):
        field = fields[each.field]
        require_text_masked(rules, item, [each], office=field.flag("phones"))
        if field.flag("cells"):
            _require_large(rules, item, each)


def require_text_masked(
    rules: RulePack,
    item: Item,
    values: Iterable[ContentValue],
    *,
    office: bool = False,
) -> None:
    """The same of texts alone, as those of an attached spreadsheet.

    office: they say how an office is reached.
    """
    mask = Mask(item.word("mask"))
    for each in values:
        text = _read(each)
        if text is None:
            continue
        for rule in violations(text, mask, office=office):
            raise MaskingViolated(
                item=item.code,
                mask=mask.value,
                place=each.place,
                rule=rule.en,
                rule_zh=rule.zh,
                code=rule.code,
            )
        _require_publishable(rules, item, each.place, text)


def _read(value: ContentValue) -> str | None:
    """What is looked at: a cell after its heading, as in `姓名：王小明`."""
    heading = value.heading or ""
    if isinstance(value.value, int) and not any(
        word in heading.lower() for word in PERSONAL_HEADINGS
    ):
        return None
    return f"{heading}：{value.value}" if heading else str(value.value)


def _require_publishable(rules: RulePack, item: Item, place: str, text: str) -> None:
    for data in rules.catalogue("never_published").values():
        if item.code in data.words("except"):
            continue
        for word in data.words("words"):
            if word in text:
                raise NeverPublished(
                    place=place,
                    data=data.en,
                    data_zh=data.zh,
                    word=word,
                    origin=data.origin,
                )


def _require_large(rules: RulePack, item: Item, each: ContentValue) -> None:
    least = rules.values.number("disclosure.suppress_below")
    if item.word("mask") != Mask.M4 or not isinstance(each.value, int):
        return
    if 0 < each.value < least:
        raise SmallCellShown(
            item=item.code, place=each.place, value=each.value, least=least
        )
