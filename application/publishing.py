"""What publishing works with beside the log: the store, and what the record gives."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any
from uuid import UUID

import orjson

from application.published_store import PublishedStore
from domain.disclosure import disclosure_item
from domain.lifecycle import invalid
from domain.place import Place
from domain.publication_draft import Draft
from domain.publication_state import Publishable
from domain.rulepack import RulePack


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be published, or drafted: an item for an occasion, somewhere.

    enterprise_id: the firm that it is about, if it is about one.
    """

    item: str
    place: Place
    enterprise_id: UUID | None
    occasion: str


Drafting = Callable[[Wanted], Draft | None]
"""What the record gives for it; None if the service does not compute it, or nothing of
it is recorded."""

Elsewhere = Callable[[UUID, Sequence[str]], Collection[str]]
"""Which of these digests publications other than this one show."""


@dataclass(frozen=True, slots=True)
class PublishingDesk:
    """The store of publications, and the reading side as far as publishing needs it."""

    store: PublishedStore
    draft: Drafting
    elsewhere: Elsewhere

    def publishable(
        self, rules: RulePack, item: str, content: str, documents: Sequence[str]
    ) -> Publishable:
        """Content and documents, checked against the item and kept.

        content: JSON, field by field. documents: digests of those that were put.
        Raises what the item's rules refuse, and what the store does.
        """
        listed = disclosure_item(rules, item)
        said = _object_of(content)
        opened = [
            self.store.document(sha256, f"documents[{number}]")
            for number, sha256 in enumerate(documents, 1)
        ]
        shown = Publishable(
            content=said,
            stored=self.store.described(said),
            documents=tuple(each.file for each in opened),
            texts=tuple(chain.from_iterable(each.texts for each in opened)),
        )
        shown.require_fit(rules, listed)
        self.store.put_content(said)
        return shown


def _object_of(content: str) -> dict[str, Any]:
    try:
        said = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise invalid("content", f"不是 JSON：{error}", f"no JSON: {error}") from None
    if not isinstance(said, dict):
        raise invalid("content", "应为 JSON 对象", "a JSON object expected")
    return said
