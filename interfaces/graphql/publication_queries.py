"""What may be published, and what the record gives for it."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import orjson
import strawberry
from fastapi.concurrency import run_in_threadpool

from application.publications import Publications
from application.publishing import Wanted
from application.rules import NATIONAL
from application.steps import soon
from domain.publication_words import Publisher
from domain.rule_values import Item
from domain.rulepack import RulePack
from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from projections.publication_drafts import COMPUTED


@strawberry.type(description="A field that the content of a publication has.")
class DisclosureField:
    code: str = strawberry.field(description="Its code, the key in the content.")
    zh: str = strawberry.field(description="Its name in Chinese.")
    en: str = strawberry.field(description="Its name in English.")
    forms: list[str] = strawberry.field(
        description="What it may be: text, number, list or table."
    )


@strawberry.type(description="An item of the disclosure catalogue (公开目录).")
class DisclosureItem:
    code: str = strawberry.field(description="`D01` to `D50`.")
    zh: str = strawberry.field(description="Its name in Chinese.")
    en: str = strawberry.field(description="Its name in English.")
    origin: str = strawberry.field(description="Its basis.")
    mask: str = strawberry.field(description="Mask class of its content.")
    publishers: list[Publisher] = strawberry.field(
        description="Who publishes it: the first of them that there is."
    )
    fields: list[DisclosureField] = strawberry.field(description="What it must say.")
    computed: bool = strawberry.field(
        description="The service computes figures of it: see `publicationDraft`."
    )


@strawberry.type(description="What the record gives for an item and an occasion.")
class PublicationDraft:
    content: str = strawberry.field(
        description="A JSON object of the fields that follow from the record."
    )
    blank: list[str] = strawberry.field(
        description="Codes of the fields that a person still has to fill in."
    )


ItemCode = Annotated[str, strawberry.argument(description="As in `D10`.")]
Profile = Annotated[
    str | None,
    strawberry.argument(description="Jurisdiction; national unless given."),
]


@resolved("What must be published, and what it must say.")
def disclosure_items(info: Info, profile: Profile = None) -> list[DisclosureItem]:
    rules = info.context.services.rules.for_profile(profile or NATIONAL)
    return [_shown(rules, each) for each in rules.catalogue("disclosure").values()]


@resolved(
    "What the record gives, for those who may publish it; null if the service does not"
    " compute the item, or nothing of it is recorded."
)
async def publication_draft(
    info: Info,
    item: ItemCode,
    occasion: Annotated[
        str, strawberry.argument(description="As in `2021-Q3`, or `<id>.<version>`.")
    ],
    compound_id: Annotated[
        UUID | None, strawberry.argument(description="The compound.")
    ] = None,
    region_path: Annotated[
        list[str] | None,
        strawberry.argument(description="The region, if it is no compound's."),
    ] = None,
    profile: Profile = None,
    enterprise_id: Annotated[
        UUID | None, strawberry.argument(description="The firm that it is about.")
    ] = None,
) -> PublicationDraft | None:
    context = info.context
    commands = context.services.commands
    given = {
        "compound_id": compound_id,
        "region_path": tuple(region_path or ()),
        "profile": profile,
    }
    place = await soon(Publications(commands.in_steps()).place(given))
    whose = enterprise_id or place.compound_id or "/".join(place.region_path)
    context.reads(
        "publication.publish",
        whose,
        region_path=place.region_path,
        compound_id=place.compound_id,
    )
    wanted = Wanted(item, place, enterprise_id, occasion)
    draft = await run_in_threadpool(commands.desk.draft, wanted)
    if draft is None:
        return None
    content = orjson.dumps(draft.content).decode()
    return PublicationDraft(content=content, blank=list(draft.blank))


def _shown(rules: RulePack, item: Item) -> DisclosureItem:
    fields = rules.catalogue("disclosure_content")
    return DisclosureItem(
        code=item.code,
        zh=item.zh,
        en=item.en,
        origin=item.origin,
        mask=item.word("mask"),
        publishers=[Publisher.of(each) for each in item.words("publishers")],
        fields=[_field(fields[code]) for code in item.words("content")],
        computed=item.code in COMPUTED,
    )


def _field(field: Item) -> DisclosureField:
    return DisclosureField(
        code=field.code, zh=field.zh, en=field.en, forms=list(field.words("forms"))
    )


QUERIES: dict[str, Any] = {
    "disclosure_items": disclosure_items,
    "publication_draft": publication_draft,
}
"""Fields of `Query`."""
