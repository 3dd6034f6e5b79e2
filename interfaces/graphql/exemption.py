"""What clients see of an exemption from publishing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import strawberry

from application.exemptions import Exemptions
from application.rules import NATIONAL
from domain.publication_words import ExemptionReason, ExemptionStatus
from interfaces.graphql import names
from interfaces.graphql.context import Info
from interfaces.graphql.fields import resolved
from interfaces.graphql.publication import FIELDS as PUBLICATION_FIELDS
from interfaces.graphql.record import RecordNode, shown
from projections.exemptions import EXEMPTIONS

FIELDS: Mapping[str, str] = {
    **{
        name: PUBLICATION_FIELDS[name]
        for name in ("item", "occasion", "enterprise_id", "note")
    },
    "reason": "Why it need not be published.",
    "basis": "The article that allows it, as in `信息公开14`.",
    "explanation": "What speaks for it. Free text; sealed until it is released.",
}


@shown(
    EXEMPTIONS,
    Exemptions,
    "An obligation to publish that is lifted, by two persons, in public.",
    FIELDS,
)
class Exemption(RecordNode):
    status: ExemptionStatus = strawberry.field(description="Where it stands.")
    item: str = strawberry.field(description="Item of the disclosure catalogue.")
    occasion: str = strawberry.field(description="Which obligation it lifts.")
    enterprise_id: UUID | None = strawberry.field(
        description="The firm that it is about."
    )
    reason: ExemptionReason = strawberry.field(description="Why.")
    basis: str = strawberry.field(description="The article that allows it.")
    requested_by: str = strawberry.field(description="Id of who asked for it.")
    requested_at: datetime = strawberry.field(description="When.")
    decided_by: str | None = strawberry.field(
        description="Id of the second person, who decided it."
    )
    decided_at: datetime | None = strawberry.field(description="When.")
    revoked_at: datetime | None = strawberry.field(description="When it ended.")

    @resolved("The item's name in the client's language.")
    def item_label(self, info: Info) -> str:
        return names.listed(info.context, NATIONAL, "disclosure", self.item)
