"""What clients see of a publication (公示)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import strawberry

from application.publications import Publications
from application.rules import NATIONAL
from domain.publication_words import (
    BoardProofKind,
    CorrectionGround,
    DifferenceGround,
    ObjectionMatter,
    ObjectionOutcome,
    PublicationStatus,
    Publisher,
    WithdrawalGround,
)
from interfaces.graphql import names
from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.record import RecordNode, part, shown
from interfaces.published_files import PATH
from projections.publications import PUBLICATIONS

FIELDS: Mapping[str, str] = {
    "item": "Item of the disclosure catalogue, `D01` to `D50`.",
    "occasion": (
        "Which obligation it answers: a period (`2021`, `2021-H1`, `2021-Q3`,"
        " `2021-06`), the fact that it follows from (`<id>.<version>`), or the day of"
        " an event that is not recorded here (`2021-06-05`)."
    ),
    "publisher": "In whose name; your role must be one that speaks for it.",
    "enterprise_id": "The firm that it is about, if it is about one.",
    "content": (
        "A JSON object: codes of the item's content fields, each a text, a whole number"
        " (money in fen), a list of texts, or a table"
        ' (`{"columns": [...], "rows": [[...]]}`). Public: no sealed text.'
    ),
    "documents": "SHA-256 of documents put by `POST /documents`, in order.",
    "difference": "Why it is not what the record gives; needed only if it is not.",
    "ground": "Why.",
    "note": "What else is to be said. Free text; sealed until it is released.",
    "statement": "What is objected to. Free text; sealed until it is released.",
    "objection": "Number of the objection in this publication.",
    "outcome": "What the objection came to.",
    "answer": "The answer. Free text; sealed until it is released.",
    "version": "Version of the publication, from 1.",
    "board": "Code of the board.",
    "proof": "What shows it.",
    "reference": "SHA-256 of the photograph, or number of the inspection.",
    "hung_from": "The first day on which it hung there.",
    "hung_to": "The last day; null while it hangs there still.",
}


@part("A content or a document, open to everybody.")
class PublishedFile:
    sha256: str = strawberry.field(description="SHA-256 of its bytes, in hex.")
    size: int = strawberry.field(description="In bytes.")
    media_type: str = strawberry.field(description="What it is.")

    @resolved("Where it is fetched on this host.")
    def path(self) -> str:
        return f"{PATH}/{self.sha256}"


@part("One version of a publication.")
class PublicationVersion:
    version: int = strawberry.field(description="Its number, from 1.")
    at: datetime = strawberry.field(description="From when it was shown.")
    ground: CorrectionGround | None = strawberry.field(
        description="Why it took the place of the one before."
    )
    content: PublishedFile = strawberry.field(description="What it says.")
    documents: list[PublishedFile] = strawberry.field(description="Attached to it.")
    hidden: bool = strawberry.field(
        description="It showed personal data and is served no more."
    )


@part("An objection (异议) to what is shown.")
class PublicationObjection:
    objection: int = strawberry.field(description="Its number.")
    matter: ObjectionMatter = strawberry.field(description="What it is about.")
    objected_at: datetime = strawberry.field(description="When it was made.")
    due_at: datetime = strawberry.field(description="Until when it is answered.")
    provisional: bool = strawberry.field(
        description="The holidays until then are not announced yet."
    )
    outcome: ObjectionOutcome | None = strawberry.field(
        description="What it came to; null until it is answered."
    )
    answered_at: datetime | None = strawberry.field(description="When it was.")


@part("What shows that a version hung at a physical board; attested, not proved.")
class BoardProof:
    version: int = strawberry.field(description="Which version.")
    board: str = strawberry.field(description="Code of the board.")
    proof: BoardProofKind = strawberry.field(description="What shows it.")
    reference: str = strawberry.field(
        description="SHA-256 of the photograph, or number of the inspection."
    )
    hung_from: date = strawberry.field(description="The first day there.")
    hung_to: date | None = strawberry.field(description="The last day there.")
    attested_at: datetime = strawberry.field(description="When somebody said so.")


@shown(
    PUBLICATIONS,
    Publications,
    "An item of the disclosure catalogue, published for an occasion (公示).",
    FIELDS,
)
class Publication(RecordNode):
    status: PublicationStatus = strawberry.field(description="Where it stands.")
    item: str = strawberry.field(description="Item of the disclosure catalogue.")
    occasion: str = strawberry.field(description="Which obligation it answers.")
    enterprise_id: UUID | None = strawberry.field(
        description="The firm that it is about."
    )
    publisher: Publisher = strawberry.field(description="In whose name.")
    published_at: datetime = strawberry.field(description="When it was first shown.")
    withdrawn_at: datetime | None = strawberry.field(description="When taken down.")
    withdrawal_ground: WithdrawalGround | None = strawberry.field(
        description="Why it was taken down."
    )
    content: PublishedFile = strawberry.field(description="Of the last version.")
    filled: list[str] = strawberry.field(
        description="Codes of the content fields that it has."
    )
    documents: list[PublishedFile] = strawberry.field(description="Attached to it.")
    computed: bool = strawberry.field(
        description="The service compared it with what the record gives."
    )
    difference: DifferenceGround | None = strawberry.field(
        description="Why it is not what the record gives; null if it is."
    )
    versions: list[PublicationVersion] = strawberry.field(
        description="Every version, in order."
    )
    objections: list[PublicationObjection] = strawberry.field(
        description="Every objection, in order."
    )
    proofs: list[BoardProof] = strawberry.field(
        description="What shows that it hung at a board."
    )
    erased: list[str] = strawberry.field(
        description="SHA-256 of bytes that were destroyed."
    )

    @resolved("The item's name in the client's language.")
    def item_label(self, info: Info) -> str:
        return names.listed(info.context, NATIONAL, "disclosure", self.item)
