"""Publications for the tests: whole contents, and a publication of common income."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domain.place import Place
from domain.publication import Publication
from domain.publication_content import ContentValue
from domain.publication_draft import Draft
from domain.publication_state import Publishable
from domain.publication_words import PublishedFile, Publisher
from domain.roles import Actor, Role
from tests.domain.funds import COMMUNITY, FIRM, OWNERS, STREET
from tests.scenario import COMPOUND_ID, RULES, stamp

__all__ = ["COMMUNITY", "FIRM", "OWNERS", "STREET"]

PLACE = Place(COMPOUND_ID, ("c", "d", "s", "m"), "national")
RESIDENT = Actor("resident", Role.OWNER)
INCOME: Mapping[str, Any] = {
    "income_source": {
        "columns": ["来源", "毛收入（分）"],
        "rows": [["电梯、外墙广告", 120_000]],
    },
    "income_contract": ["GG-2025-3"],
    "gross": 120_000,
    "cost": 20_000,
    "net": 100_000,
    "income_use": {"columns": ["用途", "金额（分）"], "rows": []},
    "balance": 350_000,
}
DRAFT = Draft({"gross": 120_000, "net": 100_000}, ("income_source",))
PDF = PublishedFile("0d" * 32, 900, "application/pdf")


def stored(content: Any) -> PublishedFile:
    body = json.dumps(content, sort_keys=True).encode()
    digest = hashlib.sha256(body).hexdigest()
    return PublishedFile(digest, len(body), "application/json")


def publishable(
    content: Mapping[str, Any] = INCOME,
    *documents: PublishedFile,
    texts: tuple[ContentValue, ...] = (),
) -> Publishable:
    return Publishable(content, stored(content), documents, texts)


def text_of(item: str) -> dict[str, Any]:
    """A content of an item that has every field, in the first form it may have."""
    known = RULES.catalogue("disclosure_content")
    some: dict[str, Any] = {
        "text": "按规定",
        "number": 12,
        "list": ["第一项"],
        "table": {"columns": ["项目"], "rows": [["保洁"]]},
    }
    fields = RULES.catalogue("disclosure")[item].words("content")
    return {code: some[known[code].words("forms")[0]] for code in fields}


def published(**changes: Any) -> Publication:
    given: dict[str, Any] = {
        "id": UUID(int=77),
        "place": PLACE,
        "item": "D10",
        "occasion": "2025-Q4",
        "publisher": Publisher.FIRM,
        "enterprise_id": None,
        "shown": publishable(),
        "draft": None,
        "by": FIRM,
    } | changes
    made = Publication.publish(stamp(given.pop("by")), **given)
    made.collect_events()
    return made
