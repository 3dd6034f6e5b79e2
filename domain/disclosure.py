"""What the disclosure catalogue says of an item: who publishes it, and when."""

from __future__ import annotations

from domain.civil_time import day_in_china
from domain.facts import Stamp
from domain.occasions import FORMS, day_of, fact_of, period_of
from domain.publication_refusals import (
    DisclosureItemOff,
    NotItsPublisher,
    OccasionNotOver,
    OccasionUnfit,
    RoleCannotPublish,
    UnknownDisclosureItem,
)
from domain.publication_words import ObjectionMatter, Publisher
from domain.rule_values import Item
from domain.rulepack import RulePack


def disclosure_item(rules: RulePack, code: str) -> Item:
    """An item by its code. Raises `UnknownDisclosureItem`, and `DisclosureItemOff` for
    one that the place has not switched on."""
    item = rules.catalogue("disclosure").get(code)
    if item is None:
        raise UnknownDisclosureItem(item=code)
    if item.has("needs") and not rules.values.flag(item.word("needs")):
        key = item.word("needs")
        raise DisclosureItemOff(item=code, name=item.en, name_zh=item.zh, key=key)
    return item


def require_publisher(rules: RulePack, item: Item, publisher: Publisher) -> None:
    """Refuse who does not publish this item."""
    allowed = item.words("publishers")
    if publisher not in allowed:
        named = [rules.catalogue("publishers")[each] for each in allowed]
        raise NotItsPublisher(
            item=item.code,
            name=item.en,
            name_zh=item.zh,
            allowed=", ".join(each.en for each in named),
            allowed_zh="、".join(each.zh for each in named),
        )


def require_role(stamp: Stamp, publisher: Publisher) -> None:
    """Refuse a role that does not speak for the publisher (DOMAIN 2.17)."""
    listed = stamp.rules.catalogue("publishers")[publisher.value]
    if stamp.actor.role.value not in listed.words("roles"):
        raise RoleCannotPublish(
            publisher=publisher.label.en, publisher_zh=publisher.label.zh
        )


def require_occasion(stamp: Stamp, item: Item, occasion: str) -> None:
    """Refuse an occasion that none of the item's duties has, or a period that is not
    over. What is shown ahead of a day may name one that is still to come."""
    require_occasion_form(stamp.rules, item, occasion)
    period = period_of(occasion)
    if period is not None and period.last >= day_in_china(stamp.at):
        raise OccasionNotOver(occasion=occasion)


def require_occasion_form(rules: RulePack, item: Item, occasion: str) -> None:
    """Refuse an occasion that none of the item's duties has."""
    every = rules.catalogue("duties").values()
    duties = [each for each in every if each.word("item") == item.code]
    kinds = [each.word("period") for each in duties if each.has("period")]
    triggered = any(each.has("trigger") for each in duties)
    period = period_of(occasion)
    if period is not None:
        fits = period.kind in kinds
    else:
        fits = triggered and (fact_of(occasion) or day_of(occasion)) is not None
    if not fits:
        forms = [FORMS[kind] for kind in kinds]
        if triggered:
            forms += [FORMS["fact"], FORMS["day"]]
        allowed = ", ".join(forms)
        raise OccasionUnfit(item=item.code, occasion=occasion, allowed=allowed)


def objection_matter(rules: RulePack, item: str) -> ObjectionMatter:
    """Whether an objection to this item is one to accounts."""
    accounts = rules.catalogue("three_disclosures")["accounts"].words("items")
    return ObjectionMatter.ACCOUNTS if item in accounts else ObjectionMatter.NOTICE
