"""What the record gives for an item that the service can compute.

What is published then equals what is recorded, or says on which ground it differs.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.publication_content import Content
from domain.publication_refusals import DiffersFromRecord, NoDifference
from domain.publication_words import DifferenceGround
from domain.rule_values import Item
from domain.rulepack import RulePack


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields that follow from the record; a person fills in the rest.

    content: field by field. blank: fields of the item that only a person knows.
    """

    content: Content
    blank: tuple[str, ...]


def require_as_recorded(
    rules: RulePack,
    item: Item,
    content: Content,
    draft: Draft | None,
    difference: DifferenceGround | None,
) -> None:
    """Refuse figures that are not those of the record, unless a ground is named; and a
    ground where nothing differs."""
    recorded = draft.content if draft else {}
    differing = [field for field in recorded if content.get(field) != recorded[field]]
    if differing and difference is None:
        known = rules.catalogue("disclosure_content")
        raise DiffersFromRecord(
            item=item.code,
            named=", ".join(differing),
            named_zh="、".join(known[each].zh for each in differing),
        )
    if not differing and difference is not None:
        raise NoDifference
